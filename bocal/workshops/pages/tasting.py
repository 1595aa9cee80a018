"""Ten seconds: three faces a dish, a word if one likes."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.workshops import acts, reads, words
from bocal.workshops.rules import Face


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
def tasting(request: Request, pk: int) -> HttpResponse:
    """Each dish with its faces; a tap is an answer, without a name."""
    found = reads.session(pk)
    if found is None:
        raise Http404
    dishes = list(reads.menu(found))
    if request.method == "POST":
        dish = next((one for one in dishes if str(one.pk) == request.POST.get("dish")), None)
        face, key = request.POST.get("face", ""), request.POST.get("key", "")
        if dish is None or face not in set(Face) or not 0 < len(key) <= 64:
            raise Http404
        acts.taste(dish=dish, face=Face(face), word=request.POST.get("word", ""), key=key, now=timezone.now())
        messages.success(request, _("Merci ! À la personne suivante."))
        return redirect("workshops:tasting", pk)
    context = {"session": found, "dishes": dishes, "faces": words.FACES, "tasted": reads.tasted(session=found)}
    return render(request, "workshops/pages/tasting.html", context)


@enter(Desk.FACILITATION, Desk.PRODUCTION, Desk.DIRECTION)
def tasted(request: Request) -> HttpResponse:
    """Recipes that were tasted, version beside version."""
    return render(request, "workshops/pages/tasted.html", {"tasted": reads.tasted()})
