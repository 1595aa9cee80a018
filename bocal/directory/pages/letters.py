from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from bocal.directory import reads
from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.look.forms import PlainForm


class FilterForm(PlainForm):
    q = forms.CharField(label=_("Chercher"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    attente = forms.BooleanField(label=_("Pas encore parties"), required=False)


@enter(Desk.DIRECTION)
def letters(request: HttpRequest) -> HttpResponse:
    """The e-mails that this place has written, sent or waiting."""
    form = FilterForm(request.GET)
    form.is_valid()
    wanted = form.cleaned_data
    found = reads.letters(wanted.get("q", ""), waiting=wanted["attente"])
    shown = Paginator(found, 60).get_page(request.GET.get("page"))
    context = {"form": form, "shown": shown, "filtered": any(wanted.values())}
    return render(request, "directory/pages/letters.html", context)
