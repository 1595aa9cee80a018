import re
import unicodedata
from typing import Any

from django import forms
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory import words
from bocal.directory.doors import for_everyone
from bocal.directory.rules import Profile, VatProfile
from bocal.house import acts, served, template
from bocal.house import words as refusals
from bocal.house.setup_key import opens
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.look.forms import PlainForm, UploadField


class FoundForm(PlainForm):
    """The five answers that make a collective."""

    name = forms.CharField(label=later("Comment s’appelle votre collectif ?"), max_length=120)
    town = forms.CharField(label=later("Où est-il ?"), max_length=80, help_text=later("La commune"))
    profile = forms.ChoiceField(label=later("Que fait-il surtout ?"), choices=words.PROFILES, widget=forms.RadioSelect)
    vat_profile = forms.ChoiceField(
        label=later("Comment est-il avec la TVA ?"),
        choices=words.VAT_PROFILES,
        initial=VatProfile.LIABLE,
        help_text=later("Votre comptable le sait. Cela se change plus tard."),
    )
    person = forms.CharField(label=later("Votre nom"), max_length=120)
    email = forms.EmailField(label=later("Votre e-mail"), help_text=later("C’est avec lui que vous entrerez."))
    model = UploadField(
        label=later("Partir du modèle d’un autre collectif"),
        required=False,
        extensions=["json"],
        max_bytes=template.MOST_BYTES,
        help_text=later("Facultatif : ses recettes, son plan, ses listes et ses questions, sans personne ni chiffre."),
    )

    def clean_name(self) -> str:
        """A name that leaves a free address on this server."""
        name: str = self.cleaned_data["name"]
        if not slug_of(name):
            raise forms.ValidationError(_("Ce nom doit contenir au moins deux lettres."))
        if not served.free(slug_of(name)):
            raise forms.ValidationError(_("Un collectif de ce nom vit déjà sur ce serveur : choisissez un autre nom."))
        return name

    def clean_model(self) -> dict[str, Any] | None:
        """The template, read; None without one."""
        sent = self.cleaned_data["model"]
        try:
            return template.read(sent.read()) if sent else None
        except Refused as refused:
            raise forms.ValidationError(say(refused, refusals.TEMPLATE_REFUSALS)) from refused


def slug_of(name: str) -> str:
    """The address that follows from a name: « La Conserverie du Gué » gives la-conserverie-du-gue; else empty."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-0123456789")[:30].strip("-")
    return slug if served.SLUG.fullmatch(slug) else ""


@for_everyone
def found(request: HttpRequest) -> HttpResponse:
    """The set-up wizard: whoever holds the server's key opens a collective and walks straight in."""
    if not opens(request.GET.get("cle", "")):
        return render(request, "house/pages/found_shut.html", status=403)
    form = FoundForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        try:
            entry, person = acts.open_collective(
                slug=slug_of(answers["name"]),
                name=answers["name"],
                town=answers["town"],
                profile=Profile(answers["profile"]),
                vat_profile=VatProfile(answers["vat_profile"]),
                person_name=answers["person"],
                email=answers["email"],
                model=answers["model"],
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error("model", say(refused, refusals.TEMPLATE_REFUSALS))
            return render(request, "house/pages/found.html", {"form": form})
        token = signing.dumps([entry.slug, person.pk, timezone.now().timestamp()], salt=acts.WELCOME)
        return redirect(f"/{entry.slug}/bienvenue/{token}/")
    return render(request, "house/pages/found.html", {"form": form})
