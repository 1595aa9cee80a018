"""A round whose buyers choose their price, built by the acts."""

from datetime import timedelta

import time_machine
from django.test import Client

from bocal.orders import acts, reads
from bocal.orders.acts import Came, Given
from bocal.orders.models import Order
from tests.orders import scene as scenes
from tests.orders.scene import NOW, PICKUP, key

LESS, MORE = -2_000, 1_000


def solidary(**more) -> scenes.Scene:
    """The usual scene, where buyers choose."""
    found = scenes.build(**more)
    change(found, solidarity_bp=-LESS, support_bp=MORE)
    return found


def change(scene, **told) -> None:
    usual = {"title": scene.sale.title, "opens_at": scene.sale.opens_at, "closes_at": scene.sale.closes_at}
    acts.edit_round(sale=scene.sale, person=scene.world.sales, now=NOW, **usual | told)
    scene.sale.refresh_from_db()


def place(scene, level: int | None, home=None, person=None, *, seen=0, coordinator=False, **wanted) -> Order:
    placed = acts.place(
        sale=scene.sale.pk,
        customer=(home or scene.world.home).pk,
        person=(person or scene.world.customer).pk,
        slot=scene.slots[0].pk,
        wanted=scene.wanted(**wanted),
        key=key(),
        now=NOW,
        seen=seen,
        coordinator=coordinator,
        level_bp=level,
    )
    return Order.objects.get(pk=placed.order)


def goods(order: Order) -> int:
    sheet = reads.order(order.pk)
    assert sheet is not None
    return sheet.goods


def hand_all(scene, **came: Came) -> None:
    """The farm brings, every order is handed over whole."""
    scene.close()
    scene.bring(**came)
    for order in Order.objects.filter(sale=scene.sale, cancelled_at=None):
        lines = {line.pk: Given(line.quantity) for line in order.lines.all()}
        acts.hand_over(order=order, given=lines, person=scene.world.point_person, key=key(), now=PICKUP)


def seen_by(person, address: str, status: int = 200) -> str:
    client = Client()
    client.force_login(person)
    with time_machine.travel(PICKUP + timedelta(days=1), tick=False):
        answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()
