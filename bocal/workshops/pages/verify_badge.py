from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import for_everyone
from bocal.look.forms import PlainForm
from bocal.workshops.reads import badges as reads
from bocal.workshops.rules.badges import Tie
from bocal.workshops.rules.proof import MOST_BYTES


class VerifyForm(PlainForm):
    """A badge as a file or as text, and the address that its holder claims to have."""

    file = forms.FileField(
        label=later("Le fichier du badge"),
        required=False,
        help_text=later("L’image (.svg, .png) ou le fichier (.jwt, .json) que la personne vous a donné."),
    )
    text = forms.CharField(
        label=later("Ou son texte, collé ici"),
        required=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
    )
    address = forms.CharField(
        label=later("E-mail ou téléphone de la personne"),
        required=False,
        max_length=254,
        help_text=later("Pour savoir si ce badge est bien à elle, quand elle y a joint une adresse."),
    )

    def clean(self) -> dict[str, object]:
        """One of the two, not too heavy."""
        data: dict[str, object] = super().clean() or self.cleaned_data
        sent = data.get("file")
        if sent is not None and getattr(sent, "size", 0) > MOST_BYTES:
            self.add_error("file", _("Ce fichier est trop lourd pour être un badge."))
        elif not sent and not data.get("text") and not self.errors:
            self.add_error("file", _("Choisissez un fichier, ou collez le texte du badge."))
        return data

    def data_sent(self) -> bytes:
        """What is to be checked."""
        sent = self.cleaned_data["file"]
        return bytes(sent.read(MOST_BYTES)) if sent else str(self.cleaned_data["text"]).encode()


@for_everyone
def verify_badge(request: HttpRequest) -> HttpResponse:
    """Whether a badge that somebody was given is true, who gave it, whether it still holds. Nothing sent is kept."""
    form = VerifyForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        found = reads.check(form.data_sent(), address=form.cleaned_data["address"])
        context |= {"found": found, "said": reads.said(found), "asked": form.cleaned_data["address"], "Tie": Tie}
    return render(request, "workshops/pages/verify_badge.html", context)
