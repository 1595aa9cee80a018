from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import slugify

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.funding import reads
from bocal.funding.pages.finding import find_expense

_ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


@enter(Desk.DIRECTION, Desk.ACCOUNTS)
def expense_file(request: HttpRequest, expense: int) -> HttpResponse:
    """The file that proves an expense: taken away, never shown in our pages, whatever it holds."""
    found = reads.proof(find_expense(expense))
    if found is None:
        raise Http404
    name = f"{slugify(found.name.rpartition('.')[0]) or 'facture'}.{_ENDINGS[found.kind]}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(bytes(found.data), content_type=found.kind, headers=headers)
