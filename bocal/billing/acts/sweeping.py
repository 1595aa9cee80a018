"""Remember what is still to bill, so that no page looks through all that ever was."""

from datetime import date, datetime

from django.db import transaction

from bocal.billing import reads
from bocal.billing.models import OpenDelivery, Sweep
from bocal.journals import acts as journals


@transaction.atomic
def sweep(now: datetime) -> None:
    """Look through all that was delivered and brought, once a night, and keep what is still to bill. Harmless when
    repeated."""
    mark = journals.old_line(now)
    found = set(reads.open_lines(until=date.max, all_time=True).order_by().values_list("voucher", flat=True))
    found.update(reads.expected_lines(all_time=True).order_by().values_list("voucher", flat=True))
    OpenDelivery.objects.all().delete()
    OpenDelivery.objects.bulk_create([OpenDelivery(voucher_id=pk) for pk in sorted(found)], batch_size=500)
    Sweep.objects.update_or_create(pk=1, defaults={"line": mark})
