from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from bocal.directory import reads
from bocal.directory.doors import enter
from bocal.directory.rules import Desk


@enter(Desk.DIRECTION)
def letter_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper that went with a letter, as it was sent; that of a secret letter is never shown."""
    found = reads.letters().filter(pk=pk, secret=False).exclude(attachment=None).first()
    if found is None or found.attachment is None:
        raise Http404
    name = content_disposition_header(as_attachment=True, filename=found.attachment_name)
    assert name is not None
    return HttpResponse(
        bytes(found.attachment), content_type="application/octet-stream", headers={"Content-Disposition": name}
    )
