from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.funding import reads, words
from bocal.funding.pages.finding import find


@enter(Desk.DIRECTION, Desk.ACCOUNTS)
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """A project: its money, its expenses, the way to its report."""
    found = find(pk)
    parts = reads.in_design(found)
    context = {
        "project": found,
        "money": reads.money(found),
        "partners": found.partners.count(),
        "parts": [(label, parts[part]) for part, label in words.DESIGN_PARTS if part in parts],
        "people": sum(parts.values()),
    }
    return render(request, "funding/pages/project.html", context)
