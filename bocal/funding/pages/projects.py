from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.funding import reads


@enter(Desk.DIRECTION, Desk.ACCOUNTS)
def projects(request: HttpRequest) -> HttpResponse:
    """All projects."""
    return render(request, "funding/pages/projects.html", {"projects": reads.projects()})
