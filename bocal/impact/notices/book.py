"""A project's report as a spreadsheet: figures, money, expenses, sessions, a sheet each."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.funding import words as funding
from bocal.funding.reads import Money
from bocal.funding.rules import WHOLE, Standing
from bocal.impact import reads
from bocal.impact.reads.project import ProjectReport
from bocal.impact.rules.funder import FigureUnit, Indicator
from bocal.impact.words import funder as words
from bocal.look.sheets import write_book
from bocal.measure.quantity import MG_PER_KG

Rows = list[Sequence[object]]


def xlsx(report: ProjectReport, now: datetime) -> bytes:
    """The report as an Excel file; a hidden row says so in the place of its number."""
    return write_book(
        {
            _("Chiffres"): _figures(report.indicators),
            _("Argent"): _money(report.money),
            _("Dépenses"): _expenses(report.money),
            _("Séances"): _sessions(report, now),
        }
    )


def _figures(indicators: Sequence[Indicator]) -> Rows:
    rows: Rows = [[_("Chiffre"), _("Détail"), _("Valeur"), _("Unité"), _("Inconnu"), _("Preuves"), _("Méthode")]]
    for one in indicators:
        label, method = str(words.FIGURES[one.code]), str(words.METHODS[one.code])
        figure = [_value(one.value, one.unit), _unit(one.unit), _value(one.unknown, words.unknown_in(one))]
        rows.append([label, "", *figure, one.evidence, method])
        rows += [
            [label, row.label, row.text if row.value is None else _value(row.value, row.unit), _unit(row.unit)]
            for row in words.rows(one)
        ]
    return rows


def _money(money: Money) -> Rows:
    header = [
        _("Prévu ou accordé"),
        _("Dépensé"),
        _("Éligible"),
        _("Justifié"),
        _("Reste à justifier"),
    ]
    rows: Rows = [[_("Tableau"), _("Ligne"), *header]]
    rows += [[_("Financeurs"), grant.name, *_amounts(row)] for grant, row in money.grants]
    rows.append([_("Financeurs"), _("En tout"), _euros(money.granted)])
    rows += [[_("Budget"), str(line) if line else _("Sur aucune ligne"), *_amounts(row)] for line, row in money.lines]
    return [*rows, [_("Budget"), _("En tout"), *_amounts(money.total)]]


def _amounts(row: Standing) -> list[Decimal]:
    return [_euros(cents) for cents in (row.planned, row.spent, row.eligible, row.justified, row.left)]


def _expenses(money: Money) -> Rows:
    means = {str(code): str(label) for code, label in funding.PAID_BY}
    rows: Rows = [
        [
            _("Date"),
            _("Dépense"),
            _("Fournisseur"),
            _("Facture"),
            _("HT"),
            _("TTC"),
            _("Part en %"),
            _("Compté"),
            _("Éligible"),
            _("Payée le"),
            _("Moyen"),
            _("Prouvée"),
        ]
    ]
    for paid in money.expenses:
        one = paid.expense
        counted = [_euros(cents) for cents in (one.net_cents, one.gross_cents)]
        counted += [Decimal(100 * paid.share_bp) / WHOLE, _euros(paid.cents), _euros(paid.eligible)]
        settled = [one.paid_on, means.get(one.paid_by, ""), paid.proven]
        rows.append([one.day, one.label, one.supplier, one.number, *counted, *settled])
    return rows


def _sessions(report: ProjectReport, now: datetime) -> Rows:
    rows: Rows = [[_("Date"), _("Séance"), _("Lieu"), _("Présents"), _("Feuille")]]
    for one in reads.told_sessions(report.project, now):
        day = timezone.localdate(one.starts_at)
        rows.append([day, one.title, str(one.spot), one.here + one.heads, f"S-{one.pk}"])
    return rows


def _euros(cents: int) -> Decimal:
    return Decimal(cents) / 100


def _value(value: int | None, unit: FigureUnit) -> Decimal | int | None:
    if value is None:
        return None
    scale = {FigureUnit.MASS: MG_PER_KG, FigureUnit.CENTS: 100, FigureUnit.MINUTES: 60}.get(unit)
    return value if scale is None else round(Decimal(value) / scale, 3)


def _unit(unit: FigureUnit) -> str:
    signs = {
        FigureUnit.PEOPLE: _("personnes"),
        FigureUnit.MASS: "kg",
        FigureUnit.CENTS: "€",
        FigureUnit.MINUTES: "h",
        FigureUnit.KM: "km",
        FigureUnit.CO2: "kg CO2e",
        FigureUnit.PERCENT: "%",
    }
    return signs.get(unit, "")
