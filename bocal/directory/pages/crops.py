from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from bocal.directory import reads, words
from bocal.directory.doors import enter
from bocal.directory.pages import growing
from bocal.directory.rules import Desk
from bocal.directory.rules.crops import after
from bocal.look.forms import PlainForm

#: Farms named for each produce; the others are counted.
NAMED = 40


class FilterForm(PlainForm):
    q = forms.CharField(label=_("Culture"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    mois = forms.TypedChoiceField(
        label=_("Mois"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("toute l’année")), *MONTHS.items()],
    )


@enter(Desk.PRODUCTS, Desk.RECEPTION, Desk.PRODUCTION, Desk.SALES, Desk.ACCOUNTS, Desk.DIRECTION)
def crops(request: HttpRequest) -> HttpResponse:
    """Who grows what in which months: the year as a picture, then the farms; produce and month are in the address."""
    form = FilterForm(request.GET)
    form.is_valid()
    search, month = form.cleaned_data.get("q", ""), form.cleaned_data.get("mois")
    shown = Paginator(reads.calendar(search, month=month), 40).get_page(request.GET.get("page"))
    this = timezone.localdate().month
    context = {
        "form": form,
        "shown": shown,
        "rows": [
            (
                produce,
                [(count, at == month) for at, count in enumerate(produce.counts, start=1)],
                [(crop.organisation, words.months(crop.months)) for crop in produce.growers[:NAMED]],
                max(0, len(produce.growers) - NAMED),
            )
            for produce in shown
        ],
        "initials": growing.initials(),
        "filtered": bool(search or month),
        "searched": bool(search),
        "month": month,
        "month_name": MONTHS[month] if month else "",
        "near": [(this, MONTHS[this]), (after(this), MONTHS[after(this)])],
    }
    return render(request, "directory/pages/crops.html", context)
