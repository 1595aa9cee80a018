"""What waits between farms, customers and the bank, one line a kind of work."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bocal.billing import reads as billing
from bocal.directory import reads as directory
from bocal.house.today.visit import Task, Visit
from bocal.look.templatetags.look import day as written_day
from bocal.orders import reads as orders
from bocal.orders.reads import deliveries
from bocal.orders.reads.waiting import how_many_wait
from bocal.supply import reads as supply


def announced(visit: Visit) -> list[Task]:
    count = supply.waiting(today=timezone.localdate(visit.now)).count()
    said = ngettext("%(count)s annonce sans réponse", "%(count)s annonces sans réponse", count) % {"count": count}
    return [Task("carrot", _("Répondre aux fermes"), said, reverse("supply:offers"))] if count else []


def to_fetch(visit: Visit) -> list[Task]:
    return [
        Task(
            "truck",
            _("Aller chercher et recevoir : %(what)s") % {"what": offer.what},
            f"{offer.farm.name} · {written_day(offer.pickup_on)}",
            f"{reverse('supply:receive')}?annonce={offer.pk}",
        )
        for offer in supply.to_fetch()[:5]
    ]


def rounds(visit: Visit) -> list[Task]:
    return [
        Task(
            "basket",
            shown.sale.title,
            _("ferme le %(day)s") % {"day": written_day(timezone.localdate(shown.sale.closes_at))},
            reverse("orders:sale", args=[shown.sale.pk]),
        )
        for shown in orders.coming(visit.now)[:3]
    ]


def to_deliver(visit: Visit) -> list[Task]:
    day = timezone.localdate(visit.now)
    to_pick, to_bring = deliveries.left_today(day)
    found = []
    if to_pick:
        said = ngettext("%(count)s livraison", "%(count)s livraisons", to_pick) % {"count": to_pick}
        found.append(Task("scale", _("Préparer les livraisons du jour"), said, reverse("orders:pick")))
    if to_bring:
        said = ngettext("%(count)s livraison", "%(count)s livraisons", to_bring) % {"count": to_bring}
        found.append(Task("truck", _("Faire la tournée"), said, reverse("orders:route")))
    return found


def stopped(_visit: Visit) -> list[Task]:
    found = deliveries.stopped_deliveries()
    said = ", ".join(one.number for one in found[:3])
    title = _("Ne pas livrer : un lot est bloqué")
    tasks = [Task("alert", title, said, reverse("orders:delivery", args=[found[0].pk]))] if found else []
    title = _("Ne pas remettre : un lot est bloqué")
    rounds = orders.stopped_rounds()
    return [*tasks, *(Task("alert", title, one.title, reverse("orders:sale", args=[one.pk])) for one in rounds[:3])]


def promised_in_part(visit: Visit) -> list[Task]:
    count = how_many_wait(timezone.localdate(visit.now))
    said = ngettext("%(count)s livraison", "%(count)s livraisons", count) % {"count": count}
    return [Task("clock", _("Livraisons dont une partie attend"), said, reverse("orders:waiting"))] if count else []


def to_hand(visit: Visit) -> list[Task]:
    found = []
    for counter in orders.counters(timezone.localdate(visit.now)):
        left = counter.orders - counter.handed
        if left:
            said = ngettext("%(count)s panier à remettre", "%(count)s paniers à remettre", left) % {"count": left}
            url = reverse("orders:handing", args=[counter.sale.pk, counter.point.pk])
            found.append(Task("hand", counter.point.name, f"{written_day(counter.last)} · {said}", url))
    return found[:6]


def to_bill(visit: Visit) -> list[Task]:
    count = billing.how_many_wait(until=timezone.localdate(visit.now))
    said = ngettext("%(count)s client", "%(count)s clients", count) % {"count": count}
    return [Task("receipt", _("Facturer ce qui est livré"), said, reverse("billing:to_bill"))] if count else []


def at_the_bank(visit: Visit) -> list[Task]:
    came, went = billing.bank_counts()
    said = ngettext("%(count)s ligne", "%(count)s lignes", came + went) % {"count": came + went}
    page = reverse("billing:bank" if came else "billing:bank_spent")
    return [Task("euro", _("Reconnaître ce que dit la banque"), said, page)] if came or went else []


def overdue(visit: Visit) -> list[Task]:
    today = timezone.localdate(visit.now)
    count = sum(one.reminded_on is None for one in billing.overdue(today))
    said = ngettext("%(count)s client", "%(count)s clients", count) % {"count": count}
    return [Task("mail", _("Relancer qui n’a pas payé à temps"), said, reverse("billing:overdue"))] if count else []


def came_back(visit: Visit) -> list[Task]:
    count = len(deliveries.returned_stock())
    said = ngettext("%(count)s lot", "%(count)s lots", count) % {"count": count}
    return [Task("undo", _("Regarder ce que des clients ont rendu"), said, reverse("orders:returned"))] if count else []


def certificates(visit: Visit) -> list[Task]:
    count = directory.farms(ending=True, today=timezone.localdate(visit.now)).count()
    said = ngettext("%(count)s ferme", "%(count)s fermes", count) % {"count": count}
    url = f"{reverse('directory:farms')}?certificat=on"
    return [Task("leaf", _("Redemander des certificats bio"), said, url)] if count else []
