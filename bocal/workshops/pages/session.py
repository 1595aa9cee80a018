"""The page of a session: all that it needs, each gesture one tap."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look.forms import PlainForm
from bocal.workshops import acts, reads, words
from bocal.workshops.acts import leading
from bocal.workshops.acts.spots import pack, unpack
from bocal.workshops.models import Session
from bocal.workshops.reads import hub
from bocal.workshops.rules import Permission


class CancelForm(PlainForm):
    why = forms.CharField(label=later("Pourquoi ? Ceux qui venaient le lisent."), required=False, max_length=200)


class StoryForm(PlainForm):
    story = forms.CharField(
        label=later("Ce qui s’est passé"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=later("Quelques phrases pour le bilan : sans noms de famille."),
    )


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
def session(request: Request, pk: int) -> HttpResponse:
    """All that a session needs, in one place."""
    now = timezone.now()
    if request.method == "POST":
        found = reads.session(pk)
        if found is None:
            raise Http404
        try:
            said = _done(request, found, now)
        except Refused as refused:
            messages.error(request, words.say(refused))
        else:
            if said:
                messages.success(request, said)
        return redirect("workshops:session", pk)
    shown = hub.hub(pk, today=timezone.localdate(now))
    if shown is None:
        raise Http404
    context = {
        "hub": shown,
        "session": shown.session,
        "now": now,
        "cancelling": CancelForm(),
        "telling": StoryForm(initial={"story": shown.session.story}),
        "permissions": words.PERMISSIONS,
        "recipes": hub.recipes(shown.menu),
    }
    return render(request, "workshops/pages/session.html", context)


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 16 else 0


def _done(request: Request, found: Session, now: datetime) -> str:
    """What was done, in a sentence; a tick says nothing. Raises what the acts raise."""
    asked = request.POST
    if "pack" in asked or "unpack" in asked:
        line = reads.kit_line(_number(asked.get("pack", asked.get("unpack", ""))))
        if line is None:
            raise Http404
        if "pack" in asked:
            pack(session=found, item=line, by=request.user, now=now)
        else:
            unpack(session=found, item=line)
        return ""
    if "called" in asked or "uncalled" in asked:
        leading.called(found, _number(asked.get("called", asked.get("uncalled", ""))), told="called" in asked)
        return ""
    if "rain" in asked:
        moved = leading.fall_back(session=found, now=now)
        said = _("C’est maintenant ici : %(spot)s. Ceux qui ont un e-mail sont prévenus.") % {"spot": moved.spot.name}
        # What is written of the spot once and for all is not an answer for this very day.
        return f"{said} {_('Son autorisation est celle notée sur ce lieu : assurez-vous qu’elle vaut ce jour-là.')}"
    if "sun" in asked:
        moved = leading.go_back(session=found, now=now)
        return _("C’est de nouveau ici : %(spot)s. Ceux qui ont un e-mail sont prévenus.") % {"spot": moved.spot.name}
    if asked.get("permission") in {str(one) for one in Permission}:
        leading.set_permission(session=found, permission=Permission(asked["permission"]))
        return _("C’est noté.")
    if "dish" in asked:
        recipe = hub.recipe(_number(asked["dish"]))
        if recipe is None:
            raise Http404
        leading.add_dish(session=found, recipe=recipe)
        return _("« %(name)s » est au menu.") % {"name": recipe.name}
    if "drop" in asked:
        dish = hub.dish(found.pk, _number(asked["drop"]))
        if dish is None:
            raise Http404
        leading.drop_dish(dish=dish)
        return _("C’est enlevé du menu.")
    if "story" in asked:
        form = StoryForm(asked)
        if form.is_valid():
            leading.tell_story(session=found, story=form.cleaned_data["story"])
            return _("C’est écrit.")
    if "cancel" in asked:
        cancelling = CancelForm(asked)
        if cancelling.is_valid():
            acts.cancel(session=found, why=cancelling.cleaned_data["why"], now=now)
            return _("La séance est annulée. Ceux qui ont un e-mail sont prévenus ; les autres sont à appeler.")
    return ""
