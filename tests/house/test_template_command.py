"""`bocal template`: one collective's way of working taken over by another; one line and exit 2 when asked wrongly."""

import json

import pytest

from bocal.house import template
from tests.house.conftest import built, refusal

BUILD = """
from django.utils import timezone
from bocal.directory.rules import Profile, VatProfile
from bocal.house import acts, collectives, served
from bocal.journals.rules import Refused
collectives.open_new("gue", "La Conserverie du Gué", place="Saint-Aubin")
with collectives.inside("gue"):
    from tests.kitchen import kitchens
    kitchens.build()
told = dict(name="Le Pré", town="Le Pré", profile=Profile.TRUCK, vat_profile=VatProfile.EXEMPT, person_name="Zoé Pré",
            email="zoe@pre.test", now=timezone.now())
acts.open_collective(slug="pre", **told)
try:
    acts.open_collective(slug="odd", model={"kit": [{"kind": "war"}]}, **told)
except Refused as refused:
    print(refused.code, sorted(entry.slug for entry in served.every()), collectives.file("odd").exists())
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    return built(tmp_path_factory.mktemp("templates"), BUILD)


def test_a_collective_that_could_not_begin_from_its_template_is_not_there(served):
    assert served[1] == "template_odd ['gue', 'pre'] False"


def test_a_way_of_working_goes_from_one_to_the_other(bocal, tmp_path):
    file = tmp_path / "modele.json"
    done = bocal("template", "export", str(file), "--collective", "gue")
    assert done.returncode == 0, done.stderr
    assert "sans personne ni chiffre" in done.stdout
    recipes = json.loads(file.read_text())["recipes"]
    assert recipes

    taken = bocal("template", "import", str(file), "--collective", "pre")
    assert taken.returncode == 0, taken.stderr
    assert f"{len(recipes)} recettes" in taken.stdout
    again = bocal("template", "import", str(file), "--collective", "pre")
    assert again.stdout.strip().endswith("tout y était déjà")


def test_what_is_asked_wrongly_is_one_line(bocal, tmp_path):
    file = tmp_path / "modele.json"
    assert "ajoutez --collective (gue, pre)" in refusal(bocal("template", "export", str(file)))
    assert "n’existe pas" in refusal(bocal("template", "import", str(file), "--collective", "pre"))
    file.write_text(json.dumps({"bocal_template": template.VERSION + 1}))
    assert "plus récent" in refusal(bocal("template", "import", str(file), "--collective", "pre"))
    file.write_text("<html>")
    assert "n’est pas un modèle" in refusal(bocal("template", "import", str(file), "--collective", "pre"))
