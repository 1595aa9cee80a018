from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.catalog import acts, reads
from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.look.forms import PhotoField, PlainForm


class PhotoForm(PlainForm):
    photo = PhotoField(label=later("Votre photo"))


@enter(Desk.PRODUCTS, Desk.DIRECTION)
def item_photo(request: Request, pk: int) -> HttpResponse:
    """The collective's photo of an item: what the shop shows where a farm has none of its own."""
    item = get_object_or_404(reads.every_item(), pk=pk)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if "drop" in request.POST:
        acts.drop_photo(item, producer=None)
        messages.success(request, _("La photo est enlevée."))
        return redirect("catalog:item_photo", pk)
    if request.method == "POST" and form.is_valid():
        picture = form.cleaned_data["photo"]
        acts.show_photo(item, producer=None, picture=picture, person=request.user, now=timezone.now())
        messages.success(request, _("La photo est enregistrée."))
        return redirect("catalog:item_photo", pk)
    context = {"item": item, "form": form, "digest": reads.looks(reads.photos([pk]), pk, None)}
    return render(request, "catalog/pages/item_photo.html", context)
