"""The album on screen and on paper: who writes, who reads, what a stranger's file becomes, what leaves."""

import io
from datetime import timedelta
from uuid import uuid4

import pypdf
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from bocal.directory.models import Consent
from bocal.impact.acts import album as acts
from bocal.impact.acts.album import Remembered
from bocal.impact.models import Memory
from bocal.impact.reads import album as reads
from bocal.impact.rules.album import MemoryKind
from bocal.look.pictures import shrink
from bocal.workshops import acts as workshops
from bocal.workshops.models import Session
from bocal.workshops.rules import SignedBy
from tests import world as worlds
from tests.impact import meadow
from tests.look.photos import a_photo
from tests.workshops import meeting
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ALBUM = "impact:album"


@pytest.fixture
def world() -> World:
    with time_machine.travel(NOW, tick=False):
        yield worlds.build()


def enter(world: World, role: str = "facilitation") -> Client:
    client = Client()
    client.force_login(world.team[role], backend="bocal.house.sign_in.Backend")
    return client


def photo(world: World, title: str = "Les mains", *, hands: bool = False, session: Session | None = None) -> Memory:
    told = Remembered(MemoryKind.PHOTO, TODAY, title, recognisable=not hands, session=session)
    return acts.remember(told, picture=shrink(a_photo()), by=world.facilitator, key=uuid4().hex, now=NOW)


def sent(**more: object) -> dict[str, object]:
    picture = SimpleUploadedFile("IMG_1.jpg", a_photo(), "image/jpeg")
    written = {"faces": "nobody", "kind": "photo", "title": "La marmite", "day": "03/09/2026", "key": str(uuid4())}
    return {"picture": picture, **written, **more}


def text_of(response) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(response.content)).pages)


def pictures_of(response) -> int:
    return sum(len(page.images) for page in pypdf.PdfReader(io.BytesIO(response.content)).pages)


# ── Who ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("role", "reads_it", "writes"),
    [("facilitation", 200, 200), ("direction", 200, 200), ("production", 200, 403), ("sales", 403, 403)],
)
def test_who_reads_and_who_writes(world, role, reads_it, writes):
    memory, client = photo(world, hands=True), enter(world, role)
    assert client.get(reverse(ALBUM)).status_code == reads_it
    assert client.get(reverse("impact:album_paper")).status_code == reads_it
    assert client.get(reverse("impact:memory", args=[memory.pk])).status_code == reads_it
    assert client.get(reverse("impact:memory_new")).status_code == writes
    assert client.get(reverse("impact:memory_edit", args=[memory.pk])).status_code == writes
    assert client.post(reverse("impact:memory", args=[memory.pk]), {"out": "1"}).status_code in (302, writes)
    assert Memory.objects.exists() == (writes == 403)


def test_an_empty_album_teaches_the_first_step(world):
    page = enter(world).get(reverse(ALBUM)).content.decode()
    assert "Rien n’est encore raconté de 2026" in page
    assert reverse("impact:memory_new") in page
    assert "Ajouter une première photo" not in enter(world, "production").get(reverse(ALBUM)).content.decode()


# ── Adding ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_photo_from_a_telephone_is_written_again_and_kept_once(world):
    client, form = enter(world), sent()
    key = form["key"]
    client.post(reverse("impact:memory_new"), form)
    client.post(reverse("impact:memory_new"), sent(key=key))
    memory = Memory.objects.get()
    kept = Image.open(io.BytesIO(bytes(memory.picture)))
    assert kept.format == "JPEG"
    assert not kept.getexif()
    assert max(Image.open(io.BytesIO(bytes(memory.small))).size) == 480
    page = client.get(reverse(ALBUM)).content.decode()
    assert reverse("impact:memory_small", args=[memory.pk]) in page
    small = client.get(reverse("impact:memory_small", args=[memory.pk]))
    assert (small.headers["Content-Type"], small.headers["Cache-Control"]) == ("image/jpeg", "private, no-store")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("x.jpg", b"\xff\xd8\xff\xe0 not a picture at all"),
        ("x.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 64),
        ("x.php.jpg", b"<?php system('id');"),
        ("x.jpg", b""),
    ],
)
def test_what_is_no_picture_is_refused_in_words_with_all_that_was_typed(world, name, data):
    shown = enter(world).post(reverse("impact:memory_new"), sent(picture=SimpleUploadedFile(name, data)))
    page = shown.content.decode()
    assert shown.status_code == 200
    assert "La marmite" in page
    assert 'aria-invalid="true"' in page
    assert not Memory.objects.exists()


def test_a_script_is_no_address_and_a_title_is_no_markup(world):
    client, url = enter(world), reverse("impact:memory_new")
    told = sent(kind="press", picture="", address="javascript:alert(1)", outlet="L’Écho")
    assert "https:// ou http://" in client.post(url, told).content.decode()
    client.post(url, {**told, "address": "https://echo.example/1", "title": "<b>x</b>", "key": str(uuid4())})
    page = client.get(reverse(ALBUM)).content.decode()
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert 'href="https://echo.example/1" rel="noopener noreferrer"' in page


def test_a_photo_without_a_picture_and_a_day_to_come_are_refused(world):
    client, url = enter(world), reverse("impact:memory_new")
    assert "Il manque la photo" in client.post(url, sent(picture="")).content.decode()
    assert "pas encore venu" in client.post(url, sent(day="04/09/2026")).content.decode()


def test_from_a_session_to_its_album_and_its_project(world):
    session = meeting.session(starts_at=NOW - DAY)
    client = enter(world)
    page = client.get(reverse("workshops:session", args=[session.pk])).content.decode()
    link = f"{reverse('impact:memory_new')}?seance={session.pk}"
    assert link in page
    assert f'<option value="{session.pk}" selected' in client.get(link).content.decode()
    client.post(link, sent(session=session.pk))
    assert Memory.objects.get().session == session


# ── Who is on it ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_naming_asking_and_taking_back_from_the_telephone(world):
    session = meeting.session(starts_at=NOW - DAY)
    awa = workshops.sign_up(session=session, name="Awa", phone="", signed_by=SignedBy.WALK_IN, now=NOW - DAY).person
    memory, client = photo(world, session=session), enter(world)
    page, small = reverse("impact:memory", args=[memory.pk]), reverse("impact:memory_small", args=[memory.pk])
    assert "Awa" in client.get(page).content.decode()
    client.post(page, {"people": [awa.pk]})
    assert "pas d’accord noté" in client.get(page).content.decode()
    outside = enter(world, "sales")
    assert outside.get(small).status_code == 404, "kept for those who keep the album"
    assert client.get(small).status_code == 200
    assert small not in client.get(reverse(ALBUM)).content.decode()
    consent = reverse("impact:memory_consent", args=[memory.pk, awa.pk])
    assert "l’on me reconnaît" in client.get(consent).content.decode()
    client.post(consent, {"yes": "1"})
    assert Consent.objects.get(person=awa).given_on == TODAY
    assert small in client.get(reverse(ALBUM)).content.decode()
    assert outside.get(small).status_code == 200
    client.post(consent, {"no": "1"})
    assert small not in client.get(reverse(ALBUM)).content.decode()
    assert outside.get(small).status_code == 404


def test_one_takes_an_agreement_back_alone_for_oneself_and_for_a_child(world):
    session = meeting.session(starts_at=NOW - DAY)
    coming = workshops.sign_up(
        session=session, name="Awa", phone="06 00 00 00 31", children=["Issa"], signed_by=SignedBy.LINK, now=NOW - DAY
    )
    awa, issa = coming.person, session.attendances.get(guardian=coming.person).person
    memory = photo(world, session=session)
    acts.name_people(memory, [awa, issa])
    for person in (awa, issa):
        acts.agree(person, now=NOW)
    client = Client()
    client.force_login(awa, backend="bocal.house.sign_in.Backend")
    page = client.get(reverse("my_data")).content.decode()
    assert "Je réponds de cet enfant" in page
    mine, childs = Consent.objects.get(person=awa), Consent.objects.get(person=issa)
    theirs = acts.agree(world.customer, now=NOW)
    client.post(reverse("my_data"), {"consent": theirs.pk})
    theirs.refresh_from_db()
    assert theirs.withdrawn_on is None, "somebody else’s"
    client.post(reverse("my_data"), {"consent": childs.pk})
    assert not reads.memories().get(pk=memory.pk).shown
    mine.refresh_from_db()
    assert mine.withdrawn_on is None


def test_somebody_else_than_those_on_the_picture_is_not_asked(world):
    memory = photo(world)
    url = reverse("impact:memory_consent", args=[memory.pk, world.customer.pk])
    assert enter(world).post(url, {"yes": "1"}).status_code == 404
    assert not Consent.objects.exists()


def test_a_name_is_searched_for_whatever_its_accents(world):
    memory = photo(world)
    world.customer.name = "Zoé Lefèvre"
    world.customer.save()
    page = enter(world).get(reverse("impact:memory", args=[memory.pk]), {"nom": "lefevre"}).content.decode()
    assert "Zoé Lefèvre" in page


# ── What leaves ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_year_on_paper_has_its_stories_and_only_the_pictures_that_may_leave(world):
    session = meeting.session(starts_at=NOW - 2 * DAY)
    Session.objects.filter(pk=session.pk).update(story="On a ri, et *tout* mangé. #table()")
    photo(world, "Les mains dans la bassine", hands=True)
    photo(world, "Le visage de quelqu’un")
    acts.remember(
        Remembered(MemoryKind.EVENT, TODAY - timedelta(days=400), "L’an passé"),
        picture=None,
        by=world.facilitator,
        key="before",
        now=NOW,
    )
    client = enter(world)
    paper = client.get(reverse("impact:album_paper"))
    text = text_of(paper)
    assert "On a ri, et *tout* mangé. #table()" in text
    assert "Les mains dans la bassine" in text
    assert "Le visage" not in text
    assert "L’an passé" not in text
    assert pictures_of(paper) == 1
    page = client.get(reverse(ALBUM)).content.decode()
    assert "Le visage" in page
    assert "photo pour l’équipe seule" in page
    assert 'href="?annee=2025" rel="prev"' in page
    assert "L’an passé" in client.get(reverse(ALBUM), {"annee": "2025"}).content.decode()
    for odd in ("1789", "9999", "x", "²²²²"):
        assert client.get(reverse(ALBUM), {"annee": odd}).status_code == 200


def test_a_busy_year_asks_no_more_of_the_database(world, django_assert_max_num_queries):
    for number in range(8):
        memory = photo(world, f"Photo {number}")
        acts.name_people(memory, [world.customer])
    acts.agree(world.customer, now=NOW)
    client = enter(world)
    client.get(reverse(ALBUM))
    with django_assert_max_num_queries(9):
        page = client.get(reverse(ALBUM)).content.decode()
    assert page.count("vignette.jpg") == 8
    assert reads.memories().filter(shown=True).count() == 8


def test_a_petal_opens_onto_what_was_seen_and_keeps_it_under_another_name(world):
    first = meadow.begin("Au printemps")
    petal = first.petals.first()
    told = Remembered(MemoryKind.PHOTO, TODAY, "On épluche ensemble", petal=petal)
    memory = acts.remember(told, picture=shrink(a_photo()), by=world.facilitator, key="petal", now=NOW)
    second = meadow.begin("À l’automne")
    for version in (first, second):
        url = reverse("impact:petal", args=[version.pk, version.petals.first().pk])
        page = enter(world, "sales").get(url).content.decode()
        assert "On épluche ensemble" not in page, "somebody can be recognised"
    acts.name_people(memory, [world.customer])
    acts.agree(world.customer, now=NOW)
    page = enter(world, "sales").get(url).content.decode()
    assert "On épluche ensemble" in page
    assert reverse("impact:memory_small", args=[memory.pk]) in page
    assert f'href="{reverse("impact:memory", args=[memory.pk])}"' not in page, "sales do not keep the album"
    told = Remembered(MemoryKind.PHOTO, TODAY, "x", petal=second.petals.first())
    assert acts.change(memory, told, picture=None, now=NOW).petal == petal
