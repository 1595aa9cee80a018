"""Ask about a flower and take the answers in: on paper, by a link, around a table. Nobody who answers is kept."""

import secrets
from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from bocal.directory.models import Organisation, Person
from bocal.directory.reads import token_hash
from bocal.impact import reads
from bocal.impact.models import (
    Answer,
    Consultation,
    ConsultationLink,
    Flower,
    Measure,
    MeasureRead,
    Question,
    Sheet,
)
from bocal.impact.rules import flower as rules
from bocal.impact.rules.flower import Given, Public, QuestionKind, SheetWay
from bocal.journals.rules import Refused


@transaction.atomic
def open_consultation(
    flower: Flower, *, name: str, centre: Organisation | None, since: date, until: date, key: str
) -> Consultation:
    """Ask a flower's questions; from now on they do not change. The same key opens one.

    Raises Refused: past, no_questions, what rules.check_dates refuses.
    """
    flower = Flower.objects.select_for_update(no_key=True).get(pk=flower.pk)
    if made := Consultation.objects.filter(key=key).first():
        return made
    if not flower.current:
        raise Refused("past")
    rules.check_dates(since, until)
    if not Question.objects.filter(petal__flower=flower).exists():
        raise Refused("no_questions")
    return Consultation.objects.create(
        flower=flower, name=name.strip(), centre=centre, since=since, until=until, key=key
    )


def _locked(consultation: Consultation, *, to_write: bool = True) -> Consultation:
    """The consultation, locked against its closing. Raises Refused: closed_consultation."""
    found = Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    if to_write and found.closed:
        raise Refused("closed_consultation")
    return found


@transaction.atomic
def drop(consultation: Consultation) -> None:
    """Forget a consultation that nobody has answered: its flower may change again. Raises Refused: has_sheets."""
    found = _locked(consultation, to_write=False)
    if found.sheets.exists():
        raise Refused("has_sheets")
    found.delete()


@transaction.atomic
def close(consultation: Consultation, *, now: datetime) -> Consultation:
    """Take nothing in any more, read the indicators of the year that ends with it, and let its petals be drawn."""
    found = _locked(consultation, to_write=False)
    if found.closed:
        return found
    found.closed_at = now
    found.save(update_fields=["closed_at"])
    measures = list(Measure.objects.filter(petal__flower=found.flower_id))
    year = rules.year_to(min(found.until, timezone.localdate(now)))
    figures = reads.figures(year) if measures else {}
    MeasureRead.objects.bulk_create(
        MeasureRead(consultation=found, measure=one, figure=figures.get(one.indicator)) for one in measures
    )
    return found


@transaction.atomic
def reopen(consultation: Consultation) -> Consultation:
    """A sheet was found later: take answers in again; its petals are drawn when it is closed anew."""
    found = _locked(consultation, to_write=False)
    found.read.all().delete()
    found.closed_at = None
    found.save(update_fields=["closed_at"])
    return found


@transaction.atomic
def open_link(consultation: Consultation, public: Public, *, most: int, now: datetime) -> str:
    """A link to this public's questionnaire, for `most` sheets; the one there was opens nothing any more.

    Returns its token, which is kept nowhere. Raises Refused: closed_consultation. `ValueError` out of bounds.
    """
    if not 1 <= most <= rules.MOST_BY_LINK:
        raise ValueError(most)
    found = _locked(consultation)
    close_link(found, public, now=now)
    token = secrets.token_urlsafe(12)
    ConsultationLink.objects.create(consultation=found, public=public, token_hash=token_hash(token), most=most)
    return token


def close_link(consultation: Consultation, public: Public, *, now: datetime) -> None:
    """The link of this public opens nothing any more."""
    consultation.links.filter(public=public, revoked_at=None).update(revoked_at=now)


@transaction.atomic
def answer_by_link(token: str, *, given: Sequence[Given], key: str, today: date) -> Sheet:
    """One questionnaire from whoever has the link, once for the same key, as long as the link still takes some.

    Raises Refused: not_open, link_full, what take_in refuses.
    """
    link = reads.open_link(token, today=today)
    if link is None:
        raise Refused("not_open")
    consultation = _locked(link.consultation)
    if made := Sheet.objects.filter(key=key).first():
        return made
    # The row says whether there is room: two at once never pass the bound.
    if not ConsultationLink.objects.filter(pk=link.pk, revoked_at=None, used__lt=F("most")).update(used=F("used") + 1):
        raise Refused("link_full")
    return _keep(consultation, Public(link.public), SheetWay.PHONE, given, 1, key, today, None)


@transaction.atomic
def take_in(
    consultation: Consultation,
    *,
    public: Public,
    way: SheetWay,
    given: Sequence[Given],
    people: int = 1,
    author: Person,
    key: str,
    today: date,
) -> Sheet:
    """Key back a paper questionnaire, or what hands went up for around a table of so many people. Once for a key.

    Raises Refused: closed_consultation, what rules.check_answers refuses.
    """
    found = _locked(consultation)
    if made := Sheet.objects.filter(key=key).first():
        return made
    return _keep(found, public, way, given, people, key, today, author)


def _keep(
    consultation: Consultation,
    public: Public,
    way: SheetWay,
    given: Sequence[Given],
    people: int,
    key: str,
    day: date,
    author: Person | None,
) -> Sheet:
    asked = [one for one in Question.objects.filter(petal__flower=consultation.flower_id) if one.asks(public)]
    kept = rules.check_answers(given, {one.pk: QuestionKind(one.kind) for one in asked}, way=way, people=people)
    sheet = Sheet.objects.create(
        consultation=consultation, public=public, way=way, people=people, day=day, keyed_by=author, key=key
    )
    Answer.objects.bulk_create(
        Answer(sheet=sheet, question_id=one.question, value=one.value, words=one.words.strip(), count=one.count)
        for one in kept
    )
    return sheet


@transaction.atomic
def withdraw(sheet: Sheet) -> None:
    """Take a mistyped sheet back: it counts for nothing. Raises Refused: closed_consultation, withdrawn."""
    _locked(sheet.consultation)
    if not Sheet.objects.filter(pk=sheet.pk, withdrawn=False).update(withdrawn=True):
        raise Refused("withdrawn")


def choose_words(consultation: Consultation, chosen: Collection[int], *, among: Collection[int]) -> int:
    """Show these words of those that were read (`among`), and no other of them; returns how many are shown."""
    read = Answer.objects.filter(sheet__consultation=consultation, pk__in=among).exclude(words="")
    read.exclude(pk__in=chosen).update(shown=False)
    return read.filter(pk__in=chosen).update(shown=True)
