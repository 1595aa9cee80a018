"""What waits of the flower: a consultation whose days are over wants its last sheets, then its closing."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bocal.house.today.visit import Task, Visit
from bocal.impact import reads as impact
from bocal.look.templatetags.look import day as written_day


def to_close(visit: Visit) -> list[Task]:
    return [
        Task(
            "flower",
            _("Clore « %(name)s »") % {"name": one.name},
            _("finie le %(day)s : saisir, puis dessiner les pétales") % {"day": written_day(one.until)},
            reverse("impact:consultation", args=[one.pk]),
        )
        for one in impact.over(timezone.localdate(visit.now))[:3]
    ]
