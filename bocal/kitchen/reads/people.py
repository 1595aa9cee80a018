"""Who and where: the collective, those who cook or release, the stores."""

from collections.abc import Iterable

from django.db.models import QuerySet

from bocal.directory import reads as directory
from bocal.directory.models import Collective, Organisation, Person, Place
from bocal.directory.rules import Desk


def cooks_people() -> QuerySet[Person]:
    """Those whose minutes the kitchen writes down."""
    return directory.people_at(Desk.PRODUCTION)


def stores() -> QuerySet[Place]:
    """Where filled jars may go."""
    return directory.stores()


def others_who_release(cooks: Iterable[int | None]) -> list[Person]:
    """Who may release a lot that these people cooked, by name."""
    people = Person.objects.filter(roles__desk__in=(Desk.QUALITY, Desk.DIRECTION), is_active=True)
    return list(people.exclude(pk__in=[key for key in cooks if key is not None]).distinct())


def collective() -> Collective:
    """This database's collective. Raises Collective.DoesNotExist before the wizard."""
    return Collective.objects.select_related("organisation").get()


def us() -> Organisation:
    """The collective itself."""
    return collective().organisation
