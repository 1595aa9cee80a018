"""What a cook or warm jars told stands until another one says otherwise; nobody mends it with a word."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bocal.directory.rules import PlaceKind
from bocal.journals import acts as journals
from bocal.journals.rules import Gesture, Kind, Move, Refused, Status
from bocal.kitchen import acts, reads
from bocal.kitchen.reads import findings
from bocal.kitchen.rules.deviations import Decision
from bocal.kitchen.rules.safety import Gap
from bocal.safety.rules import Topic
from tests.kitchen.kitchens import logger, status
from tests.kitchen.planned import LATER, key, line
from tests.kitchen.screens import text
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db


def test_a_cook_that_failed_is_not_mended_by_saying_so(kitchen, made):
    kitchen.cook(made, logger(1, top=115))
    with pytest.raises(Refused, match="still_so"):
        kitchen.rule(made, Decision.MENDED)
    assert Gap.DEVIATION in reads.file_of(made.pk).gaps


def test_the_wrong_file_is_mended_by_the_right_one(kitchen, made):
    kitchen.cook(made, logger(1, top=115))
    kitchen.cook(made, logger(5))
    kitchen.rule(made, Decision.MENDED, reason="fichier d’un essai à vide")
    assert Gap.DEVIATION not in reads.file_of(made.pk).gaps


def test_warm_jars_that_failed_are_not_mended_by_saying_so_but_by_others_that_hold(kitchen):
    point = line(Topic.INCUBATION)
    order = kitchen.ready()
    said = {"author": kitchen.world.cook, "now": LATER}
    test = acts.incubate(order, point=point, jars=2, started_on=TODAY, key=key(), **said)
    acts.read_incubation(test, sound=False, key=key(), **said)
    with pytest.raises(Refused, match="still_so"):
        kitchen.rule(order, Decision.MENDED)
    test = acts.incubate(order, point=point, jars=2, started_on=TODAY, key=key(), **said)
    ph = Decimal("4.2")
    acts.read_incubation(test, sound=True, ph=ph, ph_control=ph, key=key(), **said)
    kitchen.rule(order, Decision.MENDED, reason="pot fêlé à la mise en étuve")
    assert reads.file_of(order.pk).gaps == ()


def test_warm_jars_that_failed_hold_a_lot_that_was_let_go_before_they_were_read(kitchen):
    """The plan's line keeps no batch from being released; what it found does."""
    point = line(Topic.INCUBATION, blocks=False)
    order = kitchen.ready()
    kitchen.release(order)
    said = {"author": kitchen.world.cook, "now": NOW}
    test = acts.incubate(order, point=point, jars=2, started_on=TODAY, key=key(), **said)
    acts.read_incubation(test, sound=False, key=key(), **said)
    kitchen.rule(order, Decision.AGAIN)
    file = reads.file_of(order.pk)
    assert (file.gaps, status(file.lot)) == ((Gap.INCUBATION_FAILED,), Status.BLOCKED)
    with pytest.raises(Refused, match="not_ready"):
        kitchen.release(order, reason="on verra bien")


def test_an_oven_takes_no_more_jars_than_were_filled_and_none_before_its_day(kitchen, made):
    point = line(Topic.INCUBATION)
    said = {"point": point, "author": kitchen.world.quality, "key": key(), "now": NOW}
    with pytest.raises(Refused, match="oven_too_many"):
        acts.incubate(made, jars=31, started_on=TODAY, **said)
    with pytest.raises(Refused, match="oven_before_made"):
        acts.incubate(made, jars=2, started_on=TODAY - timedelta(days=1), **said)
    assert acts.incubate(made, jars=30, started_on=TODAY, **said).jars == 30


def test_whoever_decides_reads_where_the_jars_are_already(kitchen, quality):
    point = line(Topic.INCUBATION)
    order = kitchen.ready()
    kitchen.release(order)
    world, lot = kitchen.world, reads.file_of(order.pk).lot
    moves = [Move(lot.pk, world.store.pk, world.outside[PlaceKind.CUSTOMER], 3, 3 * kitchen.product.piece_mg)]
    left = Gesture(Kind.DELIVER, TODAY, world.sales.pk, key(), party=world.home.pk, moves=moves)
    journals.post(left, now=NOW)
    said = {"author": world.cook, "now": NOW}
    test = acts.incubate(order, point=point, jars=2, started_on=TODAY, key=key(), **said)
    acts.read_incubation(test, sound=False, key=key(), **said)
    [one] = findings.undecided()
    answer = quality.get(f"/cuisine/securite/ecarts/{one.pk}/")
    page = text(answer)
    assert "Étuve à 37 °C non conforme" in page
    assert "Il en est déjà parti chez 1 destinataire." in page
    assert f"/registres/lots/{lot.code}/rappel/" in answer.content.decode()
    answer = quality.post(
        f"/cuisine/securite/ecarts/{one.pk}/", {"decision": "mended", "reason": "vu", "document": "", "key": key()}
    )
    assert "Rien n’est corrigé" in text(answer)


def test_a_ph_that_opens_a_deviation_says_so_at_once(kitchen, cook, made):
    """Its buffers were not read: the value is within limits, and proves nothing."""
    line(Topic.METER)
    kitchen.cook(made)
    address = f"/cuisine/ordres/{made.pk}/controles/"
    sent = {"kind": "ph", "ph-value": "4,2", "ph-meter": "pH-mètre 2", "ph-key": key()}
    assert "Contrôle enregistré. Un écart est ouvert" in text(cook.post(address, sent, follow=True))


def test_a_days_record_names_each_cell_on_a_phone(kitchen, quality):
    kitchen.ready()
    page = quality.get(f"/cuisine/securite/jour/?jour={TODAY.isoformat()}").content.decode()
    assert '<td data-label="Cuisson">' in page
