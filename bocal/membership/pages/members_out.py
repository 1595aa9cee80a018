from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.look import sheets
from bocal.membership.pages import members

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@enter(Desk.SALES, Desk.ACCOUNTS, Desk.DIRECTION)
def members_out(request: HttpRequest, kind: str) -> HttpResponse:
    """Those whom the list's search and filter keep, as a spreadsheet."""
    if kind not in TYPES:
        raise Http404
    rows: list[list[object]] = [[_("Nom"), _("Adhérent jusqu’au"), _("Téléphone"), _("E-mail"), _("Commune")]]
    found: Any = members.asked(request)[1]
    rows += [[one.name, one.until, one.phone, one.email, one.town] for one in found]
    data = sheets.write_xlsx(rows) if kind == "xlsx" else sheets.write_csv(rows)
    disposition = f'attachment; filename="{_("adherents")}.{kind}"'
    return HttpResponse(data, content_type=TYPES[kind], headers={"Content-Disposition": disposition})
