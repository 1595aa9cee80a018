"""The same figures on one sheet of A4, to pin on the door or to send to a funder."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory import reads as directory
from bocal.directory.doors import Request, enter
from bocal.directory.rules import TEAM
from bocal.impact import reads, words
from bocal.impact.pages import asked, home
from bocal.look import pdf
from bocal.look.templatetags.look import euros, kg, lang, minutes, number, percent, shortday

#: Rows of a list on the sheet; the largest come first, and the screen has them all.
MOST, MOST_PAID = 7, 5


@enter(*sorted(TEAM))
def paper(request: Request) -> HttpResponse:
    chosen = asked.read(request.GET, timezone.localdate())
    period = chosen.period
    data = _data(reads.report(period), chosen.title)
    name = f'inline; filename="impact-{period.start}-{period.last}.pdf"'
    return HttpResponse(
        pdf.render("impact/pages/paper.typ", data),
        content_type="application/pdf",
        headers={"Content-Disposition": name},
    )


def _data(report: reads.Report, title: str) -> dict[str, Any]:
    goods, said, methods = report.goods, home.figures(report), words.METHODS
    collective = directory.collective()
    farms = home.bars(report)
    largest = farms[0][1] if farms else 1
    figures = [
        (kg(goods.saved_total), _("de fruits et légumes sauvés")),
        (number(goods.jars_total), _("bocaux fabriqués")),
        (number(report.families), _("foyers servis")),
        (kg(goods.food_aid), _("pour l’aide alimentaire")),
        (percent(goods.waste_share) or "–", _("de perte")),
    ]
    return {
        "lang": lang(),
        "title": _("Ce que nous avons sauvé"),
        "period": title,
        "collective": collective.name if collective else "",
        "day": shortday(timezone.localdate()),
        "note": str(said["taken_back"]),
        "figures": figures,
        "farms_title": _("Kilos sauvés, ferme par ferme"),
        "farms": [(name, kg(mass), max(1, round(100 * mass / largest))) for name, mass in farms],
        "blocks": [
            _block(_("Kilos sauvés"), [(label, kg(mass)) for label, mass in said["ways"]], methods["saved"]),
            _block(
                _("Bocaux et légumerie") if report.prepared else _("Bocaux"),
                [
                    *_short([(one.name, one.figure) for one in report.jars]),
                    *([(_("Préparé à la légumerie"), kg(goods.prepared_total))] if report.prepared else []),
                    (_("Fruits et légumes mis en bocaux"), kg(report.into_jars)),
                ],
                methods["jars"],
            ),
            _block(
                _("Qui en a profité"),
                [(label, number(count)) for label, count in said["outs"]]
                + [(_("Foyers servis"), number(report.families)), (_("Aide alimentaire"), kg(goods.food_aid))],
                methods["families"],
            ),
            _block(_("Pertes"), [(label, kg(mass)) for label, mass in said["waste"]], methods["waste"]),
            _block(
                _("Heures"),
                [(str(label).capitalize(), minutes(total)) for label, total, _people in said["hours"]],
                methods["hours"],
            ),
            _block(
                _("Argent versé ou dû aux fermes"),
                _paid(report),
                methods["money"],
            ),
        ],
        "account_title": _("Où sont allés les kilos"),
        "account_headers": [_("Entrés"), _("Sortis")],
        "entries": [(str(label), kg(mass)) for label, mass in said["entries"]],
        "exits": [(str(label), kg(mass)) for label, mass in said["exits"]],
        "both": (_("En tout"), kg(said["both"])),
        "account_method": str(methods["account"]),
    }


def _paid(report: reads.Report) -> list[tuple[str, str]]:
    rows = [(farm.name, farm.figure) for farm in report.money]
    if len(rows) > MOST_PAID:
        rows = [*rows[: MOST_PAID - 1], (_("Autres"), sum(cents for _name, cents in rows[MOST_PAID - 1 :]))]
    if len(rows) > 1:
        rows.append((_("En tout"), report.cents))
    return [(name, euros(cents)) for name, cents in rows]


def _block(title: str, rows: list[tuple[Any, str]], method: object) -> dict[str, Any]:
    return {"title": title, "rows": [(str(label), value) for label, value in rows], "method": str(method)}


def _short(rows: list[tuple[str, int]]) -> list[tuple[str, str]]:
    kept = rows if len(rows) <= MOST else [*rows[: MOST - 1], (_("Autres"), sum(n for _name, n in rows[MOST - 1 :]))]
    return [(name, number(count)) for name, count in kept]
