"""French names of a project's figures and of their rows, and how each is counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from bocal.funding.words import DESIGN_PARTS, FUNDER_KINDS
from bocal.impact.rules.funder import FigureCode, FigureUnit, Indicator, ReportForm
from bocal.look.templatetags.look import euros, kg, minutes, number
from bocal.measure.quantity import NBSP

FIGURES = {
    FigureCode.PARTICIPANTS: _("Participants"),
    FigureCode.VISITS: _("Venues aux séances"),
    FigureCode.SESSIONS: _("Séances"),
    FigureCode.GENDER: _("Femmes et hommes"),
    FigureCode.HOUSEHOLD: _("Foyer"),
    FigureCode.AREA: _("Lieu de vie"),
    FigureCode.EMPLOYMENT: _("Emploi"),
    FigureCode.AGE: _("Âge"),
    FigureCode.FAMILIES: _("Familles qui ont emporté des bocaux"),
    FigureCode.PARTNERS: _("Partenaires"),
    FigureCode.DESIGN: _("Personnes associées à la conduite du projet"),
    FigureCode.CENTRES: _("Fréquentation des centres"),
    FigureCode.SAVED: _("Fruits et légumes sauvés"),
    FigureCode.WASTE_AVOIDED: _("Gaspillage évité"),
    FigureCode.JARS_MADE: _("Bocaux fabriqués"),
    FigureCode.JARS_TAKEN: _("Bocaux emportés par les familles"),
    FigureCode.JARS_GIVEN: _("Bocaux donnés aux structures"),
    FigureCode.HOURS: _("Heures données"),
    FigureCode.HOURS_VALUE: _("Valeur de ces heures"),
    FigureCode.IN_KIND: _("Dons en nature"),
    FigureCode.KILOMETRES: _("Kilomètres du camion"),
    FigureCode.CO2: _("Bilan carbone : évité, moins le camion"),
    FigureCode.BUDGET: _("Budget accordé"),
    FigureCode.SPENT: _("Dépensé"),
    FigureCode.JUSTIFIED: _("Justifié"),
}
PARTS = {
    "woman": _("Femmes"),
    "man": _("Hommes"),
    "single": _("Personnes seules"),
    "couple": _("Couples sans enfant"),
    "family": _("Familles avec enfants"),
    "single_parent": _("Parents seuls avec enfants"),
    "other": _("Autres"),
    "rural": _("Campagne"),
    "town": _("Ville"),
    "priority": _("dont quartiers prioritaires"),
    "elsewhere": _("dont autres quartiers"),
    "priority_unknown": _("dont quartier inconnu"),
    "unemployed": _("Sans emploi"),
    "employed": _("En emploi"),
    "retired": _("À la retraite"),
    "student": _("En études"),
    "home": _("Au foyer"),
    "under_18": _("Moins de 18 ans"),
    "18_25": _("18 à 25 ans"),
    "26_59": _("26 à 59 ans"),
    "60_over": _("60 ans et plus"),
    "named": _("venus en donnant leur nom"),
    "heads": _("venus sans donner de nom"),
    "before": _("venues avant le projet"),
    "after": _("venues à la fin"),
    "gleaned": _("cueillis ou reçus pendant les séances"),
    "brought": _("autres cagettes mises à la marmite pendant les séances"),
    "spared": _("évitées : aliments qui ne sont pas perdus"),
    "truck": _("émises par le camion"),
    "shift": _("coups de main"),
    "production": _("fabrication"),
    "workshop": _("ateliers"),
    "gleaning": _("cueillettes"),
    "distribution": _("distributions"),
    "insertion": _("insertion"),
    **{str(kind): label for kind, label in FUNDER_KINDS},
    **{str(part): label for part, label in DESIGN_PARTS},
    "860": _("denrées et biens donnés"),
    "861": _("prêts de locaux et de matériel"),
    "862": _("services offerts"),
    "864": _("heures notées à la main"),
}
FORMS = [
    (ReportForm.LEADER, _("FEADER / LEADER")),
    (ReportForm.CERFA, _("cerfa 15059 (subvention)")),
    (ReportForm.CAF, _("CAF (chiffres de l’année)")),
]
UNKNOWN = _("Inconnu")
HIDDEN = _("masqué")
METHODS = {
    FigureCode.PARTICIPANTS: _(
        "Personnes pointées présentes à une séance du projet au moins, chacune une fois. Qui vient sans donner de nom "
        "compte à chaque venue, et comme inconnu partout."
    ),
    FigureCode.VISITS: _("Présences pointées, séance par séance, et têtes comptées sans nom."),
    FigureCode.SESSIONS: _("Séances du projet qui ont commencé et n’ont pas été annulées."),
    FigureCode.GENDER: _("Ce que chacun a répondu ; qui n’a pas répondu ou ne souhaite pas répondre est inconnu."),
    FigureCode.HOUSEHOLD: _("Ce que chacun a répondu ; chaque personne compte, et non chaque foyer."),
    FigureCode.AREA: _("Ce que chacun a répondu ; les quartiers sont comptés parmi ceux qui habitent en ville."),
    FigureCode.EMPLOYMENT: _("Ce que chacun a répondu."),
    FigureCode.AGE: _("Ce que chacun a répondu."),
    FigureCode.FAMILIES: _("Foyers différents à qui des bocaux ont été remis à une séance ; chacun compte une fois."),
    FigureCode.PARTNERS: _("Organisations notées comme partenaires du projet."),
    FigureCode.DESIGN: _("Personnes notées dans le projet, chacune dans une seule part."),
    FigureCode.CENTRES: _("Venues à la fin, comparées à celles d’avant, tous centres ensemble, arrondi au pour cent."),
    FigureCode.SAVED: _(
        "Poids pesé des fruits et légumes reçus pendant les séances, et de ceux d’autres cagettes mis à la marmite "
        "pendant les séances ; aucun kilo n’est compté deux fois."
    ),
    FigureCode.WASTE_AVOIDED: _(
        "La part donnée ou glanée de ces kilos : le collectif suppose qu’elle aurait été perdue."
    ),
    FigureCode.JARS_MADE: _("Bocaux comptés à la fin de chaque fabrication des séances."),
    FigureCode.JARS_TAKEN: _("Bocaux remis à des foyers aux séances, moins ceux qui sont revenus pleins."),
    FigureCode.JARS_GIVEN: _("Bocaux donnés aux séances à l’aide alimentaire, aux centres et aux autres structures."),
    FigureCode.HOURS: _("Minutes notées pour les ateliers et les cueillettes du projet ; la fabrication n’y est pas."),
    FigureCode.HOURS_VALUE: _("Chaque heure multipliée par ce qu’elle vaut ce jour-là."),
    FigureCode.IN_KIND: _("Dons notés dans le projet, chacun avec la façon dont sa valeur est trouvée."),
    FigureCode.KILOMETRES: _(
        "Chaque jour : du siège à chaque emplacement puis retour, à vol d’oiseau, multiplié par le détour de la route. "
        "Les séances sans emplacement sur la carte sont inconnues."
    ),
    FigureCode.CO2: _(
        "Kilos dont le gaspillage est évité multipliés par les émissions d’un kilo d’aliment, moins les kilomètres "
        "du camion multipliés par les siennes. La cuisson n’y est pas."
    ),
    FigureCode.BUDGET: _("Ce que chaque financeur accorde, fonds propres compris."),
    FigureCode.SPENT: _("La part du projet dans chaque dépense notée."),
    FigureCode.JUSTIFIED: _("De cela, ce qui est éligible, payé, et dont la facture est jointe."),
}


#: Figures whose rows are counted in another unit than they are.
_ROWS_IN = {FigureCode.CENTRES: FigureUnit.PIECES}
_UNKNOWN_IN = {FigureCode.HOURS_VALUE: FigureUnit.MINUTES, FigureCode.KILOMETRES: FigureUnit.PIECES}


@dataclass(frozen=True)
class Row:
    """A line of a figure's table, as people read it; `inner`: counted in the line above."""

    code: str
    label: str
    value: int | None
    unit: FigureUnit
    text: str
    inner: bool = False


def written(value: int | None, unit: FigureUnit) -> str:
    """A figure with its unit."""
    if value is None:
        return "–"
    if unit is FigureUnit.MASS:
        return kg(value)
    if unit is FigureUnit.MINUTES:
        return minutes(value)
    if unit is FigureUnit.CENTS:
        return euros(value)
    signs = {FigureUnit.KM: "km", FigureUnit.CO2: "kg CO2e", FigureUnit.PERCENT: "%"}
    sign = "+" if unit is FigureUnit.PERCENT and value > 0 else ""
    return f"{sign}{number(value)}{NBSP}{signs[unit]}" if unit in signs else number(value)


def form_of(figures: dict[str, Any]) -> str:
    """For whom a report was kept; "" for those kept before it was written down."""
    label = dict(FORMS).get(ReportForm(figures["form"])) if figures.get("form") else ""
    return f"{label} {figures.get('year') or ''}".strip()


def unknown_in(one: Indicator) -> FigureUnit:
    """What is counted of a figure where it is not known: hours without a rate, sessions without a place."""
    return _UNKNOWN_IN.get(one.code, _ROWS_IN.get(one.code, one.unit))


def rows(one: Indicator, also: Mapping[str, int | None] | None = None) -> list[Row]:
    """The lines of a figure's table; the last one says how many are not known. `also`: codes with what they once came
    to, whose lines are told though nobody is in them any more."""
    also = also or {}
    unit = _ROWS_IN.get(one.code, one.unit)
    ordered = []
    for part in one.parts:
        if part.within in ("", "visits"):
            ordered.append(part)
            ordered += [inner for inner in one.parts if inner.within == part.code]
    # What nobody chose, and nobody asks about, is no line of a funder's table.
    told = [part for part in ordered if part.value != 0 or part.code not in _QUIET or also.get(part.code)]
    lines = [
        Row(
            part.code,
            str(PARTS[part.code]),
            part.value,
            unit,
            str(HIDDEN) if part.value is None else written(part.value, unit),
            inner=bool(part.within) and part.within != "visits",
        )
        for part in told
    ]
    if (
        one.unknown
        or also.get("unknown")
        or (one.parts and one.unit is FigureUnit.PEOPLE and one.code is not FigureCode.DESIGN)
    ):
        unit = unknown_in(one)
        lines.append(Row("unknown", str(UNKNOWN), one.unknown, unit, written(one.unknown, unit)))
    return lines


_QUIET = frozenset({"other", "student", "home", "priority_unknown", "elsewhere"})
