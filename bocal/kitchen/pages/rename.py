from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.journals.words import say
from bocal.kitchen import acts, reads, words
from bocal.look.forms import PlainForm


class NameForm(PlainForm):
    """A recipe's name and jars."""

    name = forms.CharField(max_length=120)
    products: forms.Field = forms.ModelMultipleChoiceField(queryset=None, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Nom de la recette")
        self.fields["products"].label = _("Ce qu’elle donne")
        self.fields["products"].queryset = reads.products()  # type: ignore[attr-defined]


@enter(Desk.PRODUCTION, Desk.DIRECTION)
def rename(request: Request, pk: int) -> HttpResponse:
    """A recipe's name, and the jars it goes into."""
    found = reads.recipe(pk)
    if found is None:
        raise Http404
    form = NameForm(request.POST or None, initial={"name": found.name, "products": list(found.products.all())})
    if request.method == "POST" and form.is_valid():
        try:
            acts.rename_recipe(found, name=form.cleaned_data["name"], products=list(form.cleaned_data["products"]))
        except Refused as refused:
            at = {"recipe_name": "name", "recipe_product": "products"}.get(refused.code)
            form.add_error(at, say(refused, words.REFUSALS))
        else:
            messages.success(request, _("Recette enregistrée."))
            return redirect("kitchen:recipe", pk)
    return render(request, "kitchen/pages/rename.html", {"recipe": found, "form": form})
