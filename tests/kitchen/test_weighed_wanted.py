"""What the légumerie makes, where one looks for it: the kilos one wants in advance, a mix outside in its own words."""

from uuid import uuid4

import pytest
from django.utils import timezone

from bocal.journals.rules import Refused
from bocal.kitchen.acts.wanting import set_targets
from bocal.kitchen.models import Making
from bocal.kitchen.reads import needs
from bocal.kitchen.rules.needs import Why
from tests.kitchen import workshops
from tests.kitchen.screens import by, text
from tests.world import KG, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    return workshops.build()


@pytest.fixture
def cook(workshop):
    return by(workshop.world.cook)


def test_kilos_in_advance_are_wanted_month_by_month(workshop, cook):
    address = f"/cuisine/ordres/objectifs/{workshop.product.pk}/"
    said = text(cook.get(address))
    assert "Les kilos à avoir d’avance" in said
    assert "Il se garde 5 jours" in said
    page = text(cook.post(address, {"month_9": "4,5+3", "month_12": "0"}, follow=True)).replace("\xa0", " ")
    assert "7,5 kg" in page
    assert needs.target_of(workshop.product.pk).jars[8] == 7_500_000
    [batch] = needs.batches({}, today=TODAY)[Why.TARGET]
    assert batch.wanted == batch.quantity == 7_500_000
    assert cook.post(address, {"month_9": "douze"}).status_code == 200


def test_a_crumb_is_wanted_as_a_whole_step_and_a_crate_is_not_wanted(workshop):
    set_targets(workshop.product, jars=[0] * 8 + [120_000] + [0] * 3)
    assert needs.target_of(workshop.product.pk).jars[8] == 200_000
    with pytest.raises(Refused, match="wrong_product"):
        set_targets(workshop.world.items[workshops.CARROTS], jars=[KG] * 12)


def test_a_mix_outside_speaks_of_its_recipe_and_of_no_schedule(workshop, cook):
    world = workshop.world
    workshops.item(world, "raw", "Navets")
    turnips = world.receive("Navets", kg=10)
    order = workshop.order(wished=10 * KG)
    here = f"{turnips.pk}-{world.store.pk}"
    data = {
        f"q-{workshop.carrots.pk}-{world.store.pk}": "11",
        f"p-{workshop.carrots.pk}-{world.store.pk}": "1",
        "beside": here,
        f"q-{here}": "1",
        "weighed": "11",
        "day": timezone.localdate().isoformat(),
        "key": str(uuid4()),
    }
    address = f"/cuisine/ordres/{order.pk}/faire/"
    for what in ("balance", "make"):
        said = text(cook.post(address, data | {"what": what}))
        assert "Navets n’est ni dans la recette ni parmi ses remplaçants." in said
        assert "Ce n’est plus la recette" in said
        assert "barème" not in said
    made = text(cook.post(address, data | {"what": "make", "mix_reason": "Il en restait"}, follow=True))
    assert "Ce n’est plus la recette : une personne doit décider d’un écart." in made
    assert "hors de la recette" in made
    assert "barème ne" not in made
    assert Making.objects.get().mix["by_weight"] is True
    assert "un mélange que la recette permet" in text(by(world.quality).get(f"/cuisine/liberer/{order.pk}/"))
