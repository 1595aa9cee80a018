"""The album: who may be seen, from the moment they agree until they agree no more or are forgotten."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from bocal.directory import acts as directory
from bocal.directory.models import Consent, Person
from bocal.directory.rules import ConsentPurpose
from bocal.house.acts import erase_person
from bocal.impact.acts import album as acts
from bocal.impact.acts.album import Remembered
from bocal.impact.models import Memory, Pictured
from bocal.impact.reads import album as reads
from bocal.impact.rules.album import MemoryKind, neighbours, web_address
from bocal.journals.rules import Refused
from bocal.look.pictures import shrink
from bocal.workshops import acts as workshops
from bocal.workshops.models import Session
from bocal.workshops.rules import SignedBy
from tests import world as worlds
from tests.look.photos import a_photo
from tests.workshops import meeting
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def world() -> World:
    return worlds.build()


def enter(world: World, role: str = "facilitation") -> Client:
    client = Client()
    client.force_login(world.team[role], backend="bocal.house.sign_in.Backend")
    return client


def a_memory(world: World, **more: object) -> Memory:
    told = Remembered(**{"kind": MemoryKind.PHOTO, "day": TODAY, "title": "Les mains dans les tomates", **more})
    picture = shrink(a_photo()) if told.kind is MemoryKind.PHOTO else None
    return acts.remember(told, picture=picture, by=world.facilitator, key=uuid4().hex, now=NOW)


def awa_with_issa() -> tuple[Session, Person, Person]:
    """A session with a woman and her child."""
    session = meeting.session(starts_at=NOW - DAY)
    coming = workshops.sign_up(
        session=session,
        name="Awa",
        phone="06 00 00 00 31",
        children=["Issa"],
        signed_by=SignedBy.LINK,
        now=NOW - 2 * DAY,
    )
    return session, coming.person, Person.objects.get(name="Issa")


def shown(memory: Memory) -> bool:
    found = reads.memory(memory.pk)
    return found is not None and found.shown


# ── Who may be seen ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_picture_waits_until_everybody_on_it_is_named_and_agrees(world):
    memory = a_memory(world)
    assert not shown(memory), "nobody said yet who is on it"
    acts.name_people(memory, [world.customer, world.other_customer])
    acts.agree(world.customer, now=NOW)
    assert not shown(memory), "one of the two has not agreed"
    acts.agree(world.other_customer, now=NOW)
    assert shown(memory)
    assert reads.fit_to_leave().filter(pk=memory.pk).exists()
    consent = Consent.objects.get(person=world.customer, purpose=ConsentPurpose.PHOTO)
    assert consent.given_on == TODAY
    assert "l’on me reconnaît" in consent.wording


def test_a_picture_of_hands_alone_may_be_shown_at_once(world):
    assert shown(a_memory(world, recognisable=False))


def test_whoever_agrees_no_more_leaves_at_once_and_stays_for_the_team(world):
    memory = a_memory(world)
    acts.name_people(memory, [world.customer])
    acts.agree(world.customer, now=NOW)
    assert shown(memory)
    acts.agree_no_more(world.customer, now=NOW)
    assert not shown(memory)
    assert Memory.objects.filter(pk=memory.pk, picture__isnull=False).exists()
    acts.agree(world.customer, now=NOW + DAY)
    assert shown(memory)
    assert Consent.objects.filter(person=world.customer, purpose=ConsentPurpose.PHOTO).count() == 2


def test_agreeing_to_something_else_is_not_agreeing_to_photos(world):
    memory = a_memory(world)
    acts.name_people(memory, [world.customer])
    directory.give_consent(world.customer, ConsentPurpose.PROFILE, wording="x", day=TODAY)
    assert not shown(memory)


def test_a_child_is_seen_when_their_adult_agrees_and_not_by_their_own_word(world):
    session, awa, issa = awa_with_issa()
    memory = a_memory(world, session=session)
    acts.name_people(memory, [issa])
    directory.give_consent(issa, ConsentPurpose.PHOTO, wording="Oui !", day=TODAY)
    assert not shown(memory)
    assert [face.agreed for face in reads.faces(memory)] == [False]
    acts.agree(issa, now=NOW)
    assert shown(memory)
    held = Consent.objects.get(person=issa, withdrawn_on=None)
    assert held.given_by == awa
    assert "Je réponds de cet enfant" in held.wording


def test_a_child_whose_adult_was_forgotten_is_seen_no_more_and_cannot_be(world):
    session, awa, issa = awa_with_issa()
    memory = a_memory(world, session=session)
    acts.name_people(memory, [issa])
    acts.agree(issa, now=NOW)
    erase_person(awa, now=NOW)
    assert not shown(memory)
    with pytest.raises(Refused, match="no_guardian"):
        acts.agree(issa, now=NOW)


def test_forgetting_somebody_deletes_the_pictures_that_show_them(world):
    alone = a_memory(world)
    fair = acts.remember(
        Remembered(MemoryKind.EVENT, TODAY, "Fête du quartier", text="Trois cents personnes."),
        picture=shrink(a_photo()),
        by=world.facilitator,
        key="fair",
        now=NOW,
    )
    other = a_memory(world, recognisable=False)
    for memory in (alone, fair):
        acts.name_people(memory, [world.customer, world.other_customer])
    for person in (world.customer, world.other_customer):
        acts.agree(person, now=NOW)
    erase_person(world.customer, now=NOW)
    assert not Memory.objects.filter(pk=alone.pk).exists()
    fair.refresh_from_db()
    assert (fair.picture, fair.small, fair.text) == (None, None, "Trois cents personnes.")
    assert not Pictured.objects.exists()
    assert shown(other)
    assert not Consent.objects.filter(person=world.customer, withdrawn_on=None).exists()
    assert Consent.objects.filter(person=world.other_customer, withdrawn_on=None).exists()
    with pytest.raises(Refused, match="was_erased"):
        acts.name_people(fair, [world.customer])
    with pytest.raises(Refused, match="was_erased"):
        acts.agree(world.customer, now=NOW)


def test_another_picture_asks_anew_who_is_on_it(world):
    memory = a_memory(world)
    acts.name_people(memory, [world.customer])
    acts.agree(world.customer, now=NOW)
    told = Remembered(MemoryKind.PHOTO, TODAY, "Une autre")
    acts.change(memory, told, picture=shrink(a_photo(size=(600, 400))), now=NOW)
    assert not shown(memory)
    assert not Pictured.objects.exists()


# ── What is taken ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_form_twice_is_one_and_what_does_not_fit_is_refused(world):
    told = Remembered(MemoryKind.PRESS, TODAY, "Le camion", outlet="L’Écho", address="https://echo.example/1")
    first, second = (
        acts.remember(told, picture=None, by=world.facilitator, key="once", now=NOW) for _twice in range(2)
    )
    assert first == second
    for bad, code in (
        (Remembered(MemoryKind.PHOTO, TODAY, "Sans photo"), "no_picture"),
        (Remembered(MemoryKind.EVENT, TODAY + DAY, "Demain"), "to_come"),
        (Remembered(MemoryKind.EVENT, TODAY, "  "), "no_title"),
        (Remembered(MemoryKind.PRESS, TODAY, "Ruse", address="javascript:alert(1)"), "bad_address"),
    ):
        with pytest.raises(Refused, match=code):
            acts.remember(bad, picture=None, by=world.facilitator, key=uuid4().hex, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Memory.objects.create(kind=MemoryKind.PHOTO, day=TODAY, title="x", by=world.facilitator, at=NOW, key="bare")


def test_rules() -> None:
    assert neighbours([2024, 2026, 2022], 2024) == (2022, 2026)
    assert neighbours([2026], 2026) == (None, None)
    assert [web_address(one) for one in ("http://a.fr", "https://a.fr", "file:///etc", "//a.fr")] == [1, 1, 0, 0]
