"""Today: what waits for a person, desk by desk, each line one tap from done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Exists
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from bocal.billing import reads as billing
from bocal.catalog import reads as catalog
from bocal.catalog.rules import ItemKind
from bocal.directory import reads as directory
from bocal.directory.models import Collective, Person
from bocal.directory.reads import Held
from bocal.directory.rules import Desk, PlaceKind
from bocal.journals.reads import cases
from bocal.kitchen import reads as kitchen
from bocal.kitchen.reads import findings as plan
from bocal.kitchen.rules.stages import Stage
from bocal.look.templatetags.look import day as written_day
from bocal.look.templatetags.look import euros, kg
from bocal.look.templatetags.look import hour as written_hour
from bocal.look.templatetags.look import moment as written_moment
from bocal.membership import reads as membership
from bocal.orders import reads as orders
from bocal.orders.reads import deliveries
from bocal.orders.reads.waiting import how_many_wait
from bocal.shifts import reads as shifts
from bocal.supply import reads as supply


@dataclass(frozen=True)
class Task:
    """Something that waits: an icon, what, how much or until when, and where it is done."""

    icon: str
    title: str
    detail: str
    url: str


@dataclass(frozen=True)
class Visit:
    """Who looks at the page, and when."""

    person: Person
    held: Held
    now: datetime

    @cached_property
    def _unfinished(self) -> list[kitchen.OrderLine]:
        return kitchen.unfinished()

    @cached_property
    def safety(self) -> plan.Waits:
        """What the safety of food waits for, counted once."""
        return plan.waits(timezone.localdate(self.now))

    def at(self, stage: Stage) -> list[kitchen.OrderLine]:
        """The manufacturing orders at this stage; all stages are read once."""
        return [line for line in self._unfinished if line.stage is stage]


def _announced(visit: Visit) -> list[Task]:
    count = supply.waiting(today=timezone.localdate(visit.now)).count()
    said = ngettext("%(count)s annonce sans réponse", "%(count)s annonces sans réponse", count) % {"count": count}
    return [Task("carrot", _("Répondre aux fermes"), said, reverse("supply:offers"))] if count else []


def _to_fetch(visit: Visit) -> list[Task]:
    return [
        Task(
            "truck",
            _("Aller chercher et recevoir : %(what)s") % {"what": offer.what},
            f"{offer.farm.name} · {written_day(offer.pickup_on)}",
            f"{reverse('supply:receive')}?annonce={offer.pk}",
        )
        for offer in supply.to_fetch()[:5]
    ]


def _to_make(visit: Visit) -> list[Task]:
    return [
        Task(
            "pot",
            _("Fabriquer : %(what)s") % {"what": line.order.product.name},
            kg(line.order.mass_mg)
            if line.order.by_weight
            else ngettext("%(count)s bocal", "%(count)s bocaux", line.order.jars) % {"count": line.order.jars},
            reverse("kitchen:order", args=[line.order.pk]),
        )
        for line in visit.at(Stage.TO_DO)[:5]
    ]


def _to_cook(visit: Visit) -> list[Task]:
    return [
        Task(
            "thermometer",
            _("Déposer le relevé de cuisson : %(what)s") % {"what": line.order.product.name},
            line.order.number,
            reverse("kitchen:order", args=[line.order.pk]),
        )
        for line in visit.at(Stage.KETTLE)[:5]
    ]


def _to_release(visit: Visit) -> list[Task]:
    count = visit.safety.to_release
    said = ngettext("%(count)s lot attend", "%(count)s lots attendent", count) % {"count": count}
    return [Task("unlock", _("Contrôler et libérer"), said, reverse("kitchen:waiting"))] if count else []


def _to_control(visit: Visit) -> list[Task]:
    count = plan.left_today(timezone.localdate(visit.now))
    said = ngettext("%(count)s ligne attend", "%(count)s lignes attendent", count) % {"count": count}
    return [Task("thermometer", _("Contrôles du jour"), said, reverse("kitchen:controls"))] if count else []


def _to_decide(visit: Visit) -> list[Task]:
    count = visit.safety.to_decide
    said = ngettext("%(count)s écart attend", "%(count)s écarts attendent", count) % {"count": count}
    return (
        [Task("alert", _("Décider de ce qui s’écarte du plan"), said, reverse("kitchen:deviations"))] if count else []
    )


def _papers(visit: Visit) -> list[Task]:
    over, soon = visit.safety.papers_over, visit.safety.papers_soon
    said = [
        ngettext("%(count)s dépassé", "%(count)s dépassés", over) % {"count": over} if over else "",
        ngettext("%(count)s bientôt", "%(count)s bientôt", soon) % {"count": soon} if soon else "",
    ]
    title = _("Étalonnages et inspections des appareils")
    detail = ", ".join(filter(None, said))
    return [Task("alert" if over else "clock", title, detail, reverse("safety:equipment"))] if detail else []


def _ovens(visit: Visit) -> list[Task]:
    count = visit.safety.ovens
    said = ngettext("%(count)s étuve à lire", "%(count)s étuves à lire", count) % {"count": count}
    return [Task("flame", _("Lire les étuves"), said, reverse("kitchen:ovens"))] if count else []


def _recalls(visit: Visit) -> list[Task]:
    return [
        Task(
            "alert",
            _("Exercice de rappel à finir") if recall.drill else _("Rappel en cours"),
            f"{recall.number} · {recall.what}",
            reverse("journals:recall_case", args=[recall.pk]),
        )
        for recall in cases.open_recalls()
    ]


def _rounds(visit: Visit) -> list[Task]:
    return [
        Task(
            "basket",
            shown.sale.title,
            _("ferme le %(day)s") % {"day": written_day(timezone.localdate(shown.sale.closes_at))},
            reverse("orders:sale", args=[shown.sale.pk]),
        )
        for shown in orders.coming(visit.now)[:3]
    ]


def _to_deliver(visit: Visit) -> list[Task]:
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


def _stopped(_visit: Visit) -> list[Task]:
    found = deliveries.stopped_deliveries()
    said = ", ".join(one.number for one in found[:3])
    title = _("Ne pas livrer : un lot est bloqué")
    return [Task("alert", title, said, reverse("orders:delivery", args=[found[0].pk]))] if found else []


def _promised_in_part(visit: Visit) -> list[Task]:
    count = how_many_wait(timezone.localdate(visit.now))
    said = ngettext("%(count)s livraison", "%(count)s livraisons", count) % {"count": count}
    return [Task("clock", _("Livraisons dont une partie attend"), said, reverse("orders:waiting"))] if count else []


def _to_hand(visit: Visit) -> list[Task]:
    found = []
    for counter in orders.counters():
        left = counter.orders - counter.handed
        if left:
            said = ngettext("%(count)s panier à remettre", "%(count)s paniers à remettre", left) % {"count": left}
            url = reverse("orders:handing", args=[counter.sale.pk, counter.point.pk])
            found.append(Task("hand", counter.point.name, said, url))
    return found[:6]


def _to_bill(visit: Visit) -> list[Task]:
    count = billing.how_many_wait(until=timezone.localdate(visit.now))
    said = ngettext("%(count)s client", "%(count)s clients", count) % {"count": count}
    return [Task("receipt", _("Facturer ce qui est livré"), said, reverse("billing:to_bill"))] if count else []


def _at_the_bank(visit: Visit) -> list[Task]:
    came, went = billing.bank_counts()
    said = ngettext("%(count)s ligne", "%(count)s lignes", came + went) % {"count": came + went}
    page = reverse("billing:bank" if came else "billing:bank_spent")
    return [Task("euro", _("Reconnaître ce que dit la banque"), said, page)] if came or went else []


def _overdue(visit: Visit) -> list[Task]:
    today = timezone.localdate(visit.now)
    count = sum(one.reminded_on is None for one in billing.overdue(today))
    said = ngettext("%(count)s client", "%(count)s clients", count) % {"count": count}
    return [Task("mail", _("Relancer qui n’a pas payé à temps"), said, reverse("billing:overdue"))] if count else []


def _came_back(visit: Visit) -> list[Task]:
    count = len(deliveries.returned_stock())
    said = ngettext("%(count)s lot", "%(count)s lots", count) % {"count": count}
    return [Task("undo", _("Regarder ce que des clients ont rendu"), said, reverse("orders:returned"))] if count else []


def _my_surplus(visit: Visit) -> list[Task]:
    return [
        Task(
            "seedling",
            _("J’ai trop de quelque chose"),
            _("Une minute pour l’annoncer : vendu, donné ou transformé"),
            reverse("supply:my_offer"),
        )
    ]


def _my_stalls(visit: Visit) -> list[Task]:
    found = []
    for one in orders.my_sales(visit.held.organisations(Desk.PRODUCER), visit.now)[:3]:
        said = ngettext("%(count)s unité commandée", "%(count)s unités commandées", one.ordered)
        url = reverse("orders:my_stall", args=[one.shown.sale.pk, one.farm.pk])
        title = _("Mon étal : %(round)s") % {"round": one.shown.sale.title}
        found.append(Task("carrot", title, said % {"count": one.ordered}, url))
    return found


def _my_deliveries(visit: Visit) -> list[Task]:
    return [
        Task(
            "truck",
            _("Commander pour le %(day)s") % {"day": written_day(window.day)},
            _("%(customer)s, jusqu’au %(moment)s")
            % {"customer": customer.name, "moment": written_moment(window.closes)},
            reverse("orders:order_online", args=[customer.pk]),
        )
        for customer, window in deliveries.to_order(visit.held.organisations(Desk.CUSTOMER), visit.now)
    ]


def _my_orders(visit: Visit) -> list[Task]:
    mine = {
        sheet.order.sale_id: sheet
        for sheet in orders.orders_of(visit.held.organisations(Desk.CUSTOMER))
        if sheet.order.cancelled_at is None
    }
    found = []
    for shown in orders.coming(visit.now):
        until = _("Jusqu’au %(day)s") % {"day": written_day(timezone.localdate(shown.sale.closes_at))}
        ordered = shown.sale.pk in mine
        title = _("Changer ma commande : %(round)s") if ordered else _("Commander : %(round)s")
        url = reverse("orders:shop", args=[shown.sale.pk])
        found.append(Task("basket", title % {"round": shown.sale.title}, until, url))
    for sheet in mine.values():
        if not sheet.handed and sheet.order.slot is not None and sheet.order.sale.final:
            slot = sheet.order.slot
            when = timezone.localtime(slot.starts_at)
            said = f"{slot.point.name} · {written_day(when.date())}, {written_hour(when)}"
            url = reverse("orders:order", args=[sheet.order.pk])
            found.append(Task("clock", _("Venir chercher mon panier"), said, url))
    return found


def _my_hands(visit: Visit) -> list[Task]:
    """Where I come to help, and the next place that still wants somebody."""
    found, url = shifts.to_come(visit.person.pk, visit.now), reverse("shifts:shifts")
    mine = [
        Task("hand", _("Vous venez donner un coup de main"), f"{one.shift.title} · {_when(one.shift.starts_at)}", url)
        for one in found
        if one.mine
    ]
    wanted = next((one for one in found if not one.mine and one.left and one.shift.starts_at > visit.now), None)
    if wanted is None:
        return mine[:3]
    title, when = wanted.shift.title, _when(wanted.shift.starts_at)
    return [*mine[:3], Task("hand", _("Donner un coup de main"), f"{title} · {when}", url)]


def _when(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{written_day(local.date())}, {written_hour(local)}"


def _my_membership(visit: Visit) -> list[Task]:
    today = timezone.localdate(visit.now)
    one = membership.invited(visit.held.organisations(Desk.CUSTOMER), visit.person.pk, today)
    if one is None or one.span is None:
        return []
    url = f"{reverse('membership:mine')}?pour={one.organisation}"
    until = _("jusqu’au %(day)s") % {"day": written_day(one.span.until)}
    detail = f"{euros(one.only)}, {until}" if one.only else until
    title = _("Renouveler mon adhésion") if one.until else _("Adhérer")
    return [Task("people", title, detail, url)]


def _certificates(visit: Visit) -> list[Task]:
    count = directory.farms(ending=True, today=timezone.localdate(visit.now)).count()
    said = ngettext("%(count)s ferme", "%(count)s fermes", count) % {"count": count}
    url = f"{reverse('directory:farms')}?certificat=on"
    return [Task("leaf", _("Redemander des certificats bio"), said, url)] if count else []


#: What may hurt somebody first, then in the order of the goods' way through the house; each is asked only for those
#: who sit at one of its desks.
ASKED: tuple[tuple[frozenset[Desk], Callable[[Visit], list[Task]]], ...] = (
    (frozenset({Desk.QUALITY}), _recalls),
    (frozenset({Desk.SALES}), _stopped),
    (frozenset({Desk.PRODUCER}), _my_stalls),
    (frozenset({Desk.PRODUCER}), _my_surplus),
    (frozenset({Desk.CUSTOMER}), _my_deliveries),
    (frozenset({Desk.CUSTOMER}), _my_orders),
    (frozenset({Desk.CUSTOMER}), _my_hands),
    (frozenset({Desk.CUSTOMER}), _my_membership),
    (frozenset({Desk.RECEPTION, Desk.DIRECTION}), _announced),
    (frozenset({Desk.RECEPTION, Desk.DIRECTION}), _to_fetch),
    (frozenset({Desk.PRODUCTION, Desk.DIRECTION}), _to_make),
    (frozenset({Desk.PRODUCTION}), _to_cook),
    (frozenset({Desk.QUALITY, Desk.DIRECTION}), _to_release),
    (frozenset({Desk.RECEPTION, Desk.PRODUCTION, Desk.QUALITY}), _to_control),
    (frozenset({Desk.QUALITY, Desk.DIRECTION}), _to_decide),
    (frozenset({Desk.QUALITY, Desk.DIRECTION}), _ovens),
    (frozenset({Desk.QUALITY, Desk.PRODUCTION, Desk.DIRECTION}), _papers),
    (frozenset({Desk.SALES, Desk.DIRECTION}), _rounds),
    (frozenset({Desk.SALES}), _promised_in_part),
    (frozenset({Desk.POINT, Desk.SALES}), _to_deliver),
    (frozenset({Desk.SALES}), _came_back),
    (frozenset({Desk.POINT, Desk.SALES}), _to_hand),
    (frozenset({Desk.ACCOUNTS, Desk.DIRECTION}), _to_bill),
    (frozenset({Desk.ACCOUNTS}), _at_the_bank),
    (frozenset({Desk.ACCOUNTS}), _overdue),
    (frozenset({Desk.PRODUCTS}), _certificates),
)


def waiting(visit: Visit) -> list[Task]:
    """All that waits for the visitor."""
    return [task for desks, ask in ASKED if visit.held.any_of(desks) for task in ask(visit)]


@dataclass(frozen=True)
class Step:
    """One of the first things a new collective does."""

    title: str
    url: str
    done: bool


def first_steps(visit: Visit) -> list[Step]:
    """What the direction of a new collective does first; nothing once it has sold, or for anyone else."""
    if Desk.DIRECTION not in visit.held or orders.latest_round() is not None:
        return []
    there = Collective.objects.values(
        farms=Exists(directory.producers()),
        items=Exists(catalog.items(*ItemKind)),
        team=Exists(directory.people_at(Desk.SALES)),
        points=Exists(directory.places(PlaceKind.POINT)),
        receptions=Exists(supply.receptions()),
    ).get()
    told = [
        (_("Importer ou inscrire vos fermes"), reverse("directory:import_farms"), there["farms"]),
        (_("Dire ce que vous recevez et fabriquez"), reverse("catalog:items"), there["items"]),
        (_("Ajouter l’équipe"), reverse("directory:people"), there["team"]),
        (_("Ouvrir un point de retrait"), reverse("directory:places"), there["points"]),
        (_("Recevoir vos premières cagettes"), reverse("supply:receive"), there["receptions"]),
        (_("Ouvrir une première vente"), reverse("orders:open_round"), False),
    ]
    return [Step(title, url, done) for title, url, done in told]


@dataclass(frozen=True)
class Gesture:
    """Something a desk often begins of its own accord."""

    icon: str
    title: str
    url: str


#: The gestures of each desk, in the order of the day.
BEGUN: tuple[tuple[frozenset[Desk], str, Promise, str], ...] = (
    (frozenset({Desk.RECEPTION, Desk.PRODUCTION}), "crate", later("Recevoir des cagettes"), "supply:receive"),
    (frozenset({Desk.PRODUCTION}), "pot", later("Lancer une fabrication"), "kitchen:new_order"),
    (frozenset({Desk.SALES}), "phone", later("Prendre une commande au téléphone"), "orders:phone"),
    (frozenset({Desk.SALES}), "basket", later("Préparer une vente"), "orders:open_round"),
    (frozenset({Desk.SALES}), "gift", later("Donner des bocaux"), "orders:give"),
    (frozenset({Desk.POINT, Desk.SALES}), "recycle", later("Reprendre des bocaux vides"), "orders:empties"),
    (frozenset({Desk.PRODUCTS}), "people", later("Inscrire une ferme"), "directory:farm_edit"),
    (frozenset({Desk.DIRECTION}), "person", later("Ajouter une personne"), "directory:person_edit"),
)


def gestures(visit: Visit) -> list[Gesture]:
    """What the visitor may begin."""
    return [
        Gesture(icon, str(title), reverse(route)) for desks, icon, title, route in BEGUN if visit.held.any_of(desks)
    ]
