"""A closing tells everybody in few questions, however many ordered."""

from decimal import Decimal

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from bocal.directory.models import Letter
from bocal.orders import acts, notices, reads
from tests.orders import scene as scenes
from tests.orders.scene import NOW, key

pytestmark = pytest.mark.django_db


def _closed(households: int) -> int:
    """A round in which so many have ordered, closed; its key."""
    scene = scenes.build(capacity=40)
    for home, person in scenes.households(households):
        scene.place(home, person, tomatoes=1, hens=1)
    scene.close()
    return scene.sale.pk


def _questions(households: int) -> int:
    with transaction.atomic():
        sale = _closed(households)
        with CaptureQueriesContext(connection) as asked:
            notices.tell.func(sale)
        transaction.set_rollback(True)
    return len(asked)


def test_a_closing_asks_no_more_questions_when_more_have_ordered() -> None:
    assert _questions(9) == _questions(2)


def test_every_letter_of_a_closing_is_sent_once() -> None:
    notices.tell.func(_closed(4))
    letters = list(Letter.objects.order_by("pk"))
    assert len(letters) >= 5
    jobs = [job for job in DBTaskResult.objects.ready() if job.task_path == "bocal.directory.notices.send"]
    assert sorted(job.args_kwargs["args"] for job in jobs) == [[letter.pk] for letter in letters]
    for job in [*jobs, *jobs]:
        job.task.func(*job.args_kwargs["args"])
    assert sorted(to for message in mail.outbox for to in message.to) == sorted(letter.email for letter in letters)


def test_a_farm_without_an_address_and_a_buyer_without_one_get_no_letter() -> None:
    scene = scenes.build()
    world = scene.world
    for one in (world.farm, world.customer, world.home):
        one.email = ""
        one.save(update_fields=["email"])
    scene.place(tomatoes=1)
    scene.close()
    notices.tell.func(scene.sale.pk)
    assert {letter.email for letter in Letter.objects.all()} == {world.point_person.email}


def test_each_order_keeps_the_price_that_it_was_placed_at() -> None:
    scene = scenes.build()
    sales = scene.world.sales
    offer = scene.tomatoes
    before, after = offer.price, offer.price + Decimal(1)
    scene.place(tomatoes=2)
    acts.change_offer(offer=offer, available=offer.available, price=after, person=sales, key=key(), now=NOW)
    scene.place(scene.world.other_home, scene.world.other_customer, tomatoes=2)
    mine, theirs = reads.standing(scene.sale)
    assert [sheet.lines[0].offer.price for sheet in (mine, theirs)] == [before, after]
    assert theirs.goods - mine.goods == 200
    assert reads.order(mine.order.pk).goods == mine.goods
