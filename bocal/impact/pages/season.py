"""Which range to cook: what will be in stock, month by month, against what will be asked for."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.impact import reads, rules
from bocal.impact.reads import Range
from bocal.look import charts
from bocal.look.templatetags.look import amount, number

#: Months of the past beside those to come, in the picture of one product.
PAST = 12


@dataclass(frozen=True)
class Row:
    """A line of the table, and whether its picture is the one drawn below."""

    jar: Range
    chosen: bool


@enter(Desk.DIRECTION, Desk.PRODUCTION, Desk.PRODUCTS, Desk.SALES)
def season(request: Request) -> HttpResponse:
    today = timezone.localdate()
    found = reads.season(today)
    asked = request.GET.get("article", "")
    one = next((jar for jar in found if str(jar.item.pk) == asked), found[0] if found else None)
    context = {
        "rows": [Row(jar, jar is one) for jar in found],
        "months": rules.months(today, rules.AHEAD),
        "one": one,
        # Nothing went out a year ago: then only what is ordered stands for what will be asked.
        "young": not any(line.last_year for jar in found for line in jar.outlook.months),
        "picture": _picture(one, today) if one else "",
    }
    return render(request, "impact/pages/season.html", context)


def _picture(one: Range, today: date) -> str:
    ahead, past = rules.months(today, rules.AHEAD), rules.months(today, -PAST)
    at = {month: place for place, month in enumerate([*past, *ahead[1:]], start=1 - PAST)}
    # The same months a year before: those that the levels still hold.
    before = {month: one.levels.get(date(month.year - 1, month.month, 1)) for month in at}
    series = [
        charts.Series(_("cette année"), [(at[month], one.levels[month]) for month in past]),
        charts.Series(_("un an avant"), [(at[month], level) for month, level in before.items() if level is not None]),
        charts.Series(
            _("à venir, si l’on ne cuit rien d’autre que ce qui est prévu"),
            [(0, one.outlook.on_hand), *((at[line.month], line.left) for line in one.outlook.months[1:])],
        ),
    ]
    names = {place: date_format(month, "m/y") for month, place in at.items()}
    return charts.line_chart(
        [charts.Panel(_("En stock à la fin du mois"), series)],
        title=_("{product} : le stock, mois par mois").format(product=one.item),
        summary=_summary(one),
        x_label=_("Mois"),
        write_x=lambda place: names.get(round(place), ""),
        write_y=lambda level: amount(round(level), one.item.dimension) if one.by_weight else number(level),
    )


def _summary(one: Range) -> str:
    lacking, before = one.outlook.to_cook, one.outlook.before
    if before is None:
        return _("Ce qui est en stock ou prévu suffit pour les {months} mois qui viennent.").format(months=rules.AHEAD)
    said = ngettext(
        "Il en manquera {count} : à cuire avant {month}.", "Il en manquera {count} : à cuire avant {month}.", lacking
    )
    return said.format(count=amount(lacking, one.item.dimension), month=date_format(before, "F Y"))
