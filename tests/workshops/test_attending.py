"""Who comes: found again rather than doubled, never more than there is room for, counted once by two tablets."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bocal.directory import acts as directory
from bocal.directory.models import Person
from bocal.journals.rules import Refused
from bocal.workshops import acts, reads
from bocal.workshops.models import Attendance, Session
from bocal.workshops.rules import SignedBy
from tests import world as worlds
from tests.seat import Seat
from tests.workshops.meeting import session
from tests.world import NOW

PHONE = "06 00 00 00 21"
BEFORE = NOW - timedelta(days=2)


def _sign(at: Session, name: str, phone: str = PHONE, **more: Any) -> Attendance:
    told = {"signed_by": SignedBy.LINK, "now": BEFORE, **more}
    return acts.sign_up(session=at, name=name, phone=phone, **told)


@pytest.mark.django_db
def test_the_same_name_and_telephone_is_the_same_person_and_another_name_is_not() -> None:
    one, other = session(), session(starts_at=NOW + timedelta(days=7))
    first = _sign(one, "Hélène")
    assert _sign(one, " helene ").pk == first.pk
    assert _sign(other, "HELENE").person == first.person
    assert _sign(one, "Malo").person != first.person
    one.refresh_from_db()
    assert one.coming == 2


@pytest.mark.django_db
def test_without_a_telephone_nobody_is_taken_for_somebody_else() -> None:
    one = session()
    acts.sign_up(session=one, name="Marie", phone="", signed_by=SignedBy.DESK, now=BEFORE)
    acts.sign_up(session=one, name="Marie", phone="", signed_by=SignedBy.DESK, now=BEFORE)
    assert Person.objects.filter(name="Marie").count() == 2


@pytest.mark.django_db
def test_children_come_with_an_adult_and_leave_with_them() -> None:
    one = session(capacity=4)
    awa = _sign(one, "Awa", children=["Issa", "Nina"])
    assert reads.brought(awa) == ["Issa", "Nina"]
    with pytest.raises(Refused) as refused:
        _sign(one, "Malo", "06 00 00 00 22", children=["Lou"])
    assert refused.value.code == "session_few"
    assert not Person.objects.filter(name="Malo").exists()
    acts.withdraw(awa, now=BEFORE)
    one.refresh_from_db()
    assert (one.coming, reads.guests(one)) == (0, [])
    stranger = directory.register_person(name="Ada")
    with pytest.raises(Refused) as refused:
        acts.add_child(session=one, name="Zoé", phone="", guardian=stranger, signed_by=SignedBy.DESK, now=BEFORE)
    assert refused.value.code == "guardian_withdrawn"


@pytest.mark.django_db
def test_a_child_who_is_called_like_their_adult_is_another_and_the_same_one_next_time() -> None:
    jean = _sign(session(), "Jean").person
    children = []
    for one in (session(), session()):
        _sign(one, "Jean")
        told = {"name": "Jean", "phone": PHONE, "guardian": jean, "signed_by": SignedBy.DESK, "now": BEFORE}
        children.append(acts.add_child(session=one, **told).person_id)
        assert dict(one.attendances.values_list("person", "minor")) == {jean.pk: False, children[-1]: True}
    assert len(set(children)) == 1


@pytest.mark.django_db
def test_full_is_full_but_for_who_is_already_there() -> None:
    one = session(capacity=1)
    _sign(one, "Awa")
    assert _sign(one, "Awa")
    with pytest.raises(Refused) as refused:
        _sign(one, "Malo")
    assert refused.value.code == "session_full"
    acts.sign_up(session=one, name="Malo", phone="", signed_by=SignedBy.WALK_IN, now=NOW)
    one.refresh_from_db()
    assert one.coming == 2
    assert [guest.here for guest in reads.guests(one)] == [False, True]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"public": False}, "session_private"),
        ({"cancelled_at": NOW}, "session_cancelled"),
        ({"closed_at": NOW}, "session_closed"),
        ({"starts_at": BEFORE - timedelta(days=1)}, "session_over"),
    ],
)
def test_strangers_sign_up_only_where_they_may(more: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        _sign(session(**more), "Awa")
    assert refused.value.code == code


@pytest.mark.django_db
def test_a_tick_is_taken_back_by_a_second_one_and_heads_never_fall_below_none() -> None:
    one = session()
    awa = _sign(one, "Awa").person
    for there in (True, True, False, True):
        acts.tick(session=one, person=awa.pk, there=there, now=NOW)
    assert reads.present() == {awa.pk}
    assert acts.count_heads(session=one, more=1, key="head 4") == 1
    assert acts.count_heads(session=one, more=-1, key="head 5") == 0
    with pytest.raises(Refused):
        acts.count_heads(session=one, more=-1, key="head 6")
    with pytest.raises(Refused):
        acts.tick(session=one, person=awa.pk + 999, there=True, now=NOW)


def _together(*doing: Callable[[], Any]) -> list[Any]:
    found: list[Any] = []
    gate = threading.Barrier(len(doing))

    def run(one: Callable[[], Any]) -> None:
        gate.wait()
        try:
            found.append(one())
        except Refused as refused:
            found.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in doing]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return found


@pytest.mark.django_db(transaction=True)
def test_two_for_the_last_place_are_one_and_two_tablets_tick_a_head_once() -> None:
    one = session(capacity=1)
    found = _together(lambda: _sign(one, "Awa"), lambda: _sign(one, "Malo", "06 00 00 00 23"))
    assert "session_full" in found
    one.refresh_from_db()
    assert one.coming == Attendance.objects.count() == 1
    [there] = reads.guests(one)
    _together(*[lambda: acts.tick(session=one, person=there.person.pk, there=True, now=NOW)] * 2)
    _together(*[lambda n=n: acts.count_heads(session=one, more=1, key=f"three {n}") for n in range(3)])
    one.refresh_from_db()
    assert (len(reads.present()), one.heads) == (1, 3)


@pytest.mark.django_db(transaction=True)
def test_the_same_newcomer_sent_twice_at_once_is_one_person() -> None:
    worlds.build()
    one = session()
    _together(lambda: _sign(one, "Awa"), lambda: _sign(one, "Awa"))
    assert Person.objects.filter(name="Awa").count() == 1


# ── The pages ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def world(db: None) -> worlds.World:
    return worlds.build()


def test_a_stranger_comes_by_a_name_and_a_number_keeps_the_day_and_gives_the_place_back(world: worlds.World) -> None:
    one = session(starts_at=timezone.now() + timedelta(days=3), capacity=3)
    seat = Seat().go(reverse("workshops:come", args=[one.pk]))
    assert "3 places libres" in seat.text
    seat.send("Je viens", {"Prénom": "Awa", "Téléphone": "0600000021", "Enfants qui viennent avec vous": "Issa, Nina"})
    assert "À bientôt, Awa" in seat.text
    assert "Issa, Nina" in seat.text
    address = seat.url
    seat.follow("Mettre dans mon agenda")
    assert b"BEGIN:VEVENT" in seat.file
    assert b"DTSTART:" in seat.file
    full = Seat().go(reverse("workshops:come", args=[one.pk]))
    assert "C’est complet" in full.text
    seat.go(address).send("Je ne peux pas venir")
    assert "Votre place est rendue" in seat.text
    one.refresh_from_db()
    assert one.coming == 0


def test_a_link_that_was_changed_opens_nothing_and_one_made_with_the_former_key_does(
    world: worlds.World, settings: Any
) -> None:
    one = session(starts_at=timezone.now() + timedelta(days=3))
    mine, other = _sign(one, "Awa"), _sign(one, "Malo")
    token = reads.link_of(mine)
    for bad in (f"{other.pk}-{token.partition('-')[2]}", token[:-1], "1-" + "0" * 32, "x"):
        assert Client().get(reverse("workshops:coming", args=[bad])).status_code == 404
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key"
    assert Client().get(reverse("workshops:coming", args=[token])).status_code == 200


def test_a_mistyped_number_is_said_beside_its_field_and_nothing_is_lost(world: worlds.World) -> None:
    one = session(starts_at=timezone.now() + timedelta(days=3))
    seat = Seat().go(reverse("workshops:come", args=[one.pk]))
    seat.tries("Je viens", {"Prénom": "Awa", "Téléphone": "06"})
    seat.says("n’est pas un numéro de téléphone")
    assert Attendance.objects.count() == 0


def test_a_stranger_who_never_stops_is_asked_to_come_back_later(world: worlds.World, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"come": "2/h/ip"}
    one = session(starts_at=timezone.now() + timedelta(days=3))
    address = reverse("workshops:come", args=[one.pk])
    for name in ("Awa", "Malo", "Lou"):
        page = Client().post(address, {"name": name, "phone": "0600000021"}, follow=True).content.decode()
    assert "Trop d’inscriptions" in page
    assert Attendance.objects.count() == 2


def test_the_facilitator_ticks_adds_who_is_known_and_who_is_not(world: worlds.World) -> None:
    before = session(starts_at=NOW - timedelta(days=7))
    known = _sign(before, "Bintou Sow", signed_by=SignedBy.DESK).person
    one = session(starts_at=timezone.now() - timedelta(minutes=5))
    acts.sign_up(session=one, name="Awa", phone="", signed_by=SignedBy.DESK, now=BEFORE)
    seat = Seat(world.facilitator).go(reverse("workshops:attend", args=[one.pk]))
    seat.send("Awa")
    seat.says("Pointées : 1 · sur la liste : 1")
    seat.send("une personne sans nom")
    seat.says("sans nom : 1")
    seat.go(reverse("workshops:attend", args=[one.pk]) + "?q=bin").send("Bintou")
    seat.send("Ajouter, il est là", {"Prénom": "Malo"})
    assert {guest.person.name for guest in reads.guests(one) if guest.here} == {"Awa", "Bintou Sow", "Malo"}
    assert reads.guest(one, known.pk) is not None
    seat.send("Ajouter, il est là", {"Prénom": "Lou", "Enfant ? L’adulte qui l’accompagne": "Malo"})
    [lou] = [guest for guest in reads.guests(one) if guest.person.name == "Lou"]
    assert (lou.minor, lou.guardian) == (True, "Malo")
    numbers = {guest.person.name: guest.number for guest in reads.guests(one)}
    seat.send("Enlever Malo")
    assert numbers["Lou"] == 4
    assert [guest.person.name for guest in reads.guests(one)] == ["Awa", "Bintou Sow"]


def test_a_closed_session_shows_who_came_and_where_to_open_it_again(world: worlds.World) -> None:
    one = session(closed_at=NOW)
    Attendance.objects.create(session=one, person=world.customer, signed_by=SignedBy.DESK, said_at=NOW, came_at=NOW)
    seat = Seat(world.facilitator).go(reverse("workshops:attend", args=[one.pk]))
    seat.says("Cette séance est close.")
    assert seat.page.xpath(f"//main//a[@href='{reverse('workshops:close', args=[one.pk])}']")
    assert not seat.page.xpath("//main//input[@name='do']")
    # The script counts buttons: here are none, and the numbers stand as they were written.
    seat.says("Pointées : 1 · sur la liste : 1")
    assert not seat.page.xpath("//main//*[@data-count]")
    # A page that was open since before says so where one looks.
    sent = seat.client.post(seat.url, {"do": "tick", "person": world.customer.pk, "there": "0", "key": "k"})
    people = sent.content.decode().partition('<div id="people"')[2]
    assert "Cette séance est close : elle ne change plus." in people.partition("<h2>")[0]


def test_people_are_found_by_the_first_figures_of_their_number(world: worlds.World) -> None:
    one = session()
    person = directory.register_person(name="Bintou Sow", phone="06 12 34 56 78")
    assert reads.propose(one, "061234") == [person]
    assert reads.propose(one, "sow") == [person]
    assert reads.propose(one, "b") == []
