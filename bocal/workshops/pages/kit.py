from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import PlainForm
from bocal.workshops import reads, words
from bocal.workshops.acts.spots import add_kit_line, begin_kit, drop_kit_line
from bocal.workshops.rules import SessionKind


class LineForm(PlainForm):
    """A line more."""

    kind = forms.ChoiceField(label=later("Pour"), choices=words.SESSION_KINDS)
    what = forms.CharField(label=later("Quoi emporter ?"), max_length=120)


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
def kit(request: Request) -> HttpResponse:
    """What one takes along, by kind of session."""
    form = LineForm(request.POST if "add" in request.POST else None)
    if request.method == "POST":
        if "begin" in request.POST:
            begin_kit()
            return redirect("workshops:kit")
        if "drop" in request.POST:
            pk = request.POST["drop"]
            line = reads.kit_line(int(pk)) if pk.isascii() and pk.isdecimal() and len(pk) < 16 else None
            if line is None:
                raise Http404
            drop_kit_line(line)
            messages.success(request, _("« %(what)s » n’est plus demandé.") % {"what": line.what})
            return redirect("workshops:kit")
        if form.is_valid():
            try:
                add_kit_line(kind=SessionKind(form.cleaned_data["kind"]), what=form.cleaned_data["what"])
            except Refused as refused:
                form.add_error("what", words.say(refused))
            else:
                messages.success(request, _("C’est ajouté."))
                return redirect("workshops:kit")
    labels = dict(words.SESSION_KINDS)
    lists = groupby(reads.kit(), key=lambda line: line.kind)
    context: dict[str, Any] = {"form": form, "lists": [(labels[SessionKind(kind)], list(rows)) for kind, rows in lists]}
    return render(request, "workshops/pages/kit.html", context)
