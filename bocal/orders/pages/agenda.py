from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from bocal.directory import acts as directory_acts
from bocal.directory import reads as directory
from bocal.directory.doors import Request, for_members


@for_members
@never_cache
def agenda(request: Request) -> HttpResponse:
    """Open the address that my own calendar program reads, shown this once; or close it.

    The answer to the POST is the page itself: a redirect would have to keep the address somewhere.
    """
    address = ""
    if request.method == "POST" and request.POST.get("do") == "close":
        directory_acts.close_agenda(request.user)
        messages.success(request, _("L’adresse est fermée : votre agenda n’y lit plus rien."))
        return redirect("orders:agenda")
    if request.method == "POST":
        token = directory_acts.open_agenda(request.user, now=timezone.now())
        address = request.build_absolute_uri(reverse("feed", args=[token]))
    context = {
        "link": directory.agenda_link(request.user),
        "address": address,
        "subscribe": "webcal:" + address.partition(":")[2] if address else "",
    }
    return render(request, "orders/pages/agenda.html", context)
