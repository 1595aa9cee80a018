"""Who is there: one tap a head, on a tablet held in one hand."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, enter
from bocal.directory.models import Person
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.workshops import acts, reads, words
from bocal.workshops.models import Session
from bocal.workshops.pages.come import NameForm
from bocal.workshops.reads import Guest
from bocal.workshops.rules import SignedBy


class SomebodyForm(NameForm):
    """Somebody more: a telephone if they like, and for a minor the adult who came along."""

    guardian = forms.ModelChoiceField(
        label=later("Enfant ? L’adulte qui l’accompagne"),
        required=False,
        queryset=Person.objects.none(),
        empty_label=later("adulte"),
    )

    def __init__(self, *args: Any, adults: list[Guest], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].required = False
        self.fields["phone"].help_text = later("Pour retrouver la personne la prochaine fois.")
        self.fields["guardian"].queryset = reads.those([adult.person.pk for adult in adults])  # type: ignore[attr-defined]


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
def attend(request: Request, pk: int) -> HttpResponse:
    """The list with big names, a counter, and two ways of adding: somebody, or a head without a name."""
    now = timezone.now()
    found = reads.session(pk)
    if found is None:
        raise Http404
    listed = reads.guests(found)
    do = request.POST.get("do", "")
    form = SomebodyForm(request.POST if do == "add" else None, adults=[one for one in listed if not one.minor])
    refusal = ""
    if request.method == "POST" and (do != "add" or form.is_valid()):
        try:
            _done(request, found, form, do)
        except Refused as refused:
            refusal = words.say(refused)
        else:
            return redirect("workshops:attend", pk)
    search = request.GET.get("q", "")
    context = {
        "session": found,
        "guests": listed,
        "here": sum(one.here for one in listed),
        "form": form,
        "search": search,
        "proposed": reads.propose(found, search),
        "begun": reads.begun(found, now),
        "refusal": refusal,
    }
    return render(request, "workshops/pages/attend.html", context)


def _done(request: Request, session: Session, form: SomebodyForm, do: str) -> None:
    now = timezone.now()
    way = SignedBy.WALK_IN if reads.begun(session, now) else SignedBy.DESK
    if do == "tick":
        there = request.POST.get("there") == "1"
        acts.tick(session=session, person=_number(request, "person"), there=there, now=now)
    elif do == "heads":
        acts.count_heads(session=session, more=-1 if request.POST.get("more") == "-1" else 1)
    elif do == "known":
        person = reads.those([_number(request, "person")]).first()
        if person is None:
            raise Http404
        acts.add(session=session, person=person, signed_by=way, now=now)
    elif do == "off":
        row = session.attendances.filter(person=_number(request, "person")).first()
        if row is not None:
            acts.withdraw(row, now=now)
    elif do == "add":
        data, guardian = form.cleaned_data, form.cleaned_data["guardian"]
        if guardian is None:
            acts.sign_up(session=session, name=data["name"], phone=data["phone"], signed_by=way, now=now)
        else:
            acts.add_child(
                session=session,
                name=data["name"],
                phone=data["phone"] or guardian.phone,
                guardian=guardian,
                signed_by=way,
                now=now,
            )


def _number(request: Request, name: str) -> int:
    typed = request.POST.get(name, "")
    return int(typed) if typed.isdecimal() and len(typed) < 13 else 0
