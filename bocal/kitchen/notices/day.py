"""The record of a day, the sheets to fill in by hand, and any record with its seal."""

import json
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bocal.kitchen import reads
from bocal.kitchen.models import Seal
from bocal.kitchen.notices.batch import deviation_line, read_line
from bocal.kitchen.reads import findings
from bocal.kitchen.rules.deviations import Sealed
from bocal.look import pdf
from bocal.look.templatetags.look import moment, number, shortday
from bocal.safety.models import ControlPoint
from bocal.safety.rules import Every, period

_TEMPLATES = {Sealed.BATCH: "kitchen/pages/record.typ", Sealed.DAY: "kitchen/pages/day.typ"}


def _part(title: str, none: str, columns: list[tuple[str, bool]], rows: list[list[str]]) -> dict[str, Any]:
    heads, widths = [head for head, _wide in columns], [wide for _head, wide in columns]
    return {"title": title, "none": none, "head": heads, "widths": widths, "rows": rows}


def day_record(day: date) -> dict[str, Any]:
    """What the record of a day says, in the reader's language."""
    makings = findings.makings_on(day)
    files = reads.files(makings)
    checks = [(file, check, failed) for file in files for check, failed in reversed(file.check_lines)]
    return {
        "lang": (get_language() or "fr")[:2],
        "title": _("Dossier du %(day)s") % {"day": date_format(day, "j F Y")},
        "collective": reads.collective().name,
        "day": date_format(day, "j F Y"),
        "sign": _("Vérifié par, le, signature"),
        "parts": [
            _part(
                _("Contrôles du plan"),
                _("Aucun relevé ce jour."),
                [(_("Contrôle"), True), (_("Lu"), False), (_("Avis"), False), (_("Par"), False), (_("Quand"), False)],
                [read_line(row) for row in findings.readings_on(day)],
            ),
            _part(
                _("Fabrications et cuissons"),
                _("Rien de fabriqué ce jour."),
                [
                    (_("Ordre"), False),
                    (_("Produit"), True),
                    (_("Lot"), False),
                    (_("Cuisson"), True),
                    (_("État"), False),
                ],
                [
                    [
                        file.making.order.number,
                        file.lot.item.name,
                        file.lot.code,
                        file.outcome,
                        file.lot.state.get_status_display(),
                    ]
                    for file in files
                ],
            ),
            _part(
                _("Contrôles des lots"),
                _("Aucun contrôle de lot."),
                [(_("Lot"), False), (_("Contrôle"), True), (_("Avis"), False), (_("Par"), False), (_("Quand"), False)],
                [
                    [
                        file.lot.code,
                        check.get_kind_display() + ("" if check.value is None else f" {number(check.value)}"),
                        _("non conforme") if failed else _("conforme"),
                        str(check.author or ""),
                        moment(check.made_at),
                    ]
                    for file, check, failed in checks
                ],
            ),
            _part(
                _("Écarts et décisions"),
                _("Aucun écart ce jour."),
                [(_("Jour"), False), (_("Écart"), True), (_("Décision"), True), (_("Par"), True)],
                [deviation_line(one) for one in findings.deviations_on(day)],
            ),
        ],
    }


def sealed_pdf(of: Seal) -> bytes:
    """The record exactly as it was sealed, with its seal; its data is attached to the file."""
    data = json.loads(of.text)
    data["seal"] = {
        "title": _("Scellé le %(when)s") % {"when": moment(of.made_at)},
        "facts": [[_("Par"), str(of.author or "")], [_("Sceau"), str(of.pk)]],
        "sha256": of.sha256,
        "signature": of.signature,
        "key": of.key_used.public_key,
        "key_name": _("Clé publique"),
        "text": of.text,
        "note": _(
            "Sceau interne du collectif : il montre que les données jointes n’ont pas changé depuis. Ce n’est pas une"
            " signature électronique qualifiée au sens du règlement eIDAS."
        ),
    }
    return pdf.render(_TEMPLATES[Sealed(of.kind)], data)


def to_fill(day: date, every: Every) -> bytes:
    """The sheet of a week (with what is asked each week) or of a month, in the order of the screen."""
    begin, end = period(every, day)
    days = [begin + timedelta(days=n) for n in range((end - begin).days + 1)]
    lines = [line.point for line in findings.sheet(end)]
    month = every is Every.MONTH
    parts = [
        _to_fill_part(
            _("Chaque jour"),
            [p for p in lines if p.every == Every.DAY],
            [f"{one.day}" if month else date_format(one, "D j") for one in days],
        ),
        _to_fill_part(
            _("Chaque semaine"),
            [p for p in lines if p.every == Every.WEEK],
            [_("semaine du %(day)s") % {"day": f"{one:%d/%m}"} for one in days if one.weekday() == 0 or one == begin],
        ),
        _to_fill_part(_("Chaque mois"), [p for p in lines if p.every == Every.MONTH], [date_format(begin, "F Y")]),
    ]
    titles = {
        Every.WEEK: _("Contrôles de la semaine du %(first)s au %(last)s"),
        Every.MONTH: _("Contrôles du mois, du %(first)s au %(last)s"),
    }
    return pdf.render(
        "kitchen/pages/to_fill.typ",
        {
            "lang": (get_language() or "fr")[:2],
            "title": titles[every] % {"first": shortday(begin), "last": shortday(end)},
            "collective": reads.collective().name,
            "day": "",
            "note": _("À recopier dans Contrôles du jour, dans le même ordre"),
            "help": _(
                "Écrivez le nombre lu, ou oui / non, et vos initiales. Hors limites : faites ce que dit le plan, puis"
                " signalez l’écart."
            ),
            "parts": [part for part in parts if part["rows"]],
        },
    )


def _to_fill_part(title: str, asked: list[ControlPoint], columns: list[str]) -> dict[str, Any]:
    rows = [{"what": point.what, "limits": limits_of(point)} for point in asked]
    return {"title": title, "what": _("Contrôle"), "columns": columns, "rows": rows}


def limits_of(point: ControlPoint) -> str:
    """The limits of a line, short."""
    if point.low is None and point.high is None:
        return _("oui ou non")
    low = f"≥ {number(point.low)}" if point.low is not None else ""
    high = f"≤ {number(point.high)}" if point.high is not None else ""
    return " ".join(part for part in (low, high, point.unit) if part)
