"""One reception, looked at afterwards."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bocal.directory.models import Organisation
from bocal.journals import acts as journals
from bocal.journals.models import Lot
from bocal.journals.rules import Way
from bocal.supply.rules import Checks
from tests.supply.cast import PAPERS, announce, as_, plain, receive, weighing, who_may
from tests.world import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_who_enters(world):
    assert who_may(world, f"/appro/receptions/{receive(world).pk}") == PAPERS
    assert as_(world.reception).get("/appro/receptions/999999").status_code == 404


def test_lots_with_their_codes_and_what_was_looked_at(world):
    checks = Checks(clean=True, aspect=False, transport=True, fault="Tachées", temperature=Decimal("6.5"))
    reception = receive(world, weighing(world, crates=3), way=Way.TOLL, checks=checks, offer=announce(world))
    text = plain(as_(world.reception).get(f"/appro/receptions/{reception.pk}").content.decode())
    for said in (Lot.objects.get().code, "12 kg", "6,5 °C", "Tachées", "aspect à revoir", "travail à façon", "3 étiq"):
        assert said in text
    assert "Rémi Réception" in text
    assert "Bon de réception à façon" in text


def test_what_was_taken_back_says_so_and_prints_nothing(world):
    reception = receive(world)
    journals.reverse(reception.voucher, author=world.reception, now=NOW)
    text = as_(world.reception).get(f"/appro/receptions/{reception.pk}").content.decode()
    assert "Cette réception a été reprise" in text
    assert "etiquettes.pdf" not in text


def test_a_certificate_that_ended_yesterday_is_why_a_lot_is_not_organic(world):
    Organisation.objects.filter(pk=world.farm.pk).update(organic_until=TODAY - timedelta(1))
    world.farm.refresh_from_db()
    page = plain(as_(world.reception).get(f"/appro/receptions/{receive(world).pk}").content.decode())
    assert "Ces lots ne sont pas bio : le certificat de la ferme a fini le" in page


def test_many_lines_cost_no_more(world, django_assert_max_num_queries):
    reception = receive(world, *[weighing(world) for _ in range(30)])
    client = as_(world.reception)
    with django_assert_max_num_queries(12):
        client.get(f"/appro/receptions/{reception.pk}")
