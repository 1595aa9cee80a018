"""What a session's forms mean: the same whether they are sent now, come back from a tablet, or are chosen by a person
who has seen two versions."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from bocal.directory.doors import Request
from bocal.directory.models import Person
from bocal.directory.reads import seal_keys
from bocal.directory.rules.sealing import unlock
from bocal.journals.acts import noting
from bocal.journals.rules import Refused
from bocal.kitchen import acts as kitchen
from bocal.look import offline
from bocal.look.forms import PlainForm
from bocal.safety import reads as plan
from bocal.workshops import acts, reads, words
from bocal.workshops.models import Session
from bocal.workshops.pages.session_forms import HomeForm, ProfileForm, ReadingForm, RestForm, SomebodyForm
from bocal.workshops.rules import Face, SignedBy
from bocal.workshops.rules.noting import Errand
from bocal.workshops.rules.profile import SEALED_FOR, read_answers

_ITEM = re.compile("i[0-9]{1,12}")


@dataclass(frozen=True)
class Said:
    """A form of a session, who fills it, and whether it may be shown again (what a tablet sends back never is)."""

    session: Session
    fields: Mapping[str, Any]
    person: Person
    key: str
    now: datetime
    shown: bool = True


@dataclass(frozen=True)
class Meant:
    """What writes it (at the moment when it was noted, or None for now; whether a person has seen another version and
    means it all the same), and its form where it has more than a button."""

    do: Callable[[datetime | None, bool], Any]
    form: PlainForm = field(default_factory=PlainForm)

    def checked(self, at: datetime | None, sure: bool) -> Any:
        """The same. Raises Refused: form, when the form lacks something, and what the act refuses."""
        if self.form.is_bound and not self.form.is_valid():
            raise Refused("form")
        return self.do(at, sure)


def session_of(request: Request, pk: int) -> Session | None:
    """The session of a page whose forms may come back from a tablet, many at once."""
    return offline.remembered(request, ("session", pk), lambda: reads.session(pk))


def meant(what: Errand, said: Said) -> Meant:
    """What a form means."""
    return _MEANINGS[what](said)


def sent_now(request: Request, session: Session, what: Errand) -> Meant:
    """What the form of this request means."""
    key = request.POST.get("key", "")[:64]
    return meant(what, Said(session, request.POST, request.user, key, timezone.now()))


def come_back(request: Request, session: Session, what: str) -> HttpResponse:
    """A tablet sends what it kept while there was no network."""
    if what not in set(Errand):
        return offline.unreadable()
    errand, now = Errand(what), timezone.now()
    sent = offline.sent(request)
    note = noting.note(request.user, sent, earliest=reads.noted_since(session), now=now)
    fields = {**sent.fields, "key": sent.key}
    told = meant(errand, Said(session, fields, request.user, sent.key, now, shown=False))
    if errand is Errand.PROFILE:
        # Answers are kept sealed or not at all.
        note = noting.Note(note.person, note.key, note.noted_at, _sealed_only(sent.fields))
        if reads.forgotten(sent.fields.get("who", "")):
            # Whoever asked to be forgotten takes along what they answered on the tablet.
            return offline.answer(kept=False)
    try:
        kept = acts.note(session=session, what=errand, note=note, do=lambda at: told.checked(at, False), now=now)
    except Refused:
        return offline.unreadable()
    return offline.answer(kept=kept is not None and kept.waits)


def _sealed_only(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: fields[name] for name in ("who", "sealed") if name in fields}


def _number(said: Said, name: str) -> int:
    typed = str(said.fields.get(name, ""))
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 13 else 0


def _way(said: Said, at: datetime | None) -> SignedBy:
    return SignedBy.WALK_IN if reads.begun(said.session, at or said.now) else SignedBy.DESK


def _tick(said: Said) -> Meant:
    there = said.fields.get("there") == "1"

    def do(at: datetime | None, sure: bool) -> None:
        acts.tick(
            session=said.session,
            person=_number(said, "person"),
            there=there,
            by=said.person,
            now=said.now,
            noted_at=at,
            sure=sure,
        )

    return Meant(do)


def _heads(said: Said) -> Meant:
    more = -1 if said.fields.get("more") == "-1" else 1

    def do(_at: datetime | None, _sure: bool) -> None:
        if not said.key:
            raise Refused("form")
        acts.count_heads(session=said.session, more=more, key=said.key)

    return Meant(do)


def _known(said: Said) -> Meant:
    def do(at: datetime | None, _sure: bool) -> None:
        person = reads.those([_number(said, "person")]).first()
        if person is None:
            raise Refused("not_on_list")
        acts.add(session=said.session, person=person, signed_by=_way(said, at), now=at or said.now, key=said.key)

    return Meant(do)


def _off(said: Said) -> Meant:
    def do(at: datetime | None, _sure: bool) -> None:
        found = said.session.attendances.filter(person=_number(said, "person")).first()
        if found is not None:
            acts.withdraw(found, now=at or said.now)

    return Meant(do)


def _add(said: Said) -> Meant:
    form = SomebodyForm(said.fields, session=said.session, guests=lambda: reads.guests(said.session))

    def do(at: datetime | None, _sure: bool) -> None:
        found, guardian = form.cleaned_data, form.cleaned_data["guardian"]
        how: dict[str, Any] = {
            "session": said.session,
            "signed_by": _way(said, at),
            "now": at or said.now,
            "key": said.key,
        }
        if guardian is None:
            acts.sign_up(name=found["name"], phone=found["phone"], **how)
        else:
            phone = found["phone"] or guardian.phone
            acts.add_child(name=found["name"], phone=phone, guardian=guardian, **how)

    return Meant(do, form)


def _profile(said: Said) -> Meant:
    fields: dict[str, Any] = {name: said.fields[name] for name in said.fields}
    sealed = str(fields.pop("sealed", ""))
    opened = unlock(sealed, seal_keys(), purpose=SEALED_FOR) if sealed else b"{}"
    read = json.loads(opened) if opened is not None else {}
    fields |= {name: value for name, value in read.items() if isinstance(value, str)}
    form = ProfileForm(fields, session=said.session, guests=lambda: reads.guests(said.session))

    def do(at: datetime | None, _sure: bool) -> None:
        if opened is None:
            raise Refused("sealed_lost")
        none = "none" in fields
        answers = read_answers(dict.fromkeys(words.QUESTIONS, "declined")) if none else form.answers()
        data = form.cleaned_data
        adult = reads.guardian(said.session, data["who"])
        acts.answer(person=data["who"], answers=answers, agrees=data["agrees"], by=adult, now=at or said.now)

    return Meant(do, form)


def _shelves(said: Said) -> list[reads.Shelf]:
    """The jars that a form may name: those that are there, and those that it names though none are left, so that the
    act says so."""
    there = reads.shelves(said.session) if said.shown else []
    known = {shelf.item.pk for shelf in there}
    named = {int(name[1:]) for name in said.fields if _ITEM.fullmatch(name) and said.fields[name]}
    return [*there, *reads.sorts(named - known)]


def _jars(said: Said) -> Meant:
    session = said.session

    def guests() -> list[reads.Guest]:
        return [one for one in reads.guests(session) if not one.gone]

    form = HomeForm(said.fields, session=session, guests=guests, shelves=_shelves(said), formats=list(reads.formats()))

    def do(at: datetime | None, sure: bool) -> Any:
        return acts.take_home(
            session=session,
            person=form.cleaned_data["who"],
            jars=form.jars(),
            glass=form.glass(),
            sure=sure or form.cleaned_data.get("sure", False),
            author=said.person,
            key=said.key,
            now=said.now,
            noted_at=at,
        )

    return Meant(do, form)


def _rest(said: Said) -> Meant:
    form = RestForm(said.fields, shelves=_shelves(said))

    def do(at: datetime | None, _sure: bool) -> Any:
        told: dict[str, Any] = {
            "session": said.session,
            "jars": form.jars(),
            "author": said.person,
            "key": said.key,
            "now": said.now,
            "noted_at": at,
        }
        verb, _dash, which = form.cleaned_data["to"].partition("-")
        if verb == "give":
            return acts.give_on(to=reads.receivers().get(pk=which), **told)
        if verb == "put":
            return acts.put_in_stock(place=reads.stocks().get(pk=which), **told)
        return acts.eat(**told)

    return Meant(do, form)


def _reading(said: Said) -> Meant:
    form = ReadingForm(said.fields, auto_id=False)

    def do(at: datetime | None, _sure: bool) -> Any:
        point = plan.point(_number(said, "point"))
        if point is None:
            raise Refused("point_gone")
        return kitchen.read_point(
            point,
            day=timezone.localdate(at or said.now),
            value=form.cleaned_data["value"],
            sound={"yes": True, "no": False}.get(form.cleaned_data["sound"]),
            note=form.cleaned_data["note"],
            author=said.person,
            key=said.key,
            now=said.now,
        )

    return Meant(do, form)


def _taste(said: Said) -> Meant:
    def do(at: datetime | None, _sure: bool) -> Any:
        dish = next((one for one in reads.menu(said.session) if one.pk == _number(said, "dish")), None)
        face = said.fields.get("face", "")
        if dish is None or face not in set(Face):
            raise Refused("form")
        word = str(said.fields.get("word", ""))
        return acts.taste(dish=dish, face=Face(face), word=word, key=said.key, now=at or said.now)

    return Meant(do)


#: What each form means.
_MEANINGS: dict[Errand, Callable[[Said], Meant]] = {
    Errand.TICK: _tick,
    Errand.HEADS: _heads,
    Errand.KNOWN: _known,
    Errand.ADD: _add,
    Errand.OFF: _off,
    Errand.PROFILE: _profile,
    Errand.JARS: _jars,
    Errand.REST: _rest,
    Errand.READING: _reading,
    Errand.TASTE: _taste,
}
