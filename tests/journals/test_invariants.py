"""Each invariant, and someone who tries to break it behind the application's back, with plain SQL."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from bocal.catalog.models import Item
from bocal.directory.models import Place
from bocal.directory.rules import PlaceKind
from bocal.journals import acts, reads, triggers
from bocal.journals.models import Lot, LotState, Movement, Stock, Voucher
from bocal.journals.rules import Doubt, Status, Way
from tests import world as worlds
from tests.journals.kitchen import cook, cook_gesture, pantry, release, sale
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return worlds.build()


@pytest.fixture
def jars(world: World) -> Lot:
    """A lot of ten released jars, of which two were handed to a household."""
    made = cook(world)
    acts.post(sale(world, made, 2, key="two jars"), now=NOW)
    return made


def sql(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def refused(statement: str, *values: object) -> None:
    with pytest.raises(DatabaseError):
        sql(statement, *values)


def said(*words: str) -> None:
    """`check` says one thing at least that holds all these words."""
    broken = reads.check().broken
    assert any(all(word in line for word in words) for line in broken), broken


def voucher(kind: str = "count", **more: object) -> Voucher:
    """A voucher that no act has checked."""
    return Voucher.objects.create(kind=kind, day=TODAY, written_at=NOW, key=uuid4().hex, **more)


def movement(of: Voucher, lot: Lot, source: int, target: int, quantity: int, mass: int = 0) -> None:
    sql(
        "INSERT INTO journals_movement (voucher_id, lot_id, source_id, target_id, quantity, mass_mg) "
        "VALUES (%s, %s, %s, %s, %s, %s)",
        *(of.pk, lot.pk, source, target, quantity, mass),
    )


def test_all_holds_after_honest_gestures(world: World, jars: Lot) -> None:
    made_back = acts.post(cook_gesture(world, *pantry(world)), now=NOW).voucher
    acts.reverse(made_back, author=world.cook, now=NOW)
    checked = reads.check()
    assert checked.broken == ()
    assert checked.ok
    assert checked.counts["gestes"] == Voucher.objects.count()


# ── What the database itself refuses ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("table", triggers.JOURNALS)
def test_a_journal_row_is_never_changed_nor_removed(world: World, jars: Lot, table: str) -> None:
    if table == "journals_hoursline":
        sql(
            "INSERT INTO journals_hoursline (voucher_id, person_id, kind, minutes) VALUES (%s, %s, 'shift', 60)",
            *(Voucher.objects.earliest("pk").pk, world.cook.pk),
        )
    if table == "journals_closing":
        acts.close_books(until=date(2026, 1, 31), author=world.accounts, now=NOW)
    if table.startswith("journals_recall"):
        doubt = {"doubt": Doubt.LOT, "what": jars.code, "reason": "couvercle bombé", "drill": False}
        opened = acts.open_recall([jars], **doubt, author=world.quality, key="recall", now=NOW)
        acts.list_whole(opened, author=world.quality, now=NOW)
    refused(f"UPDATE {table} SET id = id")
    refused(f"DELETE FROM {table}")
    if connection.vendor == "postgresql":
        refused(f"TRUNCATE {table} CASCADE")
    else:
        refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


def test_stock_is_never_negative(world: World, jars: Lot) -> None:
    waste = world.outside[PlaceKind.WASTE]
    with pytest.raises(DatabaseError):
        movement(voucher("lose"), jars, world.store.pk, waste, 9, 9 * jars.item.piece_mg)
    refused("UPDATE journals_stock SET quantity = -1 WHERE lot_id = %s", jars.pk)


def test_a_key_serves_once(world: World, jars: Lot) -> None:
    refused(
        "INSERT INTO journals_voucher (kind, day, written_at, key, note) VALUES ('count', %s, %s, 'two jars', '')",
        *(TODAY, NOW),
    )


def test_a_gesture_is_reversed_once(world: World, jars: Lot) -> None:
    sold = Voucher.objects.get(key="two jars")
    acts.reverse(sold, author=world.sales, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        voucher("reverse", reverses=sold)


@pytest.mark.parametrize("to", [PlaceKind.CUSTOMER, PlaceKind.RECIPIENT])
@pytest.mark.parametrize("status", [Status.HOLD, Status.BLOCKED])
def test_what_is_not_released_goes_to_nobody(world: World, to: PlaceKind, status: Status) -> None:
    made = cook(world, released=False)
    if status is Status.BLOCKED:
        acts.decide([made], status, reason="bombé", author=world.quality, key="block", now=NOW)
    with pytest.raises(DatabaseError):
        movement(voucher("deliver"), made, world.store.pk, world.outside[to], 1, made.item.piece_mg)


def test_a_place_stays_real_or_outside(world: World) -> None:
    refused("UPDATE directory_place SET kind = 'water', real = %s WHERE id = %s", False, world.store.pk)
    refused("UPDATE directory_place SET kind = 'waste' WHERE kind = 'customer'")
    Place.objects.filter(pk=world.store.pk).update(kind=PlaceKind.FRIDGE)


def test_an_item_that_has_lots_keeps_its_measure(world: World, jars: Lot) -> None:
    refused("UPDATE catalog_item SET piece_mg = 700000000 WHERE id = %s", jars.item_id)
    refused("UPDATE catalog_item SET dimension = 'mass' WHERE name = 'Pot 720 ml'")
    Item.objects.filter(pk=jars.item_id).update(name="Coulis", price=5)
    Item.objects.filter(name="Céleri").update(dimension="count", piece_mg=1)


# ── What `check` names ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_missing_trigger_is_named(world: World) -> None:
    sql("DROP TRIGGER journals_movement_stock" + (" ON journals_movement" * (connection.vendor == "postgresql")))
    said("garde-fou", "journals_movement_stock")


def test_a_trigger_that_says_something_else_is_named(world: World) -> None:
    if connection.vendor == "sqlite":
        sql("DROP TRIGGER journals_lot_no_update")
        sql("CREATE TRIGGER journals_lot_no_update BEFORE UPDATE ON journals_lot BEGIN SELECT 1; END")
    else:
        sql("ALTER TABLE journals_lot DISABLE TRIGGER journals_lot_only_grows")
    said("garde-fou", "journals_lot_")


def test_caches_that_lie_are_named_and_made_again(world: World, jars: Lot) -> None:
    sql("UPDATE journals_stock SET quantity = quantity + 1 WHERE lot_id = %s", jars.pk)
    said(jars.code, "somme de ses mouvements", world.store.name)
    sql("UPDATE journals_lotstate SET status = 'blocked' WHERE lot_id = %s", jars.pk)
    said(jars.code, "l’état affiché")
    sql("DELETE FROM journals_stock")
    sql("DELETE FROM journals_lotstate")
    said(jars.code, "l’état affiché")
    acts.rebuild_caches()
    assert reads.check().broken == ()
    assert Stock.objects.get(lot=jars).quantity == 8
    assert LotState.objects.get(lot=jars).status == Status.RELEASED


def test_a_decision_that_should_not_stand_is_named(world: World, jars: Lot) -> None:
    back = voucher("reverse", reverses=Voucher.objects.get(key="two jars"))
    sql(
        "INSERT INTO journals_statusline (voucher_id, lot_id, status, reason) VALUES (%s, %s, 'blocked', '')",
        *(back.pk, jars.pk),
    )
    said(jars.code, "la dernière décision")


def test_money_that_does_not_balance_is_named(world: World) -> None:
    wrong = voucher("pay", party=world.home)
    sql(
        "INSERT INTO journals_moneyline (voucher_id, account, cents, label, quantity, gross) "
        "VALUES (%s, '512', 100, '', 0, %s)",
        *(wrong.pk, False),
    )
    said(f"Geste {wrong.pk} ", "montants")


def test_what_vanishes_in_the_pot_is_named(world: World) -> None:
    tomatoes, jars, _lids = pantry(world)
    wrong = voucher("make")
    pot = world.outside[PlaceKind.TRANSFORM]
    movement(wrong, tomatoes, world.store.pk, pot, 1000, 1000)
    movement(wrong, jars, world.store.pk, pot, 3)
    said(f"Geste {wrong.pk} ", "poids entrés")
    said(f"Geste {wrong.pk} ", "compte des pots")
    said(f"Geste {wrong.pk} ", tomatoes.code, "ne se retrouve pas")


def test_a_weight_that_does_not_go_with_its_quantity_is_named(world: World) -> None:
    tomatoes = world.receive("Tomates", kg=5)
    wrong = voucher("lose")
    movement(wrong, tomatoes, world.store.pk, world.outside[PlaceKind.WASTE], 1000, 999)
    said(f"Geste {wrong.pk} ", "le poids du lot", tomatoes.code)


def lineage(of: int, parent: Lot, child: Lot, quantity: int, mass: int) -> None:
    sql(
        "INSERT INTO journals_lineage (voucher_id, parent_id, child_id, quantity, mass_mg) VALUES (%s, %s, %s, %s, %s)",
        *(of, parent.pk, child.pk, quantity, mass),
    )


def test_an_invented_parent_is_named(world: World) -> None:
    celery = world.receive("Céleri", kg=3, farm=world.other_farm)
    made = cook(world)
    lineage(made.voucher_id, celery, made, 1_000_000, 1_000_000)
    said(celery.code, "ne se retrouve pas")
    said(made.code, "part de bio")
    said(made.code, "allergènes")


def test_a_parent_of_another_owner_is_named(world: World) -> None:
    toll = world.receive("Tomates", kg=3, way=Way.TOLL)
    made = cook(world)
    lineage(made.voucher_id, toll, made, 1, 1)
    said(toll.code, made.code, "propriétaire")


def test_children_are_younger_than_their_parents(world: World) -> None:
    made = cook(world)
    crate = Lot.objects.filter(children__child=made).earliest("pk")
    with pytest.raises(DatabaseError):
        lineage(made.voucher_id, made, crate, 1, 1)
    with pytest.raises(DatabaseError):
        lineage(made.voucher_id, made, made, 1, 1)


def test_a_parent_added_afterwards_is_named(world: World) -> None:
    celery = world.receive("Céleri", kg=3)
    made = cook(world)
    lineage(voucher("make").pk, celery, made, 1, 1)
    said(made.code, "pas dans le geste qui le dit")


def orphan(world: World, way: Way) -> Lot:
    return Lot.objects.create(
        code=f"L26-246-F{way[:3].upper()}-2",
        item=world.items["Coulis de tomate 720 ml"],
        owner=world.us,
        way=way,
        voucher=voucher("make"),
    )


def test_a_made_lot_without_parents_is_named(world: World) -> None:
    lot = orphan(world, Way.MADE)
    said(lot.code, "sans dire de quoi")
    said(lot.code, "rien n’y est jamais entré")


def test_a_day_with_less_than_nothing_is_named(world: World) -> None:
    crate = world.receive("Tomates", kg=5)
    early = Voucher.objects.create(kind="lose", day=TODAY - timedelta(days=3), written_at=NOW, key="early", note="?")
    movement(early, crate, world.store.pk, world.outside[PlaceKind.WASTE], 1000, 1000)
    said(crate.code, "moins que rien", world.store.name)


def test_a_reversal_that_is_not_the_opposite_is_named(world: World, jars: Lot) -> None:
    sold = Voucher.objects.get(key="two jars")
    back = voucher("reverse", reverses=sold)
    said(f"Geste {sold.pk} ", "exact contraire")
    movement(back, jars, world.outside[PlaceKind.CUSTOMER], world.store.pk, 1, jars.item.piece_mg)
    said(f"Geste {sold.pk} ", "exact contraire")


def test_a_reversal_of_a_reversal_is_named(world: World, jars: Lot) -> None:
    back = acts.reverse(Voucher.objects.get(key="two jars"), author=world.sales, now=NOW)
    again = voucher("reverse", reverses=back)
    said(f"Geste {again.pk} ", "ne se reprend pas")


def test_a_gesture_that_outlives_what_it_followed_is_named(world: World, jars: Lot) -> None:
    sold = Voucher.objects.get(key="two jars")
    acts.reverse(sold, author=world.sales, now=NOW)
    later = voucher("lose", follows=sold, note="?")
    said(f"Geste {later.pk} ", "il tient encore")


def test_a_false_reversal_lets_nothing_out_unseen(world: World) -> None:
    """The guard lets a reversal put back what was there; one that reverses nothing of the kind is named."""
    made = cook(world, released=False)
    sham = voucher("reverse")
    movement(sham, made, world.store.pk, world.outside[PlaceKind.CUSTOMER], 1, made.item.piece_mg)
    said(f"Geste {sham.pk} ", "ne se reprend pas")


def test_what_left_before_its_release_is_named(world: World, jars: Lot) -> None:
    """Someone switches the guard off, sells, and puts it back."""
    held = cook(world, released=False)
    triggers.drop(connection)
    wrong = voucher("deliver", party=world.home)
    movement(wrong, held, world.store.pk, world.outside[PlaceKind.CUSTOMER], 1, held.item.piece_mg)
    triggers.put(connection)
    acts.rebuild_caches()
    release(world, held)
    said(held.code, f"geste {wrong.pk} ", "sans avoir été libéré")


def test_what_a_person_typed_over_the_computed_is_named(world: World) -> None:
    made = cook(world)
    triggers.drop(connection)
    sql("UPDATE journals_lot SET organic_bp = 4000, allergens = '[\"milk\"]' WHERE id = %s", made.pk)
    triggers.put(connection)
    said(made.code, "part de bio")
    said(made.code, "allergènes")


def test_a_rewritten_past_is_named(world: World, jars: Lot) -> None:
    triggers.drop(connection)
    sql("UPDATE journals_movement SET quantity = 1 WHERE lot_id = %s AND quantity = 2", jars.pk)
    triggers.put(connection)
    said(jars.code, "somme de ses mouvements")


@pytest.mark.parametrize(
    ("kind", "words"),
    [("deliver", "pour qui"), ("count", "ne contient rien")],
)
def test_a_hollow_gesture_is_named(world: World, kind: str, words: str) -> None:
    said(f"Geste {voucher(kind).pk} ", words)


def test_a_way_that_no_gesture_takes_is_named(world: World) -> None:
    crate = world.receive("Tomates", kg=5)
    wrong = voucher("move")
    movement(wrong, crate, world.store.pk, world.outside[PlaceKind.WASTE], 1000, 1000)
    said(f"Geste {wrong.pk} ", "ce genre de geste")


def test_what_points_at_nothing_is_named(world: World) -> None:
    crate = world.receive("Tomates", kg=5)
    sql(
        "INSERT INTO journals_statusline (voucher_id, lot_id, status, reason) VALUES (987654, %s, 'hold', '')", crate.pk
    )
    said("n’existe pas")
    # Django's own last look at the end of the test would complain as well.
    triggers.drop(connection)
    sql("DELETE FROM journals_statusline WHERE voucher_id = 987654")
    triggers.put(connection)


def test_only_so_many_lines_of_a_kind_are_written(world: World) -> None:
    for _ in range(55):
        voucher()
    broken = reads.check().broken
    assert len(broken) == 51
    assert "5 autres" in broken[-1]
    assert Movement.objects.count() == 0
