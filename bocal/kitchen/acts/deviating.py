"""Say what went wrong, and decide what follows."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from bocal.directory.models import Person
from bocal.directory.rules import PlaceKind
from bocal.journals import acts as journals
from bocal.journals.models import Lot
from bocal.journals.rules import Refused
from bocal.kitchen import reads
from bocal.kitchen.acts.standing import HELD_BACK, block_lots, open_deviation
from bocal.kitchen.models import Deviation, Ruling
from bocal.kitchen.reads import findings as asked
from bocal.kitchen.rules import deviations
from bocal.kitchen.rules.deviations import LOST, Cause, Decision, GlassStep


def report(
    *,
    cause: Cause,
    found: str,
    day: date,
    author: Person,
    key: str,
    now: datetime,
    place: str = "",
    steps: Sequence[GlassStep] = (),
    codes: Sequence[str] = (),
) -> Deviation:
    """Write down a breakage or another thing that went wrong; lots made here that it may touch are blocked at once.

    The same key reports once. Raises Refused: deviation_empty, reading_future, lot_unknown, key_reused.
    """
    if done := journals.once(Deviation.objects.all(), key=f"{key}-{cause}", author=author):
        return done
    if not found.strip():
        raise Refused("deviation_empty")
    if day > timezone.localdate(now):
        raise Refused("reading_future")
    lots = list(Lot.objects.filter(code__in=codes).select_related("state"))
    missing = set(codes) - {lot.code for lot in lots}
    if missing:
        raise Refused("lot_unknown", lot=min(missing))
    try:
        with transaction.atomic():
            return open_deviation(
                cause,
                found.strip(),
                day=day,
                author=author,
                key=key,
                now=now,
                lots=lots,
                place=place.strip(),
                steps=[step.value for step in steps],
                blocks=HELD_BACK,
            )
    except IntegrityError:
        if done := journals.once(Deviation.objects.all(), key=f"{key}-{cause}", author=author):
            return done
        raise


@transaction.atomic
def rule(
    of: Deviation, *, decision: Decision, reason: str, author: Person, key: str, now: datetime, document: str = ""
) -> Ruling:
    """Decide upon a deviation, once. To downgrade or destroy blocks its lots; nothing is released by it. To destroy
    also writes off what is left of them: one gesture, taken back as any other (the decision stays).

    Raises Refused: those of `rules.deviations.check_ruling`.
    """
    if done := Ruling.objects.filter(key=key, deviation=of).first():
        return done
    locked = Deviation.objects.select_for_update().get(pk=of.pk)
    lots = [lot for lot in locked.lots.select_related("state") if lot.way == "made"]
    deviations.check_ruling(
        deviations.Facts(
            cause=Cause(locked.cause),
            decided=Ruling.objects.filter(deviation=locked).exists(),
            author=locked.author_id,
            cooks=asked.cooks_of_lots(lots),
            about_a_lot=bool(lots),
            stands=decision is Decision.MENDED and reads.stands(locked),
        ),
        decision=decision,
        by=author.pk,
        four_eyes=reads.collective().four_eyes,
        reason=reason,
        document=document,
    )
    written = Ruling.objects.create(
        deviation=locked,
        decision=decision,
        reason=reason.strip(),
        document=document.strip(),
        author=author,
        made_at=now,
        key=key,
    )
    if decision in LOST:
        block_lots(lots, reason.strip(), author=author, key=key, now=now)
    if decision is Decision.DESTROY:
        journals.lose_all(
            lots,
            to=PlaceKind.WASTE,
            reason=reason.strip()[:300],
            author=author,
            key=deviations.loss_key(written.key),
            now=now,
        )
    return written
