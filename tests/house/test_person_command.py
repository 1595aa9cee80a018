"""`bocal person`: somebody's data handed out, or their name taken away; one line and exit 2 when asked wrongly."""

import json

import pytest

from tests.house.conftest import built, refusal

BUILD = """
from bocal.house import collectives
collectives.open_new("gue", "La Conserverie du Gué", place="Saint-Aubin")
with collectives.inside("gue"):
    from tests import world as worlds
    world = worlds.build()
    print(world.customer.pk, world.direction.pk)
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    return built(tmp_path_factory.mktemp("people"), BUILD)


def test_what_is_kept_is_printed_then_forgotten(bocal, served):
    customer, _direction = served[1].split()
    told = json.loads(bocal("person", "export", customer).stdout)
    assert told["person"]["name"]
    assert {part["table"] for part in told["rows"]} >= {"directory.Role"}

    assert bocal("person", "erase", customer).stdout.strip() == f"personne n° {customer} : effacée"
    assert "aucune personne" in refusal(bocal("person", "export", customer))


def test_what_cannot_be_done_is_one_line(bocal, served):
    _customer, direction = served[1].split()
    assert "aucune personne n° 999999 ici" in refusal(bocal("person", "export", "999999"))
    assert "seule personne à la direction" in refusal(bocal("person", "erase", direction))
    assert "« forget » n’est pas parmi" in refusal(bocal("person", "forget", direction))
