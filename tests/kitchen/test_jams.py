"""Names kept for jams, traces that may get in, how the jar is sorted: what labels say of them, or refuse."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from bocal.kitchen import notices
from bocal.kitchen.models import LabelPolicy
from bocal.kitchen.rules import jams
from bocal.kitchen.rules.jams import JamFault, Reserved
from bocal.kitchen.rules.labels import Missing, mark_holds
from tests.kitchen.screens import by, text
from tests.kitchen.test_label import ALL, label_of, policy, printed, settle, words
from tests.world import KG, TODAY

BEFORE = date(2026, 6, 13)
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0h10v10z"/></svg>'


def faults(name: str, *fruits: tuple[str, int], made_on: date = TODAY, soluble: int | None = 60) -> list[JamFault]:
    """Of a kilo, with so many grams of each fruit."""
    grams = [(fruit, mass * 1000) for fruit, mass in fruits]
    found = jams.faults(name, grams, finished_mg=KG, made_on=made_on, soluble_percent=soluble)
    return [one.fault for one in found]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Confiture de fraises", Reserved.JAM),
        ("  confiture EXTRA de mûres", Reserved.EXTRA),
        ("Confitures extra d’abricots", Reserved.EXTRA),
        ("Gelée de coings", Reserved.JAM),
        ("Marmelade d’oranges", Reserved.MARMALADE),
        ("Confit d’oignons", None),
        ("Poulet en gelée", None),
        ("Coulis de tomate", None),
    ],
)
def test_a_name_is_kept_when_it_begins_so(name, kept):
    assert jams.reserved(name) is kept


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (faults("Coulis de tomate", ("Tomates", 1), soluble=None), []),
        (faults("Confiture de fraises", ("Fraises", 450)), []),
        (faults("Confiture de fraises", ("Fraises", 449)), [JamFault.FRUIT_SHORT]),
        # What was made before the amended directive applied.
        (faults("Confiture de fraises", ("Fraises", 350), made_on=BEFORE), []),
        (faults("Confiture extra de fraises", ("Fraises", 499)), [JamFault.FRUIT_SHORT]),
        (faults("Confiture extra de fraises", ("Fraises", 450), made_on=BEFORE), []),
        (faults("Gelée de groseilles", ("Groseilles rouges", 350)), []),
        # Half currants (350), half strawberries (450): 400 in all.
        (faults("Confiture", ("Groseilles", 200), ("Fraises", 200)), []),
        (faults("Confiture", ("Groseilles", 199), ("Fraises", 199)), [JamFault.FRUIT_SHORT]),
        (faults("Confiture extra", ("Pommes", 300), ("Mûres", 300)), [JamFault.EXTRA_MIXED]),
        (faults("Confiture extra de pommes", ("Pommes", 500)), []),
        (faults("Confiture d’oignons", ("Oignons", 800)), [JamFault.NO_FRUIT]),
        (faults("Confiture de pommes de terre", ("Pommes de terre", 800)), [JamFault.NO_FRUIT]),
        (faults("Confiture de potiron", ("Potiron", 500)), []),
        (faults("Confiture de tomates vertes", ("Tomates vertes", 500)), []),
        (faults("Confiture d’abricots", soluble=None), [JamFault.FRUIT_UNSAID, JamFault.SOLUBLE_UNKNOWN]),
        (faults("Confiture de figues", ("Figues", 600), soluble=54), [JamFault.SOLUBLE_SHORT]),
        (faults("Confiture de figues", ("Figues", 600), soluble=55), []),
        (faults("Marmelade d’oranges", ("Oranges", 200)), []),
        (faults("Marmelade d’oranges", ("Oranges", 199)), [JamFault.FRUIT_SHORT]),
        (faults("Marmelade de prunes", ("Prunes", 500)), [JamFault.NOT_CITRUS]),
    ],
)
def test_a_kept_name_wants_its_fruit_and_its_sugar(said, found):
    assert said == found


@given(st.integers(1, 900_000), st.integers(1, 900_000), st.integers(100_000, 10 * KG))
def test_more_fruit_never_takes_the_name_away(mass, more, finished):
    def short(grams: int) -> bool:
        found = jams.faults("Confiture", [("Prunes", grams)], finished_mg=finished, made_on=TODAY, soluble_percent=60)
        return bool(found)

    assert not (short(mass + more) and not short(mass))


@pytest.mark.parametrize(
    ("drawing", "holds"),
    [
        (DRAWING, True),
        (f'<?xml version="1.0"?>\n<!-- x --><!DOCTYPE svg PUBLIC "a" "b">{DRAWING}', True),
        ("", False),
        ("<html></html>", False),
        (DRAWING.replace("<path", "<script/><path"), False),
        (DRAWING.replace("<path", '<image href="/etc/x"/><path'), False),
        (DRAWING.replace("<path", '<use href="#a"/><path'), True),
        (DRAWING.replace("<path", '<use href="file:///x"/><path'), False),
        (f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>{DRAWING}', False),
        (DRAWING.replace("M0", "M0" * 60_000), False),
    ],
)
def test_a_mark_is_a_plain_drawing(drawing, holds):
    assert mark_holds(drawing) is holds


@pytest.mark.django_db
def test_a_jam_that_is_none_is_not_printed(kitchen, made):
    settle(kitchen)
    words(kitchen, legal_name="Confiture d’oignons", named=[kitchen.world.items["Céleri"]], soluble_percent=60)
    label = label_of(made)
    assert label.missing == [Missing.JAM]
    assert [one.fault for one in label.jam] == [JamFault.FRUIT_UNSAID]
    said = text(by(kitchen.world.quality).get(reverse("kitchen:label", args=[label.lot.code])))
    assert "Confiture de quoi ?" in said
    # 27 kg of trimmed tomatoes for 20.4 kg: more than enough fruit.
    words(kitchen, legal_name="Confiture de tomates", soluble_percent=None)
    assert "réfractomètre" in " ".join(notices.missing_said(label_of(made)))
    words(kitchen, legal_name="Confiture de tomates", soluble_percent=58)
    assert label_of(made).missing == []
    assert "Préparé avec 132 g de tomates pour 100 g" in notices.said(label_of(made))["prepared"]


@pytest.mark.django_db
def test_traces_stand_apart_from_the_ingredients(kitchen, made):
    settle(kitchen)
    quality = by(kitchen.world.quality)
    sent = {
        "criteria": ALL,
        "glass_back": "Rapportez ce bocal.",
        "traces": ["mustard", "celery"],
        "sorting": "Bocal : bac à verre. Couvercle : bac de tri.",
    }
    bad = SimpleUploadedFile("x.svg", b"<html>")
    assert "n’est pas un dessin SVG simple" in text(quality.post(reverse("kitchen:label_policy"), sent | {"mark": bad}))
    mark = SimpleUploadedFile("triman.svg", DRAWING.encode())
    assert "enregistré" in text(quality.post(reverse("kitchen:label_policy"), sent | {"mark": mark}, follow=True))
    label = label_of(made)
    assert notices.said(label)["traces"] == "Peut contenir des traces : céleri, moutarde."
    assert "céleri" not in str(notices.said(label)["ingredients"])
    said = printed(made)[0].get_textpage().get_text_bounded()
    assert "Peut contenir des traces" in said
    assert "Couvercle : bac de tri." in said
    # Kept until it is taken away.
    quality.post(reverse("kitchen:label_policy"), sent)
    assert LabelPolicy.objects.get().triman == DRAWING
    quality.post(reverse("kitchen:label_policy"), sent | {"no_mark": "on"})
    assert LabelPolicy.objects.get().triman == ""


@pytest.mark.django_db
def test_an_ingredient_is_no_trace_and_the_story_tells_traces(kitchen):
    settle(kitchen)
    policy(kitchen)
    LabelPolicy.objects.update(traces=["celery"])
    order = kitchen.ready()
    kitchen.release(order)
    label = label_of(order)
    said = text(Client().get(reverse("kitchen:story", args=[label.gtin, label.lot.code])))
    assert "Peut contenir des traces : céleri." in said
    # From a crate of something that holds celery, it is an ingredient.
    kitchen.world.items["Tomates"].allergens = ["celery"]
    kitchen.world.items["Tomates"].save()
    lot = kitchen.world.receive("Tomates", kg=30)
    order = kitchen.order(lot, kitchen.salt, wished=20)
    kitchen.make(order, taken=kitchen.taken(20, 2, lot=lot), jars=20)
    assert label_of(order).lot.allergens == ["celery"]
    assert notices.said(label_of(order))["traces"] == ""
