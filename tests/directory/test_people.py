"""People and their desks, customers, places, letters, and what each says of themselves."""

import threading

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.urls import reverse

from bocal.directory import acts, reads
from bocal.directory.models import Organisation, Person, Place, Role
from bocal.directory.rules import Desk, OrganisationKind, PlaceKind, Refused
from tests.world import NOW, World, build


@pytest.fixture
def world(client: Client) -> World:
    world = build()
    client.force_login(world.direction)
    return world


def desks_of(person: Person) -> set[str]:
    return set(Role.objects.filter(person=person).values_list("desk", flat=True))


@pytest.mark.django_db
def test_the_team_is_listed_by_desk(client: Client, world: World) -> None:
    shown = client.get(reverse("directory:people")).content.decode()
    assert "Chloé Cuisine" in shown
    assert "Tom Tilleuls" in shown
    assert "ferme (Ferme des Tilleuls)" in shown


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["farms", "letters", "people", "customers"])
def test_a_search_that_cannot_be_read_is_no_failure(client: Client, world: World, page: str) -> None:
    assert client.get(reverse(f"directory:{page}"), {"q": "\0"}).status_code == 200


@pytest.mark.django_db
def test_a_person_is_added_with_desks_and_can_be_sent_a_code(client: Client, world: World) -> None:
    form = {"name": "Nadia Neuve", "email": "Nadia@Exemple.test", "desks": ["reception", "point"]}
    assert (
        "Nadia Neuve : c’est enregistré."
        in client.post(reverse("directory:person_edit"), form, follow=True).content.decode()
    )
    nadia = Person.objects.get(email="nadia@exemple.test")
    assert desks_of(nadia) == {"reception", "point"}
    assert not nadia.has_usable_password()


@pytest.mark.django_db
def test_a_person_is_seated_at_a_farm_from_its_page(client: Client, world: World) -> None:
    page = f"{reverse('directory:person_edit')}?a={world.other_farm.pk}"
    assert "Cette personne agira pour « Le Verger de Lise »" in client.get(page).content.decode()
    client.post(page, {"name": "Lise", "email": "lise2@exemple.test"})
    role = Role.objects.get(person__email="lise2@exemple.test")
    assert (role.organisation, role.desk) == (world.other_farm, Desk.PRODUCER)


@pytest.mark.django_db
def test_a_seat_elsewhere_is_kept_or_taken_away(client: Client, world: World) -> None:
    role = Role.objects.get(person=world.farmer)
    page = reverse("directory:person_edit", args=[world.farmer.pk])
    form = {"name": "Tom Tilleuls", "email": "tom@exemple.test", "active": "on", "desks": ["products"]}
    client.post(page, form | {"keep": [role.pk]})
    assert desks_of(world.farmer) == {"producer", "products"}
    client.post(page, form)
    assert desks_of(world.farmer) == {"products"}


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"desks": ["sales"]}, {"desks": ["direction"], "active": ""}])
def test_the_last_direction_stays(client: Client, world: World, change: dict[str, object]) -> None:
    form = {"name": "Odile Direction", "email": "odile@exemple.test", "active": "on"} | change
    shown = client.post(reverse("directory:person_edit", args=[world.direction.pk]), form).content.decode()
    assert "Il faut au moins une personne à la direction" in shown
    world.direction.refresh_from_db()
    assert desks_of(world.direction) == {"direction"}
    assert world.direction.is_active


@pytest.mark.django_db(transaction=True)
def test_two_directions_who_take_each_other_out_leave_one() -> None:
    world = build()
    acts.seat(world.sales, Desk.DIRECTION, at=world.us)
    gate = threading.Barrier(2)

    def leave(person: Person) -> None:
        gate.wait()
        try:
            acts.save_person(person, name=person.name, email=person.email, phone="", desks=[], at=world.us)
        except Refused:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=[person]) for person in (world.direction, world.sales)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert reads.people_at(Desk.DIRECTION).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_newcomer_who_orders_twice_at_once_has_one_household() -> None:
    build()
    newcomer = acts.register_person(name="Nora Neuve", email="nora@exemple.test", phone="")
    gate = threading.Barrier(2)

    def order() -> None:
        gate.wait()
        try:
            acts.welcome(newcomer)
        finally:
            connection.close()

    threads = [threading.Thread(target=order) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Organisation.objects.filter(name="Nora Neuve").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"email": "CHLOÉ@exemple.test"}, "n’est pas une adresse e-mail"),
        ({"email": "Vera@exemple.test"}, "Vera Ventes a déjà cet e-mail"),
        ({"email": ""}, "Il faut un e-mail pour se connecter"),
        ({"name": " "}, "Il manque une valeur ici."),
        ({"desks": ["king"]}, "king"),
    ],
)
def test_a_wrong_person_is_refused(client: Client, world: World, typed: dict[str, object], said: str) -> None:
    form = {"name": "Nadia Neuve", "email": "nadia@exemple.test", "desks": ["sales"]} | typed
    assert said in client.post(reverse("directory:person_edit"), form).content.decode()
    assert not Person.objects.filter(name="Nadia Neuve").exists()


@pytest.mark.django_db
def test_a_former_address_opens_nothing(client: Client, world: World) -> None:
    EmailAddress.objects.create(user=world.cook, email=world.cook.email, verified=True, primary=True)
    form = {"name": "Chloé Cuisine", "email": "nouvelle@exemple.test", "active": "on", "desks": ["production"]}
    client.post(reverse("directory:person_edit", args=[world.cook.pk]), form)
    assert not EmailAddress.objects.filter(user=world.cook).exists()


# ── Customers ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_a_customer_is_added_found_and_changed(client: Client, world: World) -> None:
    client.force_login(world.sales)
    client.post(
        reverse("directory:customer_edit"), {"kind": "restaurant", "name": "Le Bistrot du Gué", "phone": "0233333333"}
    )
    bistro = Organisation.objects.get(name="Le Bistrot du Gué")
    assert (bistro.kind, bistro.phone) == (OrganisationKind.RESTAURANT, "02 33 33 33 33")
    shown = client.get(reverse("directory:customers"), {"genre": "restaurant"}).content.decode()
    assert "Le Bistrot du Gué" in shown
    assert "Foyer Ancelin" not in shown
    client.post(
        reverse("directory:customer_edit", args=[bistro.pk]),
        {"kind": "canteen", "name": "La Cantine du Gué"},
        follow=True,
    )
    bistro.refresh_from_db()
    assert (bistro.kind, bistro.name, bistro.active) == (OrganisationKind.CANTEEN, "La Cantine du Gué", False)
    assert "La Cantine du Gué" not in client.get(reverse("directory:customers")).content.decode()
    assert "La Cantine du Gué" in client.get(reverse("directory:customers"), {"anciens": "on"}).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["producer", "collective", ""])
def test_a_customer_is_neither_a_farm_nor_the_collective(client: Client, world: World, kind: str) -> None:
    client.post(reverse("directory:customer_edit"), {"kind": kind, "name": "Nous deux"})
    assert not Organisation.objects.filter(name="Nous deux").exists()


@pytest.mark.django_db
def test_an_unknown_kind_in_the_address_shows_everyone(client: Client, world: World) -> None:
    assert "Foyer Ancelin" in client.get(reverse("directory:customers"), {"genre": "roi"}).content.decode()


# ── Places ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_a_place_is_opened_then_closed(client: Client, world: World) -> None:
    client.post(reverse("directory:place_edit"), {"kind": "point", "name": "La gare", "town": "Valmont"})
    place = Place.objects.get(name="La gare")
    assert (place.kind, place.real, place.active) == (PlaceKind.POINT, True, True)
    client.post(reverse("directory:place_edit", args=[place.pk]), {"name": "La gare"})
    place.refresh_from_db()
    assert (place.active, place.kind) == (False, PlaceKind.POINT)
    assert place not in reads.stores()
    assert "fermé" in client.get(reverse("directory:places")).content.decode()


@pytest.mark.django_db
def test_goods_are_kept_in_the_storeroom_unless_said_otherwise(client: Client, world: World) -> None:
    acts.open_place(kind=PlaceKind.POINT, name="Auvent de la gare")
    acts.open_place(kind=PlaceKind.FRIDGE, name="Armoire froide")
    kinds = [place.kind for place in reads.stores()]
    assert (kinds[0], kinds[-1]) == (PlaceKind.STORE, PlaceKind.POINT)


@pytest.mark.django_db
def test_the_last_store_stays_open(client: Client, world: World) -> None:
    page = reverse("directory:place_edit", args=[world.store.pk])
    assert "au moins une réserve ouverte" in client.post(page, {"name": "Réserve"}).content.decode()
    world.store.refresh_from_db()
    assert world.store.active


@pytest.mark.django_db
def test_two_open_places_never_bear_one_name(client: Client, world: World) -> None:
    form = {"kind": "fridge", "name": "réserve"}
    assert "Un lieu porte déjà ce nom" in client.post(reverse("directory:place_edit"), form).content.decode()


@pytest.mark.django_db
def test_outside_places_and_shelves_are_nobodys_to_change(client: Client, world: World) -> None:
    shelf = acts.open_place(kind=PlaceKind.SHELF, name="Vente du jeudi")
    for pk in (shelf.pk, world.outside[PlaceKind.PEEL]):
        assert client.get(reverse("directory:place_edit", args=[pk])).status_code == 404
    assert "Vente du jeudi" not in client.get(reverse("directory:places")).content.decode()
    client.post(reverse("directory:place_edit"), {"kind": "peel", "name": "Épluchures bis"})
    assert not Place.objects.filter(name="Épluchures bis").exists()


# ── Letters ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_letters_are_read_but_for_secret_ones(client: Client, world: World) -> None:
    open_one = acts.write_letter(email="a@exemple.test", subject="Votre commande", body="Bonjour <Ada>", now=NOW)
    code = acts.write_letter(
        email="b@exemple.test", subject="Votre code", body="Le code : ABC123", now=NOW, secret=True
    )
    shown = client.get(reverse("directory:letters")).content.decode()
    assert "Votre commande" in shown
    assert shown.count("en attente") == 2
    assert "Bonjour &lt;Ada&gt;" in client.get(reverse("directory:letter", args=[open_one.pk])).content.decode()
    assert "ABC123" not in client.get(reverse("directory:letter", args=[code.pk])).content.decode()
    found = client.get(reverse("directory:letters"), {"q": "commande", "attente": "on"}).content.decode()
    assert "Votre code" not in found


@pytest.mark.django_db
def test_what_went_with_a_letter_is_read_again_but_for_secret_ones(client: Client, world: World) -> None:
    paper = ("relevé \u201cfin\u201d.pdf", b"%PDF-1.7 paper")
    sent = {"email": "a@exemple.test", "subject": "Votre relevé", "body": "Ci-joint.", "now": NOW, "attachment": paper}
    letter, secret = acts.write_letter(**sent), acts.write_letter(**sent, secret=True)
    bare = acts.write_letter(email="a@exemple.test", subject="Bonjour", body="Rien de plus.", now=NOW)
    address = reverse("directory:letter_file", args=[letter.pk])
    assert address in client.get(reverse("directory:letter", args=[letter.pk])).content.decode()
    answer = client.get(address)
    assert answer.content == b"%PDF-1.7 paper"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    for one in (secret, bare):
        assert client.get(reverse("directory:letter_file", args=[one.pk])).status_code == 404
    client.force_login(world.sales)
    assert client.get(address).status_code == 403


# ── Myself ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_each_changes_what_they_say_of_themselves(client: Client, world: World) -> None:
    client.force_login(world.customer)
    page = reverse("directory:me")
    shown = client.get(page).content.decode()
    assert "Foyer Ancelin" in shown
    assert reverse("mfa_index") in shown
    assert reverse("account_set_password") in shown
    answer = client.post(page, {"name": "Ada A.", "phone": "0611111111", "language": "en"})
    assert answer.cookies["django_language"].value == "en"
    world.customer.refresh_from_db()
    assert (world.customer.name, world.customer.phone, world.customer.language) == ("Ada A.", "06 11 11 11 11", "en")
    assert 'lang="en"' in client.get(page).content.decode()


@pytest.mark.django_db
def test_a_wrong_telephone_is_refused_and_kept(client: Client, world: World) -> None:
    shown = client.post(
        reverse("directory:me"), {"name": "Odile", "phone": "zéro six", "language": "fr"}
    ).content.decode()
    assert "n’est pas un numéro de téléphone" in shown
    assert 'value="zéro six"' in shown
