"""Labels as PDF: on A4 sheets to peel off, or one a page for a thermal printer."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from bocal.catalog.rules.nutrition import Constituent, Figure
from bocal.catalog.words import ALLERGENS, CONSTITUENTS
from bocal.kitchen.reads.labels import Label
from bocal.kitchen.rules import labels as rules
from bocal.kitchen.rules.labels import DayForm, Listed, Missing, Organic
from bocal.kitchen.words.labels import JAMS, MISSING
from bocal.look import codes, pdf
from bocal.look.templatetags.look import kg, number
from bocal.measure.quantity import NBSP

#: Heights of our text face as shares of its size: a small x (OS/2 sxHeight), the figures.
X_SHARE, FIGURE_SHARE = 0.496, 0.668
#: A point in millimetres.
POINT = 25.4 / 72


@dataclass(frozen=True)
class Sheet:
    """How labels lie on paper, in mm: their size, how many across and down (one: a page each), margins and gap."""

    name: str
    width: float
    height: float
    across: int = 1
    down: int = 1
    left: float = 0
    top: float = 0
    gap: float = 0

    @property
    def each(self) -> int:
        """Labels on a page."""
        return self.across * self.down


#: By the word that the command and the address use.
FORMATS: dict[str, Sheet] = {
    "a4-8": Sheet("A4, 8 étiquettes de 99 × 67 mm", 99.1, 67.7, 2, 4, 4.65, 13.1, 2.5),
    "a4-12": Sheet("A4, 12 étiquettes de 63 × 72 mm", 63.5, 72.0, 3, 4, 7.2, 4.5, 2.5),
    "a4-6": Sheet("A4, 6 étiquettes de 99 × 93 mm", 99.1, 93.1, 2, 3, 4.65, 8.8, 2.5),
    "thermal-100x60": Sheet("rouleau de 100 × 60 mm", 100, 60),
    "thermal-80x80": Sheet("rouleau de 80 × 80 mm", 80, 80),
    "thermal-58x100": Sheet("rouleau de 58 × 100 mm", 58, 100),
}


class TooSmall(Exception):
    """The law's letters don't fit on this format: a larger one is needed."""


def labels(label: Label, *, sheet: Sheet, address: str, count: int = 1) -> bytes:
    """The PDF of `count` labels (on a sheet: at least a full one), in French.

    `address` is what the QR code says. Raises TooSmall.
    """
    with override(settings.LANGUAGE_CODE):
        data = _data(label, sheet, address, max(count, sheet.each))
    try:
        return pdf.render("kitchen/pages/labels.typ", data)
    except pdf.typst.TypstError as error:
        if "too small" not in str(error):
            raise
        raise TooSmall(sheet.name) from error


def _data(label: Label, sheet: Sheet, address: str, count: int) -> dict[str, Any]:
    return {
        "lang": "fr",
        "title": f"{label.name} · {label.lot.code}",
        "sheet": {
            "width": sheet.width,
            "height": sheet.height,
            "across": sheet.across,
            "down": sheet.down,
            "left": sheet.left,
            "top": sheet.top,
            "gap": sheet.gap,
        },
        "count": count,
        # In points: the least that the law allows.
        "least": rules.x_height_mm(label.face_cm2) / X_SHARE / POINT,
        "net_size": rules.quantity_height_mm(round(label.net_mg / 1000)) / FIGURE_SHARE / POINT,
        **said(label),
        "stars": _("* issu de l’agriculture biologique") if label.organic is Organic.IN_LIST else "",
        "certifier": label.policy.certifier if label.organic is not Organic.NOTHING else "",
        "sorting": label.policy.sorting if label.in_jar else "",
        "triman": label.policy.triman if label.in_jar else "",
        "storage": label.text.storage if label.text else "",
        "use": label.text.use if label.text else "",
        "glass": label.policy.glass_back if label.in_jar else "",
        "qr": codes.qr_svg(address),
    }


def said(label: Label) -> dict[str, Any]:
    """The label's own words, in French whoever reads: on paper, on its page and in the jar's story alike.

    French law wants them so of what is sold in France (INCO, art. 15, 2; loi 94-665, art. 2).
    """
    with override(settings.LANGUAGE_CODE):
        return {
            "name": _name_said(label),
            "ingredients": _ingredients_said(label),
            "prepared": _prepared_said(label),
            "traces": _traces_said(label),
            "masses": _masses_said(label),
            "nutrition": _nutrition_said(label),
            "date": _date_said(label),
            "lot": _lot_said(label),
            "operator": _operator_said(label),
        }


def _name_said(label: Label) -> str:
    """The legal name, « biologique » when nearly all of it is."""
    return _("{name} biologique").format(name=label.name) if label.organic is Organic.IN_NAME else label.name


def _ingredients_said(label: Label) -> list[list[tuple[str, bool]]]:
    """Each ingredient as runs of text, in bold or not, with its share and its star."""
    return [_listed(one, starred=label.organic is Organic.IN_LIST) for one in label.ingredients]


def _listed(one: Listed, *, starred: bool) -> list[tuple[str, bool]]:
    runs = [(piece.text, piece.bold) for piece in one.pieces]
    # A compound ingredient has its stars inside.
    if starred and one.organic and not one.inside:
        runs.append(("*", False))
    if one.percent is not None:
        runs.append((f" ({one.percent}{NBSP}%)", False))
    if one.inside:
        runs.append((" (", False))
        for place, part in enumerate(one.inside):
            runs += [(", ", False)] if place else []
            runs += _listed(part, starred=starred)
        runs.append((")", False))
    return runs


def _prepared_said(label: Label) -> str:
    """« Préparé avec 135 g de tomates pour 100 g de produit fini. »"""
    if not label.prepared:
        return ""
    said = ", ".join(_("{grams} g de {name}").format(grams=one.grams, name=one.name.lower()) for one in label.prepared)
    return _("Préparé avec {what} pour 100 g de produit fini.").format(what=said)


def _traces_said(label: Label) -> str:
    """« Peut contenir des traces de céleri, de moutarde. », apart from the ingredients (INCO, art. 36, 3, a)."""
    if not label.traces:
        return ""
    names = ", ".join(str(ALLERGENS[code]) for code in label.traces)
    return _("Peut contenir des traces : {names}.").format(names=names)


def missing_said(label: Label) -> list[str]:
    """What the law still wants on the label, in words; a jam's name with the reason why it may not be borne."""
    found = [str(MISSING[one]).format(owner=label.operator) for one in label.missing if one is not Missing.JAM]
    return found + [str(JAMS[one.fault]).format(there=one.there, wanted=one.wanted) for one in label.jam]


def _masses_said(label: Label) -> list[tuple[str, str]]:
    """The net mass, and the drained one for a food in its liquid."""
    said = [(_("Poids net :"), kg(label.net_mg))] if label.net_mg else []
    if label.text and label.text.drained_mg:
        said.append((_("Poids net égoutté :"), kg(label.text.drained_mg)))
    return said


def _nutrition_said(label: Label) -> list[tuple[str, str]]:
    """The table for 100 g, in the order of annex XV, energy in kJ and kcal together; none where the law lets it be."""
    if label.exempt or not label.nutrition:
        return []
    rows = {one: _figure(one, found) for one, found in label.nutrition}
    energy = f"{rows.pop(Constituent.ENERGY_KJ)} / {rows.pop(Constituent.ENERGY_KCAL)}"
    return [
        (_("énergie"), energy),
        *((str(CONSTITUENTS[one]), said) for one, said in rows.items()),
    ]


_UNITS = {Constituent.ENERGY_KJ: "kJ", Constituent.ENERGY_KCAL: "kcal"}


def _figure(one: Constituent, found: Figure) -> str:
    said = f"{number(found.value)}{NBSP}{_UNITS.get(one, 'g')}"
    return f"<{NBSP}{said}" if found.below else said


def _date_said(label: Label) -> str:
    """The date mark in the words of annex X."""
    if label.date_mark is None:
        return ""
    form, day = label.date_mark
    if form is DayForm.USE_BY:
        return _("À consommer jusqu’au {day}").format(day=date_format(day, "j F Y"))
    if form is DayForm.DAY:
        return _("À consommer de préférence avant le {day}").format(day=date_format(day, "j F Y"))
    said = date_format(day, "F Y" if form is DayForm.MONTH else "Y")
    return _("À consommer de préférence avant fin {when}").format(when=said)


def _lot_said(label: Label) -> str:
    """The lot, with the letter L before it unless it begins with one."""
    code = label.lot.code
    return code if code.startswith("L") else f"L {code}"


def _operator_said(label: Label) -> list[str]:
    """Under whose name it is sold, where, and who packed it."""
    party = label.operator
    lines = [party.name, party.address, f"{party.postcode} {party.town}".strip()]
    if label.packer_code:
        code = label.packer_code
        lines.append(code if code.upper().startswith("EMB") else _("Emballeur : EMB {code}").format(code=code))
    return [line for line in lines if line]
