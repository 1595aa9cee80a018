"""Stock and LotState are caches: thrown away, they are made again from the journals alone."""

from django.db import connection, transaction

from bocal.journals.models import LotState, Stock

_STOCK = """
INSERT INTO journals_stock (lot_id, place_id, quantity, mass_mg)
SELECT s.lot_id, s.place_id, SUM(s.quantity), SUM(s.mass_mg)
FROM (
    SELECT lot_id, target_id AS place_id, quantity, mass_mg FROM journals_movement
    UNION ALL
    SELECT lot_id, source_id, -quantity, -mass_mg FROM journals_movement
) s JOIN directory_place p ON p.id = s.place_id AND p.real
GROUP BY s.lot_id, s.place_id
ORDER BY s.lot_id, s.place_id
"""
_STATE = """
INSERT INTO journals_lotstate (lot_id, status)
SELECT d.lot_id, d.status FROM journals_statusline d
JOIN (SELECT MAX(id) AS id FROM journals_statusline GROUP BY lot_id) latest ON latest.id = d.id
"""


@transaction.atomic
def rebuild_caches() -> None:
    """Throw Stock and LotState away and make them again; the database does it, whatever their size."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Who posts waits until it is done; on SQLite they wait already.
            cursor.execute("LOCK TABLE journals_movement, journals_statusline IN SHARE ROW EXCLUSIVE MODE")
        Stock.objects.all().delete()
        cursor.execute(_STOCK)
        LotState.objects.all().delete()
        cursor.execute(_STATE)
