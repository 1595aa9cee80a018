"""Every page of the kitchen, as the people who come to it: those who may, strangers, and what they may send."""

import json
import re
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bocal.directory.rules import Desk
from bocal.journals import acts as journals
from bocal.journals.models import LotState, Voucher
from bocal.journals.rules import Kind, Status, Way
from bocal.kitchen import reads
from bocal.kitchen.models import Check, Cook, ManufacturingOrder, Recipe, Schedule
from bocal.kitchen.rules.stages import Stage
from tests.kitchen import kitchens
from tests.kitchen.kitchens import logger

pytestmark = pytest.mark.django_db


@pytest.fixture
def kitchen():
    return kitchens.build()


def by(person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def cook(kitchen):
    return by(kitchen.world.cook)


@pytest.fixture
def quality(kitchen):
    return by(kitchen.world.quality)


def text(answer) -> str:
    """What a person reads: no tags, single spaces."""
    body = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", body.replace("&#x27;", "’").replace("&nbsp;", " "))


def undo(answer) -> str:
    """What the confirming message offers to take back."""
    return [message.extra_tags for message in answer.context["messages"]][-1]


MAKERS, RELEASERS = {Desk.PRODUCTION, Desk.DIRECTION}, {Desk.QUALITY, Desk.DIRECTION}
ALL = MAKERS | RELEASERS


def pages(kitchen, order) -> dict[str, set[Desk]]:
    version = kitchen.version
    return {
        "/cuisine/ordres/": ALL,
        "/cuisine/ordres/nouveau/": MAKERS,
        f"/cuisine/ordres/nouveau/?version={version.pk}&bocal={kitchen.product.pk}": MAKERS,
        f"/cuisine/ordres/{order.pk}/": ALL,
        f"/cuisine/ordres/{order.pk}/faire/": MAKERS,
        f"/cuisine/ordres/{order.pk}/cuisson/": ALL,
        f"/cuisine/ordres/{order.pk}/controles/": ALL,
        f"/cuisine/ordres/{order.pk}/dossier.pdf": ALL,
        "/cuisine/liberer/": ALL,
        f"/cuisine/liberer/{order.pk}/": RELEASERS,
        "/cuisine/recettes/": ALL | {Desk.PRODUCTS},
        f"/cuisine/recettes/{version.recipe_id}/": ALL | {Desk.PRODUCTS},
        f"/cuisine/recettes/{version.recipe_id}/nom/": MAKERS,
        "/cuisine/recettes/nouvelle/": MAKERS,
        f"/cuisine/recettes/versions/{version.pk}/": MAKERS,
        f"/cuisine/recettes/versions/{version.pk}/bareme/{kitchen.world.formats['720'].pk}/": RELEASERS,
    }


def test_who_may_enter(kitchen):
    order = kitchen.ready()
    for address, desks in pages(kitchen, order).items():
        stranger = Client().get(address)
        assert stranger.status_code == 302, address
        assert "/compte/" in stranger["Location"]
        for name, person in kitchen.world.team.items():
            expected = 200 if Desk(name) in desks else 403
            assert by(person).get(address).status_code == expected, (address, name)


def test_what_does_not_exist(kitchen):
    chief = by(kitchen.world.direction)
    order = kitchen.order()
    for address in (
        "/cuisine/ordres/999/",
        "/cuisine/ordres/999/faire/",
        "/cuisine/ordres/999/cuisson/",
        "/cuisine/ordres/999/controles/",
        "/cuisine/ordres/999/dossier.pdf",
        f"/cuisine/ordres/{order.pk}/dossier.pdf",
        f"/cuisine/liberer/{order.pk}/",
        "/cuisine/recettes/999/",
        "/cuisine/recettes/versions/999/",
        "/cuisine/ordres/nouveau/?version=999&bocal=1",
    ):
        assert chief.get(address).status_code == 404, address
    assert chief.get("/cuisine/ordres/nouveau/?version=²&bocal=1").status_code == 200
    assert chief.get("/cuisine/ordres/?etat=perdu&apres=x").status_code == 200


def test_products_read_recipes_and_write_nothing(kitchen):
    desk = by(kitchen.world.products)
    address = f"/cuisine/recettes/{kitchen.version.recipe_id}/"
    assert "nouvelle version" not in text(desk.get(address))
    assert desk.post(address).status_code == 403
    assert kitchen.version.recipe.versions.count() == 1


def test_pages_are_light_and_ask_little(kitchen, django_assert_max_num_queries):
    order = kitchen.ready()
    chief = by(kitchen.world.direction)
    for address in pages(kitchen, order):
        if address.endswith(".pdf"):
            continue
        with django_assert_max_num_queries(12):
            answer = chief.get(address)
        assert len(answer.content) < 100_000, address
        body = answer.content.decode()
        assert "style=" not in body
        assert "<script>" not in body


def count(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    # Signing in and its session are not this room's.
    return len(captured)


def test_lists_do_not_ask_more_with_more_rows(kitchen):
    chief = by(kitchen.world.direction)
    kitchen.ready()
    addresses = ("/cuisine/ordres/", "/cuisine/liberer/", "/cuisine/recettes/")
    few = [count(chief, address) for address in addresses]
    kitchen.world.receive("Tomates", kg=5)
    order = kitchen.order()
    kitchen.make(order)
    for i in range(3):
        lot = kitchen.world.receive("Tomates", kg=20 + i)
        kitchen.order(lot, kitchen.salt)
    assert [count(chief, address) for address in addresses] == few
    assert max(few) <= 12


# ── Recipes ──────────────────────────────────────────────────────────────────────────────────────────────────────────


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


# ── Orders ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def new_order(kitchen) -> str:
    return f"/cuisine/ordres/nouveau/?version={kitchen.version.pk}&bocal={kitchen.product.pk}"


def ref(kitchen, lot) -> str:
    return f"{lot.pk}-{kitchen.world.store.pk}"


def order_data(kitchen, *lots, **more: object) -> dict[str, object]:
    chosen = lots or (kitchen.tomatoes, kitchen.salt)
    return {
        "lots": [ref(kitchen, lot) for lot in chosen],
        "wished": "",
        "day": timezone.localdate().isoformat(),
        "store": kitchen.world.store.pk,
        "key": str(uuid4()),
        "what": "order",
    } | more


def test_an_order_shows_what_the_lots_give(kitchen, cook):
    answer = text(cook.get(new_order(kitchen)))
    assert "59 bocaux" in answer
    assert "Ce qui limite : Tomates" in answer
    scaled = text(cook.post(new_order(kitchen), order_data(kitchen, wished="12", what="scale")))
    assert "12 bocaux" in scaled
    assert not ManufacturingOrder.objects.exists()


def test_an_order_says_what_lacks(kitchen, cook):
    kitchen.world.receive("Tomates", kg=300)
    answer = text(cook.get(new_order(kitchen)))
    # 359 jars want 359 jars of glass, and there are 100.
    assert "manque 259" in answer
    assert "manque 953 g" in answer


def test_an_order_is_made_once_by_a_double_click(kitchen, cook):
    data = order_data(kitchen)
    first, second = cook.post(new_order(kitchen), data), cook.post(new_order(kitchen), data)
    assert first["Location"] == second["Location"]
    assert ManufacturingOrder.objects.get().jars == 59


def test_toll_lots_are_not_mixed(kitchen, cook):
    theirs = kitchen.world.receive("Tomates", kg=20, way=Way.TOLL)
    # Not ticked beforehand, since it is not ours.
    assert "pas le même propriétaire" not in text(cook.get(new_order(kitchen)))
    answer = cook.post(new_order(kitchen), order_data(kitchen, kitchen.tomatoes, theirs, kitchen.salt))
    assert "chaque ferme retrouve ses propres légumes" in text(answer)
    assert not ManufacturingOrder.objects.exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"lots": []}, "Choisissez au moins un lot"),
        ({"lots": ["999-1"]}, "n’est plus là"),
        ({"wished": "-3"}, "négatif"),
        ({"wished": "0"}, "Le plus petit nombre possible ici est 1"),
        ({"day": "hier"}, "n’est pas une date"),
        ({"store": "999"}, "Sélectionnez un choix valide"),
    ],
)
def test_an_order_is_refused_plainly(kitchen, cook, more, said):
    answer = cook.post(new_order(kitchen), order_data(kitchen, **more))
    assert answer.status_code == 200
    assert said in text(answer)
    assert not ManufacturingOrder.objects.exists()


def test_held_lots_are_not_offered(kitchen, cook):
    journals.decide(
        [kitchen.tomatoes], Status.HOLD, reason="?", author=kitchen.world.quality, key="h", now=timezone.now()
    )
    answer = text(cook.get(new_order(kitchen)))
    assert "1 lot en attente ou bloqué n’est pas montré" in answer
    assert kitchen.tomatoes.code not in answer


def test_the_empty_kitchen_teaches(kitchen, cook):
    assert "Un ordre part d’une recette" in text(cook.get("/cuisine/ordres/"))
    assert "Rien n’attend" in text(cook.get("/cuisine/liberer/"))


def test_orders_are_found_by_stage(kitchen, cook):
    order = kitchen.order()
    assert order.number in text(cook.get("/cuisine/ordres/?etat=to_do"))
    for stage in set(Stage) - {Stage.TO_DO}:
        assert order.number not in text(cook.get(f"/cuisine/ordres/?etat={stage}"))
    kitchen.make(order)
    assert order.number in text(cook.get("/cuisine/ordres/?etat=kettle"))
    kitchen.cook(order)
    assert order.number in text(cook.get("/cuisine/ordres/?etat=checks"))


def test_an_order_is_given_up(kitchen, cook):
    order = kitchen.order()
    assert "abandonné" in text(cook.post(f"/cuisine/ordres/{order.pk}/", follow=True))
    assert "Cet ordre est abandonné" in text(cook.get(f"/cuisine/ordres/{order.pk}/faire/"))


# ── Making ───────────────────────────────────────────────────────────────────────────────────────────────────────────


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


@pytest.fixture
def order(kitchen):
    return kitchen.order()


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
    assert "Le bilan tombe juste : 27,2 kg entrés" in good
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


# ── Cook ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def made(kitchen, order):
    kitchen.make(order)
    return order


def send(client, order, data: bytes, name: str = "autoclave.csv", **more: str):
    sent = {
        "file": SimpleUploadedFile(name, data),
        "equipment": "Autoclave 1",
        "probe": "core",
        "unit": "",
        "key": str(uuid4()),
    }
    return client.post(f"/cuisine/ordres/{order.pk}/cuisson/", sent | more, follow=True)


def test_a_curve_is_shown_with_its_verdict_and_its_figures(kitchen, cook, made):
    said = text(send(cook, made, logger(5)))
    assert "La cuisson tient le barème. Atteint 8,51 min, il en faut 3." in said
    assert "8,51 min à 121,1 °C, au plus chaud 121,1 °C après 40 min." in said
    assert "Voir les chiffres" in said
    assert "BAR-2026-014" in said
    body = cook.get(f"/cuisine/ordres/{made.pk}/cuisson/").content.decode()
    assert body.count('class="curve ') >= 3
    assert 'class="target"' in body


def test_too_little_is_said(kitchen, cook, made):
    said = text(send(cook, made, logger(5, top=115)))
    assert "La cuisson n’atteint pas la valeur du barème" in said


def test_readings_too_far_apart_are_said(kitchen, cook, made):
    lines = ["min;Sonde (°C)", "0;20", "10;95", "20;122", "40;122", "50;60"]
    said = text(send(cook, made, "\n".join(lines).encode()))
    assert "Enregistreur trop espacé" in said
    assert "plus d’une minute sépare deux relevés" in said


def test_no_schedule_is_never_a_pass():
    kitchen = kitchens.build(with_schedule=False)
    order = kitchen.order()
    kitchen.make(order)
    said = text(send(by(kitchen.world.cook), order, logger(60)))
    assert "Aucun barème validé pour cette recette dans ce bocal : le lot reste en attente." in said
    assert "tient le barème" not in said


@pytest.mark.parametrize(
    ("data", "name", "more", "said"),
    [
        (b"", "vide.csv", {}, "Ce fichier est vide"),
        (logger(5), "autoclave.exe", {}, "Ce genre de fichier n’est pas lu ici"),
        (b"PK\x03\x04rien", "autoclave.csv", {}, "contient autre chose"),
        (b"PK\x03\x04rien", "autoclave.xlsx", {}, "abîmé"),
        (b"\xff\xfe\x00", "autoclave.txt", {}, "illisibles"),
        (b"bonjour tout le monde", "autoclave.txt", {}, "aucun relevé de température"),
        (b"min;T (\xc2\xb0C)\n0;20\n2;30\n1;40\n", "a.csv", {}, "pas dans l’ordre du temps"),
        (b"min;T (\xc2\xb0C)\n0;20\n1;\n2;30\n", "a.csv", {}, "Ligne 3, colonne B"),
        (b"min;T\n0;20\n1;80\n", "a.csv", {}, "choisissez-le"),
        (b"min;T\n0;68\n1;185\n", "a.csv", {"unit": "C"}, "aucun autoclave ne dépasse 140"),
        (logger(5), "a.csv", {"unit": "F"}, "ce n’est pas l’unité choisie"),
        (logger(5, day="04/09/2026"), "a.csv", {}, "Ce fichier commence le 04/09/2026"),
        (logger(5), "a.csv", {"equipment": ""}, "Il manque une valeur"),
    ],
    ids=str.split("empty exe zip not-xlsx utf16 prose unsorted hole no-unit hot-c other-unit other-day no-equipment"),
)
def test_a_file_is_refused_plainly(kitchen, cook, made, data, name, more, said):
    answer = send(cook, made, data, name, **more)
    assert answer.status_code == 200
    assert said in text(answer)
    assert not Cook.objects.exists()


def test_fifty_megabytes(kitchen, cook, made):
    said = text(send(cook, made, b"0;20\n" * 10_000_000))
    assert "Ce fichier pèse 50 Mo ; la limite est 5 Mo." in said
    assert not Cook.objects.exists()


def test_another_days_file_is_taken_when_the_clock_is_wrong(kitchen, cook, made):
    said = text(send(cook, made, logger(5, day="01/01/2020"), clock_is_wrong="on"))
    assert "Le fichier porte un autre jour" in said


def test_the_same_file_for_another_order_names_it(kitchen, cook, made):
    other = kitchen.order()
    kitchen.make(other)
    send(cook, made, logger(5))
    said = text(send(cook, other, logger(5)))
    assert "Le même fichier sert à un autre lot" in said
    assert f"Même fichier : {made.number}" in said


def test_a_curve_is_judged_again_when_the_schedule_changes(kitchen, cook, made):
    send(cook, made, logger(5))
    kitchens.schedule(kitchen.world, kitchen.version, required=Decimal(9))
    address = f"/cuisine/ordres/{made.pk}/cuisson/"
    assert "Le barème a changé depuis" in text(cook.get(address))
    again = cook.post(address, {"what": "judge", "key": str(uuid4())}, follow=True)
    assert "n’atteint pas la valeur du barème. Atteint 8,51 min, il en faut 9." in text(again)


def test_before_the_making_the_pages_say_so(kitchen, cook, order):
    assert "la courbe vient après" in text(cook.get(f"/cuisine/ordres/{order.pk}/cuisson/"))
    assert "les contrôles viennent après" in text(cook.get(f"/cuisine/ordres/{order.pk}/controles/"))
    assert "pas encore fait" in text(send(cook, order, logger(5)))


# ── Checks and release ───────────────────────────────────────────────────────────────────────────────────────────────


def test_checks_are_written_one_by_one(kitchen, cook, made):
    address = f"/cuisine/ordres/{made.pk}/controles/"
    sent = {"kind": "ph", "ph-value": "4,21", "ph-meter": "pH-mètre 2", "ph-key": str(uuid4())}
    assert "Contrôle enregistré" in text(cook.post(address, sent, follow=True))
    assert "4,21" in text(cook.get(address))
    # A double click counts once.
    cook.post(address, sent)
    assert Check.objects.count() == 1
    bad = {"kind": "closure", "closure-looked_at": "30", "closure-failing": "1", "closure-key": str(uuid4())}
    said = text(cook.post(address, bad, follow=True))
    assert "1 mal fermés sur 30" in said
    assert "bloqué" in said
    assert LotState.objects.get(lot=reads.file_of(made.pk).lot).status == Status.BLOCKED


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"kind": "ph", "ph-value": "42", "ph-meter": "x"}, "Le plus grand nombre possible ici est 10"),
        ({"kind": "ph", "ph-value": "", "ph-meter": "x"}, "Il manque une valeur"),
        ({"kind": "closure", "closure-looked_at": "0", "closure-failing": "0"}, "Le plus petit nombre possible"),
        ({"kind": "closure", "closure-looked_at": "3", "closure-failing": "4"}, "Plus de bocaux mal fermés"),
        ({"kind": "visual"}, "Il manque une valeur"),
    ],
)
def test_a_check_is_refused_plainly(kitchen, cook, made, sent, said):
    answer = cook.post(f"/cuisine/ordres/{made.pk}/controles/", sent | {f"{sent['kind']}-key": str(uuid4())})
    assert said in text(answer)
    assert not Check.objects.exists()


def decide(client, order, what: str = "release", reason: str = ""):
    prefix = "free" if what == "release" else "block"
    data = {"what": what, f"{prefix}-reason": reason, f"{prefix}-key": str(uuid4())}
    return client.post(f"/cuisine/liberer/{order.pk}/", data, follow=True)


def test_what_is_missing_is_said_lot_by_lot(kitchen, quality, made):
    said = text(quality.get("/cuisine/liberer/"))
    assert "Il manque : la courbe de cuisson, le pH, le contrôle des fermetures." in said
    kitchen.cook(made)
    kitchen.ph(made)
    said = text(quality.get("/cuisine/liberer/"))
    assert "Il manque : le contrôle des fermetures." in said
    refused = decide(quality, made)
    assert "il manque encore quelque chose" in text(refused)
    assert reads.file_of(made.pk).status == Status.HOLD


def test_everything_on_one_screen_and_one_button(kitchen, quality):
    order = kitchen.ready()
    page = text(quality.get(f"/cuisine/liberer/{order.pk}/"))
    for part in (
        "La cuisson tient le barème",
        "4,20",
        "0 mal fermés sur 30",
        "Bilan de la marmite",
        "27,2 kg = 27,2 kg",
    ):
        assert part in page
    said = text(decide(quality, order))
    assert "libéré : il peut être vendu et donné" in said
    assert reads.file_of(order.pk).status == Status.RELEASED


def test_who_cooked_is_told_who_else_can(kitchen):
    order = kitchen.order()
    kitchen.make(order, author=kitchen.world.direction)
    kitchen.cook(order)
    kitchen.ph(order)
    kitchen.closure(order)
    chief = by(kitchen.world.direction)
    page = text(chief.get(f"/cuisine/liberer/{order.pk}/"))
    assert "une autre personne doit le libérer. Le peuvent : Quentin Contrôle." in page
    decide(chief, order)
    assert reads.file_of(order.pk).status == Status.HOLD


def test_a_lot_is_blocked_with_a_reason(kitchen, quality):
    order = kitchen.ready()
    assert "Dites pourquoi ce lot est bloqué" in text(decide(quality, order, "block"))
    assert "bloqué" in text(decide(quality, order, "block", "doute"))
    assert "dites pourquoi il peut être libéré maintenant" in text(decide(quality, order))
    decide(quality, order, reason="le laboratoire est rassuré")
    assert reads.file_of(order.pk).status == Status.RELEASED


def test_a_release_can_be_taken_back(kitchen, quality):
    order = kitchen.ready()
    answer = decide(quality, order)
    voucher = Voucher.objects.filter(kind=Kind.DECIDE).latest("pk")
    assert undo(answer) == f"undo:{voucher.pk}"
    journals.reverse(voucher, author=kitchen.world.quality, now=timezone.now())
    assert reads.file_of(order.pk).status == Status.HOLD


# ── The batch record ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_batch_record_is_a_pdf(kitchen, quality):
    order = kitchen.ready()
    kitchen.release(order)
    with CaptureQueriesContext(connection) as asked:
        answer = quality.get(f"/cuisine/ordres/{order.pk}/dossier.pdf")
    assert len(asked) <= 12
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_the_batch_record_says_all(kitchen):
    from bocal.kitchen import notices  # noqa: PLC0415

    order = kitchen.order()
    kitchen.make(order, jars=26, note="bac tombé", minutes=((kitchen.world.cook.pk, 90),))
    kitchen.cook(order)
    kitchen.ph(order)
    file = reads.file_of(order.pk)
    said = json.dumps(notices.record(file), ensure_ascii=False)
    for part in (
        file.lot.code,
        order.number,
        "Coulis de tomate, version 1",
        "bac tombé",
        "Tomates",
        "Pot 720",
        "1 h 30",
        "8,51 min",
        file.cook.sha256,
        "BAR-2026-014",
        "Laboratoire du Gué",
        "4,2",
        "le contrôle des fermetures",
        "Chloé Cuisine",
        "<svg xmlns",
    ):
        assert part in said.replace("\u00a0", " "), part
