"""The papers of deliveries: the picking list, the delivery note, the round."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from bocal.directory import reads as directory
from bocal.directory.models import Organisation
from bocal.directory.rules import PlaceKind
from bocal.look import pdf
from bocal.look.templatetags.look import amount, day, euros, kg, lang, moment, price, shortday, vat
from bocal.orders.reads import deliveries
from bocal.orders.reads.contents import lines_of
from bocal.orders.reads.deliveries import Card, Halted, Line
from bocal.orders.reads.picking import Pick
from bocal.orders.rules.delivering import PAD, drawn


def _us() -> Organisation | None:
    found = directory.collective()
    return found.organisation if found else None


def _cold(line: Line) -> str:
    if line.frozen:
        return _("surgelé")
    return _("au frais") if line.cold else ""


def _stop(one: Halted) -> str:
    lots = ", ".join(f"{code} ({item})" for code, item in one.lots)
    return _("Ne pas livrer {name}, {number} : bloqué depuis la préparation, {lots}").format(
        name=one.card.customer.name, number=one.card.delivery.number, lots=lots
    )


def picking_pdf(of: date, rows: list[Pick], halted: Collection[Halted] = ()) -> bytes:
    """The day's picking list by place and lot, in the order of the screen that keys it in; first what was picked and
    must not leave."""
    places: dict[int | None, dict[str, Any]] = {}
    for row in rows:
        key = row.place.pk if row.place else None
        if key not in places:
            kind = PlaceKind(row.place.kind) if row.place else None
            cold = {PlaceKind.FRIDGE: _("au frais"), PlaceKind.FREEZER: _("surgelé")}
            places[key] = {
                "name": row.place.name if row.place else _("Manque : rien de libéré"),
                "cold": cold.get(kind, "") if kind else "",
                "rows": [],
            }
        places[key]["rows"].append(
            {
                "item": row.line.item.name,
                "cold": _cold(row.line),
                "lot": row.batch.code if row.batch else "",
                "until": shortday(row.batch.good_until) if row.batch and row.batch.good_until else "",
                "quantity": amount(row.quantity, row.line.dimension),
                "customer": row.card.customer.name,
                "number": row.card.delivery.number,
            }
        )
    us = _us()
    data = {
        "title": _("À préparer"),
        "collective": us.name if us else "",
        "day": day(of),
        "lang": lang(),
        "words": {
            "item": _("Produit"),
            "lot": _("Lot"),
            "until": _("Jusqu’au"),
            "quantity": _("Quantité"),
            "customer": _("Pour"),
            "picked": _("Préparé"),
            "nothing": _("Rien à préparer."),
        },
        "halted": [_stop(one) for one in halted],
        "places": list(places.values()),
    }
    return pdf.render("orders/pages/picking.typ", data)


def note_pdf(card: Card) -> bytes:
    """The delivery note: lots and quantities as picked or delivered; before that, as ordered."""
    us, row = _us(), card.delivery
    real = deliveries.kept(card) or deliveries.picked(card)
    lines: list[dict[str, str]] = []
    for line, names in lines_of(card):
        lots = real.get(line.row.pk, [])
        quantity = line.row.quantity if line.real is None else line.real
        lines.append(
            {
                "item": line.item.name,
                "cold": _cold(line),
                "instead": instead(line) if line.row.instead_of else "",
                "allergens": _allergens(names),
                "lots": ", ".join(code for _lot, code, _q in lots),
                "ordered": amount(line.row.quantity + line.row.waiting, line.dimension),
                "quantity": amount(quantity, line.dimension),
                "price": f"{price(line.row.unit_price)} {_('TTC') if line.row.gross else _('HT')}",
                "vat": vat(line.row.vat_bp),
                "amount": euros(line.net),
            }
        )
    svg = ""
    if row.signature:
        svg = (
            f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {PAD[0]} {PAD[1]}'><path d='{drawn(row.signature)}' "
            "fill='none' stroke='#2b211b' stroke-width='3' stroke-linecap='round'/></svg>"
        )
    delivered = bool(row.delivered)  # type: ignore[attr-defined]
    signed = ""
    if delivered and row.handover is not None:
        signed = _("Reçu par {name}, {when}").format(name=row.signer, when=moment(row.handover.written_at))
    data = {
        "title": _("Bon de livraison {number}").format(number=row.number),
        "collective": us.name if us else "",
        "day": day(row.day),
        "lang": lang(),
        "words": {
            "from": _("De"),
            "to": _("Pour"),
            "item": _("Produit"),
            "lots": _("Lots"),
            "ordered": _("Commandé"),
            "quantity": _("Livré") if card.fate else _("Quantité"),
            "price": _("Prix"),
            "vat": _("TVA"),
            "amount": _("Montant HT"),
            "sign": _("Nom et signature de la personne qui reçoit, remarques"),
            "foot": _("Prix hors taxes sauf mention contraire. Les consignes des bocaux sont en plus, sur la facture."),
        },
        "seller": _address(us),
        "buyer": [card.customer.name, *([card.address] if card.address else [])],
        "lines": lines,
        "total": _total(card),
        "note": row.note,
        "signed": signed,
        "signature": svg,
    }
    return pdf.render("orders/pages/note.typ", data)


def instead(line: Line) -> str:
    """What a line replaces, and how much of it was ordered anyway."""
    assert line.row.instead_of is not None
    name = line.row.instead_of.name
    if not line.own:
        return _("(à la place de : {name})").format(name=name)
    own, more = amount(line.own, line.dimension), amount(line.row.replacing, line.dimension)
    return _("({own} commandés, et {more} à la place de : {name})").format(own=own, more=more, name=name)


def _allergens(names: tuple[str, ...] | None) -> str:
    if names is None:
        return _("Allergènes : à lire sur l’étiquette")
    return _("Allergènes : {list}").format(list=", ".join(names)) if names else _("Aucun allergène déclaré")


def _total(card: Card) -> str:
    """What the whole weighs and costs."""
    weight = _("Poids net de l’ensemble : {mass}").format(mass=kg(card.mass_mg))
    if card.unweighed:
        weight += " (" + _("sans compter : {list}").format(list=", ".join(card.unweighed)) + ")"
    net = _("Total : {net} hors taxes").format(net=euros(card.net))
    if card.owed is not None:
        net += " · " + _("dû : {owed}, TVA et consignes comprises").format(owed=euros(card.owed))
    return f"{weight} · {net}"


def _address(one: Organisation | None) -> list[str]:
    if one is None:
        return []
    return [
        part for part in (one.name, one.address, f"{one.postcode} {one.town}".strip(), one.phone, one.siret) if part
    ]


def route_pdf(of: date, cards: list[Card]) -> bytes:
    """The day's round: stop by stop, where, whom to call, what to know, room to sign; first what must not leave."""
    us, halted = _us(), deliveries.halted(cards)
    stops = [
        {
            "name": card.customer.name,
            "number": card.delivery.number,
            "address": card.address,
            "phone": card.customer.phone,
            "note": " · ".join(
                part
                for part in (getattr(getattr(card.customer, "terms", None), "note", ""), card.delivery.note)
                if part
            ),
            "cold": _("au frais") if card.cold else "",
            "lines": ", ".join(
                f"{amount(quantity, line.dimension)} {line.item.name}"
                for line in card.lines
                if (quantity := line.row.quantity if line.real is None else line.real)
            ),
        }
        for card in cards
    ]
    data = {
        "title": _("Tournée"),
        "collective": us.name if us else "",
        "day": day(of),
        "lang": lang(),
        "words": {
            "stop": _("Client"),
            "goods": _("Marchandise"),
            "sign": _("Heure, signature"),
            "nothing": _("Rien à livrer ce jour-là."),
        },
        "halted": [_stop(one) for one in halted.values()],
        "stops": stops,
    }
    return pdf.render("orders/pages/route.typ", data)
