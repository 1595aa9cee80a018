"""What the album puts on paper: a year of it, its part in a project's report, the sheets that people signed."""

import base64
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bocal.directory import reads as directory
from bocal.funding.models import Project
from bocal.impact.models import Memory
from bocal.impact.reads import album as reads
from bocal.impact.reads.album import Entry
from bocal.impact.rules.album import PAPER_EDGE, SHEET_EDGE, SHEETS_A_FILE
from bocal.impact.words import album as words
from bocal.look import pdf, pictures
from bocal.look.templatetags.look import lang, shortday

#: Pictures in one file: with more, it is not sent by e-mail.
MOST = 48
#: Pictures in a project's report.
MOST_IN_REPORT = 24


def framed(data: bytes, *, edge: int = PAPER_EDGE) -> str:
    """A picture as a drawing that typst places: made small again, its points stay a JPEG."""
    small = pictures.shrink(data, edge=edge)
    size = f'width="{small.width}" height="{small.height}"'
    points = base64.b64encode(small.data).decode("ascii")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {small.width} {small.height}" {size}>'
        f'<image {size} href="data:image/jpeg;base64,{points}"/></svg>'
    )


class Pictures:
    """The pictures of one file, of those that may be shown as many as it bears: read in one query."""

    def __init__(self, memories: Iterable[Memory], *, most: int = MOST) -> None:
        shown = [one.pk for one in memories if one.shown]
        self.points = reads.points_of(shown[:most])
        self.over = len(shown) - len(self.points)

    def of(self, memory: Memory) -> str:
        """This one, drawn; nothing when it is not there."""
        return framed(self.points[memory.pk]) if memory.pk in self.points else ""

    @property
    def left_out(self) -> str:
        """How many had no room, in words; nothing when all are there."""
        if not self.over:
            return ""
        said = ngettext(
            "{n} autre photo est dans l’album à l’écran.", "{n} autres photos sont dans l’album à l’écran.", self.over
        )
        return said.format(n=self.over)


def year_paper(year: int, *, today: date) -> bytes:
    """A year as it may leave the team."""
    months = reads.album(year, outside=True)
    made = Pictures(one.memory for month in months for one in month.entries if one.memory)
    data = {
        **_sheet(_("L’album {year}").format(year=year), today),
        "note": _agreed(),
        "empty": _("Rien n’est raconté de cette année."),
        "months": [
            {
                "title": capfirst(date_format(month.first, "F Y")),
                "entries": [told(one, made) for one in month.entries],
            }
            for month in months
        ],
        "more": made.left_out,
    }
    return pdf.render("impact/pages/album_paper.typ", data)


def _agreed() -> str:
    return _("Les personnes que l’on reconnaît sur ces photos sont d’accord pour y être montrées.")


def _sheet(title: str, today: date) -> dict[str, Any]:
    collective = directory.collective()
    return {
        "lang": lang(),
        "title": title,
        "collective": collective.name if collective else "",
        "day": shortday(today),
    }


def told(one: Entry, made: Pictures) -> dict[str, str]:
    """A line of the album as paper takes it."""
    if one.session is not None:
        title = f"{one.session.title}, {one.session.spot.name}"
        kind, text, source, picture = _("séance"), one.session.story, "", ""
    else:
        assert one.memory is not None
        memory = one.memory
        kinds = {str(kind): str(label) for kind, label in words.MEMORY_KINDS}
        title, kind, text = memory.title, kinds[memory.kind], memory.text
        source = " · ".join(said for said in (memory.outlet, memory.address) if said)
        picture = made.of(memory)
    return {"day": shortday(one.day), "kind": kind, "title": title, "text": text, "source": source, "picture": picture}


def annex(project: Project, *, year: int | None, pictured: bool) -> dict[str, Any]:
    """What a project may show of the album, for its report; a report that is kept for ever has the words alone, since
    whoever changes their mind could not be taken out of it."""
    memories = list(reads.of_project(project, year=year))
    made = Pictures(memories if pictured else [], most=MOST_IN_REPORT)
    note = _agreed() if made.points else ""
    if not pictured and any(one.shown for one in memories):
        note = _(
            "Les photos ne sont pas dans un rapport gardé : chacun peut encore changer d’avis. Elles sont à l’écran."
        )
    return {
        "title": _("Annexe : ce qui a eu lieu"),
        "entries": [told(Entry(one.day, memory=one), made) for one in memories],
        "note": note,
        "more": made.left_out,
    }


def sheets_paper(project: Project, part: int, *, today: date) -> bytes:
    """The photos of the sheets that people signed, one a page; `part` counts from 1, each of so many sheets. Nothing
    when there is no such part."""
    rows = list(reads.sheets_of(project)[(part - 1) * SHEETS_A_FILE : part * SHEETS_A_FILE])
    if not rows:
        return b""
    points = reads.sheet_points([one.pk for one in rows])
    data = {
        **_sheet(_("Feuilles signées : {name}").format(name=project.name), today),
        "note": _("Noms et signatures : pour ceux qui financent le projet, et personne d’autre."),
        "sheets": [
            {
                "title": f"S-{one.session_id} · {shortday(timezone.localdate(one.session.starts_at))} · "
                f"{one.session.title}, {one.session.spot.name}",
                "picture": framed(points[one.pk], edge=SHEET_EDGE),
            }
            for one in rows
        ],
    }
    return pdf.render("impact/notices/sheets.typ", data)
