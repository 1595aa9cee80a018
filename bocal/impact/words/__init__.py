"""French names of periods, and how each figure is counted."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.rules import PlaceKind
from bocal.impact.rules import Span
from bocal.journals.rules import Way
from bocal.look.templatetags.look import shortday
from bocal.measure.period import Period

SPANS = [
    (Span.MONTH, later("Mois")),
    (Span.QUARTER, later("Trimestre")),
    (Span.YEAR, later("Année")),
    (Span.FREE, later("Autres dates")),
]
WAYS = {Way.GIVEN: later("Donnés"), Way.BOUGHT: later("Achetés"), Way.TOLL: later("Travaillés à façon")}
#: Where kilos come from and go to; None is the stock.
ENTRIES = {
    None: later("Pris sur la réserve"),
    PlaceKind.SUPPLIER: later("Achetés, ou confiés à façon"),
    PlaceKind.DONOR: later("Donnés"),
    PlaceKind.WATER: later("Eau ajoutée"),
}
EXITS = {
    None: later("Restés en réserve"),
    PlaceKind.CUSTOMER: later("Vendus"),
    PlaceKind.RECIPIENT: later("Donnés"),
    PlaceKind.SUPPLIER: later("Rendus aux fermes"),
    PlaceKind.DONOR: later("Rendus aux donateurs"),
    PlaceKind.PEEL: later("Épluchures"),
    PlaceKind.EVAPORATION: later("Évaporés"),
    PlaceKind.SPILL: later("Renversés"),
    PlaceKind.BREAKAGE: later("Cassés"),
    PlaceKind.TASTING: later("Goûtés ou analysés"),
    PlaceKind.WASTE: later("Jetés"),
    PlaceKind.COUNT: later("Manquants à l’inventaire"),
    PlaceKind.UNEXPLAINED: later("Sans explication"),
}
LEFTOVER = later("Autres")
NO_FARM = later("Sans ferme connue")

METHODS = {
    "saved": later("Poids des fruits et légumes pesés à la réception, moins ce qui est retourné à la ferme."),
    "jars": later("Bocaux sortis de la marmite et rangés, comptés à la fin de chaque fabrication."),
    "prepared": later("Légumerie : poids des sachets et des caisses faits au poids, à la fin de chaque fabrication."),
    "into_jars": later("Poids des fruits et légumes mis à la marmite pour des bocaux, d’après chaque fabrication."),
    "out": later("Bocaux remis, moins ceux qui sont revenus."),
    "families": later("Foyers différents à qui quelque chose a été remis ou donné ; chacun compte une fois."),
    "food_aid": later("Poids de tout ce qui a été remis à une structure d’aide alimentaire."),
    "waste": later("Poids perdu, divisé par le poids des fruits et légumes sortis des cagettes sur la même période."),
    "hours": later("Minutes notées par les équipes, par sorte d’activité."),
    "money": later("Achats de denrées aux fermes à la réception, payés ou encore dus."),
    "account": later("Tout ce qui entre est retrouvé d’un côté ou de l’autre : les deux totaux sont égaux."),
}
TAKEN_BACK = later("Un geste repris ne compte pour rien.")


def title(span: Span, period: Period) -> str:
    """« septembre 2026 », « 3e trimestre 2026 », « année 2026 », « du 01/09/2026 au 15/09/2026 »."""
    if span is Span.MONTH:
        return date_format(period.start, "F Y")
    if span is Span.QUARTER:
        number = (period.start.month + 2) // 3
        ordinal = _("1er") if number == 1 else _("{n}e").format(n=number)
        return _("{ordinal} trimestre {year}").format(ordinal=ordinal, year=period.start.year)
    if span is Span.YEAR:
        return _("année {year}").format(year=period.start.year)
    return _("du {first} au {last}").format(first=shortday(period.start), last=shortday(period.last))
