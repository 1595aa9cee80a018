"""A territory hands its way of working to another: what travels, what does not, and what is refused whole."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bocal.catalog.models import Item, JarFormat
from bocal.directory.models import Organisation, Person
from bocal.directory.rules import Desk
from bocal.house import template
from bocal.impact.acts import flower as flowers
from bocal.impact.models import Flower, Petal, Question
from bocal.journals.rules import Refused
from bocal.kitchen.models import Recipe, Schedule
from bocal.safety import acts as safety
from bocal.safety.models import ControlPoint
from bocal.workshops.acts import badging
from bocal.workshops.acts.spots import begin_kit
from bocal.workshops.models import Badge, KitItem
from tests.kitchen import kitchens
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db
SECTIONS = ("places", "items", "jars", "recipes", "plan", "kit", "badges", "petals")


@pytest.fixture
def kitchen() -> kitchens.Kitchen:
    built = kitchens.build()
    safety.start_plan(since=TODAY)
    begin_kit()
    badging.start_badges()
    flowers.begin(name="Agora", day=TODAY, note="", key="flower")
    return built


def told() -> dict[str, Any]:
    return template.read(json.dumps(template.export()).encode())


def emptied() -> Person:
    """The same collective, as if its lists, its plan, its skills and its flower had never been written."""
    for model in (Question, Petal, Flower, Badge, KitItem, ControlPoint):
        model.objects.all().delete()
    return Person.objects.get(roles__desk=Desk.DIRECTION)


def test_what_another_territory_gets_is_all_there_is_but_people_and_figures(kitchen):
    text = json.dumps(template.export(), ensure_ascii=False)
    for name in [*Person.objects.values_list("name", flat=True), *Organisation.objects.values_list("name", flat=True)]:
        assert name not in text
    found = told()
    assert [recipe["name"] for recipe in found["recipes"]] == list(Recipe.objects.values_list("name", flat=True))
    assert len(found["petals"]) == 6
    assert "price" not in text
    for schedule in Schedule.objects.all():
        assert schedule.reference not in text


def test_taken_in_it_is_the_same_again_and_twice_is_once(kitchen):
    before = told()
    author = emptied()
    made = template.take_in(before, author=author, now=NOW)
    assert made["plan"] == len(before["plan"])
    assert made["petals"] == 6
    assert made["items"] == made["recipes"] == 0
    again = told()
    assert {name: again[name] for name in SECTIONS} == {name: before[name] for name in SECTIONS}
    assert not sum(template.take_in(before, author=author, now=NOW).values())


def test_a_recipe_that_travelled_has_no_schedule_and_counts_as_low_in_acid(kitchen):
    recipe = {**told()["recipes"][0], "name": "Le coulis d’ailleurs"}
    template.take_in({"recipes": [recipe]}, author=kitchen.world.direction, now=NOW)
    version = Recipe.objects.get(name="Le coulis d’ailleurs").versions.get()
    assert version.ph_highest is None
    assert not version.schedules.exists()
    assert version.author == kitchen.world.direction
    assert sorted(line.item.name for line in version.lines.all()) == sorted(line["item"] for line in recipe["lines"])


def test_a_jar_of_another_size_comes_with_its_empty_jar_and_its_lid(kitchen):
    found = told()
    items = {one["name"]: one for one in found["items"]}
    jar = dict(found["jars"][0])
    glass, lid = ({**items[jar[name]], "name": f"Autre {name}"} for name in ("jar", "lid"))
    known = next(one for one in found["items"] if one["jar"] == jar["name"])
    filled = {**known, "name": "Coulis, grand", "jar": "Grand"}
    jar.update(name="Grand", jar="Autre jar", lid="Autre lid")
    # Whatever their order in the file.
    sent = {"items": [filled, lid, glass], "jars": [jar]}
    made = template.take_in(sent, author=kitchen.world.direction, now=NOW)
    assert (made["items"], made["jars"]) == (3, 1)
    assert Item.objects.get(name="Coulis, grand").jar_format == JarFormat.objects.get(name="Grand")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "template_unreadable"),
        (b"\xff\xfe", "template_unreadable"),
        (b"[1, 2]", "template_unreadable"),
        (b"{}", "template_unreadable"),
        (b'{"bocal_template": true}', "template_unreadable"),
        (b'{"bocal_template": 2}', "template_newer"),
        (b'{"bocal_template": 1, "people": []}', "template_odd"),
        (b'{"bocal_template": 1, "items": {"a": 1}}', "template_odd"),
        (b'{"bocal_template": 1, "items": [3]}', "template_odd"),
        (b"[" * 100_000, "template_unreadable"),
        (b" " * (template.MOST_BYTES + 1), "template_heavy"),
    ],
)
def test_what_is_no_template_is_refused(data, code):
    with pytest.raises(Refused) as refused:
        template.read(data)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("section", "change"),
    [
        ("items", {"kind": "weapon"}),
        ("items", {"kind": "service"}),
        ("items", {"price": "3"}),
        ("items", {"vat": "none of ours", "name": "Autre"}),
        ("recipes", {"name": "Autre", "products": ["Rien de tel"]}),
        ("recipes", {"name": "Autre", "lines": []}),
        ("plan", {"desk": "boss"}),
        ("kit", {"kind": "war", "what": "Autre"}),
        ("badges", {"name": "x" * 900}),
        ("places", {"kind": "supplier", "name": "Autre"}),
        ("kit", {"rank": float("inf"), "what": "Autre"}),
        ("plan", {"unit": None, "what": "Autre"}),
        ("recipes", {"name": "Autre", "water_mg_per_kg": -1}),
        ("petals", {"measures": [{"indicator": "jars", "target": 10**30}]}),
        ("petals", {"questions": [{"words": "?", "kind": "scale", "publics": ["everybody"]}]}),
    ],
)
def test_one_odd_row_and_nothing_is_written(kitchen, section, change):
    found = told()
    author = emptied()
    found[section][0] = {**found[section][0], **change}
    with pytest.raises(Refused) as refused:
        template.take_in(found, author=author, now=NOW)
    assert refused.value.code == "template_odd"
    assert section in refused.value.details["where"]
    assert not KitItem.objects.exists()
    assert not Flower.objects.exists()


anything = some.none() | some.booleans() | some.integers() | some.text(max_size=5)


@given(some.recursive(anything, some.lists, max_leaves=5))
def test_whatever_is_sent_is_read_or_refused(data):
    for sent in (data, {"bocal_template": data}, {"bocal_template": 1, "items": data}):
        with contextlib.suppress(Refused):
            assert template.read(json.dumps(sent).encode())["bocal_template"] == template.VERSION
