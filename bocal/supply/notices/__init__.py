"""What this room sends and prints: letters to the team and to farms, crate labels, slips."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from bocal.catalog.rules import ItemKind
from bocal.directory import acts as directory_acts
from bocal.directory import reads as directory
from bocal.directory.models import Organisation
from bocal.journals.rules import Status, Way
from bocal.look import codes, pdf
from bocal.look.templatetags.look import amount, day, euros, kg, lang, number, price, shortday
from bocal.measure.quantity import NBSP
from bocal.supply import reads, rules, words
from bocal.supply.models import ReceptionLine, SurplusOffer
from bocal.supply.reads import Received

#: A label a crate; beyond it, someone typed a zero too many.
MOST_LABELS = 400

# ── Letters ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _signed() -> str:
    collective = directory.collective()
    return collective.name if collective else "Bocal"


def tell_of_surplus(offer: SurplusOffer, *, page: str, now: datetime) -> None:
    """To the reception: what a farm has too much of, and where to answer."""
    for person in reads.receivers():
        with override(person.language):
            facts = [
                (_("Quoi"), _("{what}, environ {kg}").format(what=offer.what, kg=kg(offer.mass_mg))),
                (_("Quand"), _("du {ready} au {until}").format(ready=day(offer.ready_on), until=day(offer.until))),
                (_("Souhait"), str(words.WISHED[Way(offer.way)])),
                (_("Prix souhaité"), _("{price} le kilo").format(price=price(offer.price)) if offer.price else ""),
                (_("Mot de la ferme"), offer.note),
                (_("Téléphone"), offer.phone or offer.farm.phone),
            ]
            told = "\n".join(_("{name} : {value}").format(name=name, value=value) for name, value in facts if value)
            body = _("{farm} annonce un surplus.\n\n{facts}\n\nPour répondre : {page}\n").format(
                farm=offer.farm.name, facts=told, page=page
            )
            subject = _("Surplus : {what}, {kg} ({farm})").format(
                what=offer.what, kg=kg(offer.mass_mg), farm=offer.farm.name
            )
        directory_acts.write_letter(email=person.email or "", subject=subject[:200], body=body, person=person, now=now)


def tell_of_withdrawal(offer: SurplusOffer, *, page: str, now: datetime) -> None:
    """To the reception: do not drive there."""
    for person in reads.receivers():
        with override(person.language):
            subject = _("Annonce retirée : {what} ({farm})").format(what=offer.what, farm=offer.farm.name)
            body = _("{farm} a retiré son annonce : {what}, environ {kg}. N’allez pas la chercher.\n\n{page}\n").format(
                farm=offer.farm.name, what=offer.what, kg=kg(offer.mass_mg), page=page
            )
        directory_acts.write_letter(email=person.email or "", subject=subject[:200], body=body, person=person, now=now)


def tell_of_pickup(offer: SurplusOffer, *, now: datetime) -> bool:
    """To the farm: we come on that day. Returns whether there was an address."""

    def written() -> tuple[str, str]:
        return (
            _("Nous venons chercher : {what}").format(what=offer.what),
            _("Bonjour,\n\nMerci pour votre annonce ({what}, environ {kg}). Nous venons le {day}.\n").format(
                what=offer.what, kg=kg(offer.mass_mg), day=day(offer.pickup_on)
            ),
        )

    return _tell_farm(offer, written, now)


def tell_of_refusal(offer: SurplusOffer, *, now: datetime) -> bool:
    """To the farm: we do not come, and why. Returns whether there was an address."""

    def written() -> tuple[str, str]:
        return (
            _("Nous ne pouvons pas prendre : {what}").format(what=offer.what),
            _("Bonjour,\n\nMerci pour votre annonce ({what}, environ {kg}). Nous ne pouvons pas la prendre.\n").format(
                what=offer.what, kg=kg(offer.mass_mg)
            ),
        )

    return _tell_farm(offer, written, now)


def _tell_farm(offer: SurplusOffer, written: Callable[[], tuple[str, str]], now: datetime) -> bool:
    addresses = reads.addresses(offer.farm)
    for email, person in addresses:
        with override(person.language if person else "fr"):
            subject, body = written()
            if offer.answer:
                body += "\n" + _("Un mot de l’équipe : {word}").format(word=offer.answer) + "\n"
            body += "\n" + _signed() + "\n"
        directory_acts.write_letter(
            email=email, subject=subject[:200], body=body, person=person, organisation=offer.farm, now=now
        )
    return bool(addresses)


# ── Paper ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def labels(found: Received, *, address: Callable[[str], str], on_sheets: bool = False) -> bytes:
    """The PDF of the crate labels: a 100 × 60 mm page a crate, or eight on an A4 sheet.

    `address(code)` is the absolute URL of a lot's page, which the QR code says. At most MOST_LABELS labels.
    """
    crates = []
    for line in found.lines:
        lot = line.lot
        shown = {
            "code": lot.code,
            "item": lot.item.name,
            "from": lot.origin.name if lot.origin else "",
            "owner": lot.owner.name,
            "way": str(words.WAY_NAMES[Way(found.reception.way)]),
            "day": shortday(found.reception.voucher.day),
            "net": net(line),
            "organic": _("bio") if lot.organic_bp == 10_000 else "",
            "hold": _("EN ATTENTE : ne pas utiliser") if lot.state.status != Status.RELEASED else "",
            "qr": codes.qr_svg(address(lot.code)),
        }
        for nth in range(1, line.crates + 1):
            crates.append(shown | {"nth": _("{n} / {all}").format(n=nth, all=line.crates)})
    data = {
        "title": _("Étiquettes de la réception {number}").format(number=found.reception),
        "lang": lang(),
        "sheets": on_sheets,
        "words": {
            "from": _("De"),
            "owner": _("À"),
            "day": _("Reçu le"),
            "net": _("Net du lot"),
            "crate": _("caisse"),
        },
        "crates": crates[:MOST_LABELS],
    }
    return pdf.render("supply/pages/labels.typ", data)


def net(line: ReceptionLine) -> str:
    """What came in, net, with its unit: « 312 kg », « 240 pièces »."""
    item = line.lot.item
    written = amount(line.quantity, item.dimension)  # type: ignore[attr-defined]
    return _("{n} pièces").format(n=written) if item.dimension == "count" else written


def slip(found: Received) -> bytes:
    """The PDF of the paper that goes with the way in: purchase slip, gift slip, or receipt for toll work."""
    way = Way(found.reception.way)
    collective = directory.collective()
    us = collective.organisation if collective else found.giver
    bought = way is Way.BOUGHT
    header = [_("Lot"), _("Nature"), _("Caisses"), _("Quantité nette")] + (
        [_("Prix HT"), _("Montant HT")] if bought else []
    )
    rows, total = [], 0
    for line in found.lines:
        row = [line.lot.code, nature(line), number(line.crates), net(line)]
        if bought:
            cents = _cents(line)
            total += cents
            row += [_unit_price(line), euros(cents)]
        rows.append(row)
    number_words = {"number": found.reception, "day": day(found.reception.voucher.day)}
    data: dict[str, Any] = {
        "lang": lang(),
        "collective": us.name,
        "day": shortday(found.reception.voucher.day),
        "title": _TITLES[way]().format(**number_words),
        "parties": [_party(role, one) for role, one in zip(_ROLES[way](), (found.giver, us), strict=True)],
        "facts": _facts(found),
        "header": header,
        "rows": rows,
        "total": [_("Total HT"), euros(total)] if bought else [],
        "paragraphs": _PARAGRAPHS[way](),
        "value": _("Valeur déclarée par le donateur (facultatif)") if way is Way.GIVEN else "",
        "cancelled": _("Réception reprise : ce bon n’est plus valable.") if found.taken_back else "",
        "signs": [_("Pour {name}").format(name=one.name) for one in (found.giver, us)],
    }
    return pdf.render("supply/pages/slip.typ", data)


def nature(line: ReceptionLine) -> str:
    """What a line is: the item, whether it is organic, what was remarked."""
    lot = line.lot
    organic = _(" (bio)") if lot.organic_bp == 10_000 else ""
    return f"{lot.item.name}{organic}" + (f" · {lot.note}" if lot.note else "")


def _unit_price(line: ReceptionLine) -> str:
    unit = {"mass": _("kg"), "volume": _("L"), "count": _("pièce")}[line.lot.item.dimension]
    return f"{price(line.price)}{NBSP}/{NBSP}{unit}"


def _cents(line: ReceptionLine) -> int:
    weighed = rules.Weighing(
        reads.thing(line.lot.item), line.gross, crates=line.crates, tare_mg=line.tare_mg, price=line.price
    )
    return rules.value_cents(weighed, Way.BOUGHT)


def _party(role: str, one: Organisation) -> dict[str, str]:
    lines = [
        one.contact,
        one.address,
        f"{one.postcode} {one.town}".strip(),
        f"SIRET {one.siret}" if one.siret else "",
        one.phone,
        one.email,
    ]
    return {"role": role, "name": one.name, "lines": "\n".join(line for line in lines if line)}


def _facts(found: Received) -> list[list[str]]:
    reception = found.reception
    facts = [
        (_("Jour"), day(reception.voucher.day)),
        (_("Rangé"), found.place),
        (_("Reçu par"), reception.voucher.author.name if reception.voucher.author else ""),
        (_("Poids net des denrées"), kg(found.mass_mg) if _has_food(found) else ""),
        (_("Température"), f"{number(reception.temperature)}{NBSP}°C" if reception.temperature is not None else ""),
        (_("Ce qui n’allait pas"), reception.fault),
    ]
    return [[name, value] for name, value in facts if value]


def _has_food(found: Received) -> bool:
    return any(line.lot.item.kind != ItemKind.PACKAGING for line in found.lines)


_TITLES: dict[Way, Callable[[], str]] = {
    Way.BOUGHT: lambda: _("Bon d’achat {number} du {day}"),
    Way.GIVEN: lambda: _("Bon de don {number} du {day}"),
    Way.TOLL: lambda: _("Bon de réception à façon {number} du {day}"),
}
_ROLES: dict[Way, Callable[[], tuple[str, str]]] = {
    Way.BOUGHT: lambda: (_("Vendeur"), _("Acheteur")),
    Way.GIVEN: lambda: (_("Donateur"), _("Bénéficiaire")),
    Way.TOLL: lambda: (_("Propriétaire des denrées"), _("Façonnier")),
}
_PARAGRAPHS: dict[Way, Callable[[], list[str]]] = {
    Way.BOUGHT: lambda: [
        _("Ce bon dit ce qui a été livré et à quel prix. Il ne remplace pas la facture du vendeur."),
    ],
    Way.GIVEN: lambda: [
        _("Le donateur remet ces denrées gratuitement et sans contrepartie au bénéficiaire, qui les accepte."),
        _(
            "Ce bon atteste la nature, la quantité et la date du don. Sa valeur est déclarée par le donateur. "
            "Il n’est pas un reçu fiscal : s’il y a droit (article 238 bis du code général des impôts), "
            "l’organisme bénéficiaire lui remet le reçu prévu par la loi."
        ),
    ],
    Way.TOLL: lambda: [
        _(
            "Ces denrées restent la propriété de la ferme pendant toute la transformation, "
            "et ce qui en est fait aussi. Le façonnier ne les vend pas, "
            "ne les donne pas et ne les mélange pas à celles d’un autre propriétaire."
        ),
        _("Le travail est facturé à part, comme un service."),
    ],
}
