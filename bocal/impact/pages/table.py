"""The same figures as a table for a spreadsheet."""

from decimal import ROUND_HALF_UP, Decimal

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import TEAM
from bocal.impact import reads, words
from bocal.impact.pages import asked
from bocal.journals.words import HOURS_KINDS
from bocal.look.sheets import write_csv
from bocal.measure.quantity import MG_PER_KG


@enter(*sorted(TEAM))
def table(request: Request) -> HttpResponse:
    chosen = asked.read(request.GET, timezone.localdate())
    period = chosen.period
    name = f"impact-{period.start}-{period.last}.csv"
    return HttpResponse(
        write_csv(_rows(reads.report(period), chosen.title)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _rows(report: reads.Report, title: str) -> list[list[object]]:
    goods, methods = report.goods, words.METHODS
    first, last = report.period.start, report.period.last
    rows: list[list[object]] = [
        [_("Période"), _("Du"), _("Au"), _("Chiffre"), _("Détail"), _("Valeur"), _("Unité"), _("Méthode")]
    ]

    def add(figure: str, detail: object, value: object, unit: str, method: object) -> None:
        rows.append([title, first, last, figure, str(detail), value, unit, str(method)])

    for way, mass in goods.saved.items():
        add(_("Kilos sauvés, par voie"), words.WAYS[way], _kilos(mass), "kg", methods["saved"])
    for farm in report.farms:
        add(_("Kilos sauvés, par ferme"), farm.name or words.NO_FARM, _kilos(farm.figure), "kg", methods["saved"])
    add(_("Fruits et légumes mis en bocaux"), "", _kilos(report.into_jars), "kg", methods["into_jars"])
    for jar in report.jars:
        add(_("Bocaux fabriqués"), jar.name, jar.figure, _("bocaux"), methods["jars"])
    for one in report.prepared:
        add(_("Préparé à la légumerie"), one.name, _kilos(one.figure), "kg", methods["prepared"])
    if report.prepared or goods.prepared_out:
        add(_("Légumerie, vendue ou donnée"), "", _kilos(goods.prepared_out), "kg", methods["out"])
    add(_("Bocaux vendus"), "", goods.jars_sold, _("bocaux"), methods["out"])
    add(_("Bocaux donnés"), "", goods.jars_given, _("bocaux"), methods["out"])
    add(_("Bocaux rendus aux fermes"), "", goods.jars_returned, _("bocaux"), methods["out"])
    add(_("Foyers servis"), "", report.families, _("foyers"), methods["families"])
    add(_("Aide alimentaire"), "", _kilos(goods.food_aid), "kg", methods["food_aid"])
    for kind, mass in goods.waste.items():
        add(_("Pertes"), words.EXITS[kind], _kilos(mass), "kg", methods["waste"])
    add(_("Part perdue"), "", _percent(goods.waste_share), "%", methods["waste"])
    hours = dict(HOURS_KINDS)
    for work in report.hours:
        spent = (Decimal(work.minutes) / 60).quantize(Decimal("0.01"))
        add(_("Heures"), hours[work.kind], spent, "h", methods["hours"])
    for farm in report.money:
        add(_("Argent versé ou dû aux fermes"), farm.name, Decimal(farm.figure) / 100, "€", methods["money"])
    return rows


def _kilos(mass: int) -> Decimal:
    return Decimal(mass) / MG_PER_KG


def _percent(share: float | None) -> Decimal | None:
    return None if share is None else (Decimal(str(share)) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
