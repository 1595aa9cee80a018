from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.catalog import acts as catalog
from bocal.catalog import reads as shown
from bocal.directory.doors import Request, enter, held
from bocal.directory.rules import Desk
from bocal.look.forms import PhotoField, PlainForm
from bocal.orders import reads


class PhotoForm(PlainForm):
    photo = PhotoField(label=later("Votre photo"))


@enter(Desk.PRODUCER)
def my_photo(request: Request, pk: int) -> HttpResponse:
    """A farm's own photo of what it sells: every sale shows it."""
    offer = reads.offer_of(held(request).organisations(Desk.PRODUCER), pk)
    if offer is None or offer.producer is None:
        raise Http404
    back = redirect("orders:my_stall", offer.sale_id, offer.producer.pk)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if "drop" in request.POST:
        catalog.drop_photo(offer.item, producer=offer.producer)
        messages.success(request, _("La photo est enlevée."))
        return back
    if request.method == "POST" and form.is_valid():
        picture = form.cleaned_data["photo"]
        catalog.show_photo(
            offer.item, producer=offer.producer, picture=picture, person=request.user, now=timezone.now()
        )
        messages.success(request, _("La photo est enregistrée."))
        return back
    photos = shown.photos([offer.item_id])
    context = {
        "offer": offer,
        "item": offer.item,
        "form": form,
        "digest": shown.looks(photos, offer.item_id, offer.producer_id),
        "own": (offer.item_id, offer.producer_id) in photos,
    }
    return render(request, "orders/pages/my_photo.html", context)
