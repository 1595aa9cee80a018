"""Stock, LotState and Balance are caches: thrown away, they are made again from the journals alone."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from bocal.journals.models import Balance, LotState, MoneyLine, Stock

#: What is younger is never in a cache made at night: a gesture that is being written may have its keys, and not be
#: seen yet.
YOUNG = timedelta(days=1)

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
_BALANCES = """
INSERT INTO journals_balance (account, party_id, cents, line)
SELECT account, party_id, SUM(cents), %s FROM journals_moneyline
WHERE id <= %s AND party_id IS NOT NULL
GROUP BY account, party_id
"""


def old_line(now: datetime) -> int:
    """The key of the last line of money that is older than YOUNG; 0 when there is none."""
    lines = MoneyLine.objects.filter(voucher__written_at__lt=now - YOUNG)
    return lines.order_by("-pk").values_list("pk", flat=True).first() or 0


@transaction.atomic
def keep_balances(now: datetime) -> None:
    """Sum up all that is older than YOUNG, once a night, so that by day only what came since is summed."""
    line = old_line(now)
    Balance.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(_BALANCES, [line, line])


@transaction.atomic
def rebuild_caches() -> None:
    """Throw Stock and LotState away and make them again; the database does it, whatever their size. Balance is thrown
    away: the next night makes it again, and until then all lines are summed.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Who posts waits until it is done; on SQLite they wait already.
            cursor.execute("LOCK TABLE journals_movement, journals_statusline IN SHARE ROW EXCLUSIVE MODE")
        Stock.objects.all().delete()
        cursor.execute(_STOCK)
        LotState.objects.all().delete()
        cursor.execute(_STATE)
    Balance.objects.all().delete()
