"""Ten seconds: three faces a dish, a word if one likes."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.journals.rules import Refused
from bocal.look import offline
from bocal.workshops import reads, words
from bocal.workshops.pages.gestures import come_back, sent_now, session_of
from bocal.workshops.rules.noting import Errand


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
@offline.comes_later
def tasting(request: Request, pk: int) -> HttpResponse:
    """Each dish with its faces; a tap is an answer, without a name."""
    found = session_of(request, pk)
    if found is None:
        raise Http404
    if offline.came_later(request):
        return come_back(request, found, Errand.TASTE)
    if request.method == "POST":
        if not request.POST.get("key"):
            raise Http404
        try:
            sent_now(request, found, Errand.TASTE).do(None, False)
        except Refused:
            raise Http404 from None
        messages.success(request, _("Merci ! À la personne suivante."))
        return offline.done(request, "workshops:tasting", pk)
    dishes = list(reads.menu(found))
    context = {"session": found, "dishes": dishes, "faces": words.FACES, "tasted": reads.tasted(session=found)}
    return render(request, "workshops/pages/tasting.html", context)


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
def tasted(request: Request) -> HttpResponse:
    """Recipes that were tasted, version beside version."""
    return render(request, "workshops/pages/tasted.html", {"tasted": reads.tasted()})
