from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.kitchen.reads import yields as reads
from bocal.kitchen.rules.yields import ENOUGH
from bocal.kitchen.words import bench
from bocal.look import charts
from bocal.look.templatetags.look import kg
from bocal.measure.quantity import MG_PER_KG

#: Months looked back on.
BACK = 12


def months_until(today: date) -> list[date]:
    """The first days of the last `BACK` months, the one under way last."""
    last = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - BACK + 1, last + 1)]


@enter(Desk.PRODUCTION, Desk.QUALITY, Desk.DIRECTION)
def yields(request: HttpRequest) -> HttpResponse:
    """What is left of the raw once trimmed, by item; what was lost, by kind and month."""
    lost = reads.losses(months_until(timezone.localdate()))
    context = {
        "trims": reads.all_trims(),
        "enough": ENOUGH,
        "picture": _picture(lost) if lost.mass else "",
        "glass": [(month, lost.glass[month]) for month in lost.months if lost.glass.get(month)],
    }
    return render(request, "kitchen/pages/yields.html", context)


def _picture(lost: reads.Losses) -> str:
    places = {month: place for place, month in enumerate(lost.months)}
    names = {place: date_format(month, "m/y") for month, place in places.items()}
    series = [
        charts.Series(
            str(bench.LOSSES[kind]), [(place, by.get(month, 0) / MG_PER_KG) for month, place in places.items()]
        )
        for kind, by in lost.mass.items()
    ]
    total = sum(sum(by.values()) for by in lost.mass.values())
    return charts.line_chart(
        [charts.Panel(_("Perdu dans le mois (kg)"), series)],
        title=_("Les pertes, mois par mois"),
        summary=_("%(mass)s perdus en un an, épluchures comprises.") % {"mass": kg(total)},
        x_label=_("Mois"),
        write_x=lambda place: names.get(round(place), ""),
    )
