"""Six questions asked once: answered by the person, read by nobody."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from bocal.directory.models import Consent
from bocal.workshops import acts, reads
from bocal.workshops.models import Profile, Session
from bocal.workshops.rules import SignedBy
from bocal.workshops.rules.profile import Answers, Area, Gender, Priority
from tests import world as worlds
from tests.seat import Seat
from tests.workshops.meeting import session
from tests.world import NOW, World


@pytest.fixture
def world(db: None) -> World:
    return worlds.build()


@pytest.fixture
def here(world: World) -> Session:
    one = session()
    acts.sign_up(session=one, name="Awa", phone="", signed_by=SignedBy.WALK_IN, now=NOW)
    return one


def _ask(world: World, here: Session) -> Seat:
    return Seat(world.facilitator).go(reverse("workshops:profiles", args=[here.pk])).follow("Awa")


def test_for_a_child_the_adult_agrees(world: World, here: Session) -> None:
    [awa] = reads.guests(here)
    acts.add_child(session=here, name="Inès", phone="", guardian=awa.person, signed_by=SignedBy.WALK_IN, now=NOW)
    seat = Seat(world.facilitator).go(reverse("workshops:profiles", args=[here.pk])).follow("Inès")
    seat.says("Inès est un enfant : Awa répond avec lui et accepte pour lui.")
    seat.send("Enregistrer mes réponses", age="under_18", agrees=True)
    [consent] = Consent.objects.all()
    assert (consent.person.name, consent.given_by) == ("Inès", awa.person)


def test_a_person_answers_agrees_and_is_asked_no_more(world: World, here: Session) -> None:
    seat = _ask(world, here)
    seat.send("Enregistrer mes réponses", gender="woman", area="town", agrees=True)
    seat.says("Merci", "Rendez la tablette")
    [awa] = reads.guests(here)
    assert reads.profiles_of([awa.person.pk])[awa.person.pk] == Answers(gender=Gender.WOMAN, area=Area.TOWN)
    [consent] = Consent.objects.all()
    assert (consent.person, consent.purpose) == (awa.person, "profile")
    assert "chiffrées" in consent.wording
    seat.follow("L’équipe continue").says("Tout le monde a répondu", "Déjà demandé")
    assert "femme" not in seat.text
    seat.follow("Répondre de nouveau Awa")
    assert not seat.page.xpath("//input[@type='radio'][@checked]")


def test_without_agreeing_nothing_is_kept(world: World, here: Session) -> None:
    seat = _ask(world, here)
    seat.tries("Enregistrer mes réponses", gender="woman")
    seat.says("il faut l’accord de la personne")
    assert Profile.objects.count() == 0


def test_who_answers_nothing_was_asked_and_agrees_to_nothing(world: World, here: Session) -> None:
    _ask(world, here).send("Je ne souhaite répondre à aucune question")
    [awa] = reads.guests(here)
    assert awa.asked
    assert reads.profiles_of([awa.person.pk])[awa.person.pk].gender is Gender.DECLINED
    assert Consent.objects.count() == 0


def test_answers_that_seldom_go_together_are_asked_about_once_and_never_refused(world: World, here: Session) -> None:
    seat = _ask(world, here)
    seat.tries("Enregistrer mes réponses", area="rural", priority="yes", agrees=True)
    seat.says("Si c’est juste, enregistrez de nouveau.")
    assert Profile.objects.count() == 0
    seat.send("Enregistrer mes réponses")
    [awa] = reads.guests(here)
    assert reads.profiles_of([awa.person.pk])[awa.person.pk] == Answers(area=Area.RURAL, priority=Priority.YES)


def test_answers_are_erased_on_demand(world: World, here: Session) -> None:
    _ask(world, here).send("Enregistrer mes réponses", gender="man", agrees=True)
    seat = Seat(world.facilitator).go(reverse("workshops:profiles", args=[here.pk]))
    seat.send("Effacer les réponses de Awa")
    assert Profile.objects.count() == 0
    assert Consent.objects.get().withdrawn_on is not None
    seat.says("Les réponses de Awa sont effacées.")


def test_the_questions_are_on_paper_by_number_and_keyed_back_by_it(world: World, here: Session) -> None:
    seat = Seat(world.facilitator).go(reverse("workshops:profiles", args=[here.pk]))
    cards = seat.fetch("Les questions sur papier")
    said = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(cards)).pages).split())
    assert "n° de la feuille 1" in said
    assert "Je ne souhaite pas répondre" in said
    assert "Awa" not in said
    seat.says("n° 1 de la feuille")
