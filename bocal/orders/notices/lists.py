"""The lists of a round that people hold in their hands, as PDF."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from bocal.directory import reads as directory
from bocal.directory.models import Organisation
from bocal.look import pdf
from bocal.look.templatetags.look import amount, day, euros, hour, lang, moment
from bocal.orders import reads
from bocal.orders.models import Order, SaleRound
from bocal.orders.reads import Bundle, FarmList, Line, PointList, Sheet

#: The lists, by the word that stands in their address.
KINDS = ("fermes", "points", "clients", "tournee")


def house_name() -> str:
    """The collective's name, as its letters sign."""
    found = directory.collective()
    return found.name if found else ""


def fetched_when(sheet: Sheet) -> str:
    """When an order is fetched, in words; empty for one without a slot."""
    slot = sheet.order.slot
    if slot is None:
        return ""
    return _("{day}, de {start} à {end}").format(
        day=day(slot.starts_at), start=hour(slot.starts_at), end=hour(slot.ends_at)
    )


def lists_pdf(sale: SaleRound, kind: str) -> bytes:
    """One of the lists (see KINDS) as PDF, a page a farm or a point. `ValueError` for another word."""
    if kind == "tournee":
        return _route_pdf(sale)
    lists = reads.lists(sale)
    if kind == "fermes":
        return _farms_pdf(sale, list(lists.farms))
    if kind == "points":
        return points_pdf(sale, list(lists.points))
    if kind == "clients":
        return _customers_pdf(sale, list(lists.customers))
    raise ValueError(kind)


def _paper(sale: SaleRound, title: str, sections: list[dict[str, Any]]) -> bytes:
    data = {
        "title": title,
        "collective": house_name(),
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
            "total": "" if reads.levels_of(sale) else _("Total"),
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


def _bundle(bundle: Bundle, *, farm: bool = False) -> dict[str, Any]:
    """`farm`: also whose it is, where goods of several farms stand together."""
    offer = bundle.offer
    about = amount(bundle.amount, offer.item.dimension) if offer.by_weight else ""
    return {
        "name": offer.item.name,
        "label": " · ".join(filter(None, (offer.label, bundle.farm if farm else ""))),
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
    points = reads.to_bring(sale, farm.pk)
    parts = [(f"{at.point.name} · {day(at.first)}, {hour(at.first)}", at.bundles) for at in points]
    if len(points) > 1:
        parts.insert(0, (_("En tout"), tuple(reads.brought_in_all(points))))
    sections = [
        {
            "kind": "farm",
            "apart": False,
            "name": name,
            "facts": [],
            "bundles": [_bundle(bundle) for bundle in bundles],
        }
        for name, bundles in parts
    ]
    title = _("{farm} : {title}") if sale.final else _("{farm} : {title} (provisoire, jusqu’à la fermeture)")
    return _paper(sale, title.format(farm=farm.name, title=sale.title), sections)


def points_pdf(sale: SaleRound, points: list[PointList]) -> bytes:
    """Who comes to each point, as PDF."""
    sections = [
        {
            "kind": "point",
            "name": row.point.name,
            "facts": [],
            "bundles": [_bundle(bundle, farm=True) for bundle in row.bundles],
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
    # A thousand orders share a few slots and a few dozen offers: what is said of each is said once.
    when = {slot: fetched_when(sheet) for slot, sheet in {one.order.slot_id: one for one in sheets}.items()}
    lines = {line.offer.pk: line for one in sheets for line in one.lines}
    sellers = Counter((line.name, line.label) for line in lines.values())
    said = {pk: _offer(line, farm=sellers[line.name, line.label] > 1) for pk, line in lines.items()}
    sections = [{"kind": "customer", **_sheet(sheet, when[sheet.order.slot_id], said)} for sheet in sheets]
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
        "total": euros(sheet.goods) if sheet.priced else "",
        "deposits": _("{amount} de consignes").format(amount=euros(sheet.deposits)) if sheet.deposits else "",
    }


def _offer(line: Line, *, farm: bool) -> dict[str, Any]:
    """`farm`: also whose it is, where several farms sell the same."""
    label = " · ".join(filter(None, (line.label, line.farm if farm else "")))
    return {"name": line.name, "label": label, "cold": _cold(line), "weighed": line.weighed}


def _sheet(sheet: Sheet, when: str, said: Mapping[int, dict[str, Any]]) -> dict[str, Any]:
    slot, priced = sheet.order.slot, sheet.priced
    return {
        **_row(sheet),
        "facts": [slot.point.name if slot else "", when, collector(sheet.order)],
        "at_most": _("au plus") if sheet.weighed and priced else "",
        "lines": [
            {
                **said[line.offer.pk],
                "quantity": str(line.quantity),
                "missing": _("manque {n}").format(n=line.short) if line.short else "",
                "amount": euros(line.most_cents) if priced else "",
            }
            for line in sheet.lines
        ],
    }
