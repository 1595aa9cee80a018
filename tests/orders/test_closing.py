"""A closing tells everybody in few questions, however many ordered."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from bocal.directory import acts as directory
from bocal.directory.models import Letter
from bocal.directory.rules import PlaceKind
from bocal.orders import acts, notices, reads
from bocal.orders.reads import papers
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


def test_a_long_list_is_shown_a_point_at_a_time_and_its_paper_whole(client, monkeypatch) -> None:
    scene = scenes.build(capacity=40)
    world, sale = scene.world, scene.sale
    school = directory.open_place(kind=PlaceKind.POINT, name="L’École", town="Saint-Aubin")
    first = scene.slots[0].starts_at
    (other,) = acts.add_slots(
        sale=sale, point=school, first=first, last=first + timedelta(minutes=30), minutes=30, capacity=9
    )
    scene.place(tomatoes=1)
    scene.place(world.other_home, world.other_customer, tomatoes=1, slot=other)
    client.force_login(world.sales)
    for kind in ("points", "clients"):
        page = reverse("orders:lists", args=[sale.pk, kind])
        whole = client.get(page).content.decode()
        assert world.home.name in whole
        assert world.other_home.name in whole
        with monkeypatch.context() as few:
            few.setattr(papers, "MOST_SHEETS", 1)
            for point, here, elsewhere in (
                (scene.point, world.home, world.other_home),
                (school, world.other_home, world.home),
            ):
                shown = client.get(page, {"point": point.pk}).content.decode()
                assert here.name in shown
                assert elsewhere.name not in shown
                assert f'href="?point={point.pk}" aria-current="page"' in shown
            for nonsense in ("", "0", "x", "99999999999999999999"):
                assert client.get(page, {"point": nonsense}).status_code == 200
            assert len(reads.lists(sale).customers) == 2
