"""Who takes jars home: tap the name, count the jars, take the deposits. And where the rest goes."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Kind, Refused
from bocal.look import offline
from bocal.look.forms import PlainForm
from bocal.look.templatetags.look import euros
from bocal.workshops import reads, words
from bocal.workshops.pages.gestures import come_back, sent_now, session_of
from bocal.workshops.pages.session_forms import HomeForm, RestForm
from bocal.workshops.rules.noting import Errand


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
def takers(request: Request, pk: int) -> HttpResponse:
    """Those who are there, and what each has taken already."""
    found = reads.session(pk)
    if found is None:
        raise Http404
    context = {
        "session": found,
        "guests": [one for one in reads.guests(found) if one.here and not one.gone],
        "shelves": reads.shelves(found),
        "held_back": reads.held_back(found),
        "taken": reads.taken(found, Kind.DELIVER, Kind.DEPOSIT),
    }
    return render(request, "workshops/pages/takers.html", context)


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
@offline.comes_later
def take_home(request: Request, pk: int) -> HttpResponse:
    """One person's jars, and the sum to take or to give back; `?who=` says whose."""
    found = session_of(request, pk)
    if found is None:
        raise Http404
    if offline.came_later(request):
        return come_back(request, found, Errand.JARS)
    ask = bool(request.POST.get("ask_sure"))
    form: PlainForm | None = None
    if request.method == "POST":
        told = sent_now(request, found, Errand.JARS)
        form = told.form
        try:
            voucher = told.checked(None, False)
        except Refused as refused:
            ask = ask or refused.code == "many_glass"
            if refused.code != "form":
                told.form.add_error(None, words.say(refused))
        else:
            cents, name = reads.cash(voucher), told.form.cleaned_data["who"].name
            said = _("{name} : {cents} à encaisser.") if cents >= 0 else _("{name} : {cents} à rendre.")
            messages.success(request, said.format(name=name, cents=euros(abs(cents))), extra_tags=f"undo:{voucher.pk}")
            return offline.done(request, "workshops:takers", pk)
    guests = [one for one in reads.guests(found) if not one.gone]
    if form is None:
        chosen, shelves, formats = request.GET.get("who", ""), reads.shelves(found), list(reads.formats())
        form = HomeForm(session=found, guests=lambda: guests, shelves=shelves, formats=formats, initial={"who": chosen})
    context = {
        "session": found,
        "name": _name(guests, str(form["who"].value() or "")),
        "form": form,
        "ask_sure": ask,
        "held_back": reads.held_back(found),
        "people": reverse("workshops:attend", args=[pk]),
    }
    return render(request, "workshops/pages/take_home.html", context)


def _name(guests: list[reads.Guest], said: str) -> str:
    return next((one.person.name for one in guests if str(one.person.pk) == said), "")


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
@offline.comes_later
def rest(request: Request, pk: int) -> HttpResponse:
    """What nobody took: to a centre's meals, to food aid, to the purchasing group's stock, or eaten there."""
    found = session_of(request, pk)
    if found is None:
        raise Http404
    if offline.came_later(request):
        return come_back(request, found, Errand.REST)
    form: PlainForm | None = None
    if request.method == "POST":
        told = sent_now(request, found, Errand.REST)
        form = told.form
        try:
            voucher = told.checked(None, False)
        except Refused as refused:
            if refused.code != "form":
                told.form.add_error(None, words.say(refused))
        else:
            messages.success(request, _("C’est noté."), extra_tags=f"undo:{voucher.pk}")
            return offline.done(request, "workshops:rest", pk)
    context = {
        "session": found,
        "form": form or RestForm(shelves=reads.shelves(found)),
        "held_back": reads.held_back(found),
        "taken": reads.taken(found, Kind.GIVE, Kind.MOVE, Kind.LOSE),
    }
    return render(request, "workshops/pages/rest.html", context)
