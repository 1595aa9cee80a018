"""The kettle on screen: what was really done, and what is refused."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from bocal.journals.models import Voucher
from bocal.journals.rules import Kind
from tests.kitchen.screens import ref, text, undo

pytestmark = pytest.mark.django_db


def make_data(kitchen, **more: object) -> dict[str, object]:
    tomatoes, salt = ref(kitchen, kitchen.tomatoes), ref(kitchen, kitchen.salt)
    return {
        f"q-{tomatoes}": "19,2+10,8",
        f"p-{tomatoes}": "3",
        f"q-{salt}": "200 g",
        "jars_filled": "30",
        f"m-{kitchen.world.cook.pk}": "240",
        "day": timezone.localdate().isoformat(),
        "key": str(uuid4()),
        "what": "make",
    } | more


def test_a_kettle_is_written_at_the_kettle(kitchen, cook, order):
    address = f"/cuisine/ordres/{order.pk}/faire/"
    assert "prévu" in text(cook.get(address))
    answer = cook.post(address, make_data(kitchen), follow=True)
    said = text(answer)
    assert "30 bocaux faits" in said
    voucher = Voucher.objects.get(kind=Kind.MAKE)
    assert undo(answer) == f"undo:{voucher.pk}"
    assert voucher.author == kitchen.world.cook
    assert "Reprendre" not in text(cook.get(address))
    assert "C’est fait" in text(cook.get(address))


def test_the_balance_is_shown_before_anything_is_written(kitchen, cook, order):
    address = f"/cuisine/ordres/{order.pk}/faire/"
    good = text(cook.post(address, make_data(kitchen, what="balance")))
    assert "27,2 kg entrés ;" in good
    short = text(cook.post(address, make_data(kitchen, what="balance", jars_filled="26")))
    assert "Il manque 2,725 kg (10 %) : dites pourquoi" in short
    assert "reste 9,52 kg, prévu 6,795 kg" in short
    assert not Voucher.objects.filter(kind=Kind.MAKE).exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"jars_filled": "-1"}, "négatif"),
        ({"jars_filled": ""}, "Il manque une valeur"),
        ({"jars_filled": "0"}, "combien de bocaux ont été remplis"),
        ({"jars_filled": "40,5"}, "n’est pas un nombre entier"),
        ({"jars_filled": "60"}, "Ces bocaux pèsent plus que ce qui est entré"),
        ({"jars_filled": "20"}, "dites pourquoi"),
        ({"water": "50000"}, "trop grand"),
        ({"water": "beaucoup"}, "n’est pas un nombre"),
        ({"spilled": "1 tonne"}, "n’est pas connue ici"),
        ({"lids_broken": "90"}, "Il faut 120 couvercles et il y en a 100"),
        ({"tasting_jars": "31"}, "31 bocaux goûtés pour 30 remplis"),
        ({"evaporation": "30"}, "Il sort plus qu’il n’est entré"),
        ({"day": "1900-01-01"}, "trop ancienne"),
        ({"day": (timezone.localdate() + timedelta(days=3)).isoformat()}, "Choisissez un jour jusqu’au"),
        ({"key": "x"}, "Rechargez-la"),
    ],
)
def test_a_kettle_is_refused_plainly_and_keeps_what_was_typed(kitchen, cook, order, more, said):
    answer = cook.post(f"/cuisine/ordres/{order.pk}/faire/", make_data(kitchen, **more))
    assert answer.status_code == 200
    assert said in text(answer)
    assert "19,2+10,8" in answer.content.decode()
    assert not Voucher.objects.filter(kind=Kind.MAKE).exists()


def test_more_than_there_is(kitchen, cook, order):
    tomatoes = ref(kitchen, kitchen.tomatoes)
    answer = cook.post(
        f"/cuisine/ordres/{order.pk}/faire/",
        make_data(kitchen, **{f"q-{tomatoes}": "61", f"p-{tomatoes}": "6", "jars_filled": "60"}),
    )
    assert f"Il ne reste pas assez du lot {kitchen.tomatoes.code}" in text(answer)


def test_a_double_click_makes_once(kitchen, cook, order):
    data = make_data(kitchen)
    for _ in range(2):
        cook.post(f"/cuisine/ordres/{order.pk}/faire/", data)
    assert Voucher.objects.filter(kind=Kind.MAKE).count() == 1
