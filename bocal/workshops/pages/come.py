"""A stranger says that they come: a first name and a telephone, no account."""

from typing import Any

from allauth.core import ratelimit
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.cache import never_cache

from bocal.directory import words as directory_words
from bocal.directory.doors import for_everyone
from bocal.directory.rules.contact import Mistaken, read_phone
from bocal.journals.rules import Refused
from bocal.look.forms import PlainForm
from bocal.workshops import acts, reads, words
from bocal.workshops.rules import SignedBy


class NameForm(PlainForm):
    """A name and a telephone."""

    name = forms.CharField(
        label=later("Prénom"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    phone = forms.CharField(
        label=later("Téléphone"),
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=later("Pour vous prévenir si la séance change. Il n’est montré à personne d’autre que l’équipe."),
    )

    def clean_phone(self) -> str:
        """A number that can be dialled, written as in the directory, or nothing."""
        typed: str = self.cleaned_data["phone"].strip()
        try:
            return read_phone(typed) if typed else ""
        except Mistaken as mistaken:
            raise forms.ValidationError(directory_words.fault(mistaken)) from None


class ComeForm(NameForm):
    """Oneself, and the children whom one brings."""

    children = forms.CharField(
        label=later("Enfants qui viennent avec vous"),
        required=False,
        max_length=200,
        help_text=later("Leurs prénoms, séparés par des virgules. Un enfant vient toujours avec un adulte."),
    )

    def clean_children(self) -> list[str]:
        """Their first names."""
        names = [name.strip()[:80] for name in self.cleaned_data["children"].split(",") if name.strip()]
        if len(names) > acts.MOST_CHILDREN:
            raise forms.ValidationError(
                _("Six enfants au plus par adulte : pour un groupe, appelez l’équipe."), code="many"
            )
        return names


@for_everyone
@never_cache
def come(request: HttpRequest, pk: int) -> HttpResponse:
    """When, where, how many places are left, and two fields."""
    now = timezone.now()
    found = reads.session(pk)
    if found is None or not found.public:
        raise Http404
    form = ComeForm(request.POST or None)
    if request.method == "POST" and not ratelimit.consume(request, action="come"):
        form.add_error(None, _("Trop d’inscriptions d’affilée depuis cette connexion : réessayez dans une heure."))
    elif request.method == "POST" and form.is_valid():
        data: dict[str, Any] = form.cleaned_data
        try:
            made = acts.sign_up(
                session=found,
                name=data["name"],
                phone=data["phone"],
                children=data["children"],
                signed_by=SignedBy.LINK,
                now=now,
            )
        except Refused as refused:
            form.add_error(None, words.say(refused))
        else:
            return redirect("workshops:coming", reads.link_of(made))
    full = found.capacity is not None and found.coming >= found.capacity
    left = found.capacity - found.coming if found.capacity is not None else None
    open_now = reads.opens_to_strangers(found, now)
    context = {"session": found, "form": form, "full": full, "left": left, "open": open_now, "now": now}
    return render(request, "workshops/pages/come.html", context)
