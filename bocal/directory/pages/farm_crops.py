from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from bocal.directory import reads
from bocal.directory.doors import enter
from bocal.directory.pages import growing
from bocal.directory.rules import Desk, OrganisationKind


@enter(Desk.PRODUCTS, Desk.DIRECTION)
def farm_crops(request: HttpRequest, pk: int) -> HttpResponse:
    """What a farm grows, and in which months, as the desk has heard it."""
    farm = get_object_or_404(reads.known(OrganisationKind.PRODUCER), pk=pk)
    form = growing.crops_form(request, farm)
    if request.method == "POST" and growing.keep(form, farm):
        messages.success(request, _("Les cultures sont notées."))
        return redirect("directory:farm", pk)
    return render(request, "directory/pages/farm_crops.html", {"farm": farm, "form": form})
