"""What may vary, on screen: written plainly, chosen knowingly, and said wherever the schedule no longer holds."""

from uuid import uuid4

import pytest
from django.utils import timezone

from bocal.kitchen import acts, reads
from bocal.kitchen.models import Deviation, Making
from bocal.kitchen.rules.deviations import Cause
from tests.kitchen.mixes import Mixes
from tests.kitchen.screens import by, ref, text
from tests.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def mixes():
    return Mixes()


@pytest.fixture
def cook(mixes):
    return by(mixes.world.cook)


def second(mixes):
    return acts.new_version(mixes.version, author=mixes.world.cook, now=NOW)


def varied(mixes, **more: str) -> dict[str, str]:
    items = mixes.world.items
    courgettes, tomatoes = items["Courgettes"].pk, items["Tomates"].pk
    return {
        f"low-{courgettes}": "10",
        f"high-{courgettes}": "25,5",
        f"low-{tomatoes}": "70",
        f"high-{tomatoes}": "90",
        "line-0": str(courgettes),
        "item-0": str(items["Céleri"].pk),
        "most-0": "12,5",
        "peel-0": "8",
    } | {name.format(c=courgettes): value for name, value in more.items()}


def test_what_may_vary_is_written_and_read_on_the_recipe(mixes, cook):
    version = second(mixes)
    address = f"/cuisine/recettes/versions/{version.pk}/varier/"
    assert "Vide : comme dans la recette" in text(cook.get(address))
    said = text(cook.post(address, varied(mixes), follow=True))
    assert "entre 10 % et 25,5 % du mélange" in said
    assert "peut être remplacé par Céleri jusqu’à 12,5 %" in said
    emptied = cook.post(address, {}, follow=True)
    assert "du mélange" not in text(emptied)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"high-{c}": ""}, "une fourchette a deux bouts"),
        ({"low-{c}": "30"}, "la part la plus basse dépasse la plus haute"),
        ({"low-{c}": "20"}, "Courgettes : la recette en met 19 % dans la marmite"),
        ({"most-0": ""}, "il en manque une"),
        ({"most-0": "beaucoup"}, "n’est pas un nombre"),
        ({"most-0": "120"}, "100"),
    ],
)
def test_what_says_nothing_sure_is_refused_plainly(mixes, cook, more, said):
    version = second(mixes)
    answer = cook.post(f"/cuisine/recettes/versions/{version.pk}/varier/", varied(mixes, **more))
    assert answer.status_code == 200
    assert said in text(answer)
    assert reads.mixture(version) == reads.mixture(mixes.version)


def test_a_version_that_served_does_not_vary_any_more(mixes, cook):
    address = f"/cuisine/recettes/versions/{mixes.version.pk}/varier/"
    assert "elle ne change plus" in text(cook.get(address))
    assert "elle ne change plus" in text(cook.post(address, varied(mixes)))


def test_a_substitute_is_offered_with_its_allergen_and_not_ticked(mixes, cook):
    address = f"/cuisine/ordres/nouveau/?version={mixes.version.pk}&bocal={mixes.kitchen.product.pk}"
    body = cook.get(address).content.decode()
    assert f'value="{ref(mixes.kitchen, mixes.celery)}">' in body
    said = text(cook.get(address))
    assert "à la place de Courgettes, jusqu’à 30 %" in said
    assert "allergène nouveau : céleri" in said
    assert "apporte un allergène" not in said
    chosen = [ref(mixes.kitchen, lot) for lot in (mixes.kitchen.tomatoes, mixes.celery, mixes.kitchen.salt)]
    few = mixes.world.receive("Courgettes", kg=3)
    data = {
        "lots": [*chosen, ref(mixes.kitchen, few)],
        "wished": "",
        "day": timezone.localdate().isoformat(),
        "store": mixes.world.store.pk,
        "key": str(uuid4()),
    }
    scaled = text(cook.post(address, data | {"what": "scale"}))
    assert "Céleri apporte un allergène que la recette n’a pas : céleri" in scaled
    assert "33 bocaux" in scaled
    assert "Céleri à la place de Courgettes" in scaled


def kettle(mixes, *, tomatoes: str = "13,5", courgettes: str = "6,3", **more: str) -> dict[str, str]:
    return {
        f"q-{ref(mixes.kitchen, mixes.kitchen.tomatoes)}": tomatoes,
        f"q-{ref(mixes.kitchen, mixes.courgettes)}": courgettes,
        f"q-{ref(mixes.kitchen, mixes.kitchen.salt)}": "200 g",
        "jars_filled": "29",
        "day": timezone.localdate().isoformat(),
        "key": str(uuid4()),
        "what": "make",
    } | more


def test_outside_the_page_says_so_before_and_wants_a_reason(mixes, cook):
    order = mixes.order()
    address = f"/cuisine/ordres/{order.pk}/faire/"
    before = text(cook.post(address, kettle(mixes, what="balance")))
    assert "Courgettes fait 31,5 % du mélange ; le barème vaut de 15 % à 29 %." in before
    assert "Le barème ne tient plus" in before
    refused = cook.post(address, kettle(mixes))
    assert "dites pourquoi : le lot restera en attente" in text(refused)
    assert not Making.objects.exists()
    done = text(cook.post(address, kettle(mixes, mix_reason="Plus de tomates"), follow=True))
    assert "une personne doit décider d’un écart" in done
    assert Deviation.objects.get().cause == Cause.MIX


def test_inside_nothing_is_asked(mixes, cook):
    order = mixes.order()
    balance = text(cook.post(f"/cuisine/ordres/{order.pk}/faire/", kettle(mixes, tomatoes="16", courgettes="3,8")))
    assert "barème" not in balance
    assert Making.objects.exists()


def test_a_substitute_can_be_taken_at_the_kettle(mixes, cook):
    order = mixes.order()
    address = f"/cuisine/ordres/{order.pk}/faire/"
    page = text(cook.get(address))
    assert mixes.celery.code in page
    assert "allergène nouveau : céleri" in page
    celery = ref(mixes.kitchen, mixes.celery)
    data = kettle(mixes, tomatoes="16", courgettes="2,8", what="balance") | {f"q-{celery}": "1", f"p-{celery}": "0"}
    said = text(cook.post(address, data))
    assert "Céleri à la place de Courgettes" in said
    assert "hors du barème" not in said


def test_wherever_the_lot_is_seen_it_says_that_the_schedule_does_not_hold(mixes, cook):
    order = mixes.order()
    mixes.make(order, taken=mixes.taken(13.5, 6.3), reason="Plus de tomates")
    mixes.kitchen.cook(order)
    mixes.kitchen.ph(order)
    mixes.kitchen.closure(order)
    quality = by(mixes.world.quality)
    said = "Le barème ne tient pas pour ce lot"
    assert said in text(cook.get(f"/cuisine/ordres/{order.pk}/"))
    assert said in text(cook.get(f"/cuisine/ordres/{order.pk}/cuisson/"))
    release = text(quality.get(f"/cuisine/liberer/{order.pk}/"))
    assert said in release
    assert "un mélange que le barème couvre" in release
    assert "elle ne prouve rien pour ce lot" in release
    assert quality.get(f"/cuisine/ordres/{order.pk}/dossier.pdf").status_code == 200
    deviation = quality.get(f"/cuisine/securite/ecarts/{Deviation.objects.get().pk}/").content.decode()
    assert 'value="opinion"' in deviation
    assert 'value="recook"' not in deviation


def test_these_pages_ask_little(mixes, cook, django_assert_max_num_queries):
    order = mixes.order()
    version = second(mixes)
    for address in (
        f"/cuisine/ordres/nouveau/?version={mixes.version.pk}&bocal={mixes.kitchen.product.pk}",
        f"/cuisine/ordres/{order.pk}/faire/",
        f"/cuisine/ordres/{order.pk}/marmite/",
        f"/cuisine/recettes/versions/{version.pk}/varier/",
        f"/cuisine/recettes/{version.recipe_id}/",
    ):
        with django_assert_max_num_queries(12):
            assert cook.get(address).status_code == 200
