"""Who looks at the first page, and what a line of it is."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils import timezone

from bocal.directory.models import Person
from bocal.directory.reads import Held
from bocal.kitchen import reads as kitchen
from bocal.kitchen.reads import findings as plan
from bocal.kitchen.rules.stages import Stage


@dataclass(frozen=True)
class Task:
    """Something that waits: an icon, what, how much or until when, and where it is done."""

    icon: str
    title: str
    detail: str
    url: str


@dataclass(frozen=True)
class Visit:
    """Who looks at the page, and when."""

    person: Person
    held: Held
    now: datetime

    @cached_property
    def _unfinished(self) -> list[kitchen.OrderLine]:
        return kitchen.unfinished()

    @cached_property
    def safety(self) -> plan.Waits:
        """What the safety of food waits for, counted once."""
        return plan.waits(timezone.localdate(self.now))

    def at(self, stage: Stage) -> list[kitchen.OrderLine]:
        """The manufacturing orders at this stage; all stages are read once."""
        return [line for line in self._unfinished if line.stage is stage]
