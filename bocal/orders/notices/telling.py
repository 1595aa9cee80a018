"""Letters of a round: to its farms, its points and its customers."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django_tasks import task

from bocal.directory import acts as directory_acts
from bocal.directory import reads as directory
from bocal.directory.models import Letter
from bocal.directory.rules import Desk
from bocal.look.templatetags.look import day, euros, hour, moment
from bocal.orders import reads
from bocal.orders.models import Displaced, Order, PointClosing, RoundStep, SaleRound
from bocal.orders.notices.lists import fetched_when, house_name, points_pdf, stall_pdf
from bocal.orders.reads import FarmList, PointList, Sheet
from bocal.orders.rules.points import Fate
from bocal.orders.rules.rhythm import Passage, State


@task()  # type: ignore[untyped-decorator]
def tell(sale_pk: int) -> None:
    """Write the letters of a frozen round, once: to each farm its list with the PDF, to those who hand over the list of
    the points, to each customer the reminder of when to come."""
    now = timezone.now()
    with transaction.atomic():
        sale = SaleRound.objects.select_for_update(no_key=True).get(pk=sale_pk)
        if not sale.final or RoundStep.objects.filter(sale=sale, step=Passage.TOLD).exists():
            return
        lists, name = reads.lists(sale), house_name()
        letters = [_to_farm(sale, farm, name) for farm in lists.farms]
        letters += _to_points(sale, lists.points, name)
        letters += [_to_customer(sale, sheet, name) for sheet in lists.customers]
        _write(letters, now)
        RoundStep.objects.write(sale, Passage.TOLD, person=None, now=now)


@task()  # type: ignore[untyped-decorator]
def remind(sale_pk: int) -> None:
    """Before the closing: to who ordered last time and has not yet. Its step was written by whoever queued this; once
    the round is closed, there is nothing left to say."""
    now = timezone.now()
    with transaction.atomic():
        sale = SaleRound.objects.select_for_update(no_key=True).get(pk=sale_pk)
        if reads.state(sale, now) is not State.OPEN:
            return
        name, late = house_name(), reads.not_yet(sale)
        waiting = reads.baskets(sale.pk, {order.customer_id for order in late})
        _write([_reminder(sale, order, name, waiting.get(order.customer_id, 0)) for order in late], now)


@task()  # type: ignore[untyped-decorator]
def tell_cancelled(sale_pk: int, orders: list[int]) -> None:
    """To who had ordered in a round that was cancelled: the orders that its step cancelled."""
    now = timezone.now()
    with transaction.atomic():
        sale, name = SaleRound.objects.get(pk=sale_pk), house_name()
        found = Order.objects.filter(pk__in=orders, sale=sale).select_related("person", "customer")
        _write([_cancelled(sale, order, name) for order in found], now)


@task()  # type: ignore[untyped-decorator]
def tell_displaced(closing_pk: int) -> None:
    """To each whose point was cancelled, once: why, where their order went, until when they may choose."""
    now = timezone.now()
    with transaction.atomic():
        closing = PointClosing.objects.select_for_update(no_key=True).get(pk=closing_pk)
        if closing.told_at is not None:
            return
        rows = Displaced.objects.filter(closing=closing).select_related(
            "closing__point", "order__person", "order__customer", "order__slot__point", "order__sale"
        )
        for row in {row.order_id: row for row in rows.order_by("pk")}.values():
            _tell_displaced(row, now)
        PointClosing.objects.filter(pk=closing.pk).update(told_at=now)


@task()  # type: ignore[untyped-decorator]
def tell_rehoused(row_pk: int) -> None:
    """To somebody whose order a coordinator moved or cancelled after its point was."""
    rows = Displaced.objects.select_related(
        "closing__point", "order__person", "order__customer", "order__slot__point", "order__sale"
    )
    with transaction.atomic():
        _tell_displaced(rows.get(pk=row_pk), timezone.now())


def _tell_displaced(row: Displaced, now: datetime) -> None:
    order, closing = row.order, row.closing
    email = order.person.email or order.customer.email
    if not email:
        return
    with override(order.person.language):
        until = moment(closing.choose_until)
        if row.fate == Fate.REFUNDED or order.slot is None:
            then = _("Votre commande est annulée : rien ne vous sera demandé.")
        elif row.fate == Fate.MOVED:
            where = ", ".join(
                part for part in (order.slot.point.name, order.slot.point.address, order.slot.point.town) if part
            )
            then = _(
                "Votre commande vous attend à un autre point :\n\n{day}, de {start} à {end}\n{where}\n\n"
                "Si cela ne vous va pas, choisissez un autre créneau libre sur la page de votre commande, "
                "jusqu’au {until}."
            ).format(
                day=day(order.slot.starts_at),
                start=hour(order.slot.starts_at),
                end=hour(order.slot.ends_at),
                where=where,
                until=until,
            )
        else:
            then = _(
                "Votre commande est gardée, mais pas encore placée ailleurs : choisissez un créneau libre sur la page "
                "de votre commande, jusqu’au {until}. Passé ce délai, nous vous appelons."
            ).format(until=until)
        directory_acts.write_letter(
            email=email,
            person=order.person,
            organisation=order.customer,
            subject=_("{title} : {point} n’ouvre pas").format(title=order.sale.title, point=closing.point.name)[:200],
            body=_("Bonjour {who},\n\nLe point « {point} » ne peut pas ouvrir : {why}.\n\n{then}\n\n{name}").format(
                who=order.person.name,
                point=closing.point.name,
                why=closing.why.rstrip("."),
                then=then,
                name=house_name(),
            ),
            now=now,
        )


def _write(letters: Iterable[Letter], now: datetime) -> None:
    """Keep and queue those that have an address to go to."""
    found = [letter for letter in letters if letter.email]
    for letter in found:
        letter.written_at = now
    directory_acts.write_letters(found)


def _to_points(sale: SaleRound, points: Sequence[PointList], name: str) -> list[Letter]:
    people = [person for person in directory.people_at(Desk.POINT) if person.email] if points else []
    if not people:
        return []
    with override(settings.LANGUAGE_CODE):
        paper = points_pdf(sale, list(points))
        return [
            Letter(
                email=person.email or "",
                person=person,
                subject=_("{title} : les listes des points").format(title=sale.title)[:200],
                body=_(
                    "Bonjour {who},\n\nLes commandes de « {title} » sont fermées. Voici, point par point, ce qui "
                    "arrive et qui vient le chercher.\n\nLa liste est jointe, prête à imprimer.\n\n{name}"
                ).format(who=person.name, title=sale.title, name=name),
                attachment_name=_("points.pdf"),
                attachment=paper,
            )
            for person in people
        ]


def _to_buyer(order: Order, subject: str, body: str) -> Letter:
    email = order.person.email or order.customer.email
    return Letter(email=email, person=order.person, organisation=order.customer, subject=subject[:200], body=body)


def _reminder(sale: SaleRound, order: Order, name: str, waits: int) -> Letter:
    with override(order.person.language):
        if waits:
            body = ngettext(
                "Bonjour {who},\n\nLes commandes de « {title} » ferment le {when}. Un panier vous attend, avec "
                "{n} article : rien n’est commandé ni mis de côté tant que vous ne l’envoyez pas.\n\n{name}",
                "Bonjour {who},\n\nLes commandes de « {title} » ferment le {when}. Un panier vous attend, avec "
                "{n} articles : rien n’est commandé ni mis de côté tant que vous ne l’envoyez pas.\n\n{name}",
                waits,
            )
        else:
            body = _(
                "Bonjour {who},\n\nVous aviez commandé la dernière fois. Les commandes de « {title} » ferment le "
                "{when}.\n\nSi vous n’avez besoin de rien cette fois, ne faites rien.\n\n{name}"
            )
        return _to_buyer(
            order,
            subject=_("{title} : plus que quelques heures").format(title=sale.title),
            body=body.format(who=order.person.name, title=sale.title, when=moment(sale.closes_at), n=waits, name=name),
        )


def _cancelled(sale: SaleRound, order: Order, name: str) -> Letter:
    with override(order.person.language):
        return _to_buyer(
            order,
            subject=_("{title} : annulée").format(title=sale.title),
            body=_(
                "Bonjour {who},\n\nLa vente « {title} » est annulée, et votre commande avec elle : rien ne vous sera "
                "demandé. Nous sommes désolés.\n\n{name}"
            ).format(who=order.person.name, title=sale.title, name=name),
        )


def _to_farm(sale: SaleRound, farm: FarmList, name: str) -> Letter:
    producer = farm.producer
    if producer is None or not producer.email:
        return Letter()
    # A farm's address is read by whoever is there; the house's language, not that of the desk which closed the round.
    with override(settings.LANGUAGE_CODE):
        return Letter(
            email=producer.email,
            organisation=producer,
            subject=_("{title} : ce que vous apportez").format(title=sale.title)[:200],
            body=_farm_letter(sale, farm, name),
            attachment_name=_("a-apporter.pdf"),
            attachment=stall_pdf(sale, producer),
        )


def _to_customer(sale: SaleRound, sheet: Sheet, name: str) -> Letter:
    with override(sheet.order.person.language):
        when = fetched_when(sheet)
        return _to_buyer(
            sheet.order,
            subject=_("Votre commande : retrait {when}").format(when=when),
            body=_customer_letter(sale, sheet, when, name),
        )


def _farm_letter(sale: SaleRound, farm: FarmList, name: str) -> str:
    lines = "\n".join(f"- {bundle.quantity} × {reads.named(bundle.offer)}" for bundle in farm.bundles)
    return _(
        "Bonjour,\n\nLes commandes de « {title} » sont fermées. Voici ce que vous apportez :\n\n{lines}\n\n"
        "La liste est jointe, prête à imprimer.\n\n{name}"
    ).format(title=sale.title, lines=lines, name=name)


def _customer_letter(sale: SaleRound, sheet: Sheet, when: str, name: str) -> str:
    slot = sheet.order.slot
    where = ", ".join(part for part in (slot.point.name, slot.point.address, slot.point.town) if part) if slot else ""
    lines = "\n".join(f"- {line.quantity} × {line.name}, {line.label}" for line in sheet.lines)
    total = f"{euros(sheet.total)} ({sheet.level})" if sheet.level else euros(sheet.total)
    return _(
        "Bonjour {who},\n\nVotre commande « {title} » vous attend :\n\n{when}\n{where}\n\n{lines}\n\n"
        "Total : {total} au plus, consignes comprises. Pensez à rapporter vos bocaux vides.\n\n{name}"
    ).format(
        who=sheet.order.person.name,
        title=sale.title,
        when=when,
        where=where,
        lines=lines,
        total=total,
        name=name,
    )
