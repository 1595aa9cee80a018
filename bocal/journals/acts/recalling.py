"""A recall, from the first doubt to the last jar: open, widen, block, tell, take answers, close. Every step stays."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from bocal.catalog.rules import Dimension
from bocal.directory import acts as directory
from bocal.directory import reads as directory_reads
from bocal.directory.models import Letter, Organisation, Person, Place
from bocal.journals import notices, reads, rules
from bocal.journals.acts.gestures import decide
from bocal.journals.acts.levels import lock
from bocal.journals.acts.posting import Posted, lot_facts, next_number, post
from bocal.journals.models import Lot, Recall, RecallLot, RecallStep, Voucher
from bocal.journals.rules import Doubt, Gesture, Kind, Move, Refused, Status, StepKind
from bocal.journals.rules.crediting import credit
from bocal.journals.rules.recalls import SAID, answer


@transaction.atomic
def open_recall(
    lots: Iterable[Lot],
    *,
    doubt: Doubt,
    what: str,
    reason: str,
    drill: bool,
    author: Person,
    key: str,
    now: datetime,
) -> Recall:
    """A recall (or the drill of one) that starts from these lots. Raises Refused: recall_no_lot, no_reason."""
    if found := Recall.objects.filter(key=key).first():
        return found
    seeds = sorted({lot.pk for lot in lots})
    if not seeds:
        raise Refused("recall_no_lot")
    if not reason.strip():
        raise Refused("no_reason")
    day = timezone.localdate(now)
    letters = "EXO" if drill else "RAP"
    number = f"{letters}-{day:%Y}-{next_number(f'recall {letters} {day:%Y}')}"
    opened = Recall.objects.create(
        number=number,
        drill=drill,
        doubt=doubt,
        what=what[:200],
        reason=reason.strip()[:300],
        opened_at=now,
        opened_by=author,
        key=key,
    )
    RecallLot.objects.bulk_create([RecallLot(recall=opened, lot_id=pk) for pk in seeds])
    return opened


def _live(recall: Recall, *, real: bool) -> reads.Case:
    """The recall as it stands, alone in this transaction. Raises Refused: recall_closed, recall_drill."""
    case = reads.case_of(Recall.objects.select_for_update(of=("self",)).get(pk=recall.pk))
    if case.closed:
        raise Refused("drill_closed" if recall.drill else "recall_closed")
    if real and recall.drill:
        raise Refused("recall_drill")
    return case


def _done(key: str) -> RecallStep | None:
    return RecallStep.objects.filter(key=key).first()


@transaction.atomic
def widen(recall: Recall, lots: Iterable[Lot], *, what: str, author: Person, key: str, now: datetime) -> int:
    """Start from these lots too; returns how many were new. Raises Refused: recall_no_lot, recall_closed."""
    if _done(key):
        return 0
    case = _live(recall, real=False)
    wanted = {lot.pk for lot in lots}
    if not wanted:
        raise Refused("recall_no_lot")
    new = sorted(wanted - {lot.pk for lot in case.seeds})
    RecallLot.objects.bulk_create([RecallLot(recall=recall, lot_id=pk) for pk in new])
    RecallStep.objects.create(recall=recall, kind=StepKind.WIDEN, at=now, by=author, note=what[:500], key=key)
    return len(new)


@transaction.atomic
def block(recall: Recall, *, author: Person, key: str, now: datetime) -> Posted | None:
    """Block every lot that the recall reaches and that may still leave; None when there is none left.

    One decision for all of them, which can be taken back like any gesture. Raises Refused: recall_drill, recall_closed.
    """
    case = _live(recall, real=True)
    if not case.found.unblocked:
        return None
    reason = f"{recall.number} · {recall.reason}"[:300]
    posted = decide(case.found.unblocked, Status.BLOCKED, reason=reason, author=author, key=key, now=now)
    if posted.fresh:
        RecallStep.objects.create(
            recall=recall, kind=StepKind.BLOCK, at=now, by=author, voucher=posted.voucher, key=f"block {key}"
        )
    return posted


@transaction.atomic
def list_whole(recall: Recall, *, author: Person, now: datetime) -> RecallStep:
    """The list is whole: keep what it says now, and how many seconds it took since the opening. Counts once."""
    key = f"listed {recall.pk}"
    if found := _done(key):
        return found
    case = _live(recall, real=False)
    return RecallStep.objects.create(
        recall=recall, kind=StepKind.LISTED, at=now, by=author, said=_figures(case, now), key=key
    )


def _figures(case: reads.Case, now: datetime) -> dict[str, int | float]:
    found = case.found
    return {
        "seconds": round((now - case.recall.opened_at).total_seconds()),
        "lots": len(found.lots),
        "parties": len(found.parties),
        "reachable": sum(line.reachable for line in found.parties),
        "made_mg": found.made_mg,
        "sent_mg": found.total.sent,
        "returned_mg": found.total.returned,
        "stock_mg": found.total.stock,
        "lost_mg": found.total.lost,
        "gap_mg": found.total.gap,
        "share": round(found.share, 6),
    }


@transaction.atomic
def write_letters(
    recall: Recall,
    *,
    subject: str,
    body: str,
    address: Callable[[str], str],
    author: Person,
    now: datetime,
) -> int:
    """A letter to each party that has an e-mail address, something to account for, and none of this recall yet.

    `address` makes the address of a party's own page from its token. Returns how many letters were queued. Raises
    Refused: recall_drill, recall_closed.
    """
    case = _live(recall, real=True)
    count = 0
    for line in notices.to_write(case):
        if line.party is None or not line.party.email:
            continue
        text = notices.recall_letter(line, body, address(notices.token(recall, line.party)))
        letter = directory.write_letter(
            email=line.party.email, subject=subject[:200], body=text, organisation=line.party, now=now
        )
        _told(recall, line.party, StepKind.LETTER, author=author, now=now, letter=letter)
        count += 1
    return count


@transaction.atomic
def letters_posted(recall: Recall, *, author: Person, now: datetime) -> int:
    """The printed letters, for those without an e-mail address, were posted. Returns how many. Raises as above."""
    lines = notices.to_post(_live(recall, real=True))
    for line in lines:
        if line.party is not None:
            _told(recall, line.party, StepKind.POSTED, author=author, now=now)
    return len(lines)


def _told(
    recall: Recall, party: Organisation, kind: StepKind, *, author: Person, now: datetime, letter: Letter | None = None
) -> None:
    RecallStep.objects.create(
        recall=recall,
        kind=kind,
        at=now,
        by=author,
        party=party,
        letter=letter,
        key=f"{kind} {recall.pk} {party.pk}",
    )


@transaction.atomic
def call(recall: Recall, party: Organisation, *, author: Person, key: str, now: datetime, note: str = "") -> RecallStep:
    """Somebody called this party. Raises Refused: recall_drill, recall_closed, recall_no_return."""
    if found := _done(key):
        return found
    if _live(recall, real=True).party(party.pk) is None:
        raise Refused("recall_no_return")
    return RecallStep.objects.create(
        recall=recall, kind=StepKind.CALL, at=now, by=author, party=party, note=note[:500], key=key
    )


@transaction.atomic
def account_for(
    recall: Recall,
    *,
    party: Organisation,
    lot: Lot,
    kind: StepKind,
    quantity: int,
    author: Person | None,
    key: str,
    now: datetime,
    place: Place | None = None,
    note: str = "",
) -> RecallStep:
    """So much (own unit) of a lot was returned, destroyed, eaten or put aside by a party.

    What comes back goes to `place` (the first store otherwise) by a gesture of the journals, in which it stays blocked;
    it is credited as it was sold, deposits too, by the next invoice: one gesture for each that had brought it, the
    latest first. The rest is what somebody said, kept as said. `author` None: the party itself, which brings nothing
    back by that.
    Raises Refused: recall_no_return, recall_too_much, nothing, recall_drill, recall_closed.
    """
    said = f"said {key}"[:80]
    if found := _done(said):
        return found
    if kind is not StepKind.RETURNED and kind not in SAID:
        raise ValueError(kind)
    lock([lot.pk])
    case = _live(recall, real=True)
    line = case.party(party.pk)
    row = next((one for one in line.lots if one.lot.pk == lot.pk), None) if line else None
    if row is None or (kind is StepKind.RETURNED and author is None):
        raise Refused("recall_no_return")
    answer(row.account, kind, quantity)
    parts: list[tuple[int, Voucher | None]] = [(quantity, None)]
    if kind is StepKind.RETURNED and author is not None:
        to = place or directory_reads.stores().earliest("pk")
        text = f"{recall.number} {note}".strip()[:500]
        parts = [*_come_back(lot, party, to, quantity, author=author, key=key, note=text, now=now)]
        if sum(part for part, _voucher in parts) != quantity:
            raise Refused("recall_no_return")
    steps = [
        RecallStep(
            recall=recall,
            kind=kind,
            at=now,
            by=author,
            party=party,
            lot=lot,
            quantity=part,
            voucher=voucher,
            note=note[:500],
            key=said if n == 0 else f"{said[:76]} {n + 1}",
        )
        for n, (part, voucher) in enumerate(parts)
    ]
    for step in steps:
        step.save()
    return steps[0]


@transaction.atomic
def account_for_all(
    recall: Recall,
    *,
    party: Organisation,
    answers: Iterable[tuple[Lot, StepKind, int]],
    author: Person | None,
    key: str,
    now: datetime,
    note: str = "",
) -> int:
    """All that a party says at once, whole or not at all; returns how many answers there were. Raises as above."""
    count = 0
    for lot, kind, quantity in answers:
        own = f"{key} {lot.pk} {kind[:1]}"
        account_for(
            recall, party=party, lot=lot, kind=kind, quantity=quantity, author=author, key=own, now=now, note=note
        )
        count += 1
    if not count:
        raise Refused("nothing")
    return count


def _come_back(
    lot: Lot, party: Organisation, to: Place, quantity: int, *, author: Person, key: str, note: str, now: datetime
) -> Iterator[tuple[int, Voucher]]:
    """Bring so much of a lot back from where it was sent, and take off what is owed for it."""
    outside, n = directory_reads.outsides(), 0
    for left in reads.left_at(lot, party):
        part = min(quantity, left.quantity)
        if not part:
            return
        quantity, n = quantity - part, n + 1
        gesture = Gesture(
            Kind.RETURN,
            timezone.localdate(now),
            author.pk,
            key if n == 1 else f"{key[:60]} {n}",
            party=party.pk,
            note=note,
            moves=[Move(lot.pk, outside[left.place], to.pk, part, _mass_back(lot, part))],
            money=[line for sold in reads.sold_by(left.voucher, lot) for line in credit(sold, part, party=party.pk)],
            follows=left.voucher,
        )
        yield part, post(gesture, now=now).voucher


def _mass_back(lot: Lot, quantity: int) -> int:
    """The mass of `quantity` of a lot; of a volume, by what it weighed when it left."""
    if Dimension(lot.item.dimension) is not Dimension.VOLUME:
        facts = lot_facts(lot.item, code=lot.code, owner=lot.owner_id, status=Status.BLOCKED)
        return rules.mass_of(facts, quantity)
    left = lot.movements.filter(source__real=True, target__real=False)
    total = left.aggregate(q=Sum("quantity"), m=Sum("mass_mg"))
    return int(total["m"] * quantity // total["q"])


@transaction.atomic
def cancel(step: RecallStep, *, author: Person, now: datetime) -> RecallStep:
    """What somebody said was a mistake: both stay, and it counts no more.

    Raises Refused: recall_not_aside (a return is taken back by its gesture), recall_cancelled, recall_closed.
    """
    _live(step.recall, real=True)
    if step.kind not in SAID:
        raise Refused("recall_not_aside")
    if RecallStep.objects.filter(cancels=step).exists():
        raise Refused("recall_cancelled")
    return RecallStep.objects.create(
        recall=step.recall,
        kind=StepKind.CANCEL,
        at=now,
        by=author,
        party=step.party,
        lot=step.lot,
        cancels=step,
        key=f"cancel {step.pk}",
    )


@transaction.atomic
def save_sheet(recall: Recall, said: dict[str, str], *, author: Person, key: str, now: datetime) -> RecallStep:
    """What is to be told to the authority, as it stands now; earlier versions stay. Raises Refused: recall_closed."""
    if found := _done(key):
        return found
    _live(recall, real=False)
    return RecallStep.objects.create(recall=recall, kind=StepKind.SHEET, at=now, by=author, said=said, key=key)


@transaction.atomic
def close(recall: Recall, *, author: Person, now: datetime, note: str = "") -> RecallStep:
    """The recall is over: its figures are kept as they are today. Counts once."""
    key = f"close {recall.pk}"
    if found := _done(key):
        return found
    case = _live(recall, real=False)
    said = _figures(case, now) | {"told": case.told, "settled": case.settled}
    return RecallStep.objects.create(
        recall=recall, kind=StepKind.CLOSE, at=now, by=author, note=note[:500], said=said, key=key
    )
