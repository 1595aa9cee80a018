"""Badges: defined, given once, owned by their person, withdrawn, erased."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from bocal.directory.models import Letter, Person
from bocal.house import acts as house
from bocal.journals.rules import Refused
from bocal.workshops import acts
from bocal.workshops.acts import badging
from bocal.workshops.models import Attendance, Award, Badge, BadgeKey, BadgeLink
from bocal.workshops.reads import badges as reads
from bocal.workshops.rules import SignedBy
from bocal.workshops.rules.badges import Emblem, Tie
from tests import world as worlds
from tests.seat import Seat
from tests.workshops import meeting
from tests.world import NOW

SEEN = "Trois cuissons menées seule."


def furnished():
    found = worlds.build()
    found.badge = badging.save_badge(
        None, name="Conduire un autoclave", description="Seul.", criteria="La soupape\nLe barème", emblem=Emblem.POT
    )
    return found


@pytest.fixture
def world(db):
    return furnished()


def given_to(world, person=None, key="k", now=NOW) -> Award:
    return badging.give(world.badge, person or world.customer, evidence=SEEN, by=world.facilitator, key=key, now=now)[0]


# ── The team ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_empty_page_teaches_and_fills_itself(db):
    world = worlds.build()
    seat = Seat(world.facilitator).go("/ateliers/badges")
    seat.says("Un badge dit qu’une personne sait faire quelque chose")
    seat.send("Partir de six badges tout prêts")
    seat.says("Conduire un autoclave", "Animer une séance", "Hygiène en cuisine", "Reconnaître les légumes")
    assert badging.start_badges() == []
    assert Badge.objects.count() == 6


def test_a_facilitator_gives_a_badge_on_what_was_seen(world):
    session = meeting.session()
    Attendance.objects.create(
        session=session, person=world.customer, signed_by=SignedBy.WALK_IN, said_at=NOW, came_at=NOW
    )
    seat = Seat(world.facilitator).go("/ateliers/badges").follow("Conduire un autoclave")
    seat.says("Personne ne l’a encore")
    seat.send("Chercher", q=world.customer.name.split()[0].upper())
    seat.follow(world.customer.name)
    seat.send("Donner le badge", {"Qu’avez-vous vu ?": SEEN, "sessions": [str(session.pk)]})
    seat.says("C’est donné", world.customer.name, SEEN, "On met l’été en bocaux", "Il tient")
    letter = Letter.objects.get(person=world.customer)
    assert "Conduire un autoclave" in letter.subject
    assert letter.secret, "it opens a page: it is not kept"
    assert reads.person_of(badging.open_page(world.customer)) == world.customer


def test_a_name_is_taken_once(world):
    with pytest.raises(Refused, match="badge_named"):
        badging.save_badge(None, name="Conduire un autoclave", description="x", criteria="y", emblem=Emblem.JAR)
    seat = Seat(world.facilitator).go("/ateliers/badges/nouveau")
    told = {"Ce que la personne sait faire": "Conduire un autoclave", "En une phrase": "x", "criteria": "y"}
    seat.tries("Enregistrer", told).says("Un badge s’appelle déjà « Conduire un autoclave »")
    seat.send("Enregistrer", told | {"Ce que la personne sait faire": "Régler la soupape"}).says("C’est enregistré")


def test_nobody_recognises_themselves_nor_gives_what_is_given_no_more(world):
    with pytest.raises(Refused, match="badge_to_self"):
        given_to(world, world.facilitator)
    badging.save_badge(world.badge, name="A", description="x", criteria="y", emblem=Emblem.POT, active=False)
    with pytest.raises(Refused, match="badge_retired"):
        given_to(world)


def test_given_twice_it_is_once_and_given_again_once_withdrawn(world):
    first = given_to(world)
    assert given_to(world, key="other") == first
    badging.revoke(first, why="À revoir", by=world.direction, now=NOW)
    assert given_to(world, key="again") != first
    assert Award.objects.count() == 2


def test_a_form_that_gave_a_badge_to_somebody_gives_none_to_another(world):
    given_to(world)
    with pytest.raises(Refused, match="key_reused"):
        given_to(world, world.other_customer)


@pytest.mark.django_db(transaction=True)
def test_two_facilitators_at_once_give_one_badge():
    world = furnished()
    barrier, made, wrong = Barrier(2), [], []

    def give(key: str) -> None:
        barrier.wait()
        try:
            made.append(given_to(world, key=key).pk)
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [Thread(target=give, args=(key,)) for key in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(set(made)) == 1
    assert Award.objects.count() == BadgeKey.objects.count() == BadgeLink.objects.count() == 1


def test_a_badge_is_withdrawn_with_a_reason_that_its_person_reads(world):
    award = given_to(world)
    seat = Seat(world.direction).go(f"/ateliers/badges/donnes/{award.pk}")
    seat.tries("Retirer", {"Pourquoi le retirer ?": ""})
    seat.send("Retirer", {"Pourquoi le retirer ?": "Donné par erreur"}).says("Retiré", "Donné par erreur")
    mine = Seat().go(reverse("workshops:my_badges", args=[badging.open_page(world.customer)]))
    mine.follow("Conduire un autoclave").says("Ce badge a été retiré", "Donné par erreur")
    mine.silent("Le prendre")


def test_the_card_opens_the_page_until_it_is_lost(world):
    award = given_to(world)
    seat = Seat(world.facilitator).go(f"/ateliers/badges/donnes/{award.pk}")
    seat.tries("Sa carte à imprimer").says("La carte à remettre")
    address = seat.found(r"https?://\S+")
    again = Seat(world.facilitator).go(f"/ateliers/badges/donnes/{award.pk}").tries("Sa carte à imprimer")
    assert again.found(r"https?://\S+") == address, "printed again, it is the same card"
    path = "/" + address.split("/", 3)[3]
    Seat().go(path).says("Mes badges")
    Seat(world.facilitator).go(f"/ateliers/badges/donnes/{award.pk}").tries("Carte perdue")
    Seat().go(path, status=404).says("Ce lien n’ouvre rien")


def test_the_direction_alone_changes_the_key_and_its_private_part_is_gone(world):
    given_to(world)
    Seat(world.facilitator).go("/ateliers/badges/cles", status=403)
    seat = Seat(world.direction).go("/ateliers/badges/cles")
    seat.send("Faire une nouvelle clé").says("ne signe plus, vérifie encore")
    new, old = BadgeKey.objects.all()
    assert old.sealed == ""
    assert new.sealed
    assert "PRIVATE" not in new.sealed


# ── Its person ───────────────────────────────────────────────────────────────────────────────────────────────────────


def page_of(award: Award) -> Seat:
    token = badging.open_page(award.person)
    return Seat().go(reverse("workshops:my_badge", args=[token, award.uuid]))


def test_its_person_shows_it_and_shows_it_no_more(world):
    award = given_to(world)
    seat = page_of(award)
    seat.says("Pour l’instant, personne ne le voit")
    seat.send("Lui donner une adresse")
    shown = "/" + seat.found(r"https?://\S+").split("/", 3)[3]
    stranger = Seat().go(shown)
    stranger.says("Ce badge est vrai, et il tient")
    stranger.silent(world.customer.name, SEEN)
    seat.send("Enregistrer", {"named": True, "evidence_shown": True, "tie": "email"}).says("C’est noté")
    stranger.go(shown).says(world.customer.name, SEEN)
    stranger.silent(world.customer.email)
    seat.send("Ne plus le montrer")
    Seat().go(shown, status=404).says("Ce lien n’ouvre rien")
    assert Client().get("/ateliers/savoir-faire/").content.decode().count(world.customer.name) == 0


def test_its_person_erases_it_and_nothing_of_them_is_left(world):
    award = given_to(world)
    badging.choose(
        award, named=True, tie=Tie.PHONE if world.customer.phone else Tie.EMAIL, evidence_shown=True, now=NOW
    )
    page_of(award).send("Effacer pour toujours").says("C’est effacé", "Il n’y a plus de badge ici")
    award.refresh_from_db()
    assert (award.person, award.evidence, award.credential, award.salt) == (None, "", "", "")
    assert award.sessions.count() == 0
    seat = Seat(world.facilitator).go(f"/ateliers/badges/donnes/{award.pk}")
    seat.says("Badge effacé")
    seat.silent(world.customer.name)


def test_whoever_is_forgotten_has_no_badge_left(world):
    given_to(world)
    assert acts.forget_badges(world.customer, now=NOW) == 1
    assert not Award.objects.filter(person=world.customer).exists()
    assert not BadgeLink.objects.exists()
    Person.objects.filter(pk=world.customer.pk).update(erased_at=NOW)
    with pytest.raises(Refused, match="badge_gone"):
        given_to(world, key="later")


def test_whoever_is_not_heard_of_keeps_a_badge_that_says_nothing_of_them(world):
    award = given_to(world)
    badging.choose(award, named=True, tie=Tie.EMAIL, evidence_shown=True, now=NOW)
    award.refresh_from_db()
    token, file = badging.open_page(world.customer), award.credential
    house.erase_person(world.customer, answers=False, now=NOW)
    award.refresh_from_db()
    assert (award.evidence, award.named, award.tie) == ("", False, Tie.NONE)
    found = reads.check(award.credential.encode())
    assert (found.verdict, found.names, found.evidence) == ("holds", (), "")
    assert reads.check(file.encode()).holds, "what they took is theirs"
    Seat().go(reverse("workshops:my_badges", args=[token])).says("Conduire un autoclave")


def test_whoever_asks_to_be_forgotten_is_in_no_badge(world):
    award = given_to(world)
    file = award.credential
    house.erase_person(world.customer, now=NOW)
    award.refresh_from_db()
    assert award.person is None
    assert reads.check(file.encode()).verdict == "revoked"


def test_one_persons_link_opens_no_other_badge(world):
    mine, theirs = given_to(world), given_to(world, world.other_customer, key="b")
    token = badging.open_page(world.customer)
    for page, more in (("my_badge", []), ("badge_certificate", []), ("badge_file", ["jwt"])):
        assert Client().get(reverse(f"workshops:{page}", args=[token, mine.uuid, *more])).status_code == 200
        assert Client().get(reverse(f"workshops:{page}", args=[token, theirs.uuid, *more])).status_code == 404


def test_the_certificate_is_a_pdf_with_its_name(world):
    award = given_to(world)
    answer = page_of(award).fetch("Un certificat à imprimer")
    assert answer.startswith(b"%PDF")


def test_without_that_address_it_cannot_be_tied(world):
    Person.objects.filter(pk=world.customer.pk).update(phone="")
    award = given_to(world)
    with pytest.raises(Refused, match="badge_no_address"):
        badging.choose(award, named=False, tie=Tie.PHONE, evidence_shown=False, now=NOW)


# ── Whoever is shown one ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_stranger_checks_a_file(world):
    award = given_to(world)
    badging.choose(award, named=False, tie=Tie.EMAIL, evidence_shown=False, now=NOW)
    token = badging.open_page(world.customer)
    svg = Client().get(reverse("workshops:badge_file", args=[token, award.uuid, "svg"])).content
    seat = Seat().go("/ateliers/savoir-faire/verifier")
    told = {"Le fichier du badge": ("badge.svg", svg)}
    seat.tries("Vérifier", told).says("Ce badge est vrai, et il tient", "Conduire un autoclave", "n’a pas voulu")
    seat.tries("Vérifier", told | {"E-mail": world.customer.email}).says("est bien celle que porte ce badge")
    seat.tries("Vérifier", told | {"E-mail": "autre@exemple.test"}).says("n’est pas celle que porte ce badge")
    Award.objects.update(revoked_at=NOW)
    seat.tries("Vérifier", told).says("il a été retiré")


def test_a_stranger_pastes_it_changed_or_nothing_at_all(world):
    token = given_to(world).credential
    seat = Seat().go("/ateliers/savoir-faire/verifier")
    seat.tries("Vérifier", text=token).says("Ce badge est vrai")
    seat.tries("Vérifier", text=token[:300] + ("A" if token[300] != "A" else "B") + token[301:]).says("modifié")
    seat.tries("Vérifier", text="bonjour").says("Nous ne trouvons pas de badge signé")
    seat.go("/ateliers/savoir-faire/verifier").tries("Vérifier").says("Choisissez un fichier")
    seat.tries("Vérifier", {"Le fichier du badge": ("x.svg", b"<" * 500_000)}).says("trop lourd")
    seat.tries("Vérifier", {"Le fichier du badge": ("x.json", b"[" * 300_000)}).says("Nous ne trouvons pas")


def test_what_is_public_names_nobody(world):
    award = given_to(world)
    for page, more in (
        ("issuer", {}),
        ("issuer_did", {}),
        ("issuer_profile", {}),
        ("skill", {"uuid": world.badge.uuid}),
        ("skill_data", {"uuid": world.badge.uuid}),
        ("skill_picture", {"uuid": world.badge.uuid}),
        ("badge_status", {"which": 0}),
    ):
        answer = Client().get(reverse(f"workshops:{page}", kwargs=more))
        assert answer.status_code == 200, page
        assert str(award.uuid) not in answer.content.decode()
        assert world.customer.name not in answer.content.decode()
    assert Client().get("/ateliers/savoir-faire/statuts/99").status_code == 404
