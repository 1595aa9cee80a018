"""Five years of a cannery: 10 000 lots, a sale every week with its orders, shops' deliveries; written beside what is
there, all of it in the past."""

# Only keys and constants of ours are written into these queries, and their tables are wider than this file.
# ruff: noqa: S608, E501

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from bocal.catalog.models import Item
from bocal.catalog.rules import ItemKind
from bocal.directory import reads as directory
from bocal.directory.models import Organisation, Person, Place
from bocal.directory.rules import OrganisationKind, PlaceKind
from bocal.orders.models import SaleRound

WEEKS = 260
LOTS = 10_000
#: A week's orders of households, with four lines each, and deliveries to shops, with two.
ORDERS, DELIVERIES = 40, 10
#: Their keys begin here, far above what a collective has.
FIRST = 2_000_000_000
#: Three lots are in everything; then the crates; then, from here, the batches.
CRATES, BATCHES = FIRST + 10, FIRST + 1_000_000
_MOVE = "(voucher_id, lot_id, source_id, target_id, quantity, mass_mg)"

# Week w (1 is the oldest) has the crates c and batches b whose number is w modulo the weeks, so that goods are cooked
# the week they came, three crates a batch with the same salt, lids and jars, and sold the week after.
GROUND = f"""
INSERT INTO journals_voucher (id, kind, day, written_at, key, note, author_id, party_id)
SELECT {FIRST} + n, 'receive', {{day}} + 7 * CASE WHEN n <= 10 THEN 0 ELSE (n - 11) % {{weeks}} END, {{now}}, 'years r' || n, '', {{person}},
    {{farms}}[1 + n % {{many_farms}}] FROM generate_series(1, {{crates}} + 10) n WHERE n <= 3 OR n > 10;
INSERT INTO journals_voucher (id, kind, day, written_at, key, note, author_id)
SELECT {BATCHES} + n, 'make', {{day}} + 7 * ((n - 1) % {{weeks}}) + 2, {{now}}, 'years m' || n, '', {{person}} FROM generate_series(1, {{batches}}) n;
INSERT INTO journals_lot (id, code, item_id, owner_id, origin_id, way, voucher_id, date_kind, organic_bp, allergens, note)
SELECT {FIRST} + n, 'Y' || n, CASE n WHEN 1 THEN {{salt}} WHEN 2 THEN {{lid}} WHEN 3 THEN {{jar}} ELSE {{raw}} END,
    {{us}}, {{farms}}[1 + n % {{many_farms}}], 'bought', {FIRST} + n, '', 0, '[]', ''
FROM generate_series(1, {{crates}} + 10) n WHERE n <= 3 OR n > 10;
INSERT INTO journals_lot (id, code, item_id, owner_id, way, voucher_id, date_kind, organic_bp, allergens, note)
SELECT {BATCHES} + n, 'Z' || n, {{product}}, {{us}}, 'made', {BATCHES} + n, '', 0, '[]', '' FROM generate_series(1, {{batches}}) n;
INSERT INTO journals_lineage (voucher_id, parent_id, child_id, quantity, mass_mg)
SELECT {BATCHES} + n, {CRATES} + 1 + (n - 1) % {{weeks}} + {{weeks}} * ((n / {{weeks}} * 2 + k) % ({{crates}} / {{weeks}})), {BATCHES} + n, 4000000, 4000000
FROM generate_series(1, {{batches}}) n, generate_series(0, 2) k
UNION ALL SELECT {BATCHES} + n, {FIRST} + h, {BATCHES} + n, 20, 20000 FROM generate_series(1, {{batches}}) n, generate_series(1, 3) h;
INSERT INTO journals_movement {_MOVE}
SELECT {FIRST} + n, {FIRST} + n, {{supplier}}, {{store}}, amount, amount
FROM (SELECT n, CASE WHEN n <= 3 THEN 100000000 ELSE 12000000 END AS amount FROM generate_series(1, {{crates}} + 10) n WHERE n <= 3 OR n > 10) arrived
UNION ALL SELECT voucher_id, parent_id, {{store}}, {{transform}}, quantity, mass_mg FROM journals_lineage WHERE child_id > {BATCHES}
UNION ALL SELECT {BATCHES} + n, {BATCHES} + n, {{transform}}, {{store}}, 20, 13600000 FROM generate_series(1, {{batches}}) n;
INSERT INTO directory_place (id, kind, name, real, address, town, note, active)
SELECT {FIRST} + w, '{{shelf}}', 'Rayon ' || w, true, '', '', '', false FROM generate_series(1, {{weeks}}) w;
INSERT INTO orders_saleround (id, title, note, opens_at, closes_at, freezes_at, state, since, shortage, shelf_id, key)
SELECT {FIRST} + w, 'Vente de la semaine ' || w, '', at, at + interval '2 days', at + interval '2 days', 'handed_over', at + interval '5 days', 'first_come', {FIRST} + w, 'years ' || w
FROM (SELECT w, {{now}} - interval '1 day' * 7 * ({{weeks}} - w + 1) AS at FROM generate_series(1, {{weeks}}) w) weeks;
INSERT INTO orders_offer (id, sale_id, item_id, producer_id, label, portion, by_weight, most_portion, price, gross, vat_bp, crate, minimum, available, ordered)
SELECT {FIRST} + w * 10 + o, {FIRST} + w, {{product}}, {{farms}}[o], 'le bocal', 1, false, 0, 4.5, true, 550, 1, 0, 1000, {ORDERS}
FROM generate_series(1, {{weeks}}) w, generate_series(1, 4) o;
INSERT INTO orders_slot (id, sale_id, point_id, starts_at, ends_at, capacity, taken)
SELECT {FIRST} + w, {FIRST} + w, {{point}}, closes_at + interval '2 days', closes_at + interval '2 days 2 hours', 1000, {ORDERS}
FROM generate_series(1, {{weeks}}) w JOIN orders_saleround s ON s.id = {FIRST} + w;
INSERT INTO journals_voucher (id, kind, day, written_at, key, note, author_id, party_id)
SELECT {FIRST} + 2000000 + w * 100 + o, 'deliver', {{day}} + 7 * w, {{now}}, 'years d' || w || ' ' || o, '', {{person}},
    CASE WHEN o <= {ORDERS} THEN {{homes}}[1 + (w + o) % {{many_homes}}] ELSE {{shops}}[1 + (w + o) % {{many_shops}}] END
FROM generate_series(1, {{weeks}}) w, generate_series(1, {ORDERS} + {DELIVERIES}) o;
INSERT INTO orders_order (id, sale_id, customer_id, person_id, slot_id, key, version, placed_at, changed_at, handover_id)
SELECT {FIRST} + w * 100 + o, {FIRST} + w, {{homes}}[1 + (w + o) % {{many_homes}}], {{person}}, {FIRST} + w, 'years o' || w || ' ' || o, 1,
    opens_at, opens_at, {FIRST} + 2000000 + w * 100 + o
FROM generate_series(1, {{weeks}}) w JOIN orders_saleround s ON s.id = {FIRST} + w, generate_series(1, LEAST({ORDERS}, {{many_homes}})) o;
INSERT INTO orders_orderline (order_id, offer_id, quantity, price)
SELECT id, sale_id - {FIRST} + (sale_id - {FIRST}) * 9 + {FIRST} + l, 1, 4.5 FROM orders_order, generate_series(1, 4) l WHERE id > {FIRST};
INSERT INTO orders_delivery (id, number, customer_id, day, person_id, online, note, key, version, placed_at, changed_at, picking_id, handover_id, refused, stop, signer, signature)
SELECT {FIRST} + w * 100 + o, 'BA' || w || '-' || o, {{shops}}[1 + (w + {ORDERS} + o) % {{many_shops}}], {{day}} + 7 * w, {{person}}, false, '',
    'years b' || w || ' ' || o, 1, {{now}}, {{now}}, picked, picked, false, 0, '', ''
FROM generate_series(1, {{weeks}}) w, generate_series(1, {DELIVERIES}) o, LATERAL (SELECT {FIRST} + 2000000 + w * 100 + {ORDERS} + o AS picked) gone;
INSERT INTO orders_deliveryline (delivery_id, item_id, quantity, replacing, waiting, unit_price, gross, vat_bp)
SELECT id, {{product}}, 2, 0, 0, 4.2, false, 550 FROM orders_delivery WHERE id > {FIRST};
INSERT INTO journals_movement {_MOVE}
SELECT {FIRST} + 2000000 + w * 100 + o, {BATCHES} + w + {{weeks}} * ((o * 4 + l) % ({{batches}} / {{weeks}})), {{store}}, {{customer}}, 1, 680000
FROM generate_series(1, {{weeks}}) w, generate_series(1, {ORDERS} + {DELIVERIES}) o, generate_series(1, 4) l WHERE o <= {ORDERS} OR l <= 2;
INSERT INTO journals_moneyline (voucher_id, account, cents, party_id, label, quantity, gross)
SELECT id, account, posted.cents, CASE WHEN account = '411' THEN party_id END, '', 0, false
FROM journals_voucher, (VALUES ('411', 1706), ('701', -1706), ('512', 1706), ('411', -1706)) posted(account, cents)
WHERE id > {FIRST} + 2000000;
INSERT INTO journals_stock (lot_id, place_id, quantity, mass_mg)
SELECT lot_id, {{store}}, SUM(CASE WHEN target_id = {{store}} THEN quantity ELSE -quantity END), SUM(CASE WHEN target_id = {{store}} THEN mass_mg ELSE -mass_mg END)
FROM journals_movement WHERE lot_id > {FIRST} GROUP BY lot_id;
INSERT INTO journals_lotstate (lot_id, status) SELECT id, 'released' FROM journals_lot WHERE id > {FIRST};
"""


def furnish(weeks: int = WEEKS) -> None:
    """In the collective at hand, with the people, farms, places and goods that it has; fewer lots in fewer `weeks`."""
    collective = directory.collective()
    if collective is None:
        raise ValueError("nobody is set up here")
    items = Item.objects.filter(active=True).order_by("pk")

    def keys(*kinds: OrganisationKind) -> list[int]:
        return list(Organisation.objects.filter(kind__in=kinds).order_by("pk").values_list("pk", flat=True))

    def outside(kind: PlaceKind) -> int:
        return int(Place.objects.get(kind=kind).pk)

    farms, homes, shops = (
        keys(OrganisationKind.PRODUCER),
        keys(OrganisationKind.HOUSEHOLD),
        keys(OrganisationKind.SHOP, OrganisationKind.RESTAURANT, OrganisationKind.CANTEEN),
    )
    lids, jars = list(items.filter(kind=ItemKind.PACKAGING))[:2]
    product = items.filter(kind=ItemKind.FINISHED).exclude(jar_format=None)[0]
    lots = LOTS * weeks // WEEKS
    crates = lots * 2 // 3
    known = {
        "crates": crates,
        "batches": lots - crates - 3,
        "weeks": weeks,
        "us": collective.organisation_id,
        "person": Person.objects.order_by("pk")[0].pk,
        "raw": items.filter(kind=ItemKind.RAW)[0].pk,
        "salt": items.filter(kind=ItemKind.ADDITIVE)[0].pk,
        "lid": lids.pk,
        "jar": jars.pk,
        "product": product.pk,
        "store": Place.objects.filter(kind=PlaceKind.STORE).order_by("pk")[0].pk,
        "point": Place.objects.filter(kind=PlaceKind.POINT).order_by("pk")[0].pk,
        "shelf": SaleRound.objects.select_related("shelf").order_by("pk")[0].shelf.kind,
        "supplier": outside(PlaceKind.SUPPLIER),
        "customer": outside(PlaceKind.CUSTOMER),
        "transform": outside(PlaceKind.TRANSFORM),
        "day": f"DATE '{timezone.localdate() - timedelta(days=7 * (weeks + 1))}'",
        "now": f"TIMESTAMPTZ '{timezone.now().isoformat()}'",
        **{name: f"(ARRAY{value})" for name, value in (("farms", farms), ("homes", homes), ("shops", shops))},
        **{f"many_{name}": len(value) for name, value in (("farms", farms), ("homes", homes), ("shops", shops))},
    }
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for statement in GROUND.format(**known).split(";\n")[:-1]:
            cursor.execute(statement)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE")
