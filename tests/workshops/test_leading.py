"""A session is led from one page; calendars and strangers read the same programme."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
import vobject
from django.test import Client
from django.urls import reverse

from bocal.directory import acts as directory
from bocal.directory.models import Letter
from bocal.kitchen.models import ManufacturingOrder
from bocal.workshops import acts
from bocal.workshops.acts import leading
from bocal.workshops.acts import spots as places
from bocal.workshops.models import Attendance, Dish, Packed, Session
from bocal.workshops.rules import Permission, SessionKind, SignedBy, Task, Zone
from bocal.workshops.rules.planning import Wanted
from tests.kitchen import kitchens
from tests.world import NOW

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def kitchen():
    with time_machine.travel(NOW, tick=False):
        yield kitchens.build()


@pytest.fixture
def world(kitchen):
    return kitchen.world


@pytest.fixture
def made(world) -> Session:
    hall = places.save_spot(None, places.Told("Salle des fêtes", town="Saint-Aubin", shelter=True))
    told = places.Told("Place du Marché", town="Saint-Aubin", latitude=45.0464, longitude=5.0517, fallback=hall)
    square = places.save_spot(None, told)
    places.begin_kit()
    crew = ((world.facilitator.pk, Task.ANIMATE), (world.cook.pk, Task.COOK))
    start = NOW + 4 * HOUR
    wanted = Wanted(SessionKind.COOKING, "Bocaux", square.pk, start, start + 3 * HOUR, capacity=12, crew=crew)
    return acts.plan([wanted], key=uuid4().hex, now=NOW)[0]


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="bocal.house.sign_in.Backend")
    return client


def test_the_hub_does_each_thing_in_one_tap(world, made):
    client, url = signed_in(world.facilitator), reverse("workshops:session", args=[made.pk])
    alone = directory.register_person(name="Sans Courriel", email=None, phone="06 00 00 00 99")
    row = Attendance.objects.create(session=made, person=alone, signed_by="phone", said_at=NOW)
    child = directory.register_person(name="Petit Courriel", email=None, phone="06 00 00 00 99")
    Attendance.objects.create(session=made, person=child, guardian=alone, signed_by="phone", said_at=NOW)
    page = client.get(url).content.decode()
    assert "Anouk Animation" in page
    assert "geo:45.04640,5.05170" in page
    assert "06 00 00 00 99" not in page
    line = places.KitItem.objects.filter(kind="cooking").first()
    for _twice in range(2):
        client.post(url, {"pack": line.pk})
    assert Packed.objects.get().by == world.facilitator
    client.post(url, {"unpack": line.pk})
    assert not Packed.objects.exists()
    client.post(url, {"permission": "granted"})
    client.post(url, {"rain": "1"})
    made.refresh_from_db()
    assert (made.spot.name, made.moved_from.name, made.sequence) == ("Salle des fêtes", "Place du Marché", 1)
    assert Letter.objects.filter(email=world.facilitator.email, subject__startswith="Changé").count() == 1
    page = client.get(url).content.decode()
    assert "À appeler" in page
    assert page.count("06 00 00 00 99") == 1
    tick = f'name="uncalled" value="{row.pk}" aria-pressed="true"'
    assert tick not in page
    for _twice in range(2):
        client.post(url, {"called": row.pk})
    assert tick in client.get(url).content.decode()
    client.post(url, {"uncalled": row.pk})
    assert tick not in client.get(url).content.decode()
    client.post(url, {"called": row.pk})
    late = acts.sign_up(session=made, name="Venue Après", phone="06 00 00 00 98", signed_by="phone", now=NOW)
    assert f'name="uncalled" value="{late.pk}"' in client.get(url).content.decode()
    client.post(url, {"sun": "1"})
    assert tick not in client.get(url).content.decode()
    made.refresh_from_db()
    assert (made.spot.name, made.moved_from) == ("Place du Marché", None)
    client.post(url, {"story": "Il faisait beau."})
    client.post(url, {"cancel": "1", "why": "Grève."})
    made.refresh_from_db()
    assert made.story == "Il faisait beau."
    assert "Grève." in client.get(url).content.decode()
    assert "n’a pas de repli" not in client.post(url, {"rain": "1"}, follow=True).content.decode()


def test_a_session_where_somebody_is_ticked_is_closed_and_not_called_off(world, made):
    came = acts.sign_up(session=made, name="Awa", phone="", signed_by=SignedBy.WALK_IN, now=NOW)
    client, url = signed_in(world.facilitator), reverse("workshops:session", args=[made.pk])
    page = client.post(url, {"cancel": "1", "why": "Orage."}, follow=True).content.decode()
    assert "elle a eu lieu" in page
    acts.tick(session=made, person=came.person_id, there=False, by=world.facilitator, now=NOW + HOUR)
    client.post(url, {"cancel": "1", "why": "Orage."})
    made.refresh_from_db()
    assert made.cancelled_at == NOW


def test_a_dish_becomes_a_real_order_once(kitchen, world, made):
    client = signed_in(world.cook)
    recipe = kitchen.version.recipe
    client.post(reverse("workshops:session", args=[made.pk]), {"dish": recipe.pk})
    dish = Dish.objects.get()
    url = reverse("workshops:begin", args=[made.pk, dish.pk])
    page = client.get(url).content.decode()
    assert kitchen.tomatoes.code in page
    assert 'name="lots"' in page
    lots = [f"{lot.pk}-{world.store.pk}" for lot in (kitchen.tomatoes, kitchen.salt)]
    told = {"key": str(uuid4()), "product": kitchen.product.pk, "lots": lots, "store": world.store.pk, "wished": "12"}
    response = client.post(url, told)
    order = ManufacturingOrder.objects.get(note="Bocaux")
    assert response.url == reverse("kitchen:kettle", args=[order.pk])
    assert order.jars == 12
    client.post(url, told | {"key": str(uuid4())})
    assert ManufacturingOrder.objects.filter(note="Bocaux").count() == 1
    hub = client.get(reverse("workshops:session", args=[made.pk])).content.decode()
    assert order.number in hub
    with pytest.raises(leading.Refused, match="dish_begun"):
        leading.drop_dish(dish=dish)


def test_the_week_fits_a_sheet(world, made, django_assert_max_num_queries):
    client = signed_in(world.cook)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("workshops:week")).content.decode()
    assert "Chloé Cuisine" in page
    assert "S’il pleut : Salle des fêtes" in page
    assert "Bocaux" in client.get(reverse("home")).content.decode()
    assert "ne sort pas" in client.get(reverse("workshops:week") + "?du=2027-01-01").content.decode()


def events(body: bytes) -> list:
    """As another library reads them."""
    return list(vobject.readOne(body.decode()).vevent_list)


def test_the_public_feed_keeps_its_keys(world, made):
    url = reverse("workshops:near_feed")
    (before,) = events(Client().get(url).content)
    leading.fall_back(session=made, now=NOW)
    acts.cancel(session=made, why="Orage", now=NOW)
    (after,) = events(Client().get(url).content)
    assert before.uid.value == after.uid.value
    assert (int(before.sequence.value), int(after.sequence.value)) == (0, 2)
    assert (before.status.value, after.status.value) == ("CONFIRMED", "CANCELLED")
    assert before.dtstart.value == made.starts_at
    Session.objects.update(public=False)
    assert "vevent" not in vobject.readOne(Client().get(url).content.decode()).contents


def test_the_crews_own_agenda_has_its_sessions(world, made):
    token = directory.open_agenda(world.cook, now=NOW)
    (event,) = events(Client().get(reverse("feed", args=[token])).content)
    assert event.summary.value == "Bocaux"
    assert "Place du Marché" in event.location.value
    assert event.status.value == "CONFIRMED"
    uid, crew = event.uid.value, [(member.person_id, Task(member.task)) for member in made.crew.all()]
    acts.set_crew(made, [(world.facilitator.pk, Task.ANIMATE)])
    acts.set_crew(made, [(world.facilitator.pk, Task.ANIMATE)])
    # Dropped without a word, it would stay in their program for ever.
    (gone,) = events(Client().get(reverse("feed", args=[token])).content)
    assert (gone.uid.value, gone.status.value) == (uid, "CANCELLED")
    acts.set_crew(made, crew)
    (back,) = events(Client().get(reverse("feed", args=[token])).content)
    assert (back.uid.value, back.status.value) == (uid, "CONFIRMED")


def test_a_session_and_the_page_it_leads_to_call_the_jars_alike(world, made):
    browser = Client()
    browser.force_login(world.facilitator, backend="bocal.house.sign_in.Backend")
    takers = reverse("workshops:takers", args=[made.pk])
    link = browser.get(reverse("workshops:session", args=[made.pk])).content.decode().partition(f'href="{takers}"')[2]
    assert "<b>Bocaux emportés</b>" in link.partition("</a>")[0]
    assert "<title>Bocaux emportés" in browser.get(takers).content.decode()


def test_strangers_see_what_comes_near_them(world, made):
    far = places.save_spot(None, places.Told("Halle", town="Lointaine", latitude=45.5, longitude=5.5, zone=Zone.RURAL))
    start = NOW + 2 * HOUR
    acts.plan([Wanted(SessionKind.TASTING, "Dégustation", far.pk, start, start + HOUR)], key="far", now=NOW)
    hidden = Wanted(SessionKind.MEETING, "Bilan d’équipe", far.pk, start, start + HOUR, public=False)
    acts.plan([hidden], key="hidden", now=NOW)
    url = reverse("workshops:near")
    response = Client().get(url)
    page = response.content.decode()
    assert not response.cookies
    assert "Bilan" not in page
    assert page.index("Dégustation") < page.index("Bocaux")
    near = Client().get(url, {"commune": "Saint-Aubin"}).content.decode()
    assert near.index("Bocaux") < near.index("Dégustation")
    assert "à 0 km" in near
    assert "encore 12 places" in near
    assert "entrée libre" in near
    Session.objects.filter(pk=made.pk).update(coming=12)
    full = Client().get(url).content.decode()
    assert "complet" in full
    assert reverse("workshops:come", args=[made.pk]) not in full


def test_who_may_lead(world, made):
    with pytest.raises(leading.Refused, match="no_fallback"):
        leading.fall_back(session=other(world), now=NOW)
    acts.cancel(session=made, why="", now=NOW)
    with pytest.raises(leading.Refused, match="session_cancelled"):
        leading.set_permission(session=made, permission=Permission.GRANTED)


def other(world) -> Session:
    bare = places.save_spot(None, places.Told("Parking", town="Saint-Aubin"))
    start = NOW + 30 * HOUR
    return acts.plan([Wanted(SessionKind.EVENT, "Fête", bare.pk, start, start + HOUR)], key="other", now=NOW)[0]
