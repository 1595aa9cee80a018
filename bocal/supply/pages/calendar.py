"""« Qui aura quoi, quand » : the year of surplus, drawn and as a table, with what really came and what is on offer."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext_lazy as later

from bocal.directory import words as directory_words
from bocal.directory.doors import enter
from bocal.directory.models import Organisation
from bocal.directory.rules import Desk
from bocal.look.forms import PlainForm
from bocal.supply.reads.calendar import SurplusRow, year_of_surplus
from bocal.supply.rules.seasons import YEARS

#: Farms, gestures named for each crop; the others are counted.
NAMED = 12
#: The drawing's units: a row's height, where months begin, a month's width.
HIGH, LEFT, WIDE = 30, 130, 46


class FilterForm(PlainForm):
    q = forms.CharField(label=later("Culture"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    mois = forms.TypedChoiceField(
        label=later("Mois"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", later("toute l’année")), *MONTHS.items()],
    )


@enter(Desk.RECEPTION, Desk.PRODUCTION, Desk.PRODUCTS, Desk.FACILITATION, Desk.DIRECTION)
def calendar(request: HttpRequest) -> HttpResponse:
    """Each crop over twelve months; a crop or a month asked for tells who, and what came."""
    form = FilterForm(request.GET)
    form.is_valid()
    search, month = form.cleaned_data.get("q", ""), form.cleaned_data.get("mois")
    today = timezone.localdate()
    shown = Paginator(year_of_surplus(search, month=month, today=today), 30).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "shown": shown,
        "rows": list(shown),
        "drawn": [_drawn(nth, row) for nth, row in enumerate(shown)],
        "months": [
            (LEFT + at * WIDE + WIDE // 2, str(name)[:1].upper(), name) for at, name in enumerate(MONTHS.values())
        ],
        "heads": list(zip(MONTHS_3.values(), MONTHS.values(), strict=True)),
        "wide": LEFT + 12 * WIDE,
        "high": len(shown) * HIGH + 26,
        "this": LEFT + (today.month - 1) * WIDE,
        "step": WIDE,
        "told": [_told(row) for row in shown],
        "filtered": bool(search or month),
        "month_name": MONTHS[month] if month else "",
        "since": today.year - YEARS + 1,
    }
    return render(request, "supply/pages/calendar.html", context)


def _drawn(nth: int, row: SurplusRow) -> dict[str, object]:
    """A row of the picture: a pale month where farms say they have some, a bar as high as what came then."""
    top, most = nth * HIGH + 24, row.most_mg
    bars = []
    for at, cell in enumerate(row.cells):
        tall = round((HIGH - 8) * cell.mass_mg / most) if most else 0
        bars.append((LEFT + at * WIDE, cell, tall and max(3, tall), top + HIGH - 4 - max(3, tall)))
    return {"row": row, "top": top, "text": top + 19, "bars": bars}


def _told(row: SurplusRow) -> tuple[SurplusRow, list[tuple[Organisation, str]], int, int]:
    growers = [(one.organisation, directory_words.months(one.months)) for one in row.growers[:NAMED]]
    return row, growers, max(0, len(row.growers) - NAMED), max(0, len(row.came) - NAMED)
