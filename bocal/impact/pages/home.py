"""What we saved: one page, to read and to print."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import TEAM, PlaceKind
from bocal.impact import reads, words
from bocal.impact.pages import asked
from bocal.journals.words import HOURS_KINDS
from bocal.look import charts
from bocal.look.templatetags.look import kg

#: Farms named in the picture; the others are one bar.
NAMED = 8


@enter(*sorted(TEAM))
def home(request: Request) -> HttpResponse:
    chosen = asked.read(request.GET, timezone.localdate())
    report = reads.report(chosen.period)
    goods = report.goods
    hours = dict(HOURS_KINDS)
    context = {
        "asked": chosen,
        "report": report,
        "ways": [(words.WAYS[way], mass) for way, mass in goods.saved.items() if mass],
        "farms": _bars(report),
        "outs": [
            (label, count)
            for label, count in (
                (_("Vendus"), goods.jars_sold),
                (_("Donnés"), goods.jars_given),
                (_("Rendus aux fermes"), goods.jars_returned),
            )
            if count
        ],
        "waste": [(words.EXITS[kind], mass) for kind, mass in goods.waste.items() if mass],
        "hours": [(hours[one.kind], one.minutes, one.people) for one in report.hours],
        "entries": _side(goods.entries, words.ENTRIES),
        "exits": _side(goods.exits, words.EXITS),
        "both": sum(goods.exits.values()),
        "methods": words.METHODS,
        "taken_back": words.TAKEN_BACK,
    }
    return render(request, "impact/pages/home.html", context)


def _bars(report: reads.Report) -> str:
    rows = [(one.name or str(words.NO_FARM), one.figure) for one in report.farms if one.figure > 0]
    if len(rows) > NAMED + 1:
        rows = [*rows[:NAMED], (str(words.LEFTOVER), sum(mass for _name, mass in rows[NAMED:]))]
    if not rows:
        return ""
    title = _("Kilos sauvés, ferme par ferme")
    return charts.bars([(name, mass, kg(mass)) for name, mass in rows], title=title, mark=3)


def _side(side: Mapping[PlaceKind | None, int], labels: Mapping[PlaceKind | None, object]) -> list[tuple[object, int]]:
    ranked = sorted(side.items(), key=lambda one: -one[1])
    return [(labels.get(kind, words.EXITS.get(kind, words.LEFTOVER)), mass) for kind, mass in ranked]
