"""A public's questionnaire to print: one page, big type, in the order of the screen that keys it back."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from bocal.directory import reads as directory
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.impact import reads
from bocal.impact.pages.asking import public_of
from bocal.impact.rules.flower import QuestionKind
from bocal.impact.words import flower as words
from bocal.look import pdf
from bocal.look.templatetags.look import lang, shortday


@enter(Desk.FACILITATION, Desk.DIRECTION)
def questionnaire(request: Request, pk: int, public: str) -> HttpResponse:
    found = get_object_or_404(reads.consultations(), pk=pk)
    asked = public_of(public)
    collective = directory.collective()
    rows, petal = [], None
    for number, one in enumerate(reads.of_public(found, asked), start=1):
        kind = QuestionKind(one.kind)
        steps = [str(step if kind is QuestionKind.SCALE else label) for step, label in words.STEPS[kind].items()]
        begins = one.petal.name if one.petal_id != petal else ""
        rows.append({"petal": begins, "number": number, "words": one.words, "steps": steps, "free": not steps})
        petal = one.petal_id
    data = {
        "lang": lang(),
        "title": _("Qu’est-ce que cela change ?"),
        "collective": collective.name if collective else "",
        "day": found.name,
        "note": str(dict(words.PUBLICS)[asked]),
        "lead": _(
            "Cochez une case par question. 1 : pas du tout, 5 : énormément. Sans nom ; laissez vide ce que vous voulez."
        ),
        "until": _("À rendre avant le {day}.").format(day=shortday(found.until)),
        "rows": rows,
    }
    return HttpResponse(
        pdf.render("impact/pages/questionnaire.typ", data),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="questionnaire-{asked}.pdf"'},
    )
