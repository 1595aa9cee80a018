"""The recipe book on screen: recipes and schedules, and what is refused."""

import pytest

from bocal.kitchen.models import Recipe, Schedule
from tests.kitchen.screens import text

pytestmark = pytest.mark.django_db


def recipe_data(kitchen, **more: str) -> dict[str, str]:
    return {
        "name": "Coulis au basilic",
        "products": str(kitchen.product.pk),
        "item-0": str(kitchen.world.items["Tomates"].pk),
        "grams-0": "1300",
        "peel-0": "12,5",
        "item-1": str(kitchen.world.items["Sel"].pk),
        "grams-1": "8",
        "ph_highest": "4,3",
        "method": "Mouliner.",
        "what": "save",
    } | more


def test_a_recipe_is_written(kitchen, cook):
    answer = cook.post("/cuisine/recettes/nouvelle/", recipe_data(kitchen), follow=True)
    assert "Aucun barème validé. Bocal n’en invente jamais" in text(answer)
    version = Recipe.objects.get(name="Coulis au basilic").versions.get()
    assert [(line.mg_per_kg, line.peel_bp) for line in version.lines.all()] == [(1_300_000, 1_250), (8_000, 0)]
    assert version.evaporation_mg_per_kg == 308_000


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"grams-0": "-5"}, "négatif"),
        ({"grams-0": "900"}, "Il manque 92 g pour faire 1 kg fini"),
        ({"grams-0": ""}, "Écrivez combien de grammes"),
        ({"peel-0": "100"}, "99"),
        ({"item-1": "", "item-0": ""}, "Une recette a au moins un produit"),
        ({"name": "COULIS DE TOMATE"}, "porte déjà ce nom"),
        ({"evaporation": "50"}, "il s’évapore 308 g par kilo fini et non 50 g"),
        ({"ph_highest": "43"}, "10"),
    ],
)
def test_a_recipe_is_refused_plainly_and_keeps_what_was_typed(kitchen, cook, more, said):
    answer = cook.post("/cuisine/recettes/nouvelle/", recipe_data(kitchen, **more))
    assert answer.status_code == 200
    assert said in text(answer)
    assert "Mouliner." in answer.content.decode()
    assert Recipe.objects.count() == 1


def test_more_lines_may_be_asked_for(kitchen, cook):
    answer = cook.post("/cuisine/recettes/nouvelle/", recipe_data(kitchen, what="more"))
    assert 'name="item-4"' in answer.content.decode()
    assert Recipe.objects.count() == 1


def test_a_frozen_version_is_copied_then_changed(kitchen, cook):
    address = f"/cuisine/recettes/{kitchen.version.recipe_id}/"
    assert "elle ne change plus" in text(cook.get(address))
    answer = cook.post(address, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/cuisine/recettes/versions/")
    copied = kitchen.version.recipe.versions.get(number=2)
    data = recipe_data(kitchen, **{"grams-1": "5"})
    assert cook.post(f"/cuisine/recettes/versions/{copied.pk}/", data).status_code == 302
    assert copied.lines.get(item=kitchen.world.items["Sel"]).mg_per_kg == 5_000
    frozen = cook.post(f"/cuisine/recettes/versions/{kitchen.version.pk}/", data)
    assert "elle ne change plus" in text(frozen)


SCHEDULE = {
    "treatment": "sterilise",
    "tref": "121,1",
    "z": "10",
    "required_minutes": "3",
    "ph_max": "4,4",
    "validated_by": "Laboratoire du Gué",
    "validated_on": "2026-09-01",
    "reference": "BAR-15",
}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"required_minutes": "0"}, "plus grands que zéro"),
        ({"required_minutes": "2", "ph_max": ""}, "ne suffit que sous pH 4,5"),
        ({"treatment": "pasteurise"}, "entre 60 et 110"),
        ({"plateau_minutes": "12"}, "écrivez les deux, ou aucune"),
        ({"validated_on": "2099-01-01"}, "Choisissez un jour jusqu’au"),
        ({"validated_by": ""}, "Il manque une valeur"),
        ({"tref": "beaucoup"}, "n’est pas un nombre"),
        ({"treatment": "micro-ondes"}, "Sélectionnez un choix valide"),
    ],
)
def test_a_schedule_is_refused_plainly(kitchen, quality, more, said):
    address = f"/cuisine/recettes/versions/{kitchen.version.pk}/bareme/{kitchen.world.formats['720'].pk}/"
    answer = quality.post(address, SCHEDULE | more)
    assert answer.status_code == 200
    assert said in text(answer)
    assert Schedule.objects.count() == 1


def test_a_schedule_is_written_and_withdrawn(kitchen, quality):
    address = f"/cuisine/recettes/versions/{kitchen.version.pk}/bareme/{kitchen.world.formats['720'].pk}/"
    assert quality.post(address, SCHEDULE).status_code == 302
    page = f"/cuisine/recettes/{kitchen.version.recipe_id}/"
    assert "BAR-15" in text(quality.get(page))
    quality.post(address, {"what": "withdraw"})
    assert "Aucun barème validé" in text(quality.get(page))
