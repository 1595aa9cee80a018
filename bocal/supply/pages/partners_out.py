from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.look import sheets
from bocal.supply.pages.gifts import asked_year
from bocal.supply.reads import partners as reads
from bocal.supply.reads.partners import PartnerYear

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MG = 1_000_000


@enter(
    Desk.FACILITATION,
    Desk.RECEPTION,
    Desk.PRODUCTION,
    Desk.PRODUCTS,
    Desk.SALES,
    Desk.ACCOUNTS,
    Desk.DIRECTION,
)
def partners_out(request: Request, kind: str) -> HttpResponse:
    """The year's partners as a spreadsheet, in kilos and jars."""
    if kind not in _TYPES:
        raise Http404
    year = asked_year(request)
    head = [
        _("Partenaire"),
        _("Genre"),
        _("Nous a donné (kg)"),
        _("Nous a donné (bocaux)"),
        _("Nous a donné (fois)"),
        _("A reçu (kg)"),
        _("A reçu (bocaux)"),
        _("A reçu (fois)"),
        _("Convention signée le"),
        _("Convention jusqu’au"),
        _("Habilitation"),
        _("Habilitation jusqu’au"),
    ]
    rows: list[list[object]] = [list(head), *map(_row, reads.partners(year, today=timezone.localdate()))]
    data = sheets.write_xlsx(rows) if kind == "xlsx" else sheets.write_csv(rows)
    name = f"{_('partenaires')}-{year}.{kind}"
    return HttpResponse(
        data, content_type=_TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _row(row: PartnerYear) -> list[object]:
    one, told = row.partner, row.exchange
    last = row.last.convention if row.last else None
    return [
        one.name,
        one.get_kind_display(),
        round(told.came_mg / _MG, 3),
        told.came_jars,
        told.came,
        round(told.went_mg / _MG, 3),
        told.went_jars,
        told.went,
        last.signed_on if last else "",
        (last.until or "") if last else "",
        one.aid_number,
        one.aid_until or "",
    ]
