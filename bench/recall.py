"""A recall among 100 000 lots: crates → batches of jars → 2 000 households; lots of salt and lids are in everything."""

# Only constants of ours are written into these queries, and their tables are wider than this file.
# ruff: noqa: S608, E501

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db import connection

from bench.table import Row
from bocal.directory.rules import PlaceKind
from bocal.journals import reads
from bocal.journals.models import Lot
from bocal.journals.reads.tracing import MOST
from tests import world as worlds

#: Lots in everything: salt, lids, jars.
HUBS = 3
#: What one screen of the recall list holds.
SCREEN = 50
#: Times bare SQL that a screen may take.
AIM = 2

# Written at once, its triggers asleep and what they keep (stock, states) written beside: a year of gestures one by one
# would take hours. Keys: vouchers 1…; lots 1–3 are in everything, then the crates, then the batches.
GRAPH = """
INSERT INTO directory_organisation (kind, name, contact, email, phone, address, postcode, town, siret, organic, grows, note, active, emb, story_consent, story_consent_words, aid_number)
SELECT 'household', 'Foyer ' || n, '', 'f' || n || '@exemple.test', '', '', '', 'Saint-Aubin', '', false, '', '', true, '', false, '', ''
FROM generate_series(1, {homes}) n;
INSERT INTO journals_voucher (id, kind, day, written_at, key, note, party_id)
SELECT 1000000 + n, 'receive', DATE '2026-09-01', now(), 'r' || n, '', {farm} FROM generate_series(1, {crates} + 3) n;
INSERT INTO journals_voucher (id, kind, day, written_at, key, note)
SELECT 2000000 + n, 'make', DATE '2026-09-02', now(), 'm' || n, '' FROM generate_series(1, {batches}) n;
INSERT INTO journals_voucher (id, kind, day, written_at, key, note, party_id)
SELECT 3000000 + n * 4 + d, 'deliver', DATE '2026-09-03', now(), 'd' || n || ' ' || d, '',
    (SELECT MIN(id) FROM directory_organisation WHERE kind = 'household' AND name = 'Foyer 1') + (n * 4 + d) % {homes}
FROM generate_series(1, {batches}) n, generate_series(0, 3) d;
INSERT INTO journals_lot (id, code, item_id, owner_id, origin_id, way, voucher_id, date_kind, organic_bp, allergens, note)
SELECT 1000 + n, 'C' || n, CASE n WHEN 1 THEN {salt} WHEN 2 THEN {lid} WHEN 3 THEN {jar} ELSE {tomato} END,
    {us}, {farm}, 'bought', 1000000 + n, '', 0, '[]', '' FROM generate_series(1, {crates} + 3) n;
INSERT INTO journals_lot (id, code, item_id, owner_id, way, voucher_id, date_kind, organic_bp, allergens, note)
SELECT 1000000 + n, 'B' || n, {coulis}, {us}, 'made', 2000000 + n, '', 0, '[]', '' FROM generate_series(1, {batches}) n;
INSERT INTO journals_lineage (voucher_id, parent_id, child_id, quantity, mass_mg)
SELECT 2000000 + n, 1004 + (n * 7 + k * 13) % {crates}, 1000000 + n, 4000000, 4000000
FROM generate_series(1, {batches}) n, generate_series(0, 2) k
UNION ALL SELECT 2000000 + n, 1000 + h, 1000000 + n, 20, 20000 FROM generate_series(1, {batches}) n, generate_series(1, 3) h;
INSERT INTO journals_movement (voucher_id, lot_id, source_id, target_id, quantity, mass_mg)
SELECT 1000000 + n, 1000 + n, {supplier}, {store}, 12000000, 12000000 FROM generate_series(1, {crates} + 3) n
UNION ALL SELECT 2000000 + n, 1000000 + n, {transform}, {store}, 20, 13600000 FROM generate_series(1, {batches}) n
UNION ALL SELECT 3000000 + n * 4 + d, 1000000 + n, {store}, {customer}, 4, 2720000
FROM generate_series(1, {batches}) n, generate_series(0, 3) d;
INSERT INTO journals_stock (lot_id, place_id, quantity, mass_mg)
SELECT id, {store}, 4, 2720000 FROM journals_lot WHERE id > 1000000 UNION ALL
SELECT id, {store}, 1000000, 1000000 FROM journals_lot WHERE id > 1000 AND id < 1000000;
INSERT INTO journals_lotstate (lot_id, status) SELECT id, 'released' FROM journals_lot WHERE id > 1000;
"""


def furnish(lots: int, homes: int) -> None:
    """In the collective at hand: so many lots, two crates in three."""
    world = worlds.build()
    crates = lots * 2 // 3
    keys = {
        "crates": crates,
        "batches": lots - crates - HUBS,
        "homes": homes,
        "us": world.us.pk,
        "farm": world.farm.pk,
        "store": world.store.pk,
        "supplier": world.outside[PlaceKind.SUPPLIER],
        "customer": world.outside[PlaceKind.CUSTOMER],
        "transform": world.outside[PlaceKind.TRANSFORM],
        "tomato": world.items["Tomates"].pk,
        "salt": world.items["Sel"].pk,
        "lid": world.items["Couvercle 82 mm"].pk,
        "jar": world.items["Pot 720 ml"].pk,
        "coulis": world.items["Coulis de tomate 720 ml"].pk,
    }
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for statement in GRAPH.format(**keys).split(";\n")[:-1]:
            cursor.execute(statement)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE")


# ── Bare SQL: the same facts for the same screens ────────────────────────────────────────────────────────────────────
# As somebody would write it who has read its plans. First the keys of the lots, by indexes alone; what is asked of few
# lots names them, so that the planner knows how few; what is asked of many joins the walk. Gestures taken back, and
# the taking back, are left out on both sides.

WALK = """WITH RECURSIVE up(lot) AS (SELECT %(root)s::bigint UNION
SELECT l.parent_id FROM up JOIN journals_lineage l ON l.child_id = up.lot
), down(lot) AS (SELECT %(root)s::bigint UNION
SELECT l.child_id FROM down JOIN journals_lineage l ON l.parent_id = down.lot)
SELECT 0, lot FROM (SELECT lot FROM up LIMIT %(most)s) a UNION ALL
SELECT 1, lot FROM (SELECT lot FROM down LIMIT %(most)s) b"""
_MANY = """WITH RECURSIVE walk(lot) AS (SELECT %(root)s::bigint UNION
SELECT l.child_id FROM walk w JOIN journals_lineage l ON l.parent_id = w.lot) """
_FEW_STAND = "v.reverses_id IS NULL AND NOT EXISTS (SELECT FROM journals_voucher r WHERE r.reverses_id = v.id)"
_MANY_STAND = """v.reverses_id IS NULL
AND v.id NOT IN (SELECT reverses_id FROM journals_voucher WHERE reverses_id IS NOT NULL)"""
EDGES = """SELECT l.parent_id, p.code, pi.name, po.name, l.child_id, c.code, ci.name, SUM(l.quantity), SUM(l.mass_mg)
FROM journals_lineage l
JOIN journals_lot p ON p.id = l.parent_id JOIN catalog_item pi ON pi.id = p.item_id
LEFT JOIN directory_organisation po ON po.id = p.origin_id
JOIN journals_lot c ON c.id = l.child_id JOIN catalog_item ci ON ci.id = c.item_id
WHERE l.child_id = ANY(%(up)s) OR l.parent_id = ANY(%(down)s)
GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING SUM(l.quantity) > 0 OR SUM(l.mass_mg) > 0 ORDER BY 1, 5"""
ABOVE = EDGES.replace(" OR l.parent_id = ANY(%(down)s)", "")
_SENT = "SUM(CASE WHEN p.id = m.target_id THEN m.quantity ELSE 0 END)"
_BACK = "SUM(CASE WHEN p.id = m.source_id THEN m.quantity ELSE 0 END)"
_HANDS = "JOIN directory_place p ON p.id IN (m.source_id, m.target_id) AND p.kind IN ('customer', 'recipient')"
GONE = f"""SELECT m.lot_id, o.name, {_SENT}, {_BACK}
FROM journals_movement m JOIN journals_voucher v ON v.id = m.voucher_id {_HANDS}
LEFT JOIN directory_organisation o ON o.id = v.party_id
WHERE m.lot_id = ANY(%(down)s) AND {_FEW_STAND} GROUP BY m.lot_id, o.id, o.name ORDER BY m.lot_id, o.name"""
HERE = """SELECT s.lot_id, p.name, SUM(s.quantity) FROM journals_stock s JOIN directory_place p ON p.id = s.place_id
WHERE s.lot_id = ANY(%(down)s) AND s.quantity > 0 GROUP BY 1, 2 ORDER BY 1"""
TRACE = (EDGES, GONE, HERE)
# What is below a lot that is in everything, by counts; and the first screen of those to call.
COUNTS = (
    ABOVE,
    _MANY + "SELECT i.name, COUNT(*) FROM walk w JOIN journals_lot l ON l.id = w.lot "
    "JOIN catalog_item i ON i.id = l.item_id GROUP BY i.name",
    _MANY + "SELECT o.kind, COUNT(DISTINCT o.id) FROM walk w JOIN journals_movement m ON m.lot_id = w.lot "
    "JOIN directory_place p ON p.id = m.target_id AND p.kind IN ('customer', 'recipient') "
    "JOIN journals_voucher v ON v.id = m.voucher_id JOIN directory_organisation o ON o.id = v.party_id "
    f"WHERE {_MANY_STAND} GROUP BY o.kind",
)
_CALLS = f"""SELECT o.name, o.kind, o.contact, o.email, o.phone, o.town, l.code, i.name, gone.sent, gone.back
FROM (SELECT v.party_id, m.lot_id, {_SENT} AS sent, {_BACK} AS back
    FROM {{lots}} JOIN journals_voucher v ON v.id = m.voucher_id {_HANDS}
    WHERE {{which}} GROUP BY v.party_id, m.lot_id) gone
JOIN journals_lot l ON l.id = gone.lot_id JOIN catalog_item i ON i.id = l.item_id
LEFT JOIN directory_organisation o ON o.id = gone.party_id
WHERE gone.sent > 0 ORDER BY o.name, gone.lot_id LIMIT {SCREEN}"""
CALLS_FEW = (_CALLS.format(lots="journals_movement m", which=f"m.lot_id = ANY(%(down)s) AND {_FEW_STAND}"),)
CALLS_MANY = (_MANY + _CALLS.format(lots="walk w JOIN journals_movement m ON m.lot_id = w.lot", which=_MANY_STAND),)
# A recall as a whole: every lot it reaches, where each gram went, whom to call.
_LOTS = """SELECT l.id, l.code, i.name, i.dimension, i.piece_mg, s.status, o.name FROM {lots}
JOIN catalog_item i ON i.id = l.item_id JOIN journals_lotstate s ON s.lot_id = l.id
LEFT JOIN directory_organisation o ON o.id = l.origin_id WHERE {which} ORDER BY l.id"""
_PASSED = """SELECT m.lot_id, v.kind, o.kind, s.real, q.name, q.contact, q.phone, q.email, SUM(m.quantity), SUM(m.mass_mg)
FROM {lots} JOIN directory_place s ON s.id = m.source_id JOIN directory_place t ON t.id = m.target_id AND t.real <> s.real
JOIN directory_place o ON o.id IN (s.id, t.id) AND NOT o.real JOIN journals_voucher v ON v.id = m.voucher_id
LEFT JOIN directory_organisation q ON q.id = v.party_id WHERE {which} GROUP BY 1, 2, 3, 4, q.id, 5, 6, 7, 8"""
_LEFT = """SELECT k.lot_id, p.name, k.quantity, k.mass_mg FROM {lots} JOIN directory_place p ON p.id = k.place_id
WHERE {which} k.quantity > 0"""
SURVEY_FEW = (
    _LOTS.format(lots="journals_lot l", which="l.id = ANY(%(down)s)"),
    _PASSED.format(lots="journals_movement m", which=f"m.lot_id = ANY(%(down)s) AND {_FEW_STAND}"),
    _LEFT.format(lots="journals_stock k", which="k.lot_id = ANY(%(down)s) AND"),
)


def bare(queries: tuple[str, ...], root: int) -> list[Any]:
    """The rows of these queries, as they come, once the walk has said which lots."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(WALK, {"root": root, "most": MOST + 1})
        near = cursor.fetchall()
        known = {
            "root": root,
            "up": [lot for down, lot in near if not down],
            "down": [lot for down, lot in near if down],
        }
        for query in queries:
            cursor.execute(query, known)
            found += cursor.fetchall()
    return found


def _seconds(ask: Callable[[], object]) -> float:
    began = time.perf_counter()
    ask()
    return time.perf_counter() - began


def measure(*, repeats: int) -> Iterator[Row]:
    """Ours and bare SQL in turn. The collective has been furnished and stepped into."""
    yield from compare("rappel", crate="C50", jar="B50", hub="C1", repeats=repeats)


#: What is asked, ours, bare SQL's, and of which lot.
Pair = tuple[str, Callable[[], object], tuple[str, ...], Lot]


def compare(title: str, *, crate: str, jar: str, hub: str, repeats: int) -> Iterator[Row]:
    """Both ways from a crate, from a jar, and from a lot that is in everything (their codes), beside bare SQL."""
    with connection.cursor() as cursor:
        # A question that takes so long has missed its aim: it stops here, and says so by failing.
        cursor.execute("SET statement_timeout = '30s'")
    one, made, all_over = (Lot.objects.get(code=code) for code in (crate, jar, hub))
    few: list[Pair] = [
        ("tout son chemin (reads.trace)", partial(reads.trace, one), TRACE, one),
        ("l’écran du chemin (reads.chain)", partial(reads.chain, one), TRACE, one),
        ("qui appeler (reads.recall)", partial(reads.recall, one, limit=SCREEN), CALLS_FEW, one),
        ("le rappel entier (reads.survey)", partial(whole, one), SURVEY_FEW, one),
        ("d’un bocal, l’écran du chemin (reads.chain)", partial(reads.chain, made), TRACE, made),
        ("d’un bocal, le rappel entier (reads.survey)", partial(whole, made), SURVEY_FEW, made),
    ]
    many: list[Pair] = [
        ("l’écran du chemin (reads.chain)", partial(reads.chain, all_over), COUNTS, all_over),
        ("qui appeler, un écran (reads.recall)", partial(reads.recall, all_over, limit=SCREEN), CALLS_MANY, all_over),
    ]
    for lot, calls in ((all_over, CALLS_MANY), (one, CALLS_FEW)):
        if len(reads.recall(lot, limit=SCREEN)) != len(bare(calls, lot.pk)):
            raise RuntimeError(f"{lot}: not the same answer")
    for what, pairs, times in (("lot ordinaire", few, repeats * 30), ("sel, dans tout", many, repeats)):
        for name, ask, queries, root in pairs:
            yield beside(f"{title}, {what} : {name}, ms", ask, partial(bare, queries, root.pk), times=times)


def whole(lot: Lot) -> object:
    """What `bocal recall` answers."""
    return reads.totals(reads.survey([lot.pk]))


def beside(name: str, ours: Callable[[], object], its: Callable[[], object], *, times: int) -> Row:
    """The quickest of so many of each, taken in turn, so that other work on the machine disturbs both alike."""
    turns = [(_seconds(ours), _seconds(its)) for _ in range(times)]
    mine, bare_one = (1000 * min(turn) for turn in zip(*turns, strict=True))
    ratio = mine / bare_one
    return Row(name, f"{mine:.1f}", f"{bare_one:.1f}", f"{ratio:.2f}", f"≤ {AIM:.2f}".replace(".", ","), ratio <= AIM)
