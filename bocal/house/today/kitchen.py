"""What waits at the kettle and for the safety of food, one line a kind of work."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bocal.house.today.visit import Task, Visit
from bocal.journals.reads import cases
from bocal.kitchen.reads import findings as plan
from bocal.kitchen.rules.stages import Stage
from bocal.look.templatetags.look import kg


def to_make(visit: Visit) -> list[Task]:
    return [
        Task(
            "pot",
            _("Fabriquer : %(what)s") % {"what": line.order.product.name},
            kg(line.order.mass_mg)
            if line.order.by_weight
            else ngettext("%(count)s bocal", "%(count)s bocaux", line.order.jars) % {"count": line.order.jars},
            reverse("kitchen:order", args=[line.order.pk]),
        )
        for line in visit.at(Stage.TO_DO)[:5]
    ]


def to_cook(visit: Visit) -> list[Task]:
    return [
        Task(
            "thermometer",
            _("Déposer le relevé de cuisson : %(what)s") % {"what": line.order.product.name},
            line.order.number,
            reverse("kitchen:order", args=[line.order.pk]),
        )
        for line in visit.at(Stage.KETTLE)[:5]
    ]


def to_release(visit: Visit) -> list[Task]:
    count = visit.safety.to_release
    said = ngettext("%(count)s lot attend", "%(count)s lots attendent", count) % {"count": count}
    return [Task("unlock", _("Contrôler et libérer"), said, reverse("kitchen:waiting"))] if count else []


def to_control(visit: Visit) -> list[Task]:
    count = plan.left_today(timezone.localdate(visit.now))
    said = ngettext("%(count)s ligne attend", "%(count)s lignes attendent", count) % {"count": count}
    return [Task("thermometer", _("Contrôles du jour"), said, reverse("kitchen:controls"))] if count else []


def to_decide(visit: Visit) -> list[Task]:
    count = visit.safety.to_decide
    said = ngettext("%(count)s écart attend", "%(count)s écarts attendent", count) % {"count": count}
    return (
        [Task("alert", _("Décider de ce qui s’écarte du plan"), said, reverse("kitchen:deviations"))] if count else []
    )


def papers(visit: Visit) -> list[Task]:
    over, soon = visit.safety.papers_over, visit.safety.papers_soon
    said = [
        ngettext("%(count)s dépassé", "%(count)s dépassés", over) % {"count": over} if over else "",
        ngettext("%(count)s bientôt", "%(count)s bientôt", soon) % {"count": soon} if soon else "",
    ]
    title = _("Étalonnages et inspections des appareils")
    detail = ", ".join(filter(None, said))
    return [Task("alert" if over else "clock", title, detail, reverse("safety:equipment"))] if detail else []


def ovens(visit: Visit) -> list[Task]:
    count = visit.safety.ovens
    said = ngettext("%(count)s étuve à lire", "%(count)s étuves à lire", count) % {"count": count}
    return [Task("flame", _("Lire les étuves"), said, reverse("kitchen:ovens"))] if count else []


def recalls(visit: Visit) -> list[Task]:
    return [
        Task(
            "alert",
            _("Exercice de rappel à finir") if recall.drill else _("Rappel en cours"),
            f"{recall.number} · {recall.what}",
            reverse("journals:recall_case", args=[recall.pk]),
        )
        for recall in cases.open_recalls()
    ]
