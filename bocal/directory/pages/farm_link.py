from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from bocal.directory import acts, reads
from bocal.directory.doors import enter
from bocal.directory.rules import Desk, LinkPurpose, OrganisationKind, season_end
from bocal.look.codes import qr_svg


@enter(Desk.PRODUCTS, Desk.DIRECTION)
@never_cache
def farm_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a farm's personal link, shown this once with its card to print; or close it.

    The answer to the POST is the page itself: a redirect would have to keep the link somewhere.
    """
    farm = get_object_or_404(reads.known(OrganisationKind.PRODUCER), pk=pk, active=True)
    if request.method != "POST":
        return redirect("directory:farm", pk)
    now = timezone.now()
    if request.POST.get("do") == "close":
        acts.revoke_links(farm, LinkPurpose.SURPLUS, now=now)
        messages.success(request, _("Le lien est fermé : il n’ouvre plus rien."))
        return redirect("directory:farm", pk)
    until = season_end(timezone.localdate())
    token = acts.renew_link(farm, LinkPurpose.SURPLUS, until=until, now=now)
    address = request.build_absolute_uri(reverse("supply:offer", args=[token]))
    context = {"farm": farm, "address": address, "until": until, "qr": qr_svg(address)}
    return render(request, "directory/pages/farm_link.html", context)
