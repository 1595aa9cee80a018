"""What we saved: one page, to read and to print."""

from collections.abc import Mapping
from typing import Any

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
    context = {"asked": chosen, "report": report, "farms": _chart(report), **figures(report)}
    return render(request, "impact/pages/home.html", context)


def figures(report: reads.Report) -> dict[str, Any]:
    """The figures in the words and the order of the page and of its paper."""
    goods, hours = report.goods, dict(HOURS_KINDS)
    outs = [
        (_("Bocaux vendus"), goods.jars_sold),
        (_("Bocaux donnés"), goods.jars_given),
        (_("Bocaux rendus aux fermes"), goods.jars_returned),
    ]
    return {
        "ways": [(words.WAYS[way], mass) for way, mass in goods.saved.items() if mass],
        "outs": [(label, count) for label, count in outs if count],
        "waste": [(words.EXITS[kind], mass) for kind, mass in goods.waste.items() if mass],
        "hours": [(hours[one.kind], one.minutes, one.people) for one in report.hours],
        "entries": _side(goods.entries, words.ENTRIES),
        "exits": _side(goods.exits, words.EXITS),
        "both": sum(goods.exits.values()),
        "methods": words.METHODS,
        "taken_back": words.TAKEN_BACK,
    }


def bars(report: reads.Report) -> list[tuple[str, int]]:
    """Farms and their kilos (mg), from the largest; beyond the first ones, one bar for all the others."""
    rows = [(one.name or str(words.NO_FARM), one.figure) for one in report.farms if one.figure > 0]
    if len(rows) > NAMED + 1:
        rows = [*rows[:NAMED], (str(words.LEFTOVER), sum(mass for _name, mass in rows[NAMED:]))]
    return rows


def _chart(report: reads.Report) -> str:
    rows = [(name, mass, kg(mass)) for name, mass in bars(report)]
    return charts.bars(rows, title=_("Kilos sauvés, ferme par ferme"), mark=3) if rows else ""


def _side(side: Mapping[PlaceKind | None, int], labels: Mapping[PlaceKind | None, object]) -> list[tuple[object, int]]:
    ranked = sorted(side.items(), key=lambda one: -one[1])
    return [(labels.get(kind, words.EXITS.get(kind, words.LEFTOVER)), mass) for kind, mass in ranked]
