"""A report that left the house, against the figures of today."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from bocal.directory.doors import enter
from bocal.directory.rules import Desk
from bocal.funding import reads as funding
from bocal.impact import reads
from bocal.impact.notices import project as notices
from bocal.impact.rules.funder import ROWS, FigureUnit, Indicator, Part
from bocal.impact.rules.hiding import LEAST
from bocal.impact.words import funder as words

#: Of a funder and of a line of the budget, the amounts that a report tells.
_AMOUNTS = {
    "funders": (("granted", later("Accordé")), ("justified", later("Justifié"))),
    "lines": (("planned", later("Prévu")), ("spent", later("Réalisé"))),
}


@dataclass(frozen=True)
class Line:
    """A figure then and today, as people read it; `gap`: today less then, "" where either is not known."""

    label: str
    then: str
    live: str
    gap: str
    same: bool
    inner: bool = False


@enter(Desk.DIRECTION, Desk.ACCOUNTS)
def project_compared(request: HttpRequest, pk: int, report: int) -> HttpResponse:
    """Which figures are no more what they were: who came, what was done, or the money, a tab each."""
    kept = funding.issued(report)
    if kept is None or kept.project_id != pk:
        raise Http404
    project, tab, now = kept.project, request.GET.get("quoi", ""), timezone.now()
    then = {one["code"]: one for one in kept.figures["indicators"]}
    if tab == "argent":
        spent = funding.money(project)
        lines = [*_told(reads.paid(project, spent), then), *_amounts(kept.figures, notices.amounts(spent))]
    elif tab == "1":
        lines = list(_told(reads.what(project, now=now), then))
    else:
        tab, lines = "", list(_told(reads.who(project, outside=kept.outside, now=now), then))
    context = {
        "project": project,
        "kept": kept,
        "form": words.form_of(kept.figures),
        "changed": [line for line in lines if not line.same],
        "same": [line for line in lines if line.same],
        "moved": sum(1 for line in lines if not line.same and not line.inner),
        "tab": tab,
        "tabs": (("", _("Qui est venu")), ("1", _("Ce qui a été fait")), ("argent", _("L’argent"))),
    }
    return render(request, "impact/pages/project_compared.html", context)


def _told(live: list[Indicator], then: dict[str, Any]) -> Iterator[Line]:
    for one in live:
        old = then.get(one.code.value, {})
        rows = {part["code"]: part["value"] for part in old.get("parts", ())} | {"unknown": old.get("unknown")}
        # What nobody chooses today, or has no row any more, may have been told then.
        known = {part.code for part in one.parts}
        gone = tuple(
            Part(code, 0) for code, value in rows.items() if value and code in words.PARTS and code not in known
        )
        told = words.rows(replace(one, parts=(*one.parts, *gone)), also=rows)
        moved = [row for row in told if rows.get(row.code) != row.value]
        whole = _line(str(words.FIGURES[one.code]), old.get("value"), one.value, one.unit)
        yield Line(whole.label, whole.then, whole.live, whole.gap, whole.same and not moved)
        if one.code in ROWS and any(_few(rows.get(row.code), row.value) for row in moved if row.code != "unknown"):
            # The rows that so few people moved are what these people answered, be it the one who asked to be forgotten.
            moved = [row for row in moved if row.code == "unknown"]
        for row in moved:
            yield _line(row.label, rows.get(row.code), row.value, row.unit, inner=True)


def _few(then: int | None, live: int | None) -> bool:
    """Whether a row of people's answers tells, by what it was, what fewer of them said than may be shown."""
    return then is None or live is None or abs(live - then) < LEAST


def _amounts(then: dict[str, Any], live: dict[str, Any]) -> Iterator[Line]:
    """Funders and lines of the budget by their names: one that is there no more is told as well."""
    for table, wanted in _AMOUNTS.items():
        old, new = _named(then.get(table, ())), _named(live[table])
        for name in [*new, *(gone for gone in old if gone not in new)]:
            for key, said in wanted:
                yield _line(
                    f"{name or _('Sur aucune ligne')} : {str(said).lower()}",
                    old.get(name, {}).get(key),
                    new.get(name, {}).get(key),
                    FigureUnit.CENTS,
                )


def _named(rows: Any) -> dict[str, dict[str, Any]]:
    return {row.get("name") or f"{row['post']} {row['label']}".strip(): row for row in rows}


def _line(label: str, then: int | None, live: int | None, unit: FigureUnit, *, inner: bool = False) -> Line:
    gap = ""
    if then is not None and live is not None and then != live:
        gap = ("+" if live > then else "−") + words.written(abs(live - then), unit).lstrip("+")
    return Line(label, words.written(then, unit), words.written(live, unit), gap, then == live, inner)
