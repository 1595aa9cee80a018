from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.catalog import acts, reads, words
from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.look.forms import PlainForm

#: Foods proposed at once: beyond them one more word finds it sooner.
SHOWN = 20


class SearchForm(PlainForm):
    q = forms.CharField(label=later("Quel aliment est-ce ?"), required=False, max_length=120)


@enter(Desk.PRODUCTS, Desk.DIRECTION)
def item_food(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which food of the composition table an item is."""
    item = get_object_or_404(reads.every_item(), pk=pk)
    if request.method == "POST":
        code = request.POST.get("food", "")
        food = get_object_or_404(reads.foods(), code=code) if code else None
        acts.link_food(item, food)
        if food:
            messages.success(request, _("« {item} » est relié à « {food} ».").format(item=item.name, food=food.name))
        else:
            messages.success(request, _("« {item} » n’est plus relié à un aliment.").format(item=item.name))
        return redirect("catalog:item_food", pk)
    form = SearchForm(request.GET if "q" in request.GET else None, initial={"q": item.name.split(" ")[0].rstrip("s")})
    search = request.GET.get("q", form["q"].initial)
    lines = [(words.CONSTITUENTS[line.constituent], line) for line in reads.food_lines(item.food)] if item.food else []
    found = reads.foods(search)[: SHOWN + 1]
    context = {"item": item, "form": form, "found": found[:SHOWN], "more": len(found) > SHOWN, "lines": lines}
    return render(request, "catalog/pages/item_food.html", context)
