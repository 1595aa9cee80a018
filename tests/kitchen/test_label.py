"""A jar's label and its public story: what they say, what they wait for, how they come out of the printer."""

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
import zxingcpp
from django.test import Client
from django.urls import reverse

from bocal.catalog.models import Food
from bocal.directory.models import Collective, Organisation
from bocal.journals.models import Lot
from bocal.journals.rules import Way
from bocal.kitchen import acts, notices, reads
from bocal.kitchen.models import LabelPolicy
from bocal.kitchen.notices.labels import FIGURE_SHARE, POINT, X_SHARE
from bocal.kitchen.rules.labels import Criterion, Missing
from tests.kitchen.screens import by, text
from tests.world import NOW

pytestmark = pytest.mark.django_db
ALL = [criterion.value for criterion in Criterion]
STORY = "http://testserver/cuisine/01/{gtin}/10/{lot}"


def words(kitchen, **changes):
    said = {
        "legal_name": "Coulis de tomate",
        "storage": "À l’abri de la lumière. Après ouverture, 3 jours au frais.",
        "named": [kitchen.world.items["Tomates"]],
        "face_cm2": 120,
    }
    return acts.write_label(kitchen.product, **{**said, **changes})


def policy(kitchen, *, criteria=ALL, certifier="", glass="Rapportez ce bocal.") -> LabelPolicy:
    return acts.set_label_policy(
        certifier=certifier,
        criteria=criteria,
        glass_back=glass,
        author=kitchen.world.direction,
        now=NOW,
    )


def settle(kitchen) -> None:
    """All that a lawful label wants."""
    Organisation.objects.filter(pk=kitchen.world.us.pk).update(
        address="3 rue du Lavoir", postcode="27300", town="Saint-Aubin"
    )
    words(kitchen)
    policy(kitchen)


def lot_of(order) -> Lot:
    return order.makings.get().lot


def label_of(order) -> reads.Label:
    found = reads.made_lot(lot_of(order).code)
    assert found is not None
    return reads.label(found)


def printed(order, key: str = "a4-8", count: int = 1) -> pypdfium2.PdfDocument:
    label = label_of(order)
    address = STORY.format(gtin=label.gtin, lot=label.lot.code)
    return pypdfium2.PdfDocument(notices.labels(label, sheet=notices.FORMATS[key], address=address, count=count))


def letters(page) -> list[tuple[float, str]]:
    """Each letter of a page with its size in points, as it stands on paper."""
    written = page.get_textpage()
    sizes = []
    for place in range(written.count_chars()):
        sizes.append((pdfium.FPDFText_GetFontSize(written, place), chr(pdfium.FPDFText_GetUnicode(written, place))))
    return sizes


def test_what_went_in_is_what_the_label_says(kitchen, made):
    settle(kitchen)
    label = label_of(made)
    assert label.missing == []
    # 27 kg of tomatoes and 200 g of salt gave 20.5 kg: more than all of the jar is tomato.
    assert notices.said(label)["prepared"] == "Préparé avec 132 g de tomates pour 100 g de produit fini."
    assert notices.said(label)["ingredients"] == [[("tomates", False)], [("sel", False)]]
    assert notices.said(label)["lot"] == label.lot.code
    assert notices.said(label)["date"].startswith("À consommer de préférence avant")


def test_as_many_labels_are_proposed_as_there_are_jars(kitchen):
    order = kitchen.order(wished=30)
    kitchen.make(order, jars=28, tasting_jars=1, note="un reste dans la marmite")
    assert reads.to_label(reads.made_lot(lot_of(order).code)) == 27


def test_until_everything_is_written_the_page_says_what_lacks_and_prints_nothing(kitchen, made, cook):
    lot = lot_of(made)
    said = text(cook.get(reverse("kitchen:label", args=[lot.code]), {"format": "a4-8", "count": "8"}))
    assert "Il manque encore" in said
    for sentence in ("Le nom du produit", "Comment le garder", "une rue, un code postal", "valeurs nutritionnelles"):
        assert sentence in said
    settle(kitchen)
    answer = cook.get(reverse("kitchen:label", args=[lot.code]), {"format": "a4-8", "count": "8"})
    assert answer["Content-Type"] == "application/pdf"


def test_four_criteria_or_known_foods(kitchen, made):
    settle(kitchen)
    policy(kitchen, criteria=ALL[:3])
    assert label_of(made).missing == [Missing.NUTRITION]
    exact = {"energy_kj": 80, "energy_kcal": 19, "fat": "0.26", "saturates": "0.03", "carbohydrate": "2.49"}
    exact |= {"sugars": "2.48", "fibre": "1.2", "protein": "0.86", "sodium": "5", "water": "94", "polyols": "0"}
    for name, code, values in (
        ("Tomates", "90001", exact),
        ("Sel", "90002", {**dict.fromkeys(exact, "0"), "sodium": "39000"}),
    ):
        told = {key: {"low": str(value), "high": str(value), "text": str(value)} for key, value in values.items()}
        told |= {key: {"low": "0", "high": "0", "text": "0"} for key in ("alcohol", "organic_acids", "ash")}
        food = Food.objects.create(code=code, name=name, source="essai", year=2026, values=told)
        item = kitchen.world.items[name]
        item.food = food
        item.save()
    label = label_of(made)
    assert label.missing == []
    said = dict(notices.said(label)["nutrition"])
    # 100 g hold 131.7 g of tomato and 0.98 g of salt: 0.95 g with the sodium of both.
    assert said["sel"] == "0,97\xa0g"
    assert said["protéines"] == "1,1\xa0g"
    assert next(iter(said)) == "énergie"
    assert "Valeurs nutritionnelles" in printed(made)[0].get_textpage().get_text_range()


@pytest.mark.parametrize("key", notices.FORMATS)
def test_no_letter_is_lower_than_the_law_wants(kitchen, made, key):
    settle(kitchen)
    page = printed(made, key)[0]
    found = [(size, sign) for size, sign in letters(page) if sign.isalnum()]
    assert found
    assert min(size for size, _ in found) * POINT * X_SHARE >= 1.2 - 1e-3
    # 680 g: the figures of the quantity are at least 4 mm high.
    figures = [size for size, sign in found if sign in "680" and size * POINT * FIGURE_SHARE >= 4 - 1e-3]
    assert len(figures) >= 3


def test_a_text_too_long_for_its_paper_asks_for_a_larger_one(kitchen, made, cook, monkeypatch):
    settle(kitchen)
    words(kitchen, storage="À l’abri " * 20, use="Réchauffer doucement. " * 12)
    monkeypatch.setitem(notices.FORMATS, "thermal-100x60", notices.Sheet("un timbre", 60, 40))
    said = text(
        cook.get(reverse("kitchen:label", args=[lot_of(made).code]), {"format": "thermal-100x60", "count": "1"})
    )
    assert "ne tient pas sur cette étiquette" in said


@pytest.mark.parametrize("key", ["a4-8", "thermal-100x60"])
def test_every_code_is_read_back(kitchen, made, key):
    settle(kitchen)
    document = printed(made, key, count=3)
    assert len(document) == (1 if key == "a4-8" else 3)
    picture = document[0].render(scale=4, grayscale=True)
    grey = memoryview(picture.buffer).cast("B", (picture.height, picture.stride))
    read = [one.text for one in zxingcpp.read_barcodes(grey)]
    label = label_of(made)
    assert read == [STORY.format(gtin=label.gtin, lot=label.lot.code)] * (8 if key == "a4-8" else 1)


def test_toll_work_bears_the_farms_name_and_the_packers_code(kitchen, made):
    settle(kitchen)
    assert notices.said(label_of(made))["operator"] == [kitchen.world.us.name, "3 rue du Lavoir", "27300 Saint-Aubin"]
    farm = kitchen.world.farm
    theirs = kitchen.world.receive("Tomates", kg=30, way=Way.TOLL)
    order = kitchen.order(theirs, kitchen.salt, wished=20)
    kitchen.make(order, taken=kitchen.taken(20, 2, lot=theirs), jars=20)
    assert label_of(order).missing == [Missing.OPERATOR, Missing.PACKER]
    Organisation.objects.filter(pk=farm.pk).update(address="Le Haut", postcode="27500", town="Valmont")
    Collective.objects.update(packer_code="EMB 27056B")
    label = label_of(order)
    assert label.missing == []
    assert notices.said(label)["operator"] == [farm.name, "Le Haut", "27500 Valmont", "EMB 27056B"]


def test_a_jar_tells_its_story_to_anyone_once_released(kitchen):
    settle(kitchen)
    order = kitchen.ready()
    lot = lot_of(order)
    label = label_of(order)
    address = reverse("kitchen:story", args=[label.gtin, lot.code])
    assert Client().get(address).status_code == 404
    kitchen.release(order)
    said = text(Client().get(address))
    assert "Coulis de tomate" in said
    assert "De quelle ferme " in said
    assert "Une ferme, qui n’a pas donné son accord pour être nommée" in said
    assert kitchen.world.farm.name not in said
    Organisation.objects.filter(pk=kitchen.world.farm.pk).update(story_consent=True)
    said = text(Client().get(address))
    assert kitchen.world.farm.name in said
    assert "n’a pas donné son accord" not in said
    assert Client().get(reverse("kitchen:story", args=["02000000000000", lot.code])).status_code == 404


def test_a_recalled_jar_says_not_to_eat_it_before_anything_else(kitchen):
    settle(kitchen)
    order = kitchen.ready()
    kitchen.release(order)
    acts.block(order, reason="couvercle", author=kitchen.world.quality, key="stop", now=NOW)
    label = label_of(order)
    said = text(Client().get(reverse("kitchen:story", args=[label.gtin, label.lot.code])))
    assert said.index("Ne mangez pas ce bocal") < said.index("Mis en bocal")


def test_farms_that_have_not_agreed_are_counted_apart_from_those_that_have(kitchen):
    settle(kitchen)
    other = kitchen.world.receive("Tomates", kg=30, farm=kitchen.world.other_farm)
    order = kitchen.order(kitchen.tomatoes, other, kitchen.salt)
    kitchen.make(order, jars=26, taken=[*kitchen.taken(10, 1), kitchen.taken(10, 1, lot=other)[0]])
    kitchen.cook(order)
    kitchen.ph(order)
    kitchen.closure(order)
    kitchen.release(order)
    label = label_of(order)
    address = reverse("kitchen:story", args=[label.gtin, label.lot.code])
    assert "2 fermes, qui n’ont pas donné leur accord pour être nommées" in text(Client().get(address))
    Organisation.objects.filter(pk=kitchen.world.farm.pk).update(story_consent=True)
    said = text(Client().get(address))
    assert "De quelles fermes" in said
    assert "Une autre ferme, qui n’a pas donné son accord" in said


def test_the_labels_words_are_french_whoever_reads(kitchen):
    settle(kitchen)
    LabelPolicy.objects.update(traces=["celery"])
    order = kitchen.ready()
    kitchen.release(order)
    label = label_of(order)
    for address, who in (
        (reverse("kitchen:story", args=[label.gtin, label.lot.code]), Client()),
        (reverse("kitchen:label", args=[label.lot.code]), by(kitchen.world.direction)),
    ):
        said = text(who.get(address, headers={"accept-language": "en"}))
        for french in ("tomates", "Peut contenir des traces : céleri.", "À consommer de préférence avant"):
            assert french in said, address


def test_a_blocked_lots_labels_are_printed_for_whoever_says_so(kitchen):
    settle(kitchen)
    order = kitchen.ready()
    kitchen.release(order)
    acts.block(order, reason="étiquette fausse", author=kitchen.world.quality, key="stop", now=NOW)
    address, quality = reverse("kitchen:label", args=[lot_of(order).code]), by(kitchen.world.quality)
    assert "bloqué" in text(quality.get(reverse("kitchen:labels")))
    said = text(quality.get(address, {"format": "a4-8", "count": "8"}))
    assert "Ce lot est bloqué : cochez pour imprimer quand même" in said
    answer = quality.get(address, {"format": "a4-8", "count": "8", "anyway": "on"})
    assert answer["Content-Type"] == "application/pdf"


def test_the_words_of_a_product_are_typed_once(kitchen, made):
    products = by(kitchen.world.products)
    address = reverse("kitchen:label_text", args=[kitchen.product.pk])
    sent = {
        "legal_name": "Coulis de tomate",
        "storage": "Au sec.",
        "named": [kitchen.world.items["Tomates"].pk],
        "face_cm2": "120",
        "drained_mg": "900 g",
    }
    assert "ne peut pas dépasser" in text(products.post(address, sent))
    assert "enregistrés" in text(products.post(address, sent | {"drained_mg": ""}, follow=True))
    assert "Coulis de tomate" in text(products.get(reverse("kitchen:labels")))
    assert by(kitchen.world.cook).get(address).status_code == 403


def test_the_certifiers_code_has_a_form(kitchen):
    quality = by(kitchen.world.quality)
    address = reverse("kitchen:label_policy")
    assert "n’a pas la forme attendue" in text(quality.post(address, {"certifier": "BIO1"}))
    assert "enregistré" in text(quality.post(address, {"certifier": "fr-bio-01", "criteria": ALL}, follow=True))
    assert LabelPolicy.objects.get().certifier == "FR-BIO-01"
    assert LabelPolicy.objects.get().criteria == sorted(ALL)
