"""A collective of the version before: its rounds keep their orders and find their states."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from bocal.orders import acts, reads
from bocal.orders.models import RoundStep, SaleRound
from bocal.orders.rules.rhythm import State
from tests.orders import scene as scenes
from tests.orders.scene import CLOSES, NOW, OPENS

BEFORE, AFTER = ("orders", "0006_shortage"), ("orders", "0009_one_state")


def go(target: tuple[str, str]):
    executor = MigrationExecutor(connection)
    executor.migrate([target])
    return MigrationExecutor(connection).loader.project_state([target]).apps


@pytest.mark.django_db(transaction=True)
def test_rounds_of_the_version_before_find_their_state():
    scene = scenes.build()
    scene.place(tomatoes=1)
    _, last = MigrationExecutor(connection).loader.graph.leaf_nodes("orders")[0]
    try:
        old = go(BEFORE).get_model("orders", "SaleRound")
        old.objects.update(closed_at=CLOSES, told_at=CLOSES + timedelta(minutes=1))
        shelf = old.objects.get().shelf
        # A second one still sells, as the version before wrote it down: not at all.
        shelf.pk, shelf.name = None, "Autre"
        shelf.save()
        old.objects.create(title="Ouverte", opens_at=OPENS, closes_at=CLOSES, shelf=shelf, key="open")
        go(AFTER)
    finally:
        go(("orders", last))
    closed, selling = SaleRound.objects.order_by("pk")
    assert (closed.state, closed.since) == (State.FROZEN, CLOSES)
    assert list(RoundStep.objects.filter(sale=closed).values_list("step", flat=True)) == [
        "planned",
        "open",
        "frozen",
        "told",
    ]
    assert reads.shown(selling, NOW).state is State.OPEN
    assert not reads.check_rounds().broken
    acts.keep_time(NOW)
    selling.refresh_from_db()
    assert selling.state == State.OPEN
    assert closed.orders.count() == 1
