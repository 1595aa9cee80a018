"""The map: farms, centres and partners around us, with the circle of thirty kilometres, and its list."""

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import pgettext_lazy

from bocal.directory import reads as directory
from bocal.directory.doors import Request, enter
from bocal.directory.doors import collective as collective_of
from bocal.directory.rules import Desk
from bocal.house import territory
from bocal.house.territory import Neighbour, Stop
from bocal.look import maps
from bocal.look.forms import PlainForm
from bocal.look.templatetags.look import number
from bocal.measure.quantity import NBSP

#: The eight directions of the compass, from the north by the east.
WINDS = (
    pgettext_lazy("vent", "N"),
    pgettext_lazy("vent", "NE"),
    pgettext_lazy("vent", "E"),
    pgettext_lazy("vent", "SE"),
    pgettext_lazy("vent", "S"),
    pgettext_lazy("vent", "SO"),
    pgettext_lazy("vent", "O"),
    pgettext_lazy("vent", "NO"),
)


class FilterForm(PlainForm):
    """What is kept; it stands in the address."""

    q = forms.CharField(
        label=later("Ferme, commune ou culture"), required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    bio = forms.BooleanField(label=later("Bio seulement"), required=False)
    surplus = forms.BooleanField(label=later("Un surplus en ce moment"), required=False)


@enter(Desk.PRODUCTS, Desk.RECEPTION, Desk.PRODUCTION, Desk.SALES, Desk.ACCOUNTS, Desk.FACILITATION, Desk.DIRECTION)
def around(request: Request) -> HttpResponse:
    """The drawing for a phone and for a desk, then the same farms as a list, nearest first."""
    collective = collective_of(request)
    if collective is None:
        raise Http404
    us = collective.organisation
    form = FilterForm(request.GET)
    form.is_valid()
    wanted = form.cleaned_data
    farms = territory.farms(
        us,
        search=wanted.get("q", ""),
        organic=wanted["bio"],
        offering=wanted["surplus"],
        today=timezone.localdate(),
    )
    placed = [(nth, row) for nth, row in enumerate(farms, start=1) if row.km is not None]
    others = territory.others(us)
    spots, points = territory.spots(us, now=timezone.now()), territory.points(us)
    shown = Paginator(placed, 60).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "filtered": any(wanted.values()),
        "us": us,
        "here": territory.where(us),
        "shown": shown,
        "rows": [(nth, row, _away(row)) for nth, row in shown],
        "others": [(letter(nth), row, _away(row)) for nth, row in enumerate(others)],
        "spots": [(f"S{nth}", row, _away(row)) for nth, row in enumerate(spots, start=1)],
        "points": [(f"P{nth}", row, _away(row)) for nth, row in enumerate(points, start=1)],
        "nowhere": [row.one for row in farms if territory.where(row.one) is None],
        "farms": len(farms),
        "far": sum(row.far for row in farms),
        "near": territory.NEAR_KM,
    }
    outline = directory.outline()
    context["outline"] = outline
    if context["here"]:
        context["maps"] = _drawings(us, placed, others, (spots, points), outline.lines if outline else [])
    return render(request, "house/pages/around.html", context)


def letter(nth: int) -> str:
    """A, B … Z, AA: farms have numbers."""
    return (letter(nth // 26 - 1) if nth >= 26 else "") + chr(ord("A") + nth % 26)


def _away(row: Neighbour | Stop) -> str:
    """How far and which way: "12,4 km NE"."""
    if row.km is None or row.way is None:
        return ""
    if round(row.km, 1) == 0:
        return _("ici même")
    return f"{_km(row.km)} {WINDS[round(row.way / 45) % 8]}"


def _km(km: float) -> str:
    return f"{number(round(km, 1))}{NBSP}km"


def _drawings(
    us: object,
    placed: list[tuple[int, Neighbour]],
    others: list[Neighbour],
    stops: tuple[list[Stop], list[Stop]],
    outline: list[list[tuple[float, float]]],
) -> list[maps.Drawing]:
    centre = territory.where(us)  # type: ignore[arg-type]
    assert centre is not None
    spots = [
        _spot(row, str(nth), "farm offering" if row.offers else "farm", "directory:farm")
        for nth, row in placed[: territory.MOST_MARKS]
    ]
    spots += [_spot(row, letter(nth), "other", "") for nth, row in enumerate(others)]
    for sign, shape, rows in zip("SP", ("spot", "point"), stops, strict=True):
        spots += [_stop(row, f"{sign}{nth}", shape) for nth, row in enumerate(rows[: territory.MOST_STOPS], start=1)]
    everyone = [row for _nth, row in placed] + others
    return [
        maps.draw(
            spots,
            centre=centre,
            reach=territory.reach([*everyone, *stops[0], *stops[1]]),
            rings=territory.RINGS,
            towns=territory.towns(everyone),
            outline=outline,
            size=size,
            look=look,
        )
        for size, look in ((720, "wide-only"), (360, "tall-only"))
    ]


def _stop(row: Stop, said: str, shape: str) -> maps.Spot:
    tip = f"{row.name}, {_km(row.km)}"
    return maps.Spot(row.name, row.point, shape, said, f"#l-{said}", tip)


def _spot(row: Neighbour, said: str, shape: str, route: str) -> maps.Spot:
    point = territory.where(row.one)
    assert point is not None
    assert row.km is not None
    tip = f"{row.one.name}, {_km(row.km)}"
    url = reverse(route, args=[row.one.pk]) if route else f"#l-{said}"
    return maps.Spot(row.one.name, point, shape, said, url, tip)
