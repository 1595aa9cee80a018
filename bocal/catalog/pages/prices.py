from decimal import Decimal

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bocal.catalog import acts, reads, words
from bocal.catalog.rules import ItemKind
from bocal.catalog.rules.prices import read_quantity, read_unit_price
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.look.forms import PlainForm
from bocal.look.words import sentence
from bocal.measure.money import format_price
from bocal.measure.quantity import Dimension
from bocal.measure.unreadable import Unreadable

#: Rows of a page: what a desk screen scrolls through without losing its place.
ROWS = 60


class FilterForm(PlainForm):
    q = forms.CharField(label=_("Chercher"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    genre = forms.ChoiceField(label=_("Genre"), required=False, choices=[("", _("tous")), *words.ITEM_KINDS])


@enter(Desk.PRODUCTS, Desk.SALES, Desk.DIRECTION)
def prices(request: Request, pk: int) -> HttpResponse:
    """A price list as a table to type in; the search and the kind are in the address."""
    found = get_object_or_404(reads.price_lists(former=True), pk=pk)
    form = FilterForm(request.GET)
    form.is_valid()
    search, kind = form.cleaned_data.get("q", ""), form.cleaned_data.get("genre", "")
    shown = Paginator(reads.listed(search, kind=ItemKind(kind) if kind else None), ROWS).get_page(
        request.GET.get("page")
    )
    lines = reads.price_lines(found, shown)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        if not request.held.any_of((Desk.PRODUCTS, Desk.DIRECTION)):
            return redirect(request.get_full_path())
        typed, wrong = _typed(lines, request.POST)
        if not wrong:
            count = acts.set_prices(found, typed)
            said = ngettext("%(n)s prix changé.", "%(n)s prix changés.", count) % {"n": count}
            messages.success(request, said)
            return redirect(request.get_full_path())
    context = {
        "found": found,
        "form": form,
        "shown": shown,
        "filtered": bool(search or kind),
        "rows": [_row(line, request.POST, wrong) for line in lines],
        "wrong": len(wrong),
    }
    return render(request, "catalog/pages/prices.html", context, status=422 if wrong else 200)


def _name(line: reads.PriceLine) -> str:
    return f"p-{line.item.pk}-{line.from_quantity}"


def _row(line: reads.PriceLine, posted: QueryDict, wrong: dict[str, str]) -> dict[str, object]:
    name = _name(line)
    price = "" if line.unit_price is None else format_price(line.unit_price).removesuffix("€").strip()
    return {
        "line": line,
        "name": name,
        "value": posted.get(name, price),
        "wrong": wrong.get(name),
        "step": posted.get(f"n-{line.item.pk}", "") if not line.from_quantity else None,
        "step_price": posted.get(f"m-{line.item.pk}", ""),
        "step_wrong": wrong.get(f"n-{line.item.pk}"),
    }


def _typed(
    lines: list[reads.PriceLine], posted: QueryDict
) -> tuple[dict[tuple[int, int], Decimal | None], dict[str, str]]:
    typed: dict[tuple[int, int], Decimal | None] = {}
    wrong: dict[str, str] = {}
    for line in lines:
        name = _name(line)
        try:
            if name in posted:
                typed[line.item.pk, line.from_quantity] = read_unit_price(posted.get(name, ""))
        except Unreadable as refusal:
            wrong[name] = sentence(refusal)
        step, price = posted.get(f"n-{line.item.pk}", ""), posted.get(f"m-{line.item.pk}", "")
        if not line.from_quantity and (step.strip() or price.strip()):
            try:
                least = read_quantity(step, Dimension(line.item.dimension))
                typed[line.item.pk, least] = read_unit_price(price)
            except Unreadable as refusal:
                wrong[f"n-{line.item.pk}"] = sentence(refusal)
    return typed, wrong
