from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.kitchen import acts, reads, words
from bocal.kitchen.pages.version import PLACES, VersionForm, rows_asked


class RecipeForm(VersionForm):
    """A recipe and its first version."""

    name = forms.CharField(max_length=120)
    products: forms.Field = forms.ModelMultipleChoiceField(queryset=None, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Nom de la recette")
        self.fields["products"].label = _("Ce qu’elle donne")
        self.fields["products"].queryset = reads.products()  # type: ignore[attr-defined]


@enter(Desk.PRODUCTION, Desk.DIRECTION)
def write_recipe(request: Request) -> HttpResponse:
    """A new recipe."""
    form = RecipeForm(request.POST or None, rows=rows_asked(request, 1))
    if request.method == "POST" and request.POST.get("what") != "more" and form.is_valid():
        try:
            made = acts.write_recipe(
                name=form.cleaned_data["name"],
                products=list(form.cleaned_data["products"]),
                draft=form.draft(),
                author=request.user,
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error(PLACES.get(refused.code), say(refused, words.REFUSALS))
        else:
            jars = any(product.jar_format_id for product in form.cleaned_data["products"])
            done = _("Recette enregistrée. Il lui faut un barème validé pour chaque bocal.")
            messages.success(request, done if jars else _("Recette enregistrée."))
            return redirect("kitchen:recipe", made.recipe_id)
    return render(request, "kitchen/pages/write_recipe.html", {"form": form, "products": reads.products()})
