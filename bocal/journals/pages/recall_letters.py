"""The letters of a recall: read them, change a word, send them; print those that have no e-mail address."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals import acts, notices, reads, words
from bocal.journals.pages.recall_case import find_case
from bocal.journals.rules import Refused
from bocal.look.forms import PlainForm


class LetterForm(PlainForm):
    """What all letters say; each one adds what its reader received, and an address to answer."""

    subject = forms.CharField(label=later("Objet"), max_length=200)
    body = forms.CharField(label=later("Texte"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 10}))


def _form(data: Any, case: reads.Case) -> LetterForm:
    start = {"subject": notices.first_subject(case.recall), "body": notices.first_body(case.recall)}
    return LetterForm(data, initial=start)


@enter(Desk.QUALITY, Desk.DIRECTION)
def recall_letters(request: Request, pk: int) -> HttpResponse:
    """Looking sends nothing; the one big button does, once for each party."""
    case = find_case(pk)
    form = _form(request.POST or None, case)
    body = form["body"].value() or ""
    if request.method == "POST" and form.is_valid() and "look" not in request.POST:
        try:
            count = acts.write_letters(
                case.recall,
                subject=form.cleaned_data["subject"],
                body=form.cleaned_data["body"],
                address=lambda token: request.build_absolute_uri(reverse("journals:recall_answer", args=[token])),
                author=request.user,
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error(None, words.say(refused))
        else:
            text = ngettext("%(n)s lettre part.", "%(n)s lettres partent.", count) % {"n": count}
            messages.success(request, text)
            return redirect("journals:recall_case", pk)
    to_write, to_post = notices.to_write(case), notices.to_post(case)
    sample = notices.recall_letter(to_write[0], body, _("(ici, l’adresse de sa page)")) if to_write else ""
    context = {
        "form": form,
        "case": case,
        "recall": case.recall,
        "by_mail": len(to_write) - len(to_post),
        "to_post": to_post,
        "sample": sample,
    }
    return render(request, "journals/pages/recall_letters.html", context)


@enter(Desk.QUALITY, Desk.DIRECTION)
def recall_letters_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The letters to print, with the text as it was changed when it was."""
    case = find_case(pk)
    form = _form(request.POST or None, case)
    subject = str(form["subject"].value() or "")[:200]
    body = str(form["body"].value() or "")[:4_000]
    name = f'inline; filename="lettres-{case.recall.number}.pdf"'
    data = notices.letters_paper(case, subject, body)
    return HttpResponse(data, content_type="application/pdf", headers={"Content-Disposition": name})


@enter(Desk.QUALITY, Desk.DIRECTION)
@require_POST
def recall_posted(request: Request, pk: int) -> HttpResponse:
    """The printed letters are in the post box."""
    case = find_case(pk)
    try:
        count = acts.letters_posted(case.recall, author=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, words.say(refused))
    else:
        text = ngettext("%(n)s lettre notée comme postée.", "%(n)s lettres notées comme postées.", count) % {"n": count}
        messages.success(request, text)
    return redirect("journals:recall_case", pk)
