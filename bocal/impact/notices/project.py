"""A project's report as it leaves the house: figures (JSON) and paper (PDF)."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.directory import reads as directory
from bocal.funding import words as funding
from bocal.funding.reads import Money
from bocal.impact import reads
from bocal.impact.notices import album
from bocal.impact.reads.project import ProjectReport
from bocal.impact.rules.funder import FORMS, FigureCode, Indicator, ReportForm
from bocal.impact.words import funder as words
from bocal.look import pdf
from bocal.look.templatetags.look import euros, lang, number, percent, share, shortday

#: Figures drawn as bars on paper.
_DRAWN = (FigureCode.GENDER, FigureCode.AREA, FigureCode.EMPLOYMENT, FigureCode.HOUSEHOLD)
_MONEY = frozenset({FigureCode.BUDGET, FigureCode.SPENT, FigureCode.JUSTIFIED})


def figures(report: ProjectReport) -> dict[str, Any]:
    """Every figure, for a program: names of keys are a contract (docs/reports.md)."""
    project = report.project
    return {
        "project": {
            "name": project.name,
            "reference": project.reference,
            "starts_on": project.starts_on.isoformat(),
            "ends_on": project.ends_on.isoformat(),
        },
        "outside": report.outside,
        "indicators": [_figure(one) for one in report.indicators],
        **amounts(report.money),
        "factors": [
            {"code": code.value, "value": str(known.value.normalize()), "source": known.source, "sure": known.certainty}
            for code, known in report.factors.items()
        ],
    }


def amounts(money: Money) -> dict[str, list[dict[str, Any]]]:
    """Who pays and on what, in cents, under the keys of `figures`."""
    return {
        "funders": [
            {"name": grant.name, "kind": grant.kind, "granted": row.planned, **_row(row)} for grant, row in money.grants
        ],
        "lines": [
            {
                "post": line.post if line else "",
                "label": line.label if line else "",
                "planned": row.planned,
                **_row(row),
            }
            for line, row in money.lines
        ],
    }


def _row(row: Any) -> dict[str, int]:
    return {"spent": row.spent, "eligible": row.eligible, "justified": row.justified, "left": row.left}


def _figure(one: Indicator) -> dict[str, Any]:
    return {
        "code": one.code.value,
        "label": str(words.FIGURES[one.code]),
        "unit": one.unit.value,
        "value": one.value,
        "unknown": one.unknown,
        "evidence": one.evidence,
        "method": str(words.METHODS[one.code]),
        "parts": [
            {
                "code": part.code,
                "label": str(words.PARTS[part.code]),
                "value": part.value,
                "hidden": part.value is None,
                **({"within": part.within} if part.within else {}),
            }
            for part in one.parts
        ],
    }


def paper(report: ProjectReport, form: ReportForm, now: datetime, *, pictured: bool = True) -> bytes:
    """The report as a funder reads it, with its annexes; without its pictures for one that is kept for ever."""
    return pdf.render("impact/notices/project.typ", _data(report, form, now, pictured))


def _data(report: ProjectReport, form: ReportForm, now: datetime, pictured: bool) -> dict[str, Any]:
    project, collective = report.project, directory.collective()
    told = [one for one in report.indicators if one.code in FORMS[form]]
    return {
        "lang": lang(),
        "title": project.name,
        "form": str(dict(words.FORMS)[form]),
        "collective": collective.name if collective else "",
        "day": shortday(timezone.localdate(now)),
        "note": _("Chaque chiffre se recalcule et s’ouvre sur ses preuves dans Bocal."),
        "facts": [
            [_("Dates"), funding.span(project.starts_on, project.ends_on)],
            *([[_("Année de ce bilan"), str(report.year)]] if report.year else []),
            *([[_("Dossier"), project.reference]] if project.reference else []),
            *[[grant.name, euros(row.planned)] for grant, row in report.money.grants],
            [_("Budget en tout"), euros(report.money.granted)],
        ],
        "aims": [_("Ce que nous voulions changer"), project.aims],
        "activity": [_("Ce qui a été fait"), project.activity],
        "results": _("Résultats du projet"),
        "tables": [_told(one) for one in told if one.code not in _MONEY or one.code is FigureCode.BUDGET],
        "bars": [_bars(one) for one in told if one.code in _DRAWN],
        "hidden": _("Un groupe de moins de cinq personnes n’est pas montré ; d’autres lignes sont masquées avec lui.")
        if any(one.hidden for one in told)
        else "",
        "whole": _("Partenaires, conduite du projet, centres, budget : ceux de tout le projet, toutes années ensemble.")
        if report.year
        else "",
        "years": {
            "title": _("Année par année"),
            "header": [_("Année"), _("Séances"), _("Personnes"), _("Venues")],
            "rows": [
                [str(one.year), number(one.sessions), number(one.people), number(one.visits)]
                for one in reads.by_year(project, now)
                if report.year in (None, one.year)
            ],
        }
        if form is ReportForm.CAF
        else None,
        "money": _tables(report.money),
        "methods_title": _("Comment chaque chiffre est compté"),
        "methods": [[str(words.FIGURES[one.code]), str(words.METHODS[one.code])] for one in told],
        "factors_title": _("Sur quoi les estimations reposent"),
        "factors": [
            [str(dict(funding.ESTIMATES)[code]), number(known.value), known.source, str(_SURE[known.certainty])]
            for code, known in report.factors.items()
        ],
        "annexes": [_expenses(report.money), _sessions(report, now)] if form is not ReportForm.CAF else [],
        "album": album.annex(project, year=report.year, pictured=pictured),
        "kind": form.value,
    }


_SURE = dict(funding.CERTAINTIES)


def _told(one: Indicator) -> dict[str, Any]:
    rows = [["  " * row.inner + row.label, row.text] for row in words.rows(one)]
    return {"label": str(words.FIGURES[one.code]), "value": words.written(one.value, one.unit), "rows": rows}


def _bars(one: Indicator) -> dict[str, Any]:
    # A hidden row is drawn without length and says so: left out, it would look like nobody.
    rows = [row for row in words.rows(one) if row.value != 0 and not row.inner]
    most = max((row.value or 0 for row in rows), default=0) or 1
    drawn = [[row.label, row.text, max(1, round(100 * row.value / most)) if row.value else 0] for row in rows]
    return {"label": str(words.FIGURES[one.code]), "rows": drawn}


def _tables(money: Money) -> list[dict[str, Any]]:
    funders = {
        "title": _("Qui paie"),
        "header": [_("Financeur"), _("Accordé"), _("Éligible"), _("Justifié"), _("Reste")],
        "rows": [
            [grant.name, *(euros(cents) for cents in (row.planned, row.eligible, row.justified, row.left))]
            for grant, row in money.grants
        ],
        "total": [],
    }
    total = money.total
    lines = {
        "title": _("Prévu, réalisé, écart"),
        "header": [_("Ligne du budget"), _("Prévu"), _("Réalisé"), _("Écart"), "%"],
        "rows": [
            [
                str(line) if line else _("Sur aucune ligne"),
                *(euros(cents) for cents in (row.planned, row.spent, row.gap)),
                percent(row.gap_share) or "–",
            ]
            for line, row in money.lines
        ],
        "total": [
            _("En tout"),
            *(euros(cents) for cents in (total.planned, total.spent, total.gap)),
            percent(total.gap_share) or "–",
        ],
    }
    return [one for one in (funders, lines) if one["rows"]]


def _expenses(money: Money) -> dict[str, Any]:
    means = {str(code): str(label) for code, label in funding.PAID_BY}
    return {
        "title": _("Annexe : liste des dépenses"),
        "header": [
            _("Date"),
            _("Dépense, fournisseur, facture"),
            _("HT"),
            _("TTC"),
            _("Part"),
            _("Éligible"),
            _("Payée"),
        ],
        "columns": ["auto", "1fr", "auto", "auto", "auto", "auto", "auto"],
        # In percent of the line.
        "widths": [11, 35, 11, 11, 8, 11, 13],
        "rows": [
            [
                shortday(one.expense.day),
                " · ".join(said for said in (one.expense.label, one.expense.supplier, one.expense.number) if said),
                euros(one.expense.net_cents),
                euros(one.expense.gross_cents),
                share(one.share_bp),
                euros(one.eligible),
                f"{shortday(one.expense.paid_on)} {means.get(one.expense.paid_by, '')}".strip()
                + ("" if one.proven else " *"),
            ]
            for one in money.expenses
        ],
        "empty": _("Aucune dépense notée."),
        "note": _("* pas encore payée, ou facture à joindre."),
    }


def _sessions(report: ProjectReport, now: datetime) -> dict[str, Any]:
    return {
        "title": _("Annexe : liste des séances"),
        "header": [_("Date"), _("Séance"), _("Lieu"), _("Présents"), _("Feuille")],
        "columns": ["auto", "1fr", "1fr", "auto", "auto"],
        "widths": [13, 35, 30, 10, 12],
        "rows": [
            [
                shortday(timezone.localdate(one.starts_at)),
                one.title,
                str(one.spot),
                number(one.here + one.heads),
                f"S-{one.pk}",
            ]
            for one in reads.told_sessions(report.project, now)
        ],
        "empty": _("Aucune séance."),
        "note": _("La feuille signée de chaque séance est gardée par le collectif sous sa référence."),
    }
