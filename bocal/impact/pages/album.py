"""The album of a year, month by month: what sessions told, events, press, photos. On screen and on paper."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bocal.directory.doors import Request, enter, held
from bocal.directory.rules import Desk
from bocal.impact.notices import album as notices
from bocal.impact.reads import album as reads
from bocal.impact.rules.album import neighbours
from bocal.measure.period import FIRST_YEAR

#: Who writes in the album.
WRITERS = (Desk.FACILITATION, Desk.DIRECTION)
READERS = (*WRITERS, Desk.PRODUCTION)


def _year(asked: str, told: Sequence[int]) -> int:
    """The year asked for, or the last one that tells something."""
    now = timezone.localdate().year
    year = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 else 0
    return year if FIRST_YEAR <= year <= now else max(told, default=now)


@enter(*READERS)
def album(request: Request) -> HttpResponse:
    """A year, for the team: pictures that may not leave are said to be there, and not shown."""
    told = reads.years()
    year = _year(request.GET.get("annee", ""), told)
    before, after = neighbours([*told, timezone.localdate().year], year)
    months = reads.album(year)
    context = {
        "year": year,
        "before": before,
        "after": after,
        "months": months,
        "kept_back": any(
            one.memory and one.memory.has_picture and not one.memory.shown for month in months for one in month.entries
        ),
        "writes": held(request).any_of(WRITERS),
    }
    return render(request, "impact/pages/album.html", context)


@enter(*READERS)
def album_paper(request: Request) -> HttpResponse:
    """The same year printed, as it may leave the team."""
    year = _year(request.GET.get("annee", ""), reads.years())
    name = f'inline; filename="album-{year}.pdf"'
    made = notices.year_paper(year, today=timezone.localdate())
    return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": name})
