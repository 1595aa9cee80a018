from django.http import Http404, HttpRequest, HttpResponse

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.kitchen import notices
from bocal.kitchen.reads import findings


@enter(Desk.QUALITY, Desk.DIRECTION)
def sealed(request: HttpRequest, pk: int) -> HttpResponse:
    """A sealed record, as a PDF."""
    one = findings.seal(pk)
    if one is None:
        raise Http404
    answer = HttpResponse(notices.sealed_pdf(one), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="dossier-{one.sha256[:16]}.pdf"'
    return answer
