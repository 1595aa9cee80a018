"""What is kept about somebody: shown, taken away as a file, and forgotten for good."""

import json
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session as BrowserSession
from django.test import Client
from django.urls import reverse

from bocal.billing import reads as billing
from bocal.directory import acts as directory
from bocal.directory.models import Letter, Organisation, Person, Role
from bocal.directory.rules import Desk
from bocal.house import acts, night, personal, words
from bocal.journals import acts as journals
from bocal.journals import reads as journal_reads
from bocal.journals.models import HoursLine
from bocal.journals.rules import Gesture, Hours, HoursKind, Kind, Refused
from bocal.orders import acts as orders
from bocal.orders.acts import Came, Given
from bocal.workshops import acts as workshops
from bocal.workshops import reads as workshop_reads
from bocal.workshops.models import Profile, Unresolved
from bocal.workshops.rules import SignedBy
from bocal.workshops.rules.profile import Answers, Employment, Gender
from tests.orders import scene as scenes
from tests.orders.scene import PICKUP, Scene
from tests.workshops import meeting
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db
A_YEAR = timedelta(days=366)


@pytest.fixture
def scene() -> Scene:
    return scenes.build()


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="bocal.house.sign_in.Backend")
    return client


def everywhere(word: str) -> list[str]:
    """The tables in which a word can still be read, journals apart."""
    found = []
    for model in (Person, Organisation, Letter, Role, Profile):
        for row in model.objects.all():
            if any(word in str(getattr(row, field.attname)) for field in row._meta.concrete_fields):
                found.append(model.__name__)
    return found


def answered(person: Person) -> None:
    workshops.save_profile(
        person=person, answers=Answers(gender=Gender.WOMAN, employment=Employment.UNEMPLOYED), now=NOW
    )


# ── Seen and taken away ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_holds_all_that_names_them_and_nothing_that_opens_a_door(scene):
    customer = scene.world.customer
    order = scene.place(tomatoes=2)
    answered(customer)
    answer = signed_in(customer).get(reverse("my_data_file"))
    told = json.loads(answer.content)
    assert told["person"]["name"] == customer.name
    assert told["profile"] == {"gender": "woman", "employment": "unemployed"}
    (orders,) = [part for part in told["rows"] if (part["table"], part["as"]) == ("orders.Order", "person")]
    assert [row["id"] for row in orders["rows"]] == [order.pk]
    assert not {"password", "token_hash", "key", "sealed"} & {
        name for part in [{"rows": [told["person"]]}, *told["rows"]] for row in part["rows"] for name in row
    }
    assert scene.world.other_customer.name not in answer.content.decode()


def test_that_somebody_answered_is_said_and_never_what(scene):
    customer = scene.world.customer
    page = reverse("personal_data", args=[customer.pk])
    seen = signed_in(scene.world.direction)
    assert "éponses aux questions" not in seen.get(page).content.decode()
    answered(customer)
    told = seen.get(page).content.decode()
    assert "Réponses aux questions" in told
    assert "unemployed" not in told


def test_a_file_of_the_crew_tells_of_nobody_whom_they_wrote_down(scene):
    crew = scene.world.facilitator
    here = meeting.session()
    workshops.sign_up(session=here, name="Bintou", phone="", signed_by=SignedBy.DESK, now=NOW)
    guest = here.attendances.get().person
    workshops.tick(session=here, person=guest.pk, there=True, by=crew, now=NOW)
    Unresolved.objects.create(
        what="add", session=here, person=crew, key="n", noted_at=NOW, kept_at=NOW, fields={"name": "Zohra"}, why="form"
    )
    told = personal.dossier(crew).told()
    text = json.dumps(told, default=str)
    assert "Zohra" not in text
    assert not [part for part in told["rows"] if part["as"] == "ticked_by" and part["rows"]]


def test_a_file_asks_of_those_tables_alone_that_hold_something(scene, django_assert_max_num_queries):
    scene.place(tomatoes=2)
    with django_assert_max_num_queries(12):
        told = personal.dossier(scene.world.customer).told()
    assert {part["table"] for part in told["rows"]} >= {"orders.Order", "directory.Role"}


def test_every_table_of_a_customer_has_a_name_that_people_read(scene):
    scene.place(tomatoes=2)
    directory.write_letter(email="x@exemple.test", subject="s", body="b", now=NOW, person=scene.world.customer)
    page = signed_in(scene.world.customer).get(reverse("my_data")).content.decode()
    for line in personal.summary(scene.world.customer, personal.households(scene.world.customer)):
        assert line.table in words.TABLES, line.table
        assert str(words.TABLES[line.table]) in page.lower()


def test_every_table_that_tells_of_somebody_has_a_name_that_people_read():
    told = {
        field.model._meta.label
        for target in (Person, Organisation)
        for field in personal._links(target)
        if field.name not in personal._AUTHORS
    }
    # A household is never the collective.
    assert told - set(words.TABLES) <= {"directory.Collective"}


def test_each_sees_their_own_and_the_direction_what_it_is_asked_for(scene):
    world = scene.world
    page = reverse("personal_data", args=[world.customer.pk])
    assert signed_in(world.other_customer).get(page).status_code == 403
    assert signed_in(world.sales).get(page).status_code == 403
    assert world.customer.name in signed_in(world.direction).get(page).content.decode()
    assert signed_in(world.direction).get(reverse("personal_data_file", args=[world.customer.pk])).status_code == 200


# ── Forgotten ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_asks_to_be_forgotten_is_nowhere_any_more_and_the_journals_still_add_up(scene):
    world = scene.world
    hours = [Hours(world.customer.pk, HoursKind.DISTRIBUTION, 90)]
    journals.post(Gesture(Kind.WORK, TODAY, world.sales.pk, "gave", hours=hours), now=NOW)
    directory.write_letter(
        email=world.customer.email, subject="Ancelin", body="Bonjour Ancelin", now=NOW, organisation=world.home
    )
    answered(world.customer)
    home, before = signed_in(world.customer), world.customer.email
    assert home.get(reverse("orders:mine")).status_code == 200

    page = reverse("my_data")
    assert "recopiez" in home.post(page, {"name": "Quelqu’un d’autre"}).content.decode()
    assert Person.objects.get(pk=world.customer.pk).email == before
    answer = home.post(page, {"name": world.customer.name.upper()}, follow=True)
    assert answer.status_code == 200

    person = Person.objects.get(pk=world.customer.pk)
    assert (person.email, person.phone, person.is_active) == (None, "", False)
    assert everywhere("Ancelin") == everywhere(before) == []
    assert workshop_reads.profiles_of([person.pk]) == {}
    assert HoursLine.objects.get(person=person).minutes == 90
    assert not journal_reads.check().broken
    # Nor by another browser that was still signed in.
    assert home.get(reverse("orders:mine")).status_code == 302


def test_a_browser_that_was_signed_in_is_out(scene):
    elsewhere = signed_in(scene.world.customer)
    assert elsewhere.get(reverse("my_data")).status_code == 200
    acts.erase_person(scene.world.customer, now=NOW)
    assert BrowserSession.objects.exists()
    assert elsewhere.get(reverse("my_data")).status_code == 302


def test_an_order_that_waits_or_money_that_is_owed_is_settled_first(scene):
    world = scene.world
    order = scene.place(tomatoes=2)
    page = signed_in(world.customer).post(reverse("my_data"), {"name": world.customer.name}).content.decode()
    assert "Il reste une commande en cours (1)" in page
    scene.close()
    scene.bring(tomatoes=Came(2))
    scene.hand(order, tomatoes=Given(2, 2_000_000))
    with pytest.raises(Refused) as refused:
        acts.erase_person(world.customer, now=PICKUP)
    assert refused.value.code == "erase_owed"
    assert Person.objects.get(pk=world.customer.pk).email
    assert billing.customer(world.home.pk).name == "Foyer Ancelin"


def test_a_shared_household_keeps_its_name_for_those_who_stay(scene):
    world = scene.world
    partner = directory.register_person(name="Dominique Ancelin")
    directory.seat(partner, Desk.CUSTOMER, at=world.home)
    acts.erase_person(world.customer, now=NOW)
    assert Organisation.objects.get(pk=world.home.pk).name == "Foyer Ancelin"
    assert Role.objects.filter(organisation=world.home).count() == 1


def test_the_last_person_of_the_direction_stays_and_the_team_asks_the_direction(scene):
    world = scene.world
    assert "demandez à la direction" in signed_in(world.cook).get(reverse("my_data")).content.decode()
    assert signed_in(world.cook).post(reverse("my_data"), {"name": world.cook.name}).status_code == 200
    assert Person.objects.get(pk=world.cook.pk).email
    with pytest.raises(Refused) as refused:
        acts.erase_person(world.direction, now=NOW)
    assert refused.value.code == "erase_direction"


def test_the_night_takes_away_the_names_of_whom_nothing_was_heard_for_three_years(scene):
    world = scene.world
    order = scene.place(tomatoes=2)
    from_orders = personal.idle(NOW, acts.NAMES_KEPT_DAYS)
    assert list(from_orders) == []
    orders.cancel(order=order, now=NOW)
    answered(world.customer)
    assert acts.forget_idle in night.NIGHT

    assert acts.forget_idle(NOW + 2 * A_YEAR) == 0
    assert acts.forget_idle(NOW + 4 * A_YEAR) == 1
    assert Person.objects.get(pk=world.customer.pk).erased_at is not None
    # Nobody is behind these answers any more: a report of then still counts them.
    assert workshop_reads.profiles_of([world.customer.pk])
    assert Person.objects.get(pk=world.cook.pk).erased_at is None
    assert acts.forget_idle(NOW + 4 * A_YEAR) == 0


def test_a_night_looks_at_few_and_the_next_goes_on_from_there(scene, monkeypatch):
    """Whoever still owes is met first each time, and hides nobody."""
    people = [directory.register_person(name=name) for name in ("Un", "Deux", "Trois")]
    session = meeting.session(starts_at=NOW)
    for person in people:
        workshops.add(session=session, person=person, signed_by=SignedBy.WALK_IN, now=NOW)
    looked = []

    def erase(person, **_more):
        looked.append(person.name)
        if person == people[0]:
            raise Refused("erase_owed", amount="1 €")

    monkeypatch.setattr(acts, "LOOKED_AT", 2)
    monkeypatch.setattr(acts, "erase_person", erase)
    assert [acts.forget_idle(NOW + 4 * A_YEAR) for _night in range(3)] == [1, 1, 1]
    assert looked == ["Un", "Deux", "Trois", "Un", "Deux"]
    monkeypatch.setattr(acts, "A_NIGHT", 1)
    assert acts.forget_idle(NOW + 4 * A_YEAR) == 1
    assert looked[5:] == ["Trois"]


def test_who_was_forgotten_still_counts_at_a_session_and_is_asked_and_given_nothing_more(scene):
    world = scene.world
    session = meeting.session(starts_at=NOW)
    for person in (world.customer, world.other_customer):
        workshops.add(session=session, person=person, signed_by=SignedBy.WALK_IN, now=NOW)
    acts.erase_person(world.customer, now=NOW)
    team = signed_in(world.facilitator)
    for page in ("workshops:profiles", "workshops:takers"):
        seen = team.get(reverse(page, args=[session.pk])).content.decode()
        assert world.other_customer.name in seen
        assert "(effacé)" not in seen
    for page in ("workshops:profile", "workshops:take_home"):
        seen = team.get(f"{reverse(page, args=[session.pk])}?who={world.customer.pk}").content.decode()
        assert f'value="{world.customer.pk}"' not in seen
        assert f'value="{world.other_customer.pk}"' in seen
        assert "(effacé)" not in seen
    assert workshop_reads.present() == {world.customer.pk, world.other_customer.pk}


def test_the_number_that_children_bear_goes_with_their_adult(scene):
    here = meeting.session()
    told = {"session": here, "signed_by": SignedBy.DESK, "now": NOW}
    mother = workshops.sign_up(name="Awa", phone="06 00 00 00 21", children=["Issa"], **told).person
    father = workshops.sign_up(name="Malo", phone="06 00 00 00 21", **told).person
    acts.erase_person(mother, now=NOW)
    issa = Person.objects.get(name="Issa")
    assert issa.phone == father.phone
    workshops.add(session=here, person=issa, guardian=father, signed_by=SignedBy.DESK, now=NOW)
    acts.erase_person(father, now=NOW)
    issa.refresh_from_db()
    assert issa.phone == ""
