"""Remember what is still to bill, so that no page looks through all that ever was."""

from datetime import date, datetime, timedelta

from django.db import transaction

from bocal.billing import reads
from bocal.billing.models import OpenDelivery, Sweep
from bocal.journals.models import MoneyLine

#: What is younger is looked at each time: a gesture that is being written may have its keys, and not be seen yet.
YOUNG = timedelta(days=1)


@transaction.atomic
def sweep(now: datetime) -> None:
    """Look through all that was delivered, once a night, and keep what is still to bill. Harmless when repeated."""
    lines = MoneyLine.objects.filter(voucher__written_at__lt=now - YOUNG)
    mark = lines.order_by("-pk").values_list("pk", flat=True).first() or 0
    found = set(reads.open_lines(until=date.max, all_time=True).order_by().values_list("voucher", flat=True))
    OpenDelivery.objects.all().delete()
    OpenDelivery.objects.bulk_create([OpenDelivery(voucher_id=pk) for pk in sorted(found)], batch_size=500)
    Sweep.objects.update_or_create(pk=1, defaults={"line": mark})
