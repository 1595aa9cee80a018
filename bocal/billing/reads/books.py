"""What an accountant asks for: the entries of a year."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Min, Sum
from django.utils import timezone, translation

from bocal.billing import rules, words
from bocal.billing.models import BatchLine, Invoice
from bocal.billing.reads.bank import open_bank_lines
from bocal.billing.reads.unbilled import open_lines
from bocal.billing.rules import fec
from bocal.directory import reads as directory
from bocal.directory.models import Organisation
from bocal.journals.models import HoursLine, MoneyLine, Voucher
from bocal.journals.rules import HoursKind, Kind
from bocal.journals.words import ACCOUNTS, KINDS

#: Gestures whose note is the number of the paper.
WRITTEN = (Kind.PAY, Kind.PREPAY, Kind.PAYOUT, Kind.INVOICE, Kind.SUPPLIER_INVOICE)
#: Hours that nobody is paid for.
GIVEN_HOURS = (HoursKind.SHIFT, HoursKind.GLEANING, HoursKind.DISTRIBUTION)


@dataclass(frozen=True)
class Fec:
    """The file of a year: its proper name, its text, how many entries, and the total debited (cents)."""

    name: str
    text: str
    entries: int
    cents: int


def book_years() -> list[int]:
    """The years that have entries, newest first."""
    ends = Voucher.objects.filter(money__isnull=False).aggregate(first=Min("day"), last=Max("day"))
    if ends["first"] is None:
        return []
    return list(range(ends["last"].year, ends["first"].year - 1, -1))


@dataclass(frozen=True)
class ToClose:
    """What closing until a day would close: so many entries; and what of those days is still left to do."""

    entries: int
    unbilled: int
    bank_lines: int
    drafts: int

    @property
    def unfinished(self) -> bool:
        return bool(self.unbilled or self.bank_lines or self.drafts)


def to_close(until: date, *, since: date | None) -> ToClose:
    """What would be closed after `since` (the last closing) and up to `until`: gestures that moved money; goods not
    billed, lines of the bank that nothing explains, invoices asked for together and not made yet. Four queries."""
    entries = Voucher.objects.filter(day__lte=until, money__isnull=False)
    if since:
        entries = entries.filter(day__gt=since)
    return ToClose(
        entries=entries.values("pk").distinct().count(),
        unbilled=len(set(open_lines(until=until).order_by().values_list("voucher", flat=True))),
        bank_lines=open_bank_lines().filter(day__lte=until).count(),
        drafts=BatchLine.objects.filter(batch__until__lte=until, invoice=None, refusal="").count(),
    )


def accounting_file(year: int, *, hour_cents: int = 0) -> Fec:
    """The FEC of a calendar year; with `hour_cents`, volunteers' hours are counted at that much an hour.

    In a number of queries that does not grow. In French, whoever asks.
    """
    with translation.override("fr"):
        entries = _entries(year)
        if first := fec.opening(year, _sums_before(year)):
            entries.insert(0, first)
        if hour_cents and (last := fec.volunteering(year, _given_minutes(year), hour_cents)):
            entries.append(last)
        names = {str(code): str(name) for code, name in ACCOUNTS} | {k: str(v) for k, v in words.FEC_ACCOUNTS.items()}
        text = fec.write(entries, names, {book: str(name) for book, name in words.BOOKS})
    collective = directory.collective()
    siren = rules.siren(collective.organisation.siret) if collective else ""
    cents = sum(max(0, line.cents) for entry in entries for line in entry.lines)
    return Fec(fec.file_name(siren, year), text, len(entries), cents)


def _entries(year: int) -> list[fec.Entry]:
    rows = (
        MoneyLine.objects.filter(voucher__day__year=year)
        .exclude(cents=0)
        .order_by("voucher__day", "voucher_id", "pk")
        .values_list("voucher", "account", "cents", "label", "party", "party__name", "voucher__day")
    )
    lines: dict[int, list[fec.Line]] = defaultdict(list)
    for voucher, account, cents, label, party, name, _day in rows:
        lines[voucher].append(fec.Line(account, cents, label, party or 0, name or ""))
    found = Voucher.objects.filter(day__year=year, money__isnull=False).distinct().order_by("day", "pk")
    numbers = dict(Invoice.objects.filter(voucher__day__year=year).values_list("voucher", "number"))
    kinds = {str(kind): str(name) for kind, name in KINDS}
    entries = []
    for pk, kind, day, note, written_at in found.values_list("pk", "kind", "day", "note", "written_at"):
        if not lines[pk]:
            continue
        named = tuple(
            line
            if line.label
            else fec.Line(line.account, line.cents, _said(kinds[kind], line), line.party, line.party_name)
            for line in lines[pk]
        )
        piece = numbers.get(pk) or (note if kind in WRITTEN else "") or f"G{pk}"
        book = fec.book_of(line.account for line in named)
        entries.append(fec.Entry(book, day, piece, timezone.localdate(written_at), named))
    return entries


def _said(kind: str, line: fec.Line) -> str:
    return f"{kind} {line.party_name}".strip()


def _sums_before(year: int) -> list[fec.Line]:
    rows = (
        MoneyLine.objects.filter(voucher__day__lt=date(year, 1, 1))
        .order_by()
        .values_list("account", "party")
        .annotate(Sum("cents"))
    )
    sums: dict[tuple[str, int], int] = defaultdict(int)
    for account, party, cents in rows:
        # Only what is owed is kept apart by party.
        sums[account, party if party and account.startswith(("40", "41")) else 0] += cents
    names = dict(Organisation.objects.filter(pk__in={party for _, party in sums if party}).values_list("pk", "name"))
    return [
        fec.Line(account, cents, "", party, names.get(party, "")) for (account, party), cents in sorted(sums.items())
    ]


def _given_minutes(year: int) -> int:
    found = HoursLine.objects.filter(voucher__day__year=year, kind__in=GIVEN_HOURS)
    return found.aggregate(total=Sum("minutes"))["total"] or 0
