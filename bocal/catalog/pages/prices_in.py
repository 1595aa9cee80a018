from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bocal.catalog import acts, reads, words
from bocal.catalog.rules import Refused
from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.look.forms import PlainForm, UploadField
from bocal.look.sheets import SheetRefused

#: Mistakes shown at once; the others are counted.
SHOWN = 100


class PricesForm(PlainForm):
    sheet = UploadField(label=_("Votre tableau"), extensions=("xlsx", "ods", "csv"), required=False)
    pasted = forms.CharField(
        label=_("Ou collez ici ses lignes, titres compris"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def clean(self) -> dict[str, Any]:
        """A file, or pasted lines."""
        data = super().clean() or {}
        if not self.errors and not data.get("sheet") and not data.get("pasted"):
            self.add_error("sheet", _("Choisissez un fichier, ou collez des lignes."))
        return data


@enter(Desk.PRODUCTS, Desk.DIRECTION)
def prices_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Put many prices on a list at once, from a spreadsheet or pasted: all of them, or none."""
    found = get_object_or_404(reads.price_lists(former=True), pk=pk)
    form = PricesForm(request.POST, request.FILES) if request.method == "POST" else PricesForm()
    flaws: list[str] = []
    count = 0
    if request.method == "POST" and form.is_valid():
        file, pasted = form.cleaned_data["sheet"], form.cleaned_data["pasted"]
        try:
            name, data = (file.name, file.read()) if file else ("colle.csv", pasted.encode())
            sheet = reads.read_prices(name, data)
        except SheetRefused as refused:
            form.add_error("sheet" if file else "pasted", str(refused))
        except Refused as refused:
            form.add_error("sheet" if file else "pasted", words.say(refused))
        else:
            flaws, count = [words.price_flaw(flaw) for flaw in sheet.flaws[:SHOWN]], len(sheet.flaws)
            if not flaws:
                set_now = acts.set_prices(found, sheet.prices)
                said = ngettext("%(n)s prix changé.", "%(n)s prix changés.", set_now) % {"n": set_now}
                messages.success(request, said)
                return redirect("catalog:prices", pk)
    context = {"found": found, "form": form, "flaws": flaws, "count": count, "more": max(0, count - SHOWN)}
    return render(request, "catalog/pages/prices_in.html", context)
