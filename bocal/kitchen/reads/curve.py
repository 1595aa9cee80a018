"""A cook's curve, ready to be drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from django.utils.translation import gettext as _

from bocal.kitchen.models import Cook
from bocal.kitchen.reads.safety import counting
from bocal.kitchen.rules.safety import LARGEST_GAP
from bocal.look.charts import Panel, Series
from bocal.look.templatetags.look import number
from bocal.measure import lethality


def curve_of(cook: Cook) -> list[lethality.CurvePoint]:
    """The lower envelope of a cook with its rate and accumulated minutes, under its own tref and z."""
    return lethality.curve(counting(cook), cook.tref, cook.z)


@dataclass(frozen=True)
class Drawing:
    """A cook's curve, ready for look.charts: temperatures above, accumulated minutes and their target below."""

    panels: tuple[Panel, ...]
    title: str
    summary: str


def drawing(of: Cook, due: float | None) -> Drawing:
    """Draw a cook. `due` is what the schedule in force asks, in minutes at its tref; None when there is none."""
    points = curve_of(of)
    sign = f"°{of.unit}"
    name = _("la plus froide des sondes")
    if of.error:
        name = _("ce qui compte : la plus froide, moins %(error)s °C") % {"error": number(of.error)}
    gap = _gap([p.minutes for p in points])
    coldest = Series(name, [(p.minutes, p.temperature) for p in points], gap=gap)
    probes = _probes(of, gap)
    told = len(probes) > 1 or bool(of.error)
    # The coldest is drawn last, over the others: it is the one that counts.
    temperatures = (probes if len(probes) <= 3 else []) + ([coldest] if told else [])
    last = points[-1]
    summary = _("%(value)s min à %(tref)s %(sign)s, au plus chaud %(peak)s %(sign)s après %(at)s min.") % {
        "value": number(round(last.accumulated, 2)),
        "tref": number(round(of.tref, 2)),
        "sign": sign,
        "peak": number(round(of.peak, 1)),
        "at": number(round(of.peak_at, 1)),
    }
    return Drawing(
        panels=(
            Panel(
                label=_("Température (%(sign)s)") % {"sign": sign},
                series=temperatures,
                target=of.tref,
                target_label=_("référence %(tref)s %(sign)s") % {"tref": number(round(of.tref, 2)), "sign": sign},
            ),
            Panel(
                label=_("Valeur accumulée (min)"),
                right_label=_("taux létal (min/min)"),
                series=(
                    Series(_("valeur accumulée"), [(p.minutes, p.accumulated) for p in points], gap=gap),
                    Series(_("taux létal"), [(p.minutes, p.rate) for p in points], right=True, gap=gap),
                ),
                target=due,
                target_label="" if due is None else _("barème : %(due)s min") % {"due": number(due)},
            ),
        ),
        title=_("Cuisson de %(order)s") % {"order": of.making.order.number},
        summary=summary,
    )


def _gap(minutes: Sequence[float]) -> float:
    """Readings further apart than this (minutes) are not joined: what is told as a gap, unless the logger reads so
    seldom that it always is."""
    usual = median(end - begin for begin, end in pairwise(minutes))
    return max((LARGEST_GAP + 0.5) / 60, 1.5 * usual)


def _probes(of: Cook, gap: float) -> list[Series]:
    names = list(of.names) + [""] * len(of.probes)
    return [
        Series(names[i] or _("sonde %(n)s") % {"n": i + 1}, list(zip(of.times, values, strict=True)), gap=gap)
        for i, values in enumerate(of.probes)
    ]
