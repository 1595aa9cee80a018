from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from bocal.directory import reads
from bocal.directory.doors import enter
from bocal.directory.rules import Desk


@enter(Desk.DIRECTION)
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter as it was written; a sign-in code is never shown."""
    return render(request, "directory/pages/letter.html", {"letter": get_object_or_404(reads.letters(), pk=pk)})
