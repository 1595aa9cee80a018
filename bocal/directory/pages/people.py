from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from bocal.directory import reads, words
from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.look.forms import PlainForm


class FilterForm(PlainForm):
    q = forms.CharField(label=_("Chercher"), required=False, widget=forms.TextInput(attrs={"type": "search"}))


@enter(Desk.DIRECTION)
def people(request: HttpRequest) -> HttpResponse:
    """The team desk by desk, then everyone who can sign in."""
    form = FilterForm(request.GET)
    form.is_valid()
    search = form.cleaned_data.get("q", "")
    shown = Paginator(reads.people(search), 60).get_page(request.GET.get("page"))
    labels = dict(words.DESKS)
    context = {
        "form": form,
        "shown": shown,
        "team": [(labels[line.desk], line.people) for line in reads.team()],
    }
    return render(request, "directory/pages/people.html", context)
