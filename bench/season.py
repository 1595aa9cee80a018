"""A season of sixty sessions: looked at with what does not fit, written in one go, then each moved by hand."""

import re
import time
from collections.abc import Iterator
from datetime import date, timedelta
from datetime import time as hour
from http import HTTPStatus
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse, set_script_prefix
from django.utils import timezone

from bench.pages import browser
from bench.table import Row, percentile
from bocal.directory import acts as directory
from bocal.directory.models import Letter, Person
from bocal.directory.rules import PlaceKind
from bocal.workshops import acts
from bocal.workshops.models import Attendance, Session, Spot
from bocal.workshops.rules import SessionKind, SignedBy, Task
from bocal.workshops.rules.planning import Wanted, at, monday
from tests import world as worlds

#: Seconds to look at a season, and to write it; milliseconds to move one session, and to see them all.
LOOK, WRITE, MOVE, SHOW = 1, 1, 300, 300
#: Who is on the list of each session that is moved, each with an address to write to.
LISTED = 12
#: Seasons that were before, so many sessions each.
BEFORE, SESSIONS = 3, 60


class Ground:
    """A truck, six squares of which some want water or a permission, a crew, three seasons behind, one that stands."""

    def __init__(self, weeks: int) -> None:
        self.world = worlds.build()
        self.first = monday(timezone.localdate()) + timedelta(days=14)
        self.last = self.first + timedelta(days=7 * weeks - 1)
        self.truck = directory.open_place(kind=PlaceKind.TRUCK, name="Le camion")
        self.squares = [
            Spot.objects.create(
                name=f"Place {number}",
                town="Saint-Aubin",
                latitude=45 + number / 20,
                longitude=5.0,
                water=number % 2 == 0,
                power=True,
                permission=("granted", "to_ask", "refused")[number % 3],
            )
            for number in range(6)
        ]
        self.crew = [self.world.facilitator, self.world.cook, self.world.reception, self.world.sales]
        now = timezone.now()
        past = [self._wanted(self.first - timedelta(days=3 * number + 30)) for number in range(BEFORE * SESSIONS)]
        acts.plan(past, key=uuid4().hex, now=now)
        # The same truck and the same cook, on the Wednesdays of every other week.
        held = [self._wanted(self.first + timedelta(days=14 * number + 2)) for number in range(max(1, weeks // 2))]
        acts.plan(held, key=uuid4().hex, now=now)
        self.known = Person.objects.bulk_create(
            Person(name=f"Personne {number}", email=f"p{number}@exemple.test", password="!")  # noqa: S106 (nobody signs in)
            for number in range(LISTED)
        )

    def _wanted(self, day: date) -> Wanted:
        zone = timezone.get_default_timezone()
        starts_at, ends_at = at(day, hour(10), hour(13), zone)
        return Wanted(
            SessionKind.COOKING,
            "Atelier d’avant",
            self.squares[day.toordinal() % 6].pk,
            starts_at,
            ends_at,
            truck=self.truck.pk,
            crew=((self.world.cook.pk, Task.COOK),),
        )

    def asked(self) -> dict[str, object]:
        """What the season's form sends: Wednesdays and Saturdays, a crew of four."""
        told: dict[str, object] = {"key": str(uuid4()), "first": f"{self.first}", "last": f"{self.last}"}
        told |= {"public": "on", "truck": self.truck.pk, "project": ""}
        people = dict(zip(("driver", "cook", "animator", "helper"), (one.pk for one in self.crew), strict=True))
        for number, (weekday, squares) in enumerate(((2, self.squares), (5, self.squares[::-1])), start=1):
            slot = {"weekday": weekday, "every": 1, "start": "09:00", "end": "12:30", "kind": "cooking", **people}
            slot |= {"title": "Bocaux sur la place", "audience": "everyone", "capacity": 20}
            slot |= {"spots": [spot.pk for spot in squares]}
            told |= {f"s{number}-{name}": value for name, value in slot.items()}
        return told

    def sign_up(self, planned: list[Session]) -> None:
        """Everybody on every list."""
        now = timezone.now()
        Attendance.objects.bulk_create(
            Attendance(session=one, person=person, signed_by=SignedBy.PAPER, said_at=now)
            for one in planned
            for person in self.known
        )


def _timed(client: Client, url: str, data: dict[str, object] | None, status: HTTPStatus) -> tuple[float, int, str]:
    """Seconds, queries and text of an answer, which must be of this status."""
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(url) if data is None else client.post(url, data)
    spent = time.perf_counter() - began
    if answer.status_code != status:
        raise AssertionError(f"{url}: {answer.status_code}")
    return spent, len(asked), answer.content.decode()


def _moved(one: Session, day: date) -> dict[str, object]:
    """What the form of a session sends when its day alone was changed."""
    crew: dict[str, list[int]] = {str(task): [] for task in Task}
    for member in one.crew.all():
        crew[member.task].append(member.person_id)
    start, end = timezone.localtime(one.starts_at), timezone.localtime(one.ends_at)
    told = {name: getattr(one, name) for name in ("kind", "title", "audience", "capacity")}
    told |= {"spot": one.spot_id, "truck": one.truck_id, "public": "on", "key": str(uuid4()), "day": f"{day}"}
    return told | {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}", "project": "", "note": ""} | crew


def measure(weeks: int, *, judged: bool) -> Iterator[Row]:
    """Two sessions a week over so many weeks, through the pages."""
    set_script_prefix("/")
    settings.ALLOWED_HOSTS = ["*"]
    ground = Ground(weeks)
    client = browser(ground.world.facilitator)
    url, told = reverse("workshops:plan_season"), ground.asked()
    # Templates and grammars are loaded once for all.
    client.get(url)
    spent, asked, page = _timed(client, url, told | {"look": "1"}, HTTPStatus.OK)
    kept = re.findall(r'name="keep" value="([^"]+)"', page)
    if len(kept) != 2 * weeks or "Le camion est déjà pris" not in page:
        raise AssertionError(f"{len(kept)} drafts")
    yield Row(
        f"saison : voir {len(kept)} séances et ce qui se heurte, s",
        f"{spent:.2f}",
        aim=f"< {LOOK}",
        holds=spent < LOOK if judged else None,
    )
    yield Row("  … questions à la base", str(asked), aim="≤ 20", holds=asked <= 20)
    before = Session.objects.count()
    spent, asked, _page = _timed(client, url, told | {"create": "1", "keep": kept}, HTTPStatus.FOUND)
    planned = list(Session.objects.filter(title="Bocaux sur la place").prefetch_related("crew"))
    if Session.objects.count() - before != len(kept) or len(planned) != len(kept):
        raise AssertionError("not all was planned")
    yield Row("  les écrire d’un coup, s", f"{spent:.2f}", aim=f"< {WRITE}", holds=spent < WRITE if judged else None)
    yield Row("  … questions à la base", str(asked), aim="≤ 20", holds=asked <= 20)
    ground.sign_up(planned)
    each, counts = [], []
    for one in planned:
        day = timezone.localdate(one.starts_at) + timedelta(days=1)
        spent, asked, _page = _timed(
            client, reverse("workshops:session_edit", args=[one.pk]), _moved(one, day), HTTPStatus.FOUND
        )
        each.append(1000 * spent)
        counts.append(asked)
    if Letter.objects.count() < LISTED * len(planned):
        raise AssertionError("who is on the list was not told")
    worst = percentile(each, 0.95)
    yield Row(
        f"  en déplacer une à la main, {LISTED} inscrits prévenus : p50 / p95, ms",
        f"{percentile(each, 0.5):.0f} / {worst:.0f}",
        aim=f"≤ {MOVE}",
        holds=worst <= MOVE if judged else None,
    )
    yield Row("  … questions à la base, de la première à la plus gourmande", f"{counts[0]} → {max(counts)}")
    shown = reverse("workshops:season")
    client.get(shown)
    spent, asked, _page = _timed(client, shown, None, HTTPStatus.OK)
    spent *= 1000
    yield Row("  voir la saison, ms", f"{spent:.0f}", aim=f"≤ {SHOW}", holds=spent <= SHOW if judged else None)
    yield Row("  … questions à la base", str(asked), aim="≤ 12", holds=asked <= 12)
