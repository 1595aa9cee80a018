"""What a batch record says beside its safety: the kettle and the decisions since."""

from dataclasses import dataclass

from bocal.directory.rules import PlaceKind
from bocal.journals.models import HoursLine, Lot, Movement, Voucher
from bocal.journals.rules import Status


@dataclass(frozen=True)
class Kettle:
    """What a making's voucher says: its moves, parents, hours, and the decisions on its lot since."""

    inputs: tuple[Movement, ...]
    outputs: tuple[Movement, ...]
    losses: tuple[Movement, ...]
    hours: tuple[HoursLine, ...]

    @property
    def groups(self) -> tuple[tuple[Movement, ...], ...]:
        """What went in, what came out filled, what was lost."""
        return (self.inputs, self.outputs, self.losses)

    @property
    def mass_in(self) -> int:
        """Milligrams that went into the pot, water and what came from nowhere included."""
        return sum(m.mass_mg for m in self.inputs if m.target.kind == PlaceKind.TRANSFORM)

    @property
    def mass_out(self) -> int:
        """Milligrams that came out of it."""
        return sum(m.mass_mg for m in (*self.outputs, *self.losses) if m.source.kind == PlaceKind.TRANSFORM)

    @property
    def minutes(self) -> int:
        """Minutes worked by all."""
        return sum(line.minutes for line in self.hours)


def kettle(voucher: Voucher, *, hours: bool = True) -> Kettle:
    """A making as it was written; without its hours, one query less."""
    moves = tuple(
        voucher.movements.select_related("lot__item", "lot__owner", "lot__origin", "source", "target").order_by("pk")
    )
    inputs = tuple(m for m in moves if m.target.kind == PlaceKind.TRANSFORM)
    outputs = tuple(m for m in moves if m.source.kind == PlaceKind.TRANSFORM and m.target.real)
    losses = tuple(m for m in moves if m not in inputs and m not in outputs)
    return Kettle(
        inputs, outputs, losses, tuple(voucher.hours.select_related("person").order_by("pk")) if hours else ()
    )


def decisions(lot: Lot) -> list[dict[str, object]]:
    """Each decision on a lot, oldest first: status, reason, who, when."""
    rows = lot.decisions.select_related("voucher__author").order_by("pk")
    return [
        {
            "status": Status(row.status),
            "label": row.get_status_display(),
            "reason": row.reason,
            "author": row.voucher.author,
            "at": row.voucher.written_at,
        }
        for row in rows
    ]
