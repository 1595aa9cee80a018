from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.workshops.reads import badges as reads


@enter(Desk.FACILITATION, Desk.DIRECTION)
def badge(request: HttpRequest, pk: int) -> HttpResponse:
    """A skill: what it takes, who has it, and whom to give it to."""
    found = reads.badges().filter(pk=pk).first()
    if found is None:
        raise Http404
    search = request.GET.get("q", "").strip()[:120]
    context = {
        "badge": found,
        "search": search,
        "people": reads.people(search),
        "shown": Paginator(reads.awards(found), 40).get_page(request.GET.get("page")),
    }
    return render(request, "workshops/pages/badge.html", context)
