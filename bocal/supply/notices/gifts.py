"""The tax receipt: what is frozen of it, and its PDF."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from bocal.directory.models import Organisation
from bocal.look import pdf
from bocal.look.templatetags.look import day, euros, shortday
from bocal.measure.in_words import euros_in_words
from bocal.supply import words
from bocal.supply.models import DonationAgreement, Entitlement
from bocal.supply.rules.gifts import Gift, TaxKind


def frozen(
    *,
    code: str,
    kind: TaxKind,
    us: Organisation,
    entitled: Entitlement,
    donor: Organisation,
    gifts: list[Gift],
    cents: int,
    on: date,
    replaces: str,
    agreement: DonationAgreement | None = None,
) -> dict[str, Any]:
    """All that the receipt prints, in French whoever issues it: it is written for the tax office."""
    with override("fr"):
        firm = kind is TaxKind.FIRM
        days = sorted({gift.day for gift in gifts})
        return {
            "lang": "fr",
            "collective": us.name,
            "day": shortday(on),
            "title": _("Reçu fiscal {code}").format(code=code),
            "subtitle": (
                _("Don en nature d’une entreprise, article 238 bis du CGI (modèle n° 2041-MEC-SD, cerfa n° 16216)")
                if firm
                else _("Don en nature d’un particulier, article 200 du CGI (modèle cerfa n° 11580)")
            ),
            "replaces": _("Annule et remplace le reçu {code}.").format(code=replaces) if replaces else "",
            "parties": [
                _party(_("Bénéficiaire du don"), us, rna=entitled.rna),
                _party(_("Entreprise donatrice") if firm else _("Donateur"), donor, siren=firm),
            ],
            "facts": [
                [_("Qualité"), str(dict(words.STANDINGS)[entitled.standing])],  # type: ignore[index]
                [_("Objet"), entitled.purpose],
                [_("Date du don"), shortday(days[0])]
                if len(days) == 1
                else [
                    _("Dons faits"),
                    _("du {first} au {last}").format(first=shortday(days[0]), last=shortday(days[-1])),
                ],
                [_("Forme"), _("don en nature, sans contrepartie")],
                *([_through(agreement)] if agreement else []),
            ],
            "header": [_("Jour"), _("Nature"), _("Quantité"), _("Valeur")],
            "rows": [
                [
                    shortday(gift.day),
                    gift.nature + (_(" (retenu pour moitié)") if gift.half else ""),
                    gift.quantity,
                    euros(gift.counted),
                ]
                for gift in gifts
            ],
            "total": euros(cents),
            "paragraphs": [
                _("Valeur totale déclarée par le donateur : {figures}, soit {words}.").format(
                    figures=euros(cents), words=euros_in_words(cents)
                ),
                _(
                    "La valeur est celle que le donateur déclare, au coût de revient ; le bénéficiaire ne l’a pas "
                    "estimée. Elle est retenue pour moitié quand la date limite était à trois jours ou moins, ou quand "
                    "la denrée n’était plus vendable."
                ),
                _(
                    "Le bénéficiaire certifie que ces dons ouvrent droit à la réduction d’impôt prévue à "
                    "l’article {article} du code général des impôts."
                ).format(article="238 bis" if firm else "200"),
            ],
            "sign": _("Fait le {day}. Pour {name} :").format(day=day(on), name=us.name),
        }


def tax_receipt(told: dict[str, Any]) -> bytes:
    """Its PDF."""
    return pdf.render("supply/pages/tax_receipt.typ", told)


def _through(agreement: DonationAgreement) -> list[str]:
    told = _("remis par {processor}, qui les a transformés ; le bénéficiaire est nommé par l’accord signé le {signed}")
    return [
        _("Dons transformés"),
        told.format(processor=agreement.processor.name, signed=shortday(agreement.signed_on)),
    ]


def _party(role: str, one: Organisation, *, rna: str = "", siren: bool = True) -> dict[str, str]:
    lines = [
        one.address,
        f"{one.postcode} {one.town}".strip(),
        f"SIREN {one.siret[:9]}" if one.siret and siren else "",
        f"RNA {rna}" if rna else "",
    ]
    return {"role": role, "name": one.name, "lines": "\n".join(line for line in lines if line)}
