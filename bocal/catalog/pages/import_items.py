from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bocal.catalog import acts, reads, words
from bocal.catalog.rules import Refused
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.look.forms import PlainForm, UploadField
from bocal.look.sheets import SheetRefused


class SheetForm(PlainForm):
    sheet: forms.FileField = UploadField(
        label=_("Votre tarif"), extensions=("xlsx", "ods", "csv"), help_text=_("5 Mo au plus.")
    )


@enter(Desk.PRODUCTS, Desk.DIRECTION)
def import_items(request: Request) -> HttpResponse:
    """Send a price list; the next page shows what it would change in the catalogue."""
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["sheet"]
        try:
            kept = acts.keep_item_sheet(name=file.name or "", data=file.read(), by=request.user, now=timezone.now())
        except SheetRefused as refused:
            form.add_error("sheet", str(refused))
        except Refused as refused:
            form.add_error("sheet", words.say(refused))
        else:
            return redirect("catalog:import_items_sheet", kept.pk)
    return render(request, "catalog/pages/import_items.html", {"form": form, "last": reads.item_imports()[:5]})
