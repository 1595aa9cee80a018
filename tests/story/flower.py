"""The flower: a past version with its consultation closed, the current one that is being asked about."""

from datetime import timedelta

from bocal.directory.models import Organisation
from bocal.directory.rules import OrganisationKind
from bocal.impact.acts import consulting
from bocal.impact.acts import flower as acts
from bocal.impact.models import Answer, Flower
from bocal.impact.rules.flower import Aimed, Asked, IndicatorCode, Public, QuestionKind
from tests.impact import meadow
from tests.story.book import NOON, Story
from tests.world import TODAY

H, E, B, P = Public.INHABITANTS, Public.EMPLOYEES, Public.BOARD, Public.PARTNERS
NAMES = ("Meeting", "Eating well", "Daring", "Farms near by", "Waste less", "Together")


def petals(story: Story) -> None:
    """Two versions, two consultations that are closed, one that is open with its link."""
    world = story.world
    first = meadow.begin("Spring meeting", TODAY - timedelta(days=200))
    for petal, name in zip(first.petals.all(), NAMES, strict=True):
        asked = [
            Asked(f"{name}: more than before?", QuestionKind.SCALE, tuple(Public)),
            Asked(f"{name}: at home too?", QuestionKind.YES_NO, (H,)),
            Asked(f"{name}: tell us more.", QuestionKind.WORDS, tuple(Public)),
        ]
        measured = [Aimed(IndicatorCode.SAVED, 500_000_000), Aimed(IndicatorCode.HOURS, 600)]
        acts.write_petal(petal, name=name, meaning="Said by us.", questions=asked, measures=measured)
    past = meadow.ask(first, name="Spring questions", since=first.day, until=first.day)
    meadow.crowd(world, past, {H: 6, E: 5, P: 2}, scale=3)
    consulting.close(past, now=NOON)
    second = meadow.begin("Autumn meeting")
    centre = Organisation.objects.create(kind=OrganisationKind.CENTRE, name="Meadow Centre")
    closed = meadow.ask(second, name="Autumn questions", centre=centre)
    meadow.crowd(world, closed, {H: 7, E: 6, P: 2}, scale=4, words="Good soup.")
    said = list(Answer.objects.exclude(words="").values_list("pk", flat=True))
    consulting.choose_words(closed, said[:20], among=said)
    consulting.close(closed, now=NOON)
    going_on = meadow.ask(second, name="Winter questions")
    meadow.say(going_on, H, author=world.facilitator, words="More of it.")
    token = consulting.open_link(going_on, H, most=50, now=NOON)
    versions = [{"pk": one.pk} for one in Flower.objects.all()]
    asked_about = [{"pk": one.pk} for one in (closed, going_on)]
    story.named |= {
        "impact:flower": versions,
        "impact:flower_paper": versions,
        "impact:flower_edit": versions,
        "impact:petal": [{"pk": second.pk, "petal": one.pk} for one in second.petals.all()[:2]],
        "impact:petal_edit": [{"pk": one.pk} for one in second.petals.all()[:2]],
        "impact:consultation": asked_about,
        "impact:chosen_words": asked_about,
        "impact:answer": [{"token": token}, {"token": "nonsense"}],
    }
    for page in ("questionnaire", "key_sheet", "table_sheet", "consultation_link"):
        story.named[f"impact:{page}"] = [{**one, "public": public} for one in asked_about[::-1] for public in (H, B)]
