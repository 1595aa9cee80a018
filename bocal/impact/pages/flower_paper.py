"""The flower on a sheet of paper, with what its petals are as long as."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bocal.directory import reads as directory
from bocal.directory.doors import Request, enter
from bocal.directory.rules import TEAM
from bocal.impact import reads
from bocal.impact.pages import flower as pages
from bocal.impact.pages.petal import measure_row
from bocal.look import flower as drawing
from bocal.look import pdf
from bocal.look.templatetags.look import day, lang, shortday


@enter(*sorted(TEAM))
def flower_paper(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(reads.flowers(), pk=pk)
    shown = pages.chosen(found, request.GET)
    seen = reads.seen(found, shown.chosen)
    collective = directory.collective()
    data = {
        "lang": lang(),
        "title": found.name,
        "collective": collective.name if collective else "",
        "day": shortday(timezone.localdate()),
        "note": "",
        "lead": " · ".join(part for part in (day(found.day), shown.title, answered(seen.people)) if part),
        "told": found.note,
        "svg": drawing.paper(pages.petals(seen), title=found.name) if len(seen.petals) >= 3 else "",
        "summary": pages.summary(seen),
        "headers": [_("Pétale"), _("Sur 100"), _("D’où elle vient")],
        "rows": [_row(number, one) for number, one in enumerate(seen.petals, start=1)],
        "help": _(
            "Chaque question et chaque indicateur donne une note de 0 à 100 ; la longueur du pétale est la moyenne des "
            "notes connues. Un groupe de moins de cinq personnes n’est jamais montré."
        ),
    }
    return HttpResponse(
        pdf.render("impact/pages/flower_paper.typ", data),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="fleur-{found.day}.pdf"'},
    )


def answered(people: int | None) -> str:
    """How many people answered, in words; nothing when too few did."""
    if not people:
        return ""
    return ngettext("{n} personne a répondu", "{n} personnes ont répondu", people).format(n=people)


def _row(number: int, one: reads.PetalSeen) -> dict[str, object]:
    marks = [
        (row.question.words, "?" if row.mark is None else str(round(row.mark)))
        for row in one.questions
        if row.question.kind != "words"
    ]
    for measure in map(measure_row, one.measures):
        label = _("{label} : {figure} sur {target}").format(
            label=measure.label, figure=measure.figure, target=measure.target
        )
        marks.append((label, "?" if measure.mark is None else str(measure.mark)))
    return {
        "name": f"{number}. {one.petal.name}",
        "meaning": one.petal.meaning,
        "length": "?" if one.length.value is None else str(one.length.value),
        "colour": drawing.COLOURS[(number - 1) % len(drawing.COLOURS)],
        "marks": marks,
    }
