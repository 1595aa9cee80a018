"""The stock that one wants, and what work and energy cost."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from bocal.catalog.models import Item
from bocal.catalog.rules import Dimension, ItemKind
from bocal.directory.models import Person
from bocal.journals.rules import Refused
from bocal.kitchen.models import Rates, StockTarget
from bocal.kitchen.rules.weighed import by_weight, units_wanted


@transaction.atomic
def set_targets(product: Item, *, jars: Sequence[int]) -> None:
    """What one wants in stock from January to December; 0: none. `jars` are jars, or mg of what is made by weight,
    which is wanted by whole steps of 100 g. Raises Refused: wrong_product.
    """
    dimension = Dimension(product.dimension)
    weighed = by_weight(ItemKind(product.kind), dimension)
    if (product.jar_format_id is None and not weighed) or len(jars) != 12 or min(jars) < 0:
        raise Refused("wrong_product")
    wanted = [units_wanted(dimension, count) for count in jars]
    StockTarget.objects.filter(product=product).delete()
    StockTarget.objects.bulk_create(
        [StockTarget(product=product, month=month, jars=count) for month, count in enumerate(wanted, start=1) if count]
    )


@transaction.atomic
def set_rates(
    *,
    since: date,
    hour_cents: int,
    load_wh: int,
    kwh_cents: Decimal,
    label_cents: Decimal,
    author: Person,
    now: datetime,
) -> Rates:
    """What work, energy and a label cost from a day on; earlier batches keep theirs. Raises Refused: rates_before."""
    row, new = Rates.objects.get_or_create(
        since=since,
        defaults={
            "hour_cents": hour_cents,
            "load_wh": load_wh,
            "kwh_cents": kwh_cents,
            "label_cents": label_cents,
            "author": author,
            "made_at": now,
        },
    )
    if not new:
        raise Refused("rates_before")
    return row
