from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bocal.directory import acts, reads, words
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk, Refused
from bocal.look.forms import PlainForm, UploadField
from bocal.look.sheets import SheetRefused


class SheetForm(PlainForm):
    sheet = UploadField(label=_("Votre tableau"), extensions=("xlsx", "ods", "csv"), help_text=_("5 Mo au plus."))


@enter(Desk.PRODUCTS, Desk.DIRECTION)
def import_farms(request: Request) -> HttpResponse:
    """Send a spreadsheet of farms; the next page shows what it would change."""
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["sheet"]
        try:
            brought = acts.bring_sheet(name=file.name or "", data=file.read(), by=request.user, now=timezone.now())
        except SheetRefused as refused:
            form.add_error("sheet", str(refused))
        except Refused as refused:
            form.add_error("sheet", words.say(refused))
        else:
            return redirect("directory:import_sheet", brought.pk)
    context = {"form": form, "fields": words.FARM_FIELDS.values(), "last": reads.imports()[:5]}
    return render(request, "directory/pages/import_farms.html", context)
