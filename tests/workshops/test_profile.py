"""What people say of themselves: kept apart from their names, read again by the server alone."""

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bocal.directory import acts as directory
from bocal.directory.models import Person
from bocal.house.acts import erase_person
from bocal.journals.rules import Refused
from bocal.workshops import acts, reads
from bocal.workshops.models import Profile
from bocal.workshops.rules import profile
from bocal.workshops.rules.profile import (
    AgeBand,
    Answers,
    Area,
    Employment,
    Gender,
    HouseholdKind,
    Priority,
    contradictions,
    read_answers,
)
from tests.world import NOW

ANSWERS = st.builds(
    Answers, **{name: st.none() | st.sampled_from(list(kind)) for name, kind in profile.QUESTIONS.items()}
)


@given(ANSWERS)
def test_answers_are_read_again_as_they_were_written(answers: Answers) -> None:
    assert profile.read(profile.write(answers)) == answers


@given(st.binary(max_size=60))
def test_what_was_never_written_says_nothing_and_raises_nothing(data: bytes) -> None:
    assert isinstance(profile.read(data), Answers)


@given(st.dictionaries(st.sampled_from([*profile.QUESTIONS, "name"]), st.none() | st.text(max_size=12)))
def test_only_the_choices_of_a_question_answer_it(said: dict[str, Any]) -> None:
    answers = read_answers(said)
    for field in fields(answers):
        value = getattr(answers, field.name)
        assert value is None or value in profile.QUESTIONS[field.name]


@given(ANSWERS)
def test_who_does_not_wish_to_answer_never_contradicts_themselves(answers: Answers) -> None:
    assert contradictions(Answers()) == []
    assert contradictions(read_answers(dict.fromkeys(profile.QUESTIONS, "declined"))) == []
    assert len(contradictions(answers)) == len(set(contradictions(answers)))


def test_answers_that_seldom_go_together_are_questioned() -> None:
    assert contradictions(Answers(area=Area.RURAL, priority=Priority.YES)) == ["rural_priority"]
    assert contradictions(Answers(age=AgeBand.UNDER_18, employment=Employment.RETIRED)) == ["minor_retired"]
    assert contradictions(Answers(age=AgeBand.UNDER_18, employment=Employment.EMPLOYED)) == ["minor_employed"]
    assert contradictions(Answers(age=AgeBand.UNDER_18, household=HouseholdKind.SINGLE)) == ["minor_alone"]
    assert contradictions(Answers(age=AgeBand.TO_25, employment=Employment.RETIRED)) == ["young_retired"]
    assert contradictions(Answers(area=Area.TOWN, priority=Priority.YES)) == []


SAID = Answers(Gender.WOMAN, AgeBand.TO_59, HouseholdKind.FAMILY, Area.TOWN, Priority.YES, Employment.UNEMPLOYED)


@pytest.mark.django_db
def test_nothing_in_the_table_leads_to_a_name_or_an_answer() -> None:
    person = directory.register_person(name="Awa Diallo", phone="06 00 00 00 11")
    acts.save_profile(person=person, answers=SAID, now=NOW)
    row = Profile.objects.get()
    kept = " ".join(str(value) for value in vars(row).values())
    for word in ("Awa", "woman", "unemployed", f":{person.pk}"):
        assert word not in kept
    assert reads.profiles_of([person.pk]) == {person.pk: SAID}
    assert "woman" not in str(row)


@pytest.mark.django_db
def test_a_profile_is_read_after_the_server_key_was_replaced_and_kept_under_the_new_one_once_said_again(
    settings: Any,
) -> None:
    person = directory.register_person(name="Awa Diallo")
    acts.save_profile(person=person, answers=SAID, now=NOW)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of this server"
    assert reads.profiles_of([person.pk]) == {person.pk: SAID}
    again = Answers(gender=Gender.DECLINED)
    acts.save_profile(person=person, answers=again, now=NOW)
    settings.SECRET_KEY_FALLBACKS = []
    assert reads.profiles_of([person.pk]) == {person.pk: again}
    assert Profile.objects.count() == 1


@pytest.mark.django_db
def test_a_profile_that_no_key_opens_was_asked_and_says_nothing(settings: Any) -> None:
    person = directory.register_person(name="Awa Diallo")
    acts.save_profile(person=person, answers=SAID, now=NOW)
    Profile.objects.update(sealed="not ours")
    assert reads.profiles_of([person.pk]) == {person.pk: Answers()}
    settings.SECRET_KEY = "lost"
    assert reads.profiles_of([person.pk]) == {}


@pytest.mark.django_db
def test_whoever_was_forgotten_meanwhile_answers_nothing() -> None:
    person = directory.register_person(name="Awa Diallo")
    erase_person(Person.objects.get(pk=person.pk), now=NOW)
    with pytest.raises(Refused) as refused:
        acts.answer(person=person, answers=SAID, agrees=True, now=NOW)
    assert refused.value.code == "was_erased"
    assert not Profile.objects.exists()


@pytest.mark.django_db
def test_a_forgotten_profile_is_as_one_that_was_never_asked() -> None:
    person = directory.register_person(name="Awa Diallo")
    other = directory.register_person(name="Malo Petit")
    for somebody in (person, other):
        acts.save_profile(person=somebody, answers=SAID, now=NOW)
    acts.forget_profile(person)
    assert reads.profiles_of([person.pk, other.pk]) == {other.pk: SAID}
    assert reads.asked([person.pk, other.pk]) == {other.pk}
    assert Profile.objects.count() == 1


@pytest.mark.django_db
def test_many_profiles_are_read_with_one_query_for_each_thousands(django_assert_num_queries: Any) -> None:
    people = [directory.register_person(name=f"Personne {n}") for n in range(12)]
    for person in people:
        acts.save_profile(person=person, answers=SAID, now=NOW)
    with django_assert_num_queries(1):
        assert len(reads.profiles_of([person.pk for person in people])) == 12
