"""The album of a year, month by month: what sessions told, events, press, photos. On screen and on paper."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from bocal.directory import reads as directory
from bocal.directory.doors import Request, enter, held
from bocal.directory.rules import Desk
from bocal.impact import notices
from bocal.impact.reads import album as reads
from bocal.impact.reads.album import Entry
from bocal.impact.rules.album import neighbours
from bocal.impact.words import album as words
from bocal.look import pdf
from bocal.look.templatetags.look import lang, shortday
from bocal.measure.period import FIRST_YEAR

#: Who writes in the album.
WRITERS = (Desk.FACILITATION, Desk.DIRECTION)
READERS = (*WRITERS, Desk.PRODUCTION)


def _year(asked: str) -> int:
    """The year asked for, or this one."""
    now = timezone.localdate().year
    year = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 else now
    return year if FIRST_YEAR <= year <= now else now


@enter(*READERS)
def album(request: Request) -> HttpResponse:
    """A year, for the team: pictures that may not leave are said to be there, and not shown."""
    year = _year(request.GET.get("annee", ""))
    before, after = neighbours([*reads.years(), timezone.localdate().year], year)
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
    year = _year(request.GET.get("annee", ""))
    collective = directory.collective()
    made = notices.Pictures()
    kinds = {str(kind): str(label) for kind, label in words.MEMORY_KINDS}
    data = {
        "lang": lang(),
        "title": _("L’album {year}").format(year=year),
        "collective": collective.name if collective else "",
        "day": shortday(timezone.localdate()),
        "note": _("Les personnes que l’on reconnaît sur ces photos sont d’accord pour y être montrées."),
        "empty": _("Rien n’est raconté de cette année."),
        "months": [
            {
                "title": capfirst(date_format(month.first, "F Y")),
                "entries": [_told(one, kinds, made) for one in month.entries],
            }
            for month in reads.album(year, outside=True)
        ],
        "more": "",
    }
    data["more"] = made.left_out
    paper = pdf.render("impact/pages/album_paper.typ", data)
    name = f'inline; filename="album-{year}.pdf"'
    return HttpResponse(paper, content_type="application/pdf", headers={"Content-Disposition": name})


def _told(one: Entry, kinds: dict[str, str], made: notices.Pictures) -> dict[str, Any]:
    if one.session is not None:
        return {
            "day": shortday(one.day),
            "kind": _("séance"),
            "title": f"{one.session.title}, {one.session.spot.name}",
            "text": one.session.story,
            "source": "",
            "picture": "",
        }
    assert one.memory is not None
    return {
        "day": shortday(one.day),
        "kind": kinds[one.memory.kind],
        "title": one.memory.title,
        "text": one.memory.text,
        "source": " · ".join(said for said in (one.memory.outlet, one.memory.address) if said),
        "picture": made.of(one.memory),
    }
