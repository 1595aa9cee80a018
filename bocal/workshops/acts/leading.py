"""Lead a session: where the weather sends it, whether one may stand there, what is cooked, what is told of it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from bocal.catalog.models import Item
from bocal.directory.models import Person, Place
from bocal.journals.rules import Refused
from bocal.kitchen import acts as kitchen
from bocal.kitchen.models import ManufacturingOrder, Recipe, RecipeVersion
from bocal.workshops.models import Attendance, Dish, Session, Spot
from bocal.workshops.notices import telling
from bocal.workshops.rules import Permission


def _open(session: Session) -> Session:
    """Locked, and still to be changed. Raises Refused: session_cancelled, session_closed."""
    found = Session.objects.select_for_update(of=("self",), no_key=True).select_related("spot__fallback")
    locked = found.get(pk=session.pk)
    if locked.cancelled_at is not None:
        raise Refused("session_cancelled")
    if locked.closed_at is not None:
        raise Refused("session_closed")
    return locked


@transaction.atomic
def called(session: Session, attendance: int, *, told: bool) -> None:
    """Somebody on the list (the key of their row) was told by telephone how the session is now; not `told`: a tick
    taken back. Another change makes them to call again. Harmless when repeated, or for a row of another session."""
    locked = Session.objects.select_for_update(of=("self",), no_key=True).get(pk=session.pk)
    rows = Attendance.objects.filter(pk=attendance, session=locked)
    rows.update(knows=locked.sequence if told else 0)


@transaction.atomic
def fall_back(*, session: Session, now: datetime) -> Session:
    """Go where the spot says one goes in bad weather; who comes is told. Harmless when it is there already.

    Raises Refused: no_fallback, session_cancelled, session_closed.
    """
    locked = _open(session)
    if locked.moved_from_id is not None:
        return locked
    if locked.spot.fallback is None:
        raise Refused("no_fallback")
    return _go(locked, locked.spot.fallback, moved_from=locked.spot, now=now)


@transaction.atomic
def go_back(*, session: Session, now: datetime) -> Session:
    """The sun is back, or it was a slip: where it was to be; who comes is told.

    Raises Refused: session_cancelled, session_closed.
    """
    locked = _open(session)
    if locked.moved_from is None:
        return locked
    return _go(locked, locked.moved_from, moved_from=None, now=now)


def _go(locked: Session, spot: Spot, *, moved_from: Spot | None, now: datetime) -> Session:
    locked.spot, locked.moved_from, locked.permission = spot, moved_from, spot.permission
    locked.sequence += 1
    locked.save(update_fields=["spot", "moved_from", "permission", "sequence"])
    if locked.ends_at > now:
        telling.tell_moved(locked, now=now)
    return locked


@transaction.atomic
def set_permission(*, session: Session, permission: Permission) -> None:
    """Whether one may stand there, as far as one knows. Raises Refused: session_cancelled, session_closed."""
    locked = _open(session)
    locked.permission = permission
    locked.save(update_fields=["permission"])


def tell_story(*, session: Session, story: str) -> None:
    """What the crew writes of it; a closed session may still be told."""
    Session.objects.filter(pk=session.pk).update(story=story.strip())


@transaction.atomic
def add_dish(*, session: Session, recipe: Recipe) -> Dish:
    """A recipe more on the menu. Raises Refused: dish_twice, session_cancelled, session_closed."""
    locked = _open(session)
    if Dish.objects.filter(session=locked, recipe=recipe, order=None).exists():
        raise Refused("dish_twice")
    return Dish.objects.create(session=locked, recipe=recipe)


@transaction.atomic
def drop_dish(*, dish: Dish) -> None:
    """Off the menu. Raises Refused: dish_begun."""
    locked = Dish.objects.select_for_update().get(pk=dish.pk)
    if locked.order_id is not None:
        raise Refused("dish_begun")
    locked.delete()


def begin_dish(
    *,
    dish: Dish,
    version: RecipeVersion,
    product: Item,
    lots: Sequence[tuple[int, int]],
    store: Place,
    author: Person,
    key: str,
    now: datetime,
    wished: int | None = None,
) -> ManufacturingOrder:
    """Put a dish to the pot: a real manufacturing order of the session's day, with all its checks, made of these lots
    (each a lot and its place) and stored in `store`. Begun twice, it is one order.

    Raises Refused: session_cancelled, session_closed, and what kitchen.acts.order refuses.
    """
    try:
        with transaction.atomic():
            _open(dish.session)
            locked = Dish.objects.select_for_update(of=("self",)).select_related("order").get(pk=dish.pk)
            if locked.order is not None:
                return locked.order
            made = kitchen.order(
                version=version,
                product=product,
                lots=lots,
                store=store,
                day=timezone.localdate(now),
                author=author,
                key=key,
                now=now,
                wished=wished,
                note=dish.session.title,
            )
            Dish.objects.filter(pk=dish.pk).update(order=made)
            return made
    except IntegrityError as twice:
        # The same form sent twice for two dishes: an order belongs to one.
        raise Refused("dish_begun") from twice
