"""The album: a photo that everybody on it agreed to, one that waits, an article, a feast."""

from typing import Any

from bocal.impact.acts import album as acts
from bocal.impact.acts.album import Remembered
from bocal.impact.models import Petal
from bocal.impact.rules.album import MemoryKind
from bocal.look.pictures import shrink
from bocal.workshops.models import Attendance
from tests.look.photos import a_photo
from tests.story.book import NOON, Story


def album(story: Story) -> None:
    """Of yesterday's session, where a woman came with her child."""
    awa = Attendance.objects.select_related("session", "person").get(person__name="Awa")
    told: dict[str, Any] = {"by": story.world.facilitator, "now": NOON}
    petal = Petal.objects.filter(flower__current=True).first()
    day, photo = NOON.date(), shrink(a_photo())
    shown = acts.remember(
        Remembered(MemoryKind.PHOTO, day, "Around the pot", session=awa.session, petal=petal),
        picture=photo,
        key="story shown",
        **told,
    )
    waits = acts.remember(Remembered(MemoryKind.PHOTO, day, "Who is it?"), picture=photo, key="story waits", **told)
    press = acts.remember(
        Remembered(MemoryKind.PRESS, day, "A truck", outlet="The Echo", address="https://echo.example/truck"),
        picture=None,
        key="story press",
        **told,
    )
    acts.name_people(shown, [awa.person])
    acts.agree(awa.person, now=NOON)
    child = Attendance.objects.get(guardian=awa.person).person
    acts.name_people(waits, [awa.person, child])
    for page in ("memory", "memory_edit"):
        story.named[f"impact:{page}"] = [{"pk": one.pk} for one in (shown, waits, press)]
    for page in ("memory_picture", "memory_small"):
        story.named[f"impact:{page}"] = [{"pk": shown.pk}]
    story.named["impact:memory_consent"] = [
        {"pk": shown.pk, "person": awa.person_id},
        {"pk": waits.pk, "person": child.pk},
    ]
