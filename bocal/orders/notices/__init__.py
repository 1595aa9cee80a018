"""Letters and papers of the sales: what each farm brings, when each customer comes, the lists that people hold."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django_tasks import task

from bocal.directory import acts as directory_acts
from bocal.directory import reads as directory
from bocal.directory.models import Letter, Organisation
from bocal.directory.rules import Desk
from bocal.look import pdf
from bocal.look.templatetags.look import amount, day, euros, hour, lang, moment
from bocal.orders import reads
from bocal.orders.models import Displaced, Order, PointClosing, RoundStep, SaleRound
from bocal.orders.reads import Bundle, FarmList, PointList, Sheet
from bocal.orders.rules.points import Fate
from bocal.orders.rules.rhythm import Passage, State

#: The lists, by the word that stands in their address.
KINDS = ("fermes", "points", "clients", "tournee")


@task()  # type: ignore[untyped-decorator]
def tell(sale_pk: int) -> None:
    """Write the letters of a frozen round, once: to each farm its list with the PDF, to those who hand over the list of
    the points, to each customer the reminder of when to come."""
    now = timezone.now()
    with transaction.atomic():
        sale = SaleRound.objects.select_for_update(no_key=True).get(pk=sale_pk)
        if not sale.final or RoundStep.objects.filter(sale=sale, step=Passage.TOLD).exists():
            return
        lists, name = reads.lists(sale), _name()
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
        name, late = _name(), reads.not_yet(sale)
        waiting = reads.baskets(sale.pk, {order.customer_id for order in late})
        _write([_reminder(sale, order, name, waiting.get(order.customer_id, 0)) for order in late], now)


@task()  # type: ignore[untyped-decorator]
def tell_cancelled(sale_pk: int, orders: list[int]) -> None:
    """To who had ordered in a round that was cancelled: the orders that its step cancelled."""
    now = timezone.now()
    with transaction.atomic():
        sale, name = SaleRound.objects.get(pk=sale_pk), _name()
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
                who=order.person.name, point=closing.point.name, why=closing.why.rstrip("."), then=then, name=_name()
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
        paper = _points_pdf(sale, list(points))
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
        when = _when(sheet)
        return _to_buyer(
            sheet.order,
            subject=_("Votre commande : retrait {when}").format(when=when),
            body=_customer_letter(sale, sheet, when, name),
        )


def _name() -> str:
    found = directory.collective()
    return found.name if found else ""


def _when(sheet: Sheet) -> str:
    slot = sheet.order.slot
    if slot is None:
        return ""
    return _("{day}, de {start} à {end}").format(
        day=day(slot.starts_at), start=hour(slot.starts_at), end=hour(slot.ends_at)
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
    return _(
        "Bonjour {who},\n\nVotre commande « {title} » vous attend :\n\n{when}\n{where}\n\n{lines}\n\n"
        "Total : {total} au plus, consignes comprises. Pensez à rapporter vos bocaux vides.\n\n{name}"
    ).format(
        who=sheet.order.person.name,
        title=sale.title,
        when=when,
        where=where,
        lines=lines,
        total=euros(sheet.total),
        name=name,
    )


# ── Paper ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def lists_pdf(sale: SaleRound, kind: str) -> bytes:
    """One of the lists (see KINDS) as PDF, a page a farm or a point. `ValueError` for another word."""
    lists = reads.lists(sale)
    if kind == "fermes":
        return _farms_pdf(sale, list(lists.farms))
    if kind == "points":
        return _points_pdf(sale, list(lists.points))
    if kind == "clients":
        return _customers_pdf(sale, list(lists.customers))
    if kind == "tournee":
        return _route_pdf(sale)
    raise ValueError(kind)


def _paper(sale: SaleRound, title: str, sections: list[dict[str, Any]]) -> bytes:
    data = {
        "title": title,
        "collective": _name(),
        "day": moment(min(sale.closes_at, sale.since) if sale.final else sale.closes_at),
        "lang": lang(),
        "words": {
            "product": _("Produit"),
            "quantity": _("Quantité"),
            "brought": _("Apporté"),
            "weight": _("Poids"),
            "customer": _("Client"),
            "signature": _("Signature"),
            "articles": _("Articles"),
            "empties": _("Bocaux rendus"),
            "total": _("Total"),
            "crates": _("Caisses"),
            "fridge": _("Caisses au frais"),
            "freezer": _("Caisses surgelées"),
            "left": _("Déposé"),
            "nothing": _("Rien n’est commandé."),
        },
        "sections": sections,
    }
    return pdf.render("orders/pages/lists.typ", data)


def _cold(line: Any) -> str:
    if line.frozen:
        return _("surgelé")
    return _("au frais") if line.cold else ""


def _bundle(bundle: Bundle) -> dict[str, Any]:
    offer = bundle.offer
    about = amount(bundle.amount, offer.item.dimension) if offer.by_weight else ""
    return {
        "name": offer.item.name,
        "label": offer.label,
        "quantity": str(bundle.quantity),
        "cold": _cold(bundle),
        "weighed": offer.by_weight,
        "about": _("environ {weight}").format(weight=about) if about else "",
    }


def _farms_pdf(sale: SaleRound, farms: list[FarmList]) -> bytes:
    sections = [
        {
            "kind": "farm",
            "name": farm.producer.name if farm.producer else _("De notre réserve"),
            "facts": [],
            "bundles": [_bundle(bundle) for bundle in farm.bundles],
        }
        for farm in farms
    ]
    return _paper(sale, _("{title} : à apporter").format(title=sale.title), sections)


def stall_pdf(sale: SaleRound, farm: Organisation) -> bytes:
    """What a farm brings where, for all points, crate by crate; on one page where it fits."""
    sections = [
        {
            "kind": "farm",
            "apart": False,
            "name": f"{at.point.name} · {day(at.first)}, {hour(at.first)}",
            "facts": [],
            "bundles": [_bundle(bundle) for bundle in at.bundles],
        }
        for at in reads.to_bring(sale, farm.pk)
    ]
    return _paper(sale, _("{farm} : {title}").format(farm=farm.name, title=sale.title), sections)


def _points_pdf(sale: SaleRound, points: list[PointList]) -> bytes:
    sections = [
        {
            "kind": "point",
            "name": row.point.name,
            "facts": [],
            "bundles": [_bundle(bundle) for bundle in row.bundles],
            "slots": [
                {
                    "name": _("{day}, de {start} à {end}").format(
                        day=day(of_slot.slot.starts_at),
                        start=hour(of_slot.slot.starts_at),
                        end=hour(of_slot.slot.ends_at),
                    ),
                    "sheets": [_row(sheet) for sheet in of_slot.sheets],
                }
                for of_slot in row.slots
            ],
        }
        for row in points
    ]
    return _paper(sale, _("{title} : par point de retrait").format(title=sale.title), sections)


def _customers_pdf(sale: SaleRound, sheets: list[Sheet]) -> bytes:
    sections = [{"kind": "customer", **_sheet(sheet)} for sheet in sheets]
    return _paper(sale, _("{title} : par client").format(title=sale.title), sections)


def _route_pdf(sale: SaleRound) -> bytes:
    sections = [
        {
            "kind": "stop",
            "day": day(stop.day),
            "name": stop.place.name,
            "facts": [
                ", ".join(part for part in (stop.place.address, stop.place.town) if part),
                _("de {start} à {end}").format(start=hour(stop.first), end=hour(stop.last)),
                ", ".join(" ".join(filter(None, (one.name, one.phone))) for one in stop.crew),
                stop.place.note,
            ],
            "dry": str(stop.dry),
            "fridge": str(stop.fridge),
            "freezer": str(stop.freezer),
        }
        for stop in reads.route(sale)
    ]
    return _paper(sale, _("{title} : la tournée").format(title=sale.title), sections)


def collector(order: Order) -> str:
    """Who fetches an order instead of its household, as handovers read it; empty when the household does."""
    if not order.collector_name:
        return ""
    who = ", ".join(filter(None, (order.collector_name, order.collector_phone)))
    return _("retiré par {who}").format(who=who)


def _row(sheet: Sheet) -> dict[str, Any]:
    """An order in one line, as its point hands it over."""
    return {
        "name": sheet.customer.name,
        "articles": str(sheet.articles),
        "cold": _("au frais") if sheet.cold else "",
        "collector": collector(sheet.order),
        "total": euros(sheet.goods),
        "deposits": _("{amount} de consignes").format(amount=euros(sheet.deposits)) if sheet.deposits else "",
    }


def _sheet(sheet: Sheet) -> dict[str, Any]:
    slot = sheet.order.slot
    return {
        **_row(sheet),
        "facts": [slot.point.name if slot else "", _when(sheet), collector(sheet.order)],
        "at_most": _("au plus") if sheet.weighed else "",
        "lines": [
            {
                "name": line.name,
                "label": line.label,
                "quantity": str(line.quantity),
                "missing": _("manque {n}").format(n=line.short) if line.short else "",
                "cold": _cold(line),
                "weighed": line.weighed,
                "amount": euros(line.most_cents),
            }
            for line in sheet.lines
        ],
    }
