"""A day without network: what tablets noted comes back once, late, in any order; what differs waits for a person."""

import json
import re
from datetime import timedelta
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.urls import reverse

from bocal.directory.models import Person
from bocal.directory.reads import seal_keys
from bocal.directory.rules.sealing import lock, unlock
from bocal.house.acts import erase_person
from bocal.journals.models import Voucher
from bocal.kitchen.models import Reading
from bocal.safety.rules import Every, Topic
from bocal.workshops import acts, reads
from bocal.workshops.models import Session, Tablet, Unresolved
from bocal.workshops.rules import SignedBy
from bocal.workshops.rules.profile import SEALED_FOR, Answers, Area, Gender
from tests import world as worlds
from tests.journals.kitchen import cook
from tests.kitchen.planned import line
from tests.seat import Seat
from tests.workshops.meeting import session
from tests.workshops.tablets import sealed
from tests.world import NOW, World

#: When the tablets come back: NOW is the session's own moment.
BACK = NOW + timedelta(hours=6)
HOUR = 3600


@pytest.fixture
def world(db: None) -> World:
    return worlds.build()


@pytest.fixture
def here(world: World) -> Session:
    return session()


class Device:
    """Somebody's tablet: notes without network, then sends all of it in one parcel."""

    def __init__(self, person: Person) -> None:
        self.client = Client()
        self.client.force_login(person, backend="bocal.house.sign_in.Backend")
        self.notes: list[dict[str, Any]] = []

    def note(self, page: str, at: Session, *, ago: int = 5 * HOUR, key: str = "", **fields: object) -> str:
        name = key or str(uuid4())
        body = [[one, str(value)] for one, value in fields.items()]
        self.notes.append({"key": name, "url": reverse(f"workshops:{page}", args=[at.pk]), "age": ago, "body": body})
        return name

    def back(self) -> list[str]:
        """What became of each note; they stay on the tablet, as if the answer had been lost."""
        answer = self.client.post(reverse("sync"), json.dumps({"notes": self.notes}), content_type="application/json")
        assert answer.status_code == 200, answer.content
        states = answer.json()["states"]
        return [states[one["key"]] for one in self.notes]


@pytest.fixture(autouse=True)
def later() -> Any:
    with time_machine.travel(BACK, tick=False):
        yield


def sign(at: Session, name: str = "Awa", by: SignedBy = SignedBy.DESK) -> Person:
    return acts.sign_up(session=at, name=name, phone="", signed_by=by, now=NOW - timedelta(days=1)).person


def test_a_whole_day_comes_back_in_one_parcel_and_twice_is_once(world: World, here: Session) -> None:
    lot = cook(world, 10)
    item, glass = world.items["Coulis de tomate 720 ml"], world.formats["720"]
    awa = sign(here)
    tablet = Device(world.facilitator)
    tablet.note("attend", here, do="tick", person=awa.pk, there=1)
    for _head in range(3):
        tablet.note("attend", here, do="heads")
    bintou = tablet.note("attend", here, do="add", name="Bintou")
    answers = sealed({"gender": "woman", "area": "town", "agrees": "on"}, lock(seal_keys(), purpose=SEALED_FOR))
    tablet.note("profile", here, who=bintou, sealed=answers)
    tablet.note("take_home", here, who=bintou, **{f"i{item.pk}": 2, f"g{glass.pk}": 1})
    tablet.note("take_home", here, who=awa.pk, **{f"i{item.pk}": 1})
    tablet.note("rest", here, to="eat", **{f"i{item.pk}": 1})
    assert tablet.back() == ["done"] * 9
    assert tablet.back() == ["done"] * 9
    there = {one.person.name: one.here for one in reads.guests(here)}
    assert there == {"Awa": True, "Bintou": True}
    here.refresh_from_db()
    assert here.heads == 3
    who = reads.who(here, bintou)
    assert who is not None
    assert reads.profiles_of([who.pk])[who.pk] == Answers(gender=Gender.WOMAN, area=Area.TOWN)
    count = reads.sums(here, BACK).count
    assert (count.taken, count.eaten, count.glass) == (3, 1, 1)
    assert lot.pk
    # On the day on which it happened, though it was written later.
    assert {row.day for row in reads.gestures(here)} == {NOW.date()}


def test_two_tablets_tick_one_person_and_it_is_so_once(world: World, here: Session) -> None:
    awa = sign(here)
    for person in (world.facilitator, world.cook):
        tablet = Device(person)
        tablet.note("attend", here, do="tick", person=awa.pk, there=1)
        assert tablet.back() == ["done"]
    assert [one.here for one in reads.guests(here)] == [True]
    assert not Unresolved.objects.exists()


def test_of_two_words_the_later_waits_for_a_person_whichever_comes_first(world: World, here: Session) -> None:
    awa = sign(here, by=SignedBy.DESK)
    second, first = Device(world.cook), Device(world.facilitator)
    second.note("attend", here, do="tick", person=awa.pk, there=1, ago=2 * HOUR)
    second.note("attend", here, do="tick", person=awa.pk, there=0, ago=HOUR)
    assert second.back() == ["done", "done"]
    first.note("attend", here, do="tick", person=awa.pk, there=1, ago=3 * HOUR)
    assert first.back() == ["kept"]
    [note] = Unresolved.objects.all()
    seat = Seat(world.facilitator).go(reverse("workshops:undecided")).follow("Présence")
    seat.says("Awa", "Quelqu’un a dit le contraire depuis", world.cook.name, world.facilitator.name, "pas là")
    seat.send("Enregistrer ceci").says("Rien n’attend")
    assert [one.here for one in reads.guests(here)] == [True]
    note.refresh_from_db()
    assert (note.outcome, note.ended_by) == ("written", world.facilitator)


def test_one_s_own_earlier_word_does_not_come_back_over_the_later_one(world: World, here: Session) -> None:
    awa = sign(here)
    tablet, other = Device(world.facilitator), Device(world.facilitator)
    tablet.note("attend", here, do="tick", person=awa.pk, there=1, ago=2 * HOUR)
    tablet.note("attend", here, do="tick", person=awa.pk, there=0, ago=HOUR)
    tablet.back()
    other.note("attend", here, do="tick", person=awa.pk, there=1, ago=3 * HOUR)
    assert other.back() == ["done"]
    assert [one.here for one in reads.guests(here)] == [False]


def test_a_session_closed_meanwhile_keeps_what_comes_and_opens_again_if_a_person_wants(
    world: World, here: Session
) -> None:
    awa = sign(here)
    acts.hear(session=here, device="a", person=world.facilitator, waiting=0, now=BACK - timedelta(hours=5))
    silent = Seat(world.direction).go(reverse("workshops:close", args=[here.pk]))
    silent.says("Appareils sans nouvelles : 1", world.facilitator.name)
    acts.close(session=here, minutes={}, author=world.direction, key="close", now=BACK)
    tablet = Device(world.facilitator)
    tablet.note("attend", here, do="tick", person=awa.pk, there=1)
    tablet.note("attend", here, do="heads")
    assert tablet.back() == ["kept", "kept"]
    assert tablet.back() == ["kept", "kept"]
    seat = Seat(world.direction).go(reverse("workshops:close", args=[here.pk]))
    seat.says("Gestes notés sans réseau qui attendent un choix : 2")
    seat.go(reverse("workshops:programme")).follow("2 gestes notés sans réseau").follow("Présence")
    seat.says("Rouvrir la séance")
    seat.send("Rouvrir la séance et l’enregistrer")
    here.refresh_from_db()
    assert (here.closed_at, here.reopened_why) == (None, f"noté sans réseau par {world.facilitator.name}")
    seat.follow("Personne sans nom").send("Laisser comme c’est enregistré")
    here.refresh_from_db()
    assert (here.heads, [one.here for one in reads.guests(here)]) == (0, [True])
    # Sent once more by a tablet that never heard the answer: decided, and done with.
    assert tablet.back() == ["done", "done"]


def test_more_jars_out_than_there_are_wait_with_their_number(world: World, here: Session) -> None:
    cook(world, 3)
    item = world.items["Coulis de tomate 720 ml"]
    awa, bintou = sign(here), sign(here, "Bintou")
    for person, who in ((world.facilitator, awa), (world.cook, bintou)):
        tablet = Device(person)
        tablet.note("take_home", here, who=who.pk, **{f"i{item.pk}": 2})
        tablet.back()
    [note] = Unresolved.objects.all()
    assert (note.why, note.what, note.person) == ("too_few_jars", "jars", world.cook)
    seat = Seat(world.facilitator).go(reverse("workshops:choose", args=[note.pk]))
    seat.says("Il ne reste que 1", "Bintou")
    seat.tries("Enregistrer ceci")
    seat.says("Il ne reste que 1")
    seat.send("Enregistrer ceci", {f"i{item.pk}": "1"}).says("Rien n’attend")
    assert reads.sums(here, BACK).count.taken == 3


def test_who_was_written_down_on_a_tablet_that_is_not_back_is_waited_for(world: World, here: Session) -> None:
    cook(world, 3)
    item = world.items["Coulis de tomate 720 ml"]
    first, second = Device(world.facilitator), Device(world.facilitator)
    key = first.note("attend", here, do="add", name="Bintou", ago=5 * HOUR)
    second.note("take_home", here, who=key, **{f"i{item.pk}": 1}, ago=4 * HOUR)
    assert second.back() == ["kept"]
    assert first.back() == ["done"]
    [note] = Unresolved.objects.all()
    seat = Seat(world.facilitator).go(reverse("workshops:choose", args=[note.pk]))
    seat.says("Bintou")
    seat.send("Enregistrer ceci").says("Rien n’attend")
    assert reads.sums(here, BACK).count.taken == 1


def test_answers_are_kept_sealed_or_not_at_all(world: World, here: Session) -> None:
    awa = sign(here)
    public = lock(seal_keys(), purpose=SEALED_FOR)
    tablet = Device(world.facilitator)
    # What the tablet should have asked: answers without an agreement; and answers that somebody altered.
    tablet.note("profile", here, who=awa.pk, sealed=sealed({"gender": "woman"}, public))
    text = sealed({"gender": "woman", "agrees": "on"}, public)
    tablet.note("profile", here, who=awa.pk, sealed=("B" if text[100] == "A" else "A").join((text[:100], text[101:])))
    tablet.note("profile", here, who=awa.pk, gender="woman")
    assert tablet.back() == ["kept", "kept", "kept"]
    assert sorted(Unresolved.objects.values_list("why", flat=True)) == ["no_consent", "no_consent", "sealed_lost"]
    assert "woman" not in json.dumps(list(Unresolved.objects.values_list("fields", flat=True)))
    assert not reads.asked([awa.pk])
    for note in Unresolved.objects.all():
        Seat(world.facilitator).go(reverse("workshops:choose", args=[note.pk])).says("Des réponses scellées")


def test_only_the_server_opens_what_a_tablet_sealed() -> None:
    keys = ["present " * 8, "former " * 8]
    old = sealed({"a": "1"}, lock(keys[1:], purpose="x"))
    assert unlock(old, keys, purpose="x") == b'{"a": "1"}'
    assert unlock(old, keys[:1], purpose="x") is None
    assert unlock(old, keys, purpose="y") is None
    for bad in ("", "é", "AAAA", old[:90], old[:-8] + "AAAAAAAA"):
        assert unlock(bad, keys, purpose="x") is None
    assert lock(keys, purpose="x") != lock(keys, purpose="y")


def test_what_was_done_at_a_session_called_off_meanwhile_brings_it_back(world: World, here: Session) -> None:
    tablet = Device(world.facilitator)
    tablet.note("attend", here, do="heads")
    acts.cancel(session=here, why="Pluie", now=BACK)
    assert tablet.back() == ["kept"]
    note = Unresolved.objects.get()
    seat = Seat(world.facilitator).go(reverse("workshops:choose", args=[note.pk]))
    seat.says("La séance a été annulée")
    seat.send("Rétablir la séance et l’enregistrer")
    here.refresh_from_db()
    assert (here.cancelled_at, here.heads) == (None, 1)
    assert here.reopened_why == f"noté sans réseau par {world.facilitator.name}"


def test_a_name_stays_in_a_note_only_while_it_waits(world: World, here: Session) -> None:
    acts.close(session=here, minutes={}, author=world.direction, key="close", now=BACK)
    tablet = Device(world.facilitator)
    for name in ("Bintou", "Zohra"):
        tablet.note("attend", here, do="add", name=name, phone="06 00 00 00 41")
    assert tablet.back() == ["kept", "kept"]
    first, second = Unresolved.objects.all()
    seat = Seat(world.facilitator).go(reverse("workshops:choose", args=[first.pk])).send("Rouvrir la séance")
    seat.go(reverse("workshops:choose", args=[second.pk])).send("Laisser comme c’est enregistré")
    assert [one.person.name for one in reads.guests(here)] == ["Bintou"]
    kept = json.dumps(list(Unresolved.objects.values_list("fields", flat=True)))
    assert not re.search("Bintou|Zohra|06 00", kept)


def test_a_reading_of_the_square_counts_on_its_day(world: World, here: Session) -> None:
    point = line(Topic.COLD, every=Every.DAY)
    tablet = Device(world.cook)
    tablet.note("temperatures", here, point=point.pk, value="3,5", ago=HOUR)
    tablet.note("temperatures", here, point=point.pk, value="froid", ago=HOUR)
    tablet.note("temperatures", here, point=point.pk + 999, value="3", ago=HOUR)
    assert tablet.back() == ["done", "kept", "kept"]
    assert [(row.point, row.day) for row in Reading.objects.all()] == [(point, BACK.date())]
    note = Unresolved.objects.get(why="form")
    seat = Seat(world.cook).go(reverse("workshops:choose", args=[note.pk]))
    seat.says("Il manque quelque chose")
    seat.send("Enregistrer ceci", value="4")
    assert Reading.objects.count() == 2
    # Another day's readings are its own, and are written no more.
    seat.go(reverse("workshops:temperatures", args=[here.pk])).says("Noter")
    other = session(starts_at=NOW + timedelta(days=3))
    seat.go(reverse("workshops:temperatures", args=[other.pk])).says("Rien n’a été relevé.")
    assert not seat.page.xpath("//main//form[@novalidate]")


def test_a_parcel_is_not_believed(world: World, here: Session) -> None:
    tablet = Device(world.facilitator)
    for bad in (b"", b"[]", b'{"notes": 3}', b'{"notes": [{}]}', b"[" * 100_000, b'{"notes": [{"key": 1}]}'):
        assert tablet.client.post(reverse("sync"), bad, content_type="application/json").status_code == 400
    tablet.notes = [
        {"key": "a", "url": reverse("directory:people"), "age": 0, "body": []},
        {"key": "b", "url": "https://elsewhere.example/", "age": 0, "body": []},
        {"key": "c", "url": "", "age": 0, "body": []},
        {"key": "d", "url": reverse("workshops:attend", args=[here.pk + 99]), "age": 0, "body": [["do", "heads"]]},
        {"key": "e", "url": reverse("workshops:attend", args=[here.pk]), "age": "x", "body": [["do", "heads"]]},
        {"key": "f", "url": reverse("workshops:attend", args=[here.pk]), "age": 0, "body": [["do", "burn"]]},
    ]
    assert tablet.back() == ["gone", "gone", "gone", "gone", "done", "gone"]
    assert tablet.client.get(reverse("sync")).status_code == 405
    assert Client().post(reverse("sync"), "{}", content_type="application/json").status_code == 302


def test_each_page_s_own_door_holds_for_what_comes_back(world: World, here: Session) -> None:
    tablet = Device(world.customer)
    tablet.note("attend", here, do="heads")
    assert tablet.back() == ["refused"]
    here.refresh_from_db()
    assert here.heads == 0


def test_a_tablet_says_that_it_is_there(world: World, here: Session) -> None:
    tablet = Device(world.facilitator)
    address = reverse("workshops:tablet", args=[here.pk])
    for waiting in (2, 0):
        assert tablet.client.post(address, {"device": "one", "waiting": waiting}).json() == {"state": "done"}
    [one] = Tablet.objects.all()
    assert (one.waiting, one.heard_at, one.person) == (0, BACK, world.facilitator)
    assert not reads.silent_tablets(here, BACK)
    assert reads.silent_tablets(here, BACK + timedelta(hours=1)) == [one]
    for bad in ({}, {"device": "", "waiting": 0}, {"device": "x" * 99, "waiting": 0}, {"device": "a", "waiting": "é"}):
        assert tablet.client.post(address, bad).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_four_tablets_come_back_at_once() -> None:
    world = worlds.build()
    cook(world, 6)
    item = world.items["Coulis de tomate 720 ml"]
    here = session()
    people = [sign(here, f"Guest {n}") for n in range(4)]
    tablets = [Device(person) for person in (world.facilitator, world.cook, world.direction, world.facilitator)]
    for tablet in tablets:
        for one in people:
            tablet.note("attend", here, do="tick", person=one.pk, there=1)
        tablet.note("attend", here, do="heads")
        tablet.note("take_home", here, who=people[0].pk, **{f"i{item.pk}": 2})
    states: list[list[str]] = []

    def back(tablet: Device) -> None:
        try:
            states.append(tablet.back())
        finally:
            connections.close_all()

    threads = [Thread(target=back, args=(tablet,)) for tablet in tablets]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(said[-1] for said in states) == ["done", "done", "done", "kept"]
    assert all(said[:-1] == ["done"] * 5 for said in states)
    here.refresh_from_db()
    assert here.heads == 4
    assert all(one.here for one in reads.guests(here))
    assert Voucher.objects.filter(session_link__session=here).count() == 3


def test_jars_of_a_sort_that_ran_out_are_not_left_out_silently(world: World, here: Session) -> None:
    cook(world, 2)
    item, glass = world.items["Coulis de tomate 720 ml"], world.formats["720"]
    awa, bintou = sign(here), sign(here, "Bintou")
    tablet = Device(world.facilitator)
    tablet.note("take_home", here, who=awa.pk, **{f"i{item.pk}": 2})
    # A jar that is not there, and a glass that alone would be taken back.
    tablet.note("take_home", here, who=bintou.pk, **{f"i{item.pk}": 1, f"g{glass.pk}": 1})
    assert tablet.back() == ["done", "kept"]
    assert [(note.why, note.details["there"]) for note in Unresolved.objects.all()] == [("too_few_jars", 0)]
    note = Unresolved.objects.get()
    Seat(world.facilitator).go(reverse("workshops:choose", args=[note.pk])).says("Bintou", "Coulis de tomate 720 ml")


def test_spaces_and_pictures_as_phones_type_them_are_kept(world: World, here: Session) -> None:
    acts.close(session=here, minutes={}, author=world.facilitator, key="c", now=BACK)
    tablet = Device(world.facilitator)
    tablet.note("attend", here, do="add", name="Anne\u00a0Marie")
    tablet.note("attend", here, do="add", name="Zoé \N{WOMAN}\u200d\N{COOKING}")
    assert tablet.back() == ["kept", "kept"]
    assert Unresolved.objects.first().fields["name"] == "Anne Marie"  # type: ignore[union-attr]


def test_whoever_is_forgotten_is_in_no_note_that_waits(world: World, here: Session) -> None:
    awa = acts.sign_up(session=here, name="Awa", phone="06 00 00 00 21", signed_by=SignedBy.DESK, now=NOW)
    key = lock(seal_keys(), purpose=SEALED_FOR)
    tablet = Device(world.facilitator)
    acts.withdraw(awa, now=NOW)
    tablet.note("profile", here, who=awa.person_id, sealed=sealed({"gender": "woman", "agrees": "on"}, key))
    acts.close(session=here, minutes={}, author=world.facilitator, key="c", now=BACK)
    tablet.note("attend", here, do="add", name="awa", phone="0600000021")
    assert tablet.back() == ["kept", "kept"]
    erase_person(awa.person, now=BACK)
    assert [(one.waits, set(one.fields) & {"name", "phone", "sealed"}) for one in Unresolved.objects.all()] == [
        (False, set()),
        (False, set()),
    ]
    # A tablet that comes back only now.
    late = Device(world.facilitator)
    late.note("profile", here, who=awa.person_id, sealed=sealed({"gender": "woman", "agrees": "on"}, key))
    assert late.back() == ["done"]
    assert Unresolved.objects.count() == 2
    assert not reads.profiles_of([awa.person_id])
