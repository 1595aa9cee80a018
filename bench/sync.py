"""A day of a session comes back: four tablets that had no network send all that they noted, then all of it again."""

import http.client
import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

# First: a child of the crowd begins here, and what follows needs Django to be ready.
import bocal.house.start  # noqa: F401  # isort: skip
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from bench import rush, server, web
from bench.ground import Crowd
from bench.table import Row, percentile
from bocal.directory.acts import register_person, seat
from bocal.directory.models import Person
from bocal.directory.reads import seal_keys
from bocal.directory.rules import Desk
from bocal.directory.rules.sealing import lock
from bocal.journals.models import Voucher
from bocal.kitchen.models import Reading
from bocal.safety.rules import Every, Topic
from bocal.workshops.models import Added, Attendance, HeadCount, Profile, Session, Unresolved
from bocal.workshops.rules import SignedBy
from bocal.workshops.rules.profile import SEALED_FOR
from tests import world as worlds
from tests.journals.kitchen import cook
from tests.kitchen.planned import line
from tests.workshops.meeting import session
from tests.workshops.tablets import sealed

TABLETS = 4
#: So many forms in one request, as static/look/offline.js sends them.
BATCH = 40
#: Gestures a second: what is aimed at.
AIM = 200
#: A tablet's day: so many seconds ago for its first gesture, and for its last.
FIRST, LAST = 5 * 3600, 1800
#: Any 32 letters: the tablet says the same in its cookie and above its parcel.
TOKEN = "bocal" * 6 + "ab"

Note = dict[str, object]


@dataclass(frozen=True)
class Day:
    """How many gestures of each sort the four tablets noted together; how many people were expected."""

    listed: int = 60
    ticks: int = 1000
    heads: int = 500
    added: int = 200
    profiles: int = 150
    jars: int = 100
    readings: int = 50

    @property
    def gestures(self) -> int:
        """All of them."""
        return self.ticks + self.heads + self.added + self.profiles + self.jars + self.readings


@dataclass(frozen=True)
class Tablet:
    """What one of them kept, in its order, and the cookies of who is signed in on it."""

    path: str
    page: str
    cookies: str
    notes: list[Note]


@dataclass(frozen=True)
class Square:
    """The session, who holds the tablets, and what their forms name."""

    here: Session
    team: list[Person]
    listed: list[int]
    item: int
    glass: int
    point: int


def furnish(day: Day) -> Square:
    """The session as it stood when the network went: its list, jars for everyone who takes some, a line of the plan."""
    world = worlds.build()
    for _ in range(-(-2 * day.jars // 80)):
        cook(world, 80)
    here = session(starts_at=timezone.now() - timedelta(hours=6))
    point = line(Topic.COLD, every=Every.DAY)
    team = [register_person(name=f"Tablette {n}", email=f"tablette{n}@example.org") for n in range(TABLETS)]
    for one in team:
        seat(one, Desk.FACILITATION, Desk.PRODUCTION, at=world.us)
    listed = Person.objects.bulk_create(Person(name=f"Inscrite {n}", password="!") for n in range(day.listed))  # noqa: S106 (nobody signs in)
    Attendance.objects.bulk_create(
        Attendance(session=here, person=one, signed_by=SignedBy.DESK, said_at=here.starts_at) for one in listed
    )
    item, glass = world.items["Coulis de tomate 720 ml"], world.formats["720"]
    return Square(here, team, [one.pk for one in listed], item.pk, glass.pk, point.pk)


def tablets(square: Square, day: Day) -> list[Tablet]:
    """The day as each tablet kept it: whoever came unexpected is asked and takes jars after they were
    added, the rest is in any order."""
    shuffle = random.Random(7).shuffle  # noqa: S311 (a day that is the same each time)
    public = lock(seal_keys(), purpose=SEALED_FOR)
    lanes: list[list[list[Note]]] = [[] for _ in square.team]
    for n in range(day.added):
        key = uuid4().hex
        mine = [
            _note(square, "attend", key=key, do="add", name=f"Venue {n}", phone=f"06 00 00 {n:04}" if n % 2 else "")
        ]
        if n < day.profiles:
            answers = {"gender": "woman" if n % 3 else "man", "area": "town", "agrees": "on"}
            mine.append(_note(square, "profile", who=key, sealed=sealed(answers, public)))
        if n < day.jars:
            # Every other one brings an empty jar back.
            mine.append(_note(square, "take_home", who=key, **{f"i{square.item}": 2, f"g{square.glass}": n % 2}))
        lanes[n % TABLETS].append(mine)
    for mine in lanes:
        # In their order: one touch in ten takes the last back.
        touches = range(day.heads // TABLETS)
        mine.append([_note(square, "attend", do="heads", more=-1 if n % 10 == 9 else 1) for n in touches])
    for n in range(day.readings):
        lanes[n % TABLETS].append([_note(square, "temperatures", point=square.point, value="3,5")])
    for mine, ticks in zip(lanes, _ticks(square, day), strict=True):
        mine += ticks
    sessions = [web.session(one) for one in square.team]
    merged = [_merge(mine, shuffle) for mine in lanes]
    for notes in merged:
        for place, note in enumerate(notes):
            note["age"] = FIRST - (FIRST - LAST) * place // len(notes)
    cookies = [f"{settings.SESSION_COOKIE_NAME}={key}; {settings.CSRF_COOKIE_NAME}={TOKEN}" for key in sessions]
    page = reverse("workshops:attend", args=[square.here.pk])
    return [Tablet(reverse("sync"), page, said, notes) for said, notes in zip(cookies, merged, strict=True)]


def _ticks(square: Square, day: Day) -> list[list[list[Note]]]:
    """Who is there: a third of the list is ticked on every tablet, the others on one, which changes its mind an even
    number of times. At the end everybody is there."""
    shared = square.listed[: len(square.listed) // 3]
    found: list[list[list[Note]]] = []
    for number in range(TABLETS):
        own = square.listed[len(shared) + number :: TABLETS]
        left = day.ticks // TABLETS
        lanes = [[_tick(square, person, 1)] for person in [*shared, *own]]
        left -= len(lanes)
        while left > 1:
            lane = lanes[len(shared) + left // 2 % len(own)]
            person = own[left // 2 % len(own)]
            lane += [_tick(square, person, 0), _tick(square, person, 1)]
            left -= 2
        lanes += [[_tick(square, shared[0], 1)] for _ in range(left)]
        found.append(lanes)
    return found


def _tick(square: Square, person: int, there: int) -> Note:
    return _note(square, "attend", do="tick", person=person, there=there)


def _note(square: Square, page: str, *, key: str = "", **fields: object) -> Note:
    body = [[name, str(value)] for name, value in fields.items()]
    return {"key": key or uuid4().hex, "url": reverse(f"workshops:{page}", args=[square.here.pk]), "body": body}


def _merge(lanes: list[list[Note]], shuffle: object) -> list[Note]:
    """All the lanes as one, each in its own order."""
    turns = [number for number, lane in enumerate(lanes) for _ in lane]
    shuffle(turns)  # type: ignore[operator]
    waiting = [iter(lane) for lane in lanes]
    return [next(waiting[number]) for number in turns]


def look(link: http.client.HTTPConnection, tablet: Tablet) -> None:
    """The page that a tablet took along in the morning. Raises RuntimeError."""
    link.request("GET", tablet.page, headers={"Cookie": tablet.cookies})
    answer = link.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"GET {tablet.page}: {answer.status}")


def send(link: http.client.HTTPConnection, tablet: Tablet) -> list[tuple[float, Counter[str]]]:
    """All that a tablet kept, parcel after parcel: seconds of each, and what became of its notes.

    Raises RuntimeError.
    """
    headers = {"Cookie": tablet.cookies, "X-CSRFToken": TOKEN, "Accept": "application/json"}
    headers["Content-Type"] = "application/json"
    found = []
    for start in range(0, len(tablet.notes), BATCH):
        parcel = json.dumps({"notes": tablet.notes[start : start + BATCH]})
        began = time.perf_counter()
        link.request("POST", tablet.path, parcel, headers)
        answer = link.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"POST {tablet.path}: {answer.status}")
        found.append((time.perf_counter() - began, Counter(json.loads(text)["states"].values())))
    return found


def prepare(port: int) -> http.client.HTTPConnection:
    """A tablet's connection, kept alive."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=web.LONGEST_ANSWER)
    link.connect()
    return link


#: The least that a gesture of a session can be: its row locked, one row written, one changed, the disk waited for.
LEAST = (
    "SELECT heads FROM workshops_session WHERE id = %(session)s FOR NO KEY UPDATE",
    "INSERT INTO workshops_headcount (session_id, more, key) VALUES (%(session)s, 1, %(key)s)",
    "UPDATE workshops_session SET heads = heads + 1 WHERE id = %(session)s",
)


def touch(bare: rush.Bare, job: tuple[int, int]) -> float:
    """A tablet's gestures in bare SQL, each the least that one can be, in a transaction of its own: seconds."""
    began = time.perf_counter()
    where, count = job
    for _ in range(count):
        with bare.link.transaction(), bare.link.cursor() as cursor:
            for statement in LEAST:
                cursor.execute(statement, {"session": where, "key": uuid4().hex})
    return time.perf_counter() - began


def count(square: Square) -> Counter[str]:
    """What is written of the day, sort by sort."""
    here = Session.objects.get(pk=square.here.pk)
    on_list = Attendance.objects.filter(session=here, withdrawn_at=None)
    vouchers = Voucher.objects.filter(session_link__session=here)
    return Counter(
        {
            "heads": here.heads,
            "touches": HeadCount.objects.filter(session=here).count(),
            "on the list": on_list.count(),
            "there": on_list.exclude(came_at=None).count(),
            "added": Added.objects.filter(attendance__session=here).count(),
            "people": Person.objects.filter(name__startswith="Venue ").count(),
            "profiles": Profile.objects.count(),
            "vouchers": vouchers.count(),
            "jars": sum(
                vouchers.filter(movements__lot__item=square.item).values_list("movements__quantity", flat=True)
            ),
            "readings": Reading.objects.filter(point=square.point).count(),
            "waiting": Unresolved.objects.count(),
        }
    )


def wanted(day: Day, notes: list[Note]) -> Counter[str]:
    """What must be written of the day."""
    touches = [dict(one["body"]) for one in notes if ["do", "heads"] in one["body"]]  # type: ignore[operator,call-overload]
    return Counter(
        {
            "heads": sum(int(one["more"]) for one in touches),
            "touches": len(touches),
            "on the list": day.listed + day.added,
            "there": day.listed + day.added,
            "added": day.added,
            "people": day.added,
            "profiles": day.profiles,
            "vouchers": day.jars,
            "jars": 2 * day.jars,
            "readings": day.readings,
        }
    )


def measure(slug: str, day: Day, *, judged: bool) -> Iterator[Row]:
    """The day sent, and sent once more; beside it the least that as many gestures can be. The collective has been
    stepped into."""
    square = furnish(day)
    team = tablets(square, day)
    should = wanted(day, [note for one in team for note in one.notes])
    other = session(starts_at=square.here.starts_at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with (
        server.serving(f"/{slug}/", BOCAL_PROCESSES=str(web.SERVERS)) as served,
        Crowd(prepare, served.port, processes=1, threads=TABLETS) as ours,
        Crowd(rush.prepare_sql, slug, (), processes=1, threads=TABLETS) as theirs,
    ):
        bare, _waits = theirs.run(touch, [(other.pk, day.gestures // TABLETS)] * TABLETS)
        ours.run(look, team)
        for first in (True, False):
            before = served.processor()
            seconds, answers = ours.run(send, team)
            worked = 1000 * (served.processor() - before) / day.gestures
            waits = [wait for one in answers for wait, _said in one]
            said = sum((states for one in answers for _wait, states in one), Counter())
            rate, least = day.gestures / seconds, day.gestures / bare
            name = (
                f"journée de {TABLETS} tablettes, {day.gestures} gestes : gestes/s"
                if first
                else "  renvoyée : gestes/s"
            )
            holds = rate >= AIM if judged else None
            if first:
                yield Row(name, f"{rate:.0f}", f"{least:.0f}", f"{rate / least:.2f}", f"≥ {AIM}", holds)
            else:
                yield Row(name, f"{rate:.0f}")
            yield Row(
                f"  lot de {BATCH}, p50 / p95, ms",
                " / ".join(f"{1000 * percentile(waits, n):.0f}" for n in (0.5, 0.95)),
            )
            yield Row("  processeur du serveur, ms par geste", f"{worked:.1f}")
            found = count(square)
            lost, twice = (should - found).total(), (found - should).total()
            done = said == Counter(done=day.gestures)
            yield Row("  perdus / en double", f"{lost} / {twice}", "", "", "0 / 0", not lost and not twice and done)
            if not done or lost or twice:
                raise AssertionError(f"{said}: lacking {should - found}, too many {found - should}")
