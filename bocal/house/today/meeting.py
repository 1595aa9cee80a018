"""What waits for the crew of the sessions."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bocal.house.today.visit import Task, Visit
from bocal.look.templatetags.look import hour
from bocal.workshops.reads import hub


def sessions(visit: Visit) -> list[Task]:
    """Today's sessions."""
    return [
        Task(
            "truck",
            _("Aujourd’hui : %(title)s") % {"title": one.title},
            f"{hour(one.starts_at)} – {hour(one.ends_at)}, {one.spot.name}",
            reverse("workshops:session", args=[one.pk]),
        )
        for one in hub.of_day(visit.now)
    ]


def to_close(visit: Visit) -> list[Task]:
    """Those that are over and not closed."""
    count = hub.to_close(visit.now)
    said = ngettext("%(count)s séance passée", "%(count)s séances passées", count) % {"count": count}
    return [Task("check", _("Clore les séances"), said, reverse("workshops:programme"))] if count else []
