"""Questions about invoices asked for together."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from bocal.billing.models import Batch, BatchLine


def batch(pk: int) -> Batch | None:
    """A batch by its key."""
    return Batch.objects.filter(pk=pk).first()


def batch_lines(found: Batch) -> QuerySet[BatchLine]:
    """The lines of a batch in the order they are made, with customers."""
    return BatchLine.objects.filter(batch=found).select_related("customer", "invoice").order_by("pk")


@dataclass(frozen=True)
class Progress:
    """How far a batch has come: so many of `count` documents are `made`, `cents` in all, so many were `refused`."""

    count: int
    made: int
    cents: int
    refused: int

    @property
    def ended(self) -> bool:
        """Whether nothing is left to do."""
        return self.made + self.refused == self.count


def progress(found: Batch) -> Progress:
    """Counted in one query, whatever the batch's size."""
    sums = BatchLine.objects.filter(batch=found).aggregate(
        count=Count("pk"),
        made=Count("invoice"),
        cents=Sum("invoice__payable"),
        refused=Count("pk", filter=~Q(refusal="")),
    )
    return Progress(sums["count"], sums["made"], sums["cents"] or 0, sums["refused"])


def running_batch() -> Batch | None:
    """The newest batch that has something left to do."""
    return Batch.objects.filter(lines__invoice=None, lines__refusal="").order_by("-pk").first()
