"""« Qui aura quoi, quand » : what farms say, what really came, what is on offer."""

import re
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from bocal.directory import acts as directory
from bocal.journals import acts as journals
from bocal.journals.rules import Refused
from bocal.supply.models import SurplusOffer
from bocal.supply.reads.calendar import own_in_season, year_of_surplus
from bocal.supply.rules.seasons import Container, about_mg, same
from tests.supply.cast import announce, as_, link, plain, receive, weighing, who_may
from tests.world import KG, NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def rows(**asked):
    return {row.name: row for row in year_of_surplus(today=TODAY, **asked)}


def test_an_item_is_the_longest_crop_in_its_name():
    crops = {"tomate", "tomate cerise", "courge"}
    assert same("Tomates cerises", crops) == "tomate cerise"
    assert same("Tomates anciennes", crops) == "tomate"
    assert same("Courgettes", crops) == "courgette"


def test_crates_become_kilos_within_reason():
    assert about_mg(12 * KG, Container.CRATE) == 120 * KG
    assert about_mg(12 * KG, Container.KILO) == 12 * KG
    with pytest.raises(Refused):
        about_mg(900 * KG, Container.PALLET_BOX)


def test_what_is_said_and_what_came_stand_side_by_side(world):
    directory.save_crops(world.farm, [("tomates", [7, 8, 9])])
    receive(world, weighing(world, quantity=30 * KG), day=date(2026, 8, 20))
    receive(world, weighing(world, quantity=12 * KG), giver=world.other_farm, day=date(2026, 8, 25))
    row = rows()["tomates"]
    assert [cell.farms for cell in row.cells] == [0] * 6 + [1] * 3 + [0] * 3
    assert row.cells[7].mass_mg == 42 * KG
    assert {(one.farm, one.mass_mg) for one in row.came} == {
        ("Ferme des Tilleuls", 30 * KG),
        ("Le Verger de Lise", 12 * KG),
    }


def test_a_reception_taken_back_is_no_evidence(world):
    came = receive(world, day=date(2026, 8, 20))
    assert rows()["Tomates"].mass_mg == 12 * KG
    journals.reverse(came.voucher, author=world.reception, now=NOW)
    assert "Tomates" not in rows()


def test_an_offer_stands_in_the_months_it_runs_through(world):
    announce(world, ready_on=date(2026, 9, 28), until=date(2026, 10, 4))
    assert [len(rows(month=month).get("Tomates").offers) if rows(month=month) else 0 for month in (8, 9, 10, 11)] == [
        *(0, 1, 1, 0)
    ]


def test_the_page_names_who_to_call_and_what_each_brought(world):
    directory.save_crops(world.farm, [("Tomates", [8, 9])])
    receive(world, day=date(2026, 8, 20))
    announce(world)
    text = plain(as_(world.reception).get("/appro/calendrier?q=tomate").content.decode())
    assert "Disent en avoir" in text
    assert "06 00 00 00 01" in text
    assert "08/2026 <b>12 kg</b> Ferme des Tilleuls" in text
    assert "À prendre maintenant" in text


def test_an_empty_year_teaches_the_first_step(world):
    assert "Ce calendrier se remplit seul" in as_(world.reception).get("/appro/calendrier").content.decode()


def test_who_may_look(world):
    assert who_may(world, "/appro/calendrier") >= {"reception", "production", "products", "direction"}
    assert not who_may(world, "/appro/calendrier") & {"customer", "producer", "accounts"}


def test_a_hundred_crops_ask_no_more(world, django_assert_max_num_queries):
    for farm in (world.farm, world.other_farm):
        directory.save_crops(farm, [(f"Culture {nth}", [nth % 12 + 1]) for nth in range(50)])
    browser = as_(world.reception)
    with django_assert_max_num_queries(12):
        html = browser.get("/appro/calendrier").content.decode()
    assert len(html.encode()) < 100_000


# ── Announced in three gestures ──────────────────────────────────────────────────────────────────────────────────────


def sent(world, **more):
    typed = {"mass": "12", "when": "week", "way": "given", "key": str(uuid4()), "farm": world.farm.pk} | more
    return as_(None).post(f"/appro/offre/{link(world)}", typed, follow=True)


def test_a_farms_own_crops_in_season_are_buttons(world):
    directory.save_crops(world.farm, [("Poireaux", [11, 12]), ("Courges", [10]), ("Tomates", [8, 9])])
    assert own_in_season(world.farm, today=TODAY)[0] == "Tomates"
    html = as_(None).get(f"/appro/offre/{link(world)}").content.decode()
    assert re.findall(r'name="pick" value="(\w*)"', html) == [*own_in_season(world.farm, today=TODAY)]
    assert "checked" not in "".join(re.findall(r'<input[^>]*name="pick"[^>]*>', html))
    assert "Poireaux" not in re.findall(r'name="pick" value="(\w*)"', html)
    sent(world, pick="Tomates")
    offer = SurplusOffer.objects.get()
    assert (offer.what, offer.item, offer.mass_mg) == ("Tomates", world.items["Tomates"], 12 * KG)


def test_what_is_typed_wins_over_a_button_and_nothing_at_all_is_asked_for(world):
    directory.save_crops(world.farm, [("Tomates", [TODAY.month])])
    sent(world, pick="Tomates", what="Coings")
    assert SurplusOffer.objects.get().what == "Coings"
    nothing = sent(world)
    assert list(nothing.context["form"].errors) == ["pick"]
    assert "Il manque une valeur ici." in nothing.content.decode()
    assert "<details open><summary>Autre chose" in nothing.content.decode()
    assert SurplusOffer.objects.count() == 1


def test_crates_are_shown_with_what_they_are_taken_to_weigh(world):
    text = plain(sent(world, what="Tomates", container="crate").content.decode())
    assert "environ 120 kg" in text
    assert "12 cagettes, comptées 10 kg chacune" in text
    assert SurplusOffer.objects.get().mass_mg == 120 * KG
    assert "vérifiez le nombre" in sent(world, what="Tomates", container="pallet_box", mass="500").content.decode()


def test_the_wish_is_that_of_the_last_time(world):
    announce(world, way="toll", price=Decimal("1"))
    html = as_(None).get(f"/appro/offre/{link(world)}").content.decode()
    assert re.search(r'name="way" value="toll"[^>]*checked', html)
