from django.http import Http404, HttpRequest, HttpResponse

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.kitchen import notices, reads


@enter(Desk.PRODUCTION, Desk.QUALITY, Desk.DIRECTION)
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The batch record, as a PDF."""
    file = reads.file_of(pk)
    if file is None:
        raise Http404
    answer = HttpResponse(notices.batch_record(file), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{file.making.order.number}-{file.lot.code}.pdf"'
    return answer
