from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import slugify
from django.utils.translation import gettext as _

from bocal.catalog import reads, words
from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.look import sheets

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@enter(Desk.PRODUCTS, Desk.SALES, Desk.DIRECTION)
def prices_out(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A whole price list as a spreadsheet, which the import takes back."""
    found = get_object_or_404(reads.price_lists(former=True), pk=pk)
    if kind not in TYPES:
        raise Http404
    rows: list[list[object]] = [[_("Article"), _("Dès"), _("Prix"), _("Unité")]]
    rows += [
        [line.item.name, line.least or None, line.unit_price, str(words.PRICE_UNITS[line.item.dimension])]  # type: ignore[index]
        for line in reads.price_lines(found, reads.listed())
    ]
    data = sheets.write_xlsx(rows) if kind == "xlsx" else sheets.write_csv(rows)
    disposition = f'attachment; filename="{slugify(found.name) or "tarif"}.{kind}"'
    return HttpResponse(data, content_type=TYPES[kind], headers={"Content-Disposition": disposition})
