"""What a farm has just announced, and the button that takes it away: behind the same personal link."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from bocal.directory import reads as directory
from bocal.directory.doors import by_link
from bocal.directory.rules import LinkPurpose
from bocal.journals import words as journals_words
from bocal.journals.rules import Refused
from bocal.supply import acts, reads, words
from bocal.supply.pages.offer import gone


@by_link
@never_cache
def offered(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """One announcement of the link's own farm; a POST withdraws it."""
    now = timezone.now()
    today = timezone.localdate(now)
    link = directory.link(token, LinkPurpose.SURPLUS, today=today)
    if link is None:
        return gone(request, token)
    found = reads.offer(pk)
    if found is None or found.farm_id != link.organisation_id:
        raise Http404
    if request.method == "POST":
        try:
            acts.withdraw(found, page=request.build_absolute_uri(reverse("supply:offers")), now=now)
            messages.success(request, _("L’annonce est retirée. Merci de nous avoir prévenus."))
        except Refused as refused:
            messages.error(request, journals_words.say(refused, words.REFUSALS))
        return redirect("supply:offered", token=token, pk=pk)
    one = reads.announced([found], today=today)[0]
    return render(request, "supply/pages/offered.html", {"one": one, "token": token})
