"""A farm says itself, signed in, whether the jars made of what it grew may name it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory import acts, reads
from bocal.directory.doors import enter, held
from bocal.directory.models import Organisation
from bocal.directory.rules import Desk, OrganisationKind


def said(request: HttpRequest, farm: Organisation) -> None:
    """Keep what the farm has just said, and thank it."""
    agrees = request.POST.get("agrees") == "yes"
    acts.agree_to_story(farm, agrees=agrees, today=timezone.localdate())
    done = _("Merci : les bocaux diront votre nom.") if agrees else _("C’est noté : les bocaux ne vous nomment plus.")
    messages.success(request, done)


@enter(Desk.PRODUCER)
def my_name(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Yes or no, with what would be read; with several farms, the first unless named."""
    farms = reads.known(OrganisationKind.PRODUCER).filter(pk__in=held(request).organisations(Desk.PRODUCER))
    farm = (farms.filter(pk=pk) if pk else farms).first()
    if farm is None:
        raise Http404
    if request.method == "POST":
        said(request, farm)
        return redirect("supply:my_name", farm.pk)
    return render(request, "supply/pages/my_name.html", {"farm": farm, "farms": farms})
