from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import enter
from bocal.directory.models import Organisation
from bocal.directory.rules import Desk
from bocal.look.forms import PlainForm
from bocal.membership import reads, words
from bocal.membership.rules import MemberState


class FilterForm(PlainForm):
    q = forms.CharField(label=later("Chercher"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    qui = forms.ChoiceField(label=later("Qui"), required=False, choices=words.STATES)


def asked(request: HttpRequest) -> tuple[FilterForm, QuerySet[Organisation]]:
    """The search and the filter of the address, and those they keep."""
    form = FilterForm(request.GET)
    form.is_valid()
    state = MemberState(form.cleaned_data.get("qui") or MemberState.MEMBER)
    return form, reads.members(form.cleaned_data.get("q", ""), state, timezone.localdate())


@enter(Desk.SALES, Desk.ACCOUNTS, Desk.DIRECTION)
def members(request: HttpRequest) -> HttpResponse:
    """Who is a member until when, whose membership has ended, who never was one."""
    form, found = asked(request)
    context = {
        "form": form,
        "shown": Paginator(found, 60).get_page(request.GET.get("page")),
        "terms": reads.terms(),
        "today": timezone.localdate(),
    }
    return render(request, "membership/pages/members.html", context)
