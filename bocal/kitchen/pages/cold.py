from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.kitchen.reads import findings
from bocal.look.charts import Panel, Series, line_chart
from bocal.look.templatetags.look import number
from bocal.measure.period import parse_day
from bocal.measure.unreadable import Unreadable
from bocal.safety import reads as plan
from bocal.safety.rules import Every, period


@enter(Desk.RECEPTION, Desk.PRODUCTION, Desk.QUALITY, Desk.DIRECTION)
def cold(request: HttpRequest, pk: int) -> HttpResponse:
    """A cold room's month: its curve, its limit, and the same in a table."""
    point = plan.point(pk)
    if point is None:
        raise Http404
    try:
        day = parse_day(request.GET.get("jour", ""))
    except Unreadable:
        day = timezone.localdate()
    first, last = period(Every.MONTH, day)
    rows = findings.month_of(point, first)
    over = sum(1 for row in rows if not row.conform)
    limit = point.high if point.high is not None else point.low
    chart = ""
    if rows:
        values = [(float(row.day.day), float(row.value or 0)) for row in rows]
        chart = line_chart(
            [
                Panel(
                    label=_("Température (%(sign)s)") % {"sign": point.unit},
                    series=[Series(point.what, values)],
                    target=None if limit is None else float(limit),
                    target_label="" if limit is None else _("limite %(limit)s") % {"limit": number(limit)},
                )
            ],
            title=f"{point.what}, {date_format(first, 'F Y')}",
            summary=_("%(count)s relevés, %(over)s hors limites.") % {"count": len(rows), "over": over},
            x_label=_("jour du mois"),
            picture_only=True,
        )
    return render(
        request,
        "kitchen/pages/cold.html",
        {
            "point": point,
            "chart": chart,
            "rows": rows,
            "first": first,
            "before": first - timedelta(days=1),
            "after": last + timedelta(days=1),
        },
    )
