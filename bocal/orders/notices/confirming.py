"""What customers are told of their deliveries: ordered, changed, cancelled, waiting, brought with its signed note."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from bocal.directory import acts as directory_acts
from bocal.directory import reads as directory
from bocal.directory.models import Person
from bocal.look.templatetags.look import amount, day, euros, hour
from bocal.orders.models import Delivery
from bocal.orders.notices.papers import instead, note_pdf
from bocal.orders.reads import agreements, deliveries
from bocal.orders.reads.deliveries import Card
from bocal.orders.rules.delivering import DeliveryState, News


@dataclass(frozen=True)
class _To:
    """Whom a letter is for: an address, the name that it greets, their language."""

    email: str
    name: str
    language: str
    person: Person | None = None
    # Whether they may open the delivery's page: it asks who they are, and shows it to those who order there only.
    enters: bool = False


def _to(card: Card) -> _To | None:
    """Whoever ordered online; else the first who orders there, else the organisation's own address."""
    online = [card.delivery.person] if card.delivery.online else []
    order = list(agreements.who_orders(card.customer).order_by("pk"))
    for person in [*online, *order]:
        if person.email:
            return _To(person.email, person.name, person.language, person, person in order)
    if card.customer.email:
        return _To(card.customer.email, card.customer.contact or card.customer.name, settings.LANGUAGE_CODE)
    return None


@contextmanager
def _letter(pk: int) -> Iterator[tuple[Card, _To] | None]:
    card = deliveries.delivery(pk)
    to = _to(card) if card else None
    if card is None or to is None:
        yield None
    else:
        with override(to.language):
            yield card, to


def confirm(pk: int, news: News, now: datetime) -> None:
    """Tell a delivery's customer what became of their order, in the language of whoever reads it. Called within the
    act's own transaction: a gesture that fails tells nobody, one sent twice tells once."""
    with _letter(pk) as found:
        if found is None:
            return
        card, to = found
        directory_acts.write_letter(
            email=to.email,
            person=to.person,
            organisation=card.customer,
            subject=_subject(card, news)[:200],
            body=_body(card, news, to, now),
            now=now,
        )


def _subject(card: Card, news: News) -> str:
    said = {
        News.PLACED: _("Commande {number} notée, livraison du {day}"),
        News.CHANGED: _("Commande {number} changée, livraison du {day}"),
        News.CANCELLED: _("Commande {number} annulée, livraison du {day}"),
        News.RESTORED: _("Commande {number} rétablie, livraison du {day}"),
        News.SERVED: _("Commande {number} : ce qui attendait arrive, livraison du {day}"),
    }
    return said[news].format(number=card.delivery.number, day=day(card.delivery.day))


def _page(card: Card, to: _To) -> list[str]:
    """Where a delivery is followed, and its signed note found afterwards."""
    if not to.enters:
        return []
    address = import_string(settings.ORIGIN)() + reverse("orders:my_delivery", args=[card.delivery.pk])
    return [_("Cette livraison, et son bon une fois signé :\n{address}").format(address=address)]


def _body(card: Card, news: News, to: _To, now: datetime) -> str:
    first = {
        News.PLACED: _("Votre commande est notée. Livraison du {day} :"),
        News.CHANGED: _("Votre commande est changée. Livraison du {day}, voici ce qu’elle contient maintenant :"),
        News.CANCELLED: _("Votre commande est annulée : rien ne sera livré le {day}. Elle contenait :"),
        News.RESTORED: _("Votre commande est rétablie. Livraison du {day} :"),
        News.SERVED: _("Une partie de ce qui attendait peut être livrée. Livraison du {day} :"),
    }[news].format(day=day(card.delivery.day))
    parts = [_("Bonjour {who},").format(who=to.name), first, _lines(card)]
    if news is not News.CANCELLED:
        total = _("Total : {net} hors taxes, {due} TVA comprise ; consignes en plus.")
        parts.append(total.format(net=euros(card.net), due=euros(card.due)))
        if card.waits:
            parts.append(_("Ce qui attend n’est pas encore promis : nous vous écrivons dès qu’il y en a."))
        closes = agreements.closes(agreements.terms_of(card.customer), card.delivery.day)
        if closes > now and card.state is DeliveryState.ORDERED:
            until = _("Vous pouvez encore changer ou annuler jusqu’au {day} à {hour}, sur votre page « Livraisons ».")
            parts.append(until.format(day=day(closes), hour=hour(closes)))
    return "\n\n".join([*parts, *_page(card, to), _name()])


def _lines(card: Card) -> str:
    found = []
    for line in card.lines:
        said = f"- {amount(line.row.quantity, line.dimension)} {line.item.name}"
        if line.row.waiting:
            rest = amount(line.row.waiting, line.dimension)
            wait = _("({rest} attendent)") if line.row.quantity else _("(tout attend : {rest})")
            said += " " + wait.format(rest=rest)
        if line.row.instead_of:
            said += " " + instead(line)
        found.append(said)
    return "\n".join(found)


def _name() -> str:
    found = directory.collective()
    return found.name if found else ""


@task()  # type: ignore[untyped-decorator]
def send_note(pk: int, voucher: int) -> None:
    """Send the signed delivery note as PDF, once for each time that the delivery was brought: safe to run twice."""
    now = timezone.now()
    with transaction.atomic():
        brought = Delivery.objects.filter(pk=pk, handover=voucher, handover__reversal=None)
        claimed = brought.exclude(noted=voucher).values("pk")
        if not Delivery.objects.filter(pk__in=claimed).update(noted=voucher):
            return
        with _letter(pk) as found:
            if found is None:
                return
            card, to = found
            said = _(
                "Votre livraison du {day} a été reçue par {signer}. Le bon signé est joint : il dit ce que vous avez "
                "gardé, lot par lot. Les consignes des bocaux viennent en plus, sur la facture."
            )
            body = said.format(day=day(card.delivery.day), signer=card.delivery.signer)
            subject = _("Bon de livraison {number}").format(number=card.delivery.number)
            directory_acts.write_letter(
                email=to.email,
                person=to.person,
                organisation=card.customer,
                subject=subject,
                body="\n\n".join([_("Bonjour {who},").format(who=to.name), body, *_page(card, to), _name()]),
                attachment=(f"{card.delivery.number}.pdf", note_pdf(card)),
                now=now,
            )
