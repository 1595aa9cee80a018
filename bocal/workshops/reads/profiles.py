"""What people said of themselves, by the key of the person: no name is read here."""

from collections.abc import Iterable, Iterator
from itertools import islice

from bocal.directory.reads import seal_keys
from bocal.directory.rules.sealing import keyed, unseal
from bocal.workshops.models import Profile
from bocal.workshops.rules import profile
from bocal.workshops.rules.profile import Answers

# How many rows one query asks for: SQLite takes no more variables than 32 766.
CHUNK = 5000


def profile_keys(person: int) -> list[str]:
    """Where a person's profile may lie: under the server's key, else under one that it replaced."""
    return [keyed(f"profile:{person}", key, purpose=profile.SEALED_FOR) for key in seal_keys()]


def profiles_of(people: Iterable[int]) -> dict[int, Answers]:
    """The answers of those of these people (keys of Person) who were asked; one query for each 5 000 of them.

    Who was never asked, or was erased, is not in it: a report counts them as not known.
    """
    keys = seal_keys()
    found: dict[int, Answers] = {}
    # What no key opens any more was asked all the same. Many people say the same six things: each is read once.
    said: dict[bytes | None, Answers] = {None: Answers()}
    for some in _chunks(people, max(1, CHUNK // len(keys))):
        whose = {key: person for person in some for key in profile_keys(person)}
        for key, sealed in Profile.objects.filter(key__in=list(whose)).values_list("key", "sealed"):
            data = unseal(sealed, keys, purpose=profile.SEALED_FOR)
            if data not in said:
                said[data] = profile.read(data or b"")
            found[whose[key]] = said[data]
    return found


def asked(people: Iterable[int]) -> set[int]:
    """Which of these people were asked, whatever they answered: all that a facilitator sees of it."""
    found: set[int] = set()
    for some in _chunks(people, CHUNK // len(seal_keys())):
        whose = {key: person for person in some for key in profile_keys(person)}
        there = Profile.objects.filter(key__in=list(whose)).values_list("key", flat=True)
        found |= {whose[key] for key in there}
    return found


def _chunks(people: Iterable[int], size: int) -> Iterator[list[int]]:
    rest = iter(sorted(set(people)))
    while some := list(islice(rest, size)):
        yield some
