"""Whether all holds: every invariant recomputed from the rows themselves, by the database, whatever the size.

Each question names what is broken by a key that a person can look up: a lot's code, a gesture's number.
"""

# Only constants of ours are written into these queries.
# ruff: noqa: S608

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from django.db import IntegrityError, connection, transaction

from bocal.catalog.rules import FOOD, Dimension, ItemKind, PackagingRole
from bocal.directory.rules import GUARDED
from bocal.journals import triggers, words
from bocal.journals.models import HoursLine, Lineage, Lot, MoneyLine, Movement, StatusLine, Voucher
from bocal.journals.rules import FINAL, ROUTES, WITH_PARTY, Kind, Status, Way

#: So many lines of each kind are written out; the rest are counted.
SHOWN = 50


@dataclass(frozen=True)
class Checked:
    """What `bocal check` counted, and what does not hold."""

    counts: dict[str, int]
    broken: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether every invariant holds."""
        return not self.broken


def _quoted(choices: frozenset[str] | tuple[str, ...]) -> str:
    return ", ".join(f"'{choice}'" for choice in sorted(choices))


_STEPS = """
    SELECT m.id, m.voucher_id, m.lot_id, m.target_id AS place_id, m.quantity, m.mass_mg FROM journals_movement m
    UNION ALL
    SELECT m.id, m.voucher_id, m.lot_id, m.source_id, -m.quantity, -m.mass_mg FROM journals_movement m
"""
_STATUS_THEN = """(
    SELECT s.status FROM journals_statusline s WHERE s.lot_id = m.lot_id AND s.voucher_id <= m.voucher_id
    ORDER BY s.id DESC LIMIT 1
)"""
# The latest decision that neither was taken back nor is a taking back; none counts when the birth was.
_STANDING = f"""(
    SELECT s.status FROM journals_statusline s JOIN journals_voucher v ON v.id = s.voucher_id
    LEFT JOIN journals_voucher r ON r.reverses_id = v.id
    WHERE s.lot_id = l.id AND r.id IS NULL AND v.kind <> '{Kind.REVERSE}'
    AND NOT EXISTS (SELECT 1 FROM journals_voucher b WHERE b.reverses_id = l.voucher_id)
    ORDER BY s.id DESC LIMIT 1
)"""
_LAST = "(SELECT s.status FROM journals_statusline s WHERE s.lot_id = l.id ORDER BY s.id DESC LIMIT 1)"
# Of a gesture and its reversal, each row of one answers to one of the other.
_MIRRORS = {
    "journals_movement": (
        "lot_id, CASE WHEN v.id = r.id THEN target_id ELSE source_id END, "
        "CASE WHEN v.id = r.id THEN source_id ELSE target_id END, quantity, mass_mg"
    ),
    "journals_lineage": (
        "parent_id, child_id, CASE WHEN v.id = r.id THEN -quantity ELSE quantity END, "
        "CASE WHEN v.id = r.id THEN -mass_mg ELSE mass_mg END"
    ),
    "journals_moneyline": (
        "account, party_id, x.lot_id, item_id, unit_price, vat_bp, CASE WHEN v.id = r.id THEN -cents ELSE cents END, "
        "CASE WHEN v.id = r.id THEN -quantity ELSE quantity END"
    ),
    "journals_hoursline": "person_id, x.kind, CASE WHEN v.id = r.id THEN -minutes ELSE minutes END",
}
_ROWS = ("lot", "movement", "statusline", "moneyline", "hoursline", "lineage")


def _mirror(table: str, columns: str) -> str:
    columns = columns.replace("party_id", "x.party_id")
    keys = ", ".join(str(n) for n in range(2, 3 + columns.count(",")))
    return f"""
        SELECT DISTINCT number FROM (
            SELECT r.reverses_id AS number, {columns}
            FROM {table} x JOIN journals_voucher v ON v.id = x.voucher_id
            JOIN journals_voucher r ON r.id = v.id AND r.reverses_id IS NOT NULL OR r.reverses_id = v.id
            GROUP BY 1, {keys} HAVING SUM(CASE WHEN v.id = r.id THEN 1 ELSE -1 END) <> 0
        ) unanswered
    """


#: What is asked: code of the sentence → query whose rows are the keys that it names.
QUESTIONS: dict[str, str] = {
    "closed": """
        SELECT DISTINCT v.id FROM journals_voucher v
        JOIN journals_closing c ON v.day <= c.until AND v.written_at > c.written_at
    """,
    "stock": f"""
        SELECT l.code, p.name FROM (
            SELECT lot_id, place_id FROM (
                SELECT lot_id, place_id, quantity, mass_mg FROM ({_STEPS}) steps
                JOIN directory_place p ON p.id = steps.place_id AND p.real
                UNION ALL SELECT lot_id, place_id, -quantity, -mass_mg FROM journals_stock
            ) both_sides GROUP BY lot_id, place_id HAVING SUM(quantity) <> 0 OR SUM(mass_mg) <> 0
        ) gaps JOIN journals_lot l ON l.id = gaps.lot_id JOIN directory_place p ON p.id = gaps.place_id
    """,
    "balance": """
        SELECT o.name, b.account FROM journals_balance b JOIN directory_organisation o ON o.id = b.party_id
        WHERE b.cents <> (SELECT COALESCE(SUM(x.cents), 0) FROM journals_moneyline x
            WHERE x.account = b.account AND x.party_id = b.party_id AND x.id <= b.line)
    """,
    "state": f"""
        SELECT l.code FROM journals_lot l LEFT JOIN journals_lotstate t ON t.lot_id = l.id
        WHERE t.status IS NULL OR t.status <> COALESCE({_LAST}, '')
    """,
    "status": f"""
        SELECT l.code FROM journals_lot l WHERE COALESCE({_STANDING}, '{Status.BLOCKED}') <> COALESCE({_LAST}, '')
    """,
    "money": "SELECT voucher_id FROM journals_moneyline GROUP BY voucher_id HAVING SUM(cents) <> 0",
    "mass": """
        SELECT m.voucher_id FROM journals_movement m JOIN directory_place s ON s.id = m.source_id
        JOIN directory_place t ON t.id = m.target_id
        GROUP BY m.voucher_id HAVING SUM(
            CASE WHEN t.kind = 'transform' THEN mass_mg WHEN s.kind = 'transform' THEN -mass_mg ELSE 0 END) <> 0
    """,
    "unit": f"""
        SELECT DISTINCT m.voucher_id, l.code FROM journals_movement m JOIN journals_lot l ON l.id = m.lot_id
        JOIN catalog_item i ON i.id = l.item_id
        WHERE m.quantity > 0 AND i.dimension <> '{Dimension.VOLUME}' AND m.mass_mg <> CASE
            WHEN i.kind = '{ItemKind.PACKAGING}' THEN 0
            WHEN i.dimension = '{Dimension.MASS}' THEN m.quantity ELSE m.quantity * i.piece_mg END
    """,
    "pieces": f"""
        SELECT voucher_id FROM (
            SELECT m.voucher_id,
                SUM(CASE WHEN t.kind = 'transform' AND i.role = '{PackagingRole.JAR}' THEN quantity ELSE 0 END) AS jars,
                SUM(CASE WHEN t.kind = 'transform' AND i.role = '{PackagingRole.LID}' THEN quantity ELSE 0 END) AS lids,
                SUM(CASE WHEN s.kind = 'transform' AND i.jar_format_id IS NOT NULL THEN m.quantity ELSE 0 END) AS filled
            FROM journals_movement m JOIN directory_place s ON s.id = m.source_id
            JOIN directory_place t ON t.id = m.target_id JOIN journals_lot l ON l.id = m.lot_id
            JOIN catalog_item i ON i.id = l.item_id JOIN journals_voucher v ON v.id = m.voucher_id AND v.kind = 'make'
            GROUP BY m.voucher_id
        ) made WHERE jars <> filled OR lids <> filled
    """,
    "lineage": """
        SELECT DISTINCT gaps.voucher_id, l.code FROM (
            SELECT voucher_id, lot_id FROM (
                SELECT m.voucher_id, m.lot_id, m.quantity, m.mass_mg FROM journals_movement m
                JOIN journals_voucher v ON v.id = m.voucher_id AND v.kind = 'make'
                JOIN directory_place t ON t.id = m.target_id AND t.kind = 'transform'
                JOIN journals_lot l ON l.id = m.lot_id AND l.voucher_id <> m.voucher_id
                UNION ALL
                SELECT k.voucher_id, k.parent_id, -k.quantity, -k.mass_mg FROM journals_lineage k
                JOIN journals_voucher v ON v.id = k.voucher_id AND v.kind <> 'reverse'
            ) both_sides GROUP BY voucher_id, lot_id HAVING SUM(quantity) <> 0 OR SUM(mass_mg) <> 0
        ) gaps JOIN journals_lot l ON l.id = gaps.lot_id
    """,
    "child": """
        SELECT l.code FROM journals_lineage k JOIN journals_lot l ON l.id = k.child_id
        JOIN journals_lot p ON p.id = k.parent_id JOIN journals_voucher v ON v.id = k.voucher_id
        WHERE k.parent_id >= k.child_id OR p.voucher_id >= l.voucher_id
        OR (v.kind <> 'reverse' AND (v.id <> l.voucher_id OR k.quantity < 0 OR k.mass_mg < 0))
    """,
    "owner": f"""
        SELECT p.code, l.code FROM journals_lineage k JOIN journals_lot l ON l.id = k.child_id
        JOIN journals_lot p ON p.id = k.parent_id AND p.owner_id <> l.owner_id
        JOIN catalog_item i ON i.id = p.item_id AND i.kind IN ({_quoted(tuple(FOOD))})
    """,
    "parent": f"""
        SELECT l.code FROM journals_lot l WHERE (l.way = '{Way.MADE}') <> EXISTS (
            SELECT 1 FROM journals_lineage k WHERE k.child_id = l.id AND k.voucher_id = l.voucher_id)
    """,
    "birth": """
        SELECT l.code FROM journals_lot l WHERE NOT EXISTS (
            SELECT 1 FROM journals_movement m WHERE m.lot_id = l.id AND m.voucher_id = l.voucher_id)
    """,
    "level": f"""
        SELECT DISTINCT l.code, p.name FROM (
            SELECT x.lot_id, x.place_id,
                SUM(x.quantity) OVER w AS quantity, SUM(x.mass_mg) OVER w AS mass_mg
            FROM ({_STEPS}) x JOIN journals_voucher v ON v.id = x.voucher_id
            JOIN directory_place p ON p.id = x.place_id AND p.real
            WINDOW w AS (PARTITION BY x.lot_id, x.place_id ORDER BY v.day, x.id ROWS UNBOUNDED PRECEDING)
        ) levels JOIN journals_lot l ON l.id = levels.lot_id JOIN directory_place p ON p.id = levels.place_id
        WHERE levels.quantity < 0 OR levels.mass_mg < 0
    """,
    "reversal": f"""
        SELECT r.id FROM journals_voucher r LEFT JOIN journals_voucher v ON v.id = r.reverses_id
        WHERE (r.kind = '{Kind.REVERSE}') <> (r.reverses_id IS NOT NULL)
        OR v.kind IN ({_quoted(tuple(FINAL))}) OR r.day < v.day OR r.id <= v.id
    """,
    "order": """
        SELECT v.id FROM journals_voucher v JOIN journals_voucher r ON r.reverses_id = v.follows_id
        WHERE NOT EXISTS (SELECT 1 FROM journals_voucher own WHERE own.reverses_id = v.id)
    """,
    "opposite": " UNION ".join(_mirror(table, columns) for table, columns in _MIRRORS.items()),
    "organic": f"""
        SELECT code FROM (
            SELECT l.code, l.organic_bp, SUM(CASE WHEN i.agricultural AND i.kind <> '{ItemKind.PACKAGING}'
                THEN k.mass_mg ELSE 0 END) AS total,
                SUM(CASE WHEN i.agricultural AND i.kind <> '{ItemKind.PACKAGING}'
                THEN k.mass_mg * p.organic_bp ELSE 0 END) AS organic
            FROM journals_lot l JOIN journals_lineage k ON k.child_id = l.id AND k.voucher_id = l.voucher_id
            JOIN journals_lot p ON p.id = k.parent_id JOIN catalog_item i ON i.id = p.item_id
            GROUP BY l.id, l.code, l.organic_bp
        ) shares WHERE CASE WHEN total = 0 THEN organic_bp <> 0
            ELSE organic_bp * total > organic OR (organic_bp + 1) * total <= organic END
    """,
    "allergens": """
        SELECT DISTINCT l.code FROM (
            SELECT k.child_id AS lot_id, a.value FROM journals_lineage k JOIN journals_lot p ON p.id = k.parent_id
            JOIN journals_lot c ON c.id = k.child_id AND c.voucher_id = k.voucher_id, {each_of_parent}
            EXCEPT SELECT c.id, a.value FROM journals_lot c, {each_of_child}
        ) gaps JOIN journals_lot l ON l.id = gaps.lot_id
        UNION
        SELECT DISTINCT l.code FROM (
            SELECT c.id AS lot_id, a.value FROM journals_lot c, {each_of_child} WHERE c.way = 'made'
            EXCEPT SELECT k.child_id, a.value FROM journals_lineage k
            JOIN journals_lot p ON p.id = k.parent_id, {each_of_parent} WHERE k.quantity >= 0 AND k.mass_mg >= 0
        ) gaps JOIN journals_lot l ON l.id = gaps.lot_id
    """,
    "release": f"""
        SELECT DISTINCT l.code, m.voucher_id FROM journals_movement m
        JOIN directory_place s ON s.id = m.source_id AND s.real
        JOIN directory_place t ON t.id = m.target_id AND t.kind IN ({_quoted(tuple(GUARDED | {"transform"}))})
        JOIN journals_voucher v ON v.id = m.voucher_id AND v.kind <> '{Kind.REVERSE}'
        JOIN journals_lot l ON l.id = m.lot_id
        WHERE COALESCE({_STATUS_THEN}, '') <> '{Status.RELEASED}'
    """,
    "party": f"""
        SELECT id FROM journals_voucher WHERE party_id IS NULL AND kind IN ({_quoted(tuple(WITH_PARTY))})
    """,
    "empty": "SELECT v.id FROM journals_voucher v WHERE "
    + " AND ".join(f"NOT EXISTS (SELECT 1 FROM journals_{row} x WHERE x.voucher_id = v.id)" for row in _ROWS),
    "route": """
        SELECT DISTINCT m.voucher_id FROM journals_movement m JOIN directory_place s ON s.id = m.source_id
        JOIN directory_place t ON t.id = m.target_id JOIN journals_voucher v ON v.id = m.voucher_id
        WHERE v.kind <> 'reverse' AND v.kind || ' ' || s.kind || ' ' || t.kind NOT IN ({routes})
    """,
}
_ALL_ROUTES = _quoted(
    frozenset(
        f"{kind} {source} {target}"
        for kind, routes in ROUTES.items()
        for sources, targets in routes
        for source, target in product(sources, targets)
    )
)
_EACH = {
    "sqlite": "json_each({lot}.allergens) a",
    "postgresql": "jsonb_array_elements_text({lot}.allergens) AS a(value)",
}


def check() -> Checked:
    """Recompute every invariant of the journals; say what was counted, and each thing that does not hold."""
    counts = {
        "gestes": Voucher.objects.count(),
        "lots": Lot.objects.count(),
        "mouvements": Movement.objects.count(),
        "filiations": Lineage.objects.count(),
        "décisions": StatusLine.objects.count(),
        "lignes d’argent": MoneyLine.objects.count(),
        "lignes d’heures": HoursLine.objects.count(),
    }
    return Checked(counts, tuple(_broken()))


def _broken() -> Iterator[str]:
    for name in sorted(triggers.missing(connection)):
        yield words.broken("trigger", name)
    try:
        # In a savepoint: PostgreSQL answers nothing more after a complaint.
        with transaction.atomic():
            connection.check_constraints()
    except IntegrityError as error:
        yield words.broken("foreign", " ".join(str(error).split()))
    each = _EACH[connection.vendor]
    for code, question in QUESTIONS.items():
        query = question
        for hole, filled in (
            ("{each_of_parent}", each.format(lot="p")),
            ("{each_of_child}", each.format(lot="c")),
            ("{routes}", _ALL_ROUTES),
        ):
            query = query.replace(hole, filled)
        with connection.cursor() as cursor:
            cursor.execute(query)
            for row in cursor.fetchmany(SHOWN):
                yield words.broken(code, *row)
            if rest := sum(len(rows) for rows in iter(lambda: cursor.fetchmany(1000), [])):
                yield words.broken("more", rest)
