"""The territory that the map draws under its points: a file sent, seen on the map, or taken away."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory import acts, reads, words
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk, Refused
from bocal.directory.rules.outline import LONGEST_NAME, MAX_BYTES
from bocal.look.forms import PlainForm, UploadField


class OutlineForm(PlainForm):
    name = forms.CharField(
        label=later("Nom du territoire"), max_length=LONGEST_NAME, help_text=later("Par exemple : notre agglomération.")
    )
    sheet = UploadField(
        label=later("Son contour (GeoJSON)"),
        extensions=("geojson", "json"),
        max_bytes=MAX_BYTES,
        help_text=later("Un polygone ou des lignes, en longitude et latitude. 2 Mo au plus."),
    )


@enter(Desk.PRODUCTS, Desk.DIRECTION)
def outline(request: Request) -> HttpResponse:
    """Send another outline, or rub it out."""
    if request.method == "POST" and request.POST.get("do") == "rub_out":
        acts.rub_out()
        messages.success(request, _("Le contour est enlevé de la carte."))
        return redirect("directory:outline")
    form = OutlineForm(request.POST, request.FILES) if request.method == "POST" else OutlineForm()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            acts.draw_outline(name=data["name"], data=data["sheet"].read(), by=request.user, now=timezone.now())
        except Refused as refused:
            form.add_error("sheet", words.say(refused))
        else:
            messages.success(request, _("Le contour est dessiné sur la carte."))
            return redirect("around")
    return render(request, "directory/pages/outline.html", {"form": form, "found": reads.outline()})
