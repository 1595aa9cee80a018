from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory import acts, reads
from bocal.directory.doors import Request, for_members
from bocal.directory.pages.contact import ContactField
from bocal.directory.rules import contact
from bocal.look.forms import PlainForm


class MeForm(PlainForm):
    name = forms.CharField(label=later("Nom"), max_length=120)
    phone = ContactField(
        contact.read_phone, label=later("Téléphone"), required=False, widget=forms.TextInput(attrs={"type": "tel"})
    )
    language = forms.ChoiceField(label=later("Langue"), choices=settings.LANGUAGES, widget=forms.RadioSelect)


@for_members
def me(request: Request) -> HttpResponse:
    """What I say of myself, how I sign in, and what I may do here."""
    person = request.user
    initial = {"name": person.name, "phone": person.phone, "language": person.language}
    form = MeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        acts.change_own(person, **form.cleaned_data)
        with translation.override(form.cleaned_data["language"]):
            messages.success(request, _("C’est enregistré."))
        response = redirect("directory:me")
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            form.cleaned_data["language"],
            max_age=365 * 24 * 3600,
            path=str(settings.LANGUAGE_COOKIE_PATH),
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
        return response
    return render(request, "directory/pages/me.html", {"form": form, "seats": reads.seats(person)})
