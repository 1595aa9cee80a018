"""A project's report: figures that open onto their evidence, papers in one click, and what already left the house."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from bocal.directory.doors import Request, enter
from bocal.directory.rules import Desk
from bocal.funding import acts as funding_acts
from bocal.funding import reads as funding
from bocal.funding.models import Project
from bocal.impact import reads
from bocal.impact.notices import album, book
from bocal.impact.notices import project as notices
from bocal.impact.reads import album as remembered
from bocal.impact.rules.album import SHEETS_A_FILE
from bocal.impact.rules.funder import FigureCode, Indicator, ReportForm
from bocal.impact.words import funder as words
from bocal.look import charts

#: Rows of evidence on a page.
SHOWN = 50
_DRAWN = (FigureCode.GENDER, FigureCode.AREA, FigureCode.EMPLOYMENT)
#: What proves each figure: sessions, gestures, or the project's own pages.
#: Counted from what people said of themselves.
_SEALED = {FigureCode.GENDER, FigureCode.HOUSEHOLD, FigureCode.AREA, FigureCode.EMPLOYMENT, FigureCode.AGE}
_BY_PROJECT = {
    FigureCode.PARTNERS: "funding:carriers",
    FigureCode.DESIGN: "funding:carriers",
    FigureCode.CENTRES: "funding:budget",
    FigureCode.IN_KIND: "funding:budget",
    FigureCode.BUDGET: "funding:project",
    FigureCode.SPENT: "funding:project",
    FigureCode.JUSTIFIED: "funding:project",
}


def _find(pk: int) -> Project:
    found = funding.project(pk)
    if found is None:
        raise Http404
    return found


def _inside(request: HttpRequest) -> bool:
    return request.GET.get("vue") == "interne"


@enter(Desk.DIRECTION, Desk.ACCOUNTS)
def project_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures: who came, or what was done."""
    found, inside = _find(pk), _inside(request)
    goods = request.GET.get("quoi") == "1"
    now = timezone.now()
    figures = reads.what(found, now=now) if goods else reads.who(found, outside=not inside, now=now)
    context = {
        "project": found,
        "goods": goods,
        "inside": inside,
        "figures": [_shown(one) for one in figures],
        "pictures": [picture for one in figures if (picture := _picture(one))],
        "hidden": any(one.hidden for one in figures),
        "unreconciled": [words.FIGURES[one.code] for one in figures if not one.reconciled],
        "forms": [(form, year, label) for _value, form, year, label in _forms(found)],
        "sheets": range(1, -(-remembered.sheets_of(found).count() // SHEETS_A_FILE) + 1),
    }
    return render(request, "impact/pages/project_report.html", context)


def _forms(project: Project) -> list[tuple[str, ReportForm, int | None, str]]:
    """In which forms the report leaves: that of the CAF a year at a time, where there is more than one."""
    years = reads.years(project, timezone.localdate())
    told: list[tuple[str, ReportForm, int | None, str]] = []
    for form, label in words.FORMS:
        if form is not ReportForm.CAF or len(years) == 1:
            told.append((form.value, form, None, str(label)))
        else:
            told += [(f"{form.value}-{year}", form, year, f"{label} {year}") for year in years]
    return told


def _shown(one: Indicator) -> dict[str, Any]:
    return {
        "code": one.code.value,
        "label": words.FIGURES[one.code],
        "value": words.written(one.value, one.unit),
        "rows": words.rows(one),
        "evidence": one.evidence,
        "method": words.METHODS[one.code],
    }


def _picture(one: Indicator) -> str:
    # A hidden row is drawn without length and says so: left out, it would look like nobody.
    rows = [(row.label, float(row.value or 0), row.text) for row in words.rows(one) if row.value != 0 and not row.inner]
    return charts.bars(rows, title=str(words.FIGURES[one.code]), mark=3) if one.code in _DRAWN and rows else ""


@enter(Desk.DIRECTION, Desk.ACCOUNTS)
def project_paper(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The report as its funder wants it, on paper."""
    found = _find(pk)
    if form not in set(ReportForm):
        raise Http404
    now, years, asked = timezone.now(), reads.years(found, timezone.localdate()), request.GET.get("annee", "")
    # The CAF counts by civil years: of several, the last one unless another is asked for.
    year = years[0] if form == ReportForm.CAF and len(years) > 1 else None
    if year is not None and asked:
        year = next((one for one in years if str(one) == asked), None)
        if year is None:
            raise Http404
    report = reads.project_report(found, outside=not _inside(request), now=now, year=year)
    name = f'inline; filename="{slugify(found.name)}-{form}{f"-{year}" if year else ""}.pdf"'
    made = notices.paper(report, ReportForm(form), now)
    return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": name})


@enter(Desk.DIRECTION, Desk.ACCOUNTS)
def project_table(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The same figures as a table, or for a program."""
    found = _find(pk)
    now = timezone.now()
    if kind not in ("xlsx", "json"):
        raise Http404
    report = reads.project_report(found, outside=not _inside(request), now=now)
    headers = {"Content-Disposition": f'attachment; filename="{slugify(found.name)}.{kind}"'}
    if kind == "json":
        return JsonResponse(notices.figures(report), json_dumps_params={"ensure_ascii": False}, headers=headers)
    kept = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(book.xlsx(report, now), content_type=kept, headers=headers)


@enter(Desk.DIRECTION, Desk.ACCOUNTS)
def project_sheets(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheets that people signed, a part of them: names and signatures, apart from the report and its figures."""
    found, asked = _find(pk), request.GET.get("partie", "1")
    part = int(asked) if asked.isascii() and asked.isdecimal() and 0 < len(asked) < 5 else 0
    made = album.sheets_paper(found, part, today=timezone.localdate()) if part else b""
    if not made:
        raise Http404
    name = f'inline; filename="{slugify(found.name)}-feuilles-{part}.pdf"'
    kept = {"Content-Disposition": name, "Cache-Control": "private, no-store"}
    return HttpResponse(made, content_type="application/pdf", headers=kept)


@enter(Desk.DIRECTION, Desk.ACCOUNTS)
def project_evidence(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """What a figure is counted from: sessions with how many came, or gestures of the journals. Never who."""
    found = _find(pk)
    if code not in set(FigureCode):
        raise Http404
    figure = FigureCode(code)
    if figure in _BY_PROJECT:
        return redirect(_BY_PROJECT[figure], pk)
    by_gesture = figure in reads.PROOFS
    rows = reads.proofs(found, figure) if by_gesture else reads.told_sessions(found, timezone.now())
    context = {
        "project": found,
        "label": words.FIGURES[figure],
        "method": words.METHODS[figure],
        "by_gesture": by_gesture,
        "sealed": figure in _SEALED,
        "shown": Paginator(rows, SHOWN).get_page(request.GET.get("page")),
    }
    return render(request, "impact/pages/project_evidence.html", context)


@enter(Desk.DIRECTION, Desk.ACCOUNTS)
def project_kept(request: Request, pk: int) -> HttpResponse:
    """Keep the report as it is today; those that left the house, against the figures of today."""
    found, now = _find(pk), timezone.now()
    if request.method == "POST":
        form = request.POST.get("form", "")
        report = reads.project_report(found, outside=True, now=now)
        figures = notices.figures(report)
        offered = {value: (kind, year) for value, kind, year, _label in _forms(found)}
        chosen, year = offered.get(form, (ReportForm.LEADER, None))
        told = report if year is None else reads.project_report(found, outside=True, now=now, year=year)
        funding_acts.keep_report(
            found,
            figures=figures | {"form": chosen.value, "year": year},
            # Kept for ever: nobody could be taken out of a picture in it any more.
            pdf=notices.paper(told, chosen, now, pictured=False),
            outside=True,
            author=request.user,
            key=request.POST.get("key", "")[:64] or f"{pk} {now.isoformat()}",
            now=now,
        )
        messages.success(request, _("Le rapport est gardé tel qu’il est aujourd’hui : ses chiffres ne bougeront plus."))
        return redirect("impact:project_kept", pk)
    context = {
        "project": found,
        "kept": [(one, words.form_of(one.figures)) for one in funding.reports(found)],
        "forms": [(value, label) for value, _form, _year, label in _forms(found)],
    }
    return render(request, "impact/pages/project_kept.html", context)


@enter(Desk.DIRECTION, Desk.ACCOUNTS)
def project_kept_pdf(request: HttpRequest, pk: int, report: int) -> HttpResponse:
    """The paper of a kept report, byte for byte."""
    kept = funding.issued(report)
    if kept is None or kept.project_id != pk:
        raise Http404
    name = f'attachment; filename="{slugify(kept.project.name)}-{timezone.localdate(kept.issued_at)}.pdf"'
    return HttpResponse(bytes(kept.pdf), content_type="application/pdf", headers={"Content-Disposition": name})
