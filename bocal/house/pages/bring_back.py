"""« Rapporter la cueillette » : what was gleaned goes onto the scales, and into stock as a gift of the farm."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory import reads as directory
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.house import gleaning
from bocal.journals import words as journals_words
from bocal.journals.rules import Refused
from bocal.look.forms import KeyField, PiecesField, PlainForm, WeightField
from bocal.supply import reads as supply
from bocal.supply import rules
from bocal.supply import words as supply_words
from bocal.workshops import reads as workshops
from bocal.workshops.rules import SessionKind

#: Kinds of produce of one outing that the page has room for; it may be sent again for more.
LINES = 5

REFUSALS: Mapping[str, Any] = {
    **supply_words.REFUSALS,
    "not_gleaning": later("Cette séance n’est pas une cueillette : recevez plutôt par « Arrivages »."),
    "gleaning_cancelled": later("Cette cueillette a été annulée : recevez plutôt par « Arrivages »."),
    "gleaning_closed": later("Cette cueillette est close : rouvrez-la d’abord, ou recevez par « Arrivages »."),
}


class BackForm(PlainForm):
    """Whose it was, where it goes, what was looked at, and the lines."""

    key = KeyField()
    giver = forms.TypedChoiceField(label=later("Chez qui avez-vous cueilli ?"), coerce=int)
    place = forms.TypedChoiceField(label=later("Où le rangez-vous ?"), coerce=int)
    checks = forms.MultipleChoiceField(
        label=later("Vous avez vérifié"),
        choices=supply_words.CHECKS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    fault = forms.CharField(label=later("Sinon, qu’est-ce qui ne va pas ?"), required=False, max_length=300)

    def __init__(self, *args: Any, host: int | None, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.givers = {one.pk: one for one in supply.givers()}
        self.places = {one.pk: one for one in directory.stores()}
        self.items = {one.pk: one for one in supply.surplus_items() if one.dimension == "mass"}
        giver, place = self.fields["giver"], self.fields["place"]
        assert isinstance(giver, forms.ChoiceField)
        assert isinstance(place, forms.ChoiceField)
        giver.choices = [("", _("choisir")), *((one.pk, one.name) for one in self.givers.values())]
        giver.initial = host
        place.choices = [(one.pk, one.name) for one in self.places.values()]
        for nth in range(LINES):
            self.fields[f"item{nth}"] = forms.TypedChoiceField(
                label=_("Produit {n}").format(n=nth + 1),
                coerce=int,
                empty_value=None,
                required=False,
                choices=[("", _("choisir")), *((one.pk, one.name) for one in self.items.values())],
            )
            self.fields[f"mass{nth}"] = WeightField(label=_("Poids net {n}").format(n=nth + 1), required=False)
            self.fields[f"crates{nth}"] = PiecesField(
                label=_("Caisses {n}").format(n=nth + 1), required=False, lowest=1, highest=rules.MOST_CRATES
            )

    @property
    def lines(self) -> list[tuple[Any, Any, Any]]:
        """The three fields of each line."""
        return [(self[f"item{nth}"], self[f"mass{nth}"], self[f"crates{nth}"]) for nth in range(LINES)]

    def clean(self) -> dict[str, Any]:
        """A weight and its produce come together; a line left blank is no line."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        data["weighings"] = []
        for nth in range(LINES):
            item, mass = data.get(f"item{nth}"), data.get(f"mass{nth}")
            if {f"item{nth}", f"mass{nth}"} & self.errors.keys() or not (item or mass):
                continue
            if not item or not mass:
                self.add_error(f"mass{nth}" if item else f"item{nth}", _("Il manque une valeur ici."))
                continue
            thing = supply.thing(self.items[item])
            data["weighings"].append(rules.Weighing(thing, mass, crates=data.get(f"crates{nth}") or 1))
        return data

    @property
    def looked(self) -> rules.Checks:
        """What was looked at."""
        ticked, look = self.cleaned_data["checks"], rules.Look
        return rules.Checks(
            clean=look.CLEAN in ticked,
            aspect=look.ASPECT in ticked,
            transport=look.TRANSPORT in ticked,
            fault=self.cleaned_data["fault"],
        )


@enter(Desk.FACILITATION, Desk.RECEPTION, Desk.PRODUCTION, Desk.DIRECTION)
def bring_back(request: Request, pk: int) -> HttpResponse:
    """Of an outing only; the message takes it back."""
    session = workshops.session(pk)
    if session is None or session.kind != SessionKind.GLEANING:
        raise Http404
    form = BackForm(request.POST or None, host=session.spot.host_id)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            done = gleaning.bring_back(
                session=session,
                giver=form.givers[data["giver"]],
                lines=data["weighings"],
                checks=form.looked,
                place=form.places[data["place"]],
                author=request.user,
                key=data["key"],
                now=timezone.now(),
            )
        except Refused as refused:
            field = "fault" if refused.code == "fault_unsaid" else None
            form.add_error(field, journals_words.say(refused, REFUSALS))
        else:
            messages.success(request, _("C’est en stock, un lot par produit."), extra_tags=f"undo:{done.voucher_id}")
            return redirect("bring_back", pk)
    context = {"session": session, "form": form, "brought": gleaning.brought_back(session)}
    return render(request, "house/pages/bring_back.html", context)
