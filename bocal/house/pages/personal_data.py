import json
from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory import reads
from bocal.directory.doors import Request, enter, for_members, held
from bocal.directory.models import Person
from bocal.directory.rules import TEAM, Desk
from bocal.house import acts, personal, words
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.look.forms import PlainForm


class ForgetForm(PlainForm):
    """Nothing brings a name back: it is typed once more."""

    name = forms.CharField(label=later("Pour confirmer, recopiez le nom"), max_length=120)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_name(self) -> str:
        """Raises ValidationError unless it is the name, capitals aside."""
        typed = str(self.cleaned_data["name"])
        if typed.strip().casefold() != self.person.name.casefold():
            raise forms.ValidationError(_("Ce n’est pas le nom écrit plus haut : recopiez « %s ».") % self.person.name)
        return typed


@for_members
def my_data(request: Request) -> HttpResponse:
    """What is kept about me, as a file, and how to be forgotten."""
    return _page(request, request.user)


@enter(Desk.DIRECTION)
def personal_data(request: Request, pk: int) -> HttpResponse:
    """The same about somebody else, for the direction that was asked for it."""
    return _page(request, _person(pk))


@for_members
def my_data_file(request: Request) -> HttpResponse:
    """All that is kept about me, as JSON."""
    return _file(request.user)


@enter(Desk.DIRECTION)
def personal_data_file(request: Request, pk: int) -> HttpResponse:
    """All that is kept about somebody, to hand to them."""
    return _file(_person(pk))


def _person(pk: int) -> Person:
    found = reads.people().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _file(person: Person) -> HttpResponse:
    text = json.dumps(personal.dossier(person).told(), ensure_ascii=False, indent=1)
    answer = HttpResponse(text, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="bocal-{person.pk}.json"'
    return answer


def _page(request: Request, person: Person) -> HttpResponse:
    own = person == request.user
    if request.method == "POST" and "consent" in request.POST:
        return _taken_back(request, person)
    # Whoever works here asks the direction: their desks are somebody's to give away first.
    may = not own or not held(request).any_of(sorted(TEAM))
    form = ForgetForm(request.POST or None, person=person) if may else None
    if form and request.method == "POST" and form.is_valid():
        try:
            acts.erase_person(person, now=timezone.now())
        except Refused as refused:
            form.add_error(None, say(refused, words.ERASE_REFUSALS))
        else:
            messages.success(request, _("C’est fait : ce nom n’est plus nulle part ici."))
            if own:
                logout(request)
                return redirect("home")
            return redirect("directory:people")
    homes = personal.households(person)
    found: Counter[str] = Counter()
    for line in personal.summary(person, homes):
        found[str(words.TABLES.get(line.table, line.table))] += line.count
    context = {
        "person": person,
        "own": own,
        "consents": reads.consents(person),
        "form": form,
        "found": list(found.items()),
        "pending": personal.pending(person, homes) if may else None,
    }
    return render(request, "house/pages/personal_data.html", context)


def _taken_back(request: Request, person: Person) -> HttpResponse:
    """One of the things that they agreed to holds no more."""
    found = next((one for one in reads.consents(person) if str(one.pk) == request.POST["consent"]), None)
    if found is not None:
        acts.agree_no_more(found, now=timezone.now())
        messages.success(request, _("C’est noté : cet accord ne vaut plus."))
    return redirect(request.path)
