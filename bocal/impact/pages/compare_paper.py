"""Flowers side by side, on a sheet of paper."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory import reads as directory
from bocal.directory.doors import Request, enter
from bocal.directory.rules import TEAM
from bocal.impact.pages.flower_compare import HELP, side
from bocal.impact.pages.flower_paper import answered
from bocal.look import flower as drawing
from bocal.look import pdf
from bocal.look.templatetags.look import lang, shortday


@enter(*sorted(TEAM))
def compare_paper(request: Request) -> HttpResponse:
    found = side(request.GET)
    collective = directory.collective()
    columns = [
        {
            "title": column.title,
            "people": answered(column.people),
            "svg": drawing.paper(found.petals(place), title=column.title, little=True)
            if column.lengths and len(found.compared.petals) >= 3
            else "",
        }
        for place, column in enumerate(found.compared.columns)
    ]
    data = {
        "lang": lang(),
        "title": _("Comparer les fleurs"),
        "collective": collective.name if collective else "",
        "day": shortday(timezone.localdate()),
        "lead": str(HELP[found.by]),
        "hidden": _("Trop peu de réponses pour être montrées."),
        "columns": columns,
        "headers": [_("Pétale"), *(column["title"] for column in columns)],
        "rows": [
            [f"{number}. {name}", *("?" if value is None else str(value) for _title, value in values)]
            for number, (name, values) in enumerate(found.rows, start=1)
        ],
        "help": _("Longueurs sur 100. « ? » : inconnue, ou trop peu de réponses."),
        "note": "",
    }
    return HttpResponse(
        pdf.render("impact/pages/compare_paper.typ", data),
        content_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="fleurs.pdf"'},
    )
