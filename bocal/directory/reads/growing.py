"""What farms grow, and when."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from bocal.directory.models import Crop, Organisation
from bocal.directory.reads.organisations import producers
from bocal.directory.rules import crops


@dataclass(frozen=True)
class Produce:
    """Something that farms grow: how many of them have some in each month, and who in the month asked for."""

    name: str
    counts: tuple[int, ...]
    growers: tuple[Crop, ...]


def crops_of(farm: Organisation) -> list[crops.Grown]:
    """What a farm grows, by name; what its sentence names and its calendar does not comes last, without months."""
    there = [crops.Grown(crop.what, tuple(crop.months)) for crop in Crop.objects.filter(organisation=farm)]
    known_keys = {crops.key(crop.what) for crop in there}
    return there + [crops.Grown(what, ()) for what in crops.named(farm.grows) if crops.key(what) not in known_keys]


def in_season(farms: Collection[int], month: int) -> dict[int, list[str]]:
    """Farm → what it has in a month (1 to 12) by its own calendar, in its own words, by name. One query."""
    found: dict[int, list[str]] = {}
    for farm, what, months in Crop.objects.filter(organisation__in=farms).values_list(
        "organisation_id", "what", "months"
    ):
        if month in months:
            found.setdefault(farm, []).append(what)
    return found


def growing(farms: Collection[int], month: int) -> dict[int, frozenset[str]]:
    """Farm → what it has in a month (1 to 12) by its own calendar, as `crops.key` names it. One query."""
    return {farm: frozenset(map(crops.key, there)) for farm, there in in_season(farms, month).items()}


def calendar(search: str = "", *, month: int | None = None) -> list[Produce]:
    """What active farms grow, by name, when its name holds the words of `search`; with `month`, what is there then.

    One query; the same produce of two farms is one, whatever its capitals and plurals.
    """
    wanted = crops.key(search).split()
    found: dict[str, list[Crop]] = {}
    rows = Crop.objects.filter(organisation__in=producers()).select_related("organisation")
    for crop in rows.order_by("organisation__name", "pk"):
        same = crops.key(crop.what)
        if all(word in same for word in wanted):
            found.setdefault(same, []).append(crop)
    made = []
    for same in sorted(found):
        growing = [crop for crop in found[same] if month is None or month in crop.months]
        if growing:
            counts = tuple(sum(at in crop.months for crop in found[same]) for at in range(1, 13))
            # The spelling of most farms; of equals, that of the first.
            what, _count = Counter(crop.what for crop in found[same]).most_common(1)[0]
            made.append(Produce(what, counts, tuple(growing)))
    return made
