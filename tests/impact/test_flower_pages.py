"""The flower's pages, as the team, the facilitators and whoever holds a link see them."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from bocal.directory.models import Organisation
from bocal.directory.rules import OrganisationKind
from bocal.impact.acts import consulting
from bocal.impact.models import Answer, Consultation, Flower, Petal, Sheet
from bocal.impact.rules.flower import Public
from tests import world as worlds
from tests.impact import meadow
from tests.world import NOW, TODAY

H, E, B, P = Public.INHABITANTS, Public.EMPLOYEES, Public.BOARD, Public.PARTNERS


@pytest.fixture
def world(db):
    with time_machine.travel(NOW, tick=False):
        yield worlds.build()


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def read(answer) -> str:
    """What a page says, its spaces made plain."""
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def paper(answer) -> str:
    reader = PdfReader(io.BytesIO(answer.content))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def shut(world, people, **said) -> Consultation:
    """A consultation that so many answered, closed."""
    found = Flower.objects.filter(current=True).first() or meadow.begin()
    consultation = meadow.ask(found, name=said.pop("name", "Agora"), centre=said.pop("centre", None))
    meadow.crowd(world, consultation, people, **said)
    return meadow.close(consultation)


# ── The flower and its versions ──────────────────────────────────────────────────────────────────────────────────────


def test_without_a_flower_the_page_teaches_how_to_begin_one(world):
    assert "Commencer avec six pétales" in read(signed_in(world.direction).get(reverse("impact:flower")))
    seen = read(signed_in(world.cook).get(reverse("impact:flower")))
    assert "Commencer avec six pétales" not in seen
    assert "La direction ou l’animation la commence ici" in seen


def test_a_facilitator_begins_it_and_rewrites_a_petal(world):
    client = signed_in(world.facilitator)
    page = client.get(reverse("impact:flower_new"))
    key = str(page.context["form"]["key"].value())
    form = {"key": key, "name": "Agora du 3 septembre", "day": "2026-09-03", "note": ""}
    for _twice in range(2):
        page = client.post(reverse("impact:flower_new"), form, follow=True)
    assert Flower.objects.count() == 1
    assert "Pouvoir d’agir" in read(page)
    petal = Petal.objects.get(name="Coopération")
    address = reverse("impact:petal_edit", args=[petal.pk])
    sent = {"name": "Faire ensemble", "meaning": "À plusieurs."}
    sent |= {"q-TOTAL_FORMS": 2, "q-INITIAL_FORMS": 0, "m-TOTAL_FORMS": 1, "m-INITIAL_FORMS": 0}
    sent |= {"q-0-words": "On s’entraide.", "q-0-kind": "scale", "q-0-publics": ["board"], "q-1-words": ""}
    sent |= {"m-0-indicator": "saved", "m-0-target": "1 500"}
    assert "« Faire ensemble » est enregistré" in read(client.post(address, sent, follow=True))
    petal.refresh_from_db()
    assert [one.words for one in petal.questions.all()] == ["On s’entraide."]
    assert petal.measures.get().target == 1_500_000_000
    refused = read(client.post(address, sent | {"q-0-publics": []}))
    assert "cochez au moins un public" in refused
    assert "On s’entraide." in refused
    assert "1500" in read(client.get(address)).replace(" ", "")


def test_petals_are_added_moved_and_removed(world):
    found = meadow.begin()
    client = signed_in(world.facilitator)
    address = reverse("impact:flower_edit", args=[found.pk])
    assert "est ajouté" in read(client.post(address, {"do": "add", "petal_name": "Joie", "meaning": ""}, follow=True))
    joy = Petal.objects.get(name="Joie")
    client.post(address, {"do": "up", "petal": joy.pk})
    assert [petal.name for petal in found.petals.all()][-2] == "Joie"
    assert "est enlevé" in read(client.post(address, {"do": "remove", "petal": joy.pk}, follow=True))
    answer = client.post(address, {"do": "write", "name": "Autre nom", "day": "2026-09-01", "note": ""}, follow=True)
    assert "Autre nom" in read(answer)
    meadow.ask(found)
    answer = client.post(address, {"do": "remove", "petal": found.petals.first().pk}, follow=True)
    assert "elle ne change plus" in read(answer)


def test_the_petals_are_drawn_with_a_table_once_the_consultation_is_closed(world):
    found = meadow.begin()
    consultation = meadow.ask(found)
    meadow.crowd(world, consultation, {H: 6}, scale=5)
    client = signed_in(world.cook)
    open_page = read(client.get(reverse("impact:flower")))
    assert "Ses pétales se dessinent quand elle est close" in open_page
    assert "Les pétales pousseront avec les réponses" in open_page
    meadow.close(consultation)
    page = read(client.get(reverse("impact:flower")))
    assert "6 personnes ont répondu" in page
    assert page.count("<pattern ") == 12
    assert "<strong>100</strong>" in page
    assert "style=" not in page
    past = meadow.begin("La suivante")
    assert "version passée" in read(client.get(reverse("impact:flower", args=[found.pk])))
    assert "Les pétales pousseront" in read(client.get(reverse("impact:flower", args=[past.pk])))


def test_a_petal_opens_onto_its_evidence_and_small_groups_stay_hidden(world):
    found = meadow.begin()
    consultation = meadow.ask(found)
    meadow.crowd(world, consultation, {H: 12, E: 7, B: 8, P: 3}, scale=4, words="Une soupe à six mains.")
    shown = list(Answer.objects.exclude(words="").values_list("pk", flat=True))
    consulting.choose_words(consultation, shown, among=shown)
    meadow.close(consultation)
    petal = meadow.petal(found, "Lien social")
    page = read(signed_in(world.cook).get(reverse("impact:petal", args=[found.pk, petal.pk])))
    assert "jamais montré seul" in page
    # Partners are three: hidden, and the seven employees with them.
    assert '<th scope="row">Habitants</th>' in page
    assert '<th scope="row">Administrateurs</th>' in page
    assert "Partenaires" not in page
    assert "Salariés" not in page
    assert page.count("Une soupe à six mains.") == 30
    assert page.count("<footer>") == 20
    assert "/impact/?periode=libre" in page
    other = meadow.begin("Autre")
    assert signed_in(world.cook).get(reverse("impact:petal", args=[other.pk, petal.pk])).status_code == 404


def test_fewer_than_five_are_never_shown_not_even_their_words(world):
    consultation = meadow.ask(meadow.begin())
    meadow.crowd(world, consultation, {H: 4}, words="On me reconnaît.")
    shown = list(Answer.objects.exclude(words="").values_list("pk", flat=True))
    consulting.choose_words(consultation, shown, among=shown)
    meadow.close(consultation)
    client = signed_in(world.direction)
    for petal in consultation.flower.petals.all():
        page = read(client.get(reverse("impact:petal", args=[consultation.flower_id, petal.pk])))
        assert "On me reconnaît" not in page
        assert "badge ok" not in page
    assert "personnes ont répondu" not in read(client.get(reverse("impact:flower")))


# ── Asking ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_consultation_is_opened_closed_reopened_or_forgotten(world):
    meadow.begin()
    client = signed_in(world.facilitator)
    page = client.get(reverse("impact:consultation_new"))
    form = {"key": str(page.context["form"]["key"].value()), "name": "Fête", "since": "2026-09-03", "centre": ""}
    assert "Le dernier jour vient après" in read(
        client.post(reverse("impact:consultation_new"), form | {"until": "2026-09-01"})
    )
    client.post(reverse("impact:consultation_new"), form | {"until": "2026-09-10"})
    made = Consultation.objects.get()
    here = reverse("impact:consultation", args=[made.pk])
    assert "Fête" in read(client.get(reverse("impact:consultations")))
    client.post(here, {"do": "drop"})
    assert not Consultation.objects.exists()
    made = meadow.ask(Flower.objects.get())
    here = reverse("impact:consultation", args=[made.pk])
    meadow.crowd(world, made, {H: 5})
    assert "ses pétales sont dessinés" in read(client.post(here, {"do": "close"}, follow=True))
    assert "rouverte" in read(client.post(here, {"do": "reopen"}, follow=True))
    assert "ne s’efface plus" in read(client.post(here, {"do": "drop"}, follow=True))
    with time_machine.travel(NOW + timedelta(days=30)):
        assert "Le dernier jour est passé" in read(client.get(here))


def test_paper_is_keyed_back_in_its_own_order_and_a_slip_is_taken_back(world):
    found = meadow.begin()
    consultation = meadow.ask(found)
    client = signed_in(world.facilitator)
    printed = paper(client.get(reverse("impact:questionnaire", args=[consultation.pk, "board"])))
    address = reverse("impact:key_sheet", args=[consultation.pk, "board"])
    page = client.get(address)
    rows = page.context["form"].rows()
    assert all(field.label.split()[0] + " " + question.words[:12] in printed for question, _begins, field in rows)
    assert all(question.asks(B) for question, _begins, _field in rows)
    scale = next(question for question, _begins, _field in rows if question.kind == "scale")
    sure = next(question for question, _begins, _field in rows if question.kind == "yes_no")
    key = {"key": str(page.context["form"]["key"].value())}
    assert "un chiffre de 1 à 5" in read(client.post(address, key | {f"q{scale.pk}": "7"}))
    assert "Tapez o pour oui" in read(client.post(address, key | {f"q{sure.pk}": "peut"}))
    assert "aucune réponse" in read(client.post(address, key))
    for _twice in range(2):
        client.post(address, key | {f"q{scale.pk}": "4", f"q{sure.pk}": "O"})
    assert Sheet.objects.get().keyed_by == world.facilitator
    assert sorted(Answer.objects.values_list("value", flat=True)) == [1, 4]
    page = client.get(address)
    assert "1 questionnaire saisi" in read(page)
    client.post(address, {"do": "withdraw", "sheet": page.context["last"].pk})
    assert Sheet.objects.get().withdrawn
    meadow.close(consultation)
    assert "on n’y ajoute plus rien" in read(client.get(address))
    assert client.get(reverse("impact:key_sheet", args=[consultation.pk, "martiens"])).status_code == 404


@pytest.mark.parametrize("public", list(Public))
def test_a_questionnaire_fits_one_page(world, public):
    consultation = meadow.ask(meadow.begin())
    answer = signed_in(world.direction).get(reverse("impact:questionnaire", args=[consultation.pk, public]))
    assert len(PdfReader(io.BytesIO(answer.content)).pages) == 1


def test_hands_are_counted_around_a_table(world):
    found = meadow.begin()
    consultation = meadow.ask(found)
    client = signed_in(world.facilitator)
    address = reverse("impact:table_sheet", args=[consultation.pk, "inhabitants"])
    page = client.get(address)
    asked, told = meadow.question(found, "Ici, j’ai rencontré"), meadow.question(found, "Racontez")
    sent = {
        "key": str(page.context["form"]["key"].value()),
        "people": "8",
        f"q{asked.pk}_5": "6",
        f"q{asked.pk}_4": "3",
    }
    answer = client.post(address, sent)
    assert "plus de mains levées que de personnes (8)" in read(answer)
    assert list(answer.context["form"].errors) == [f"q{asked.pk}_5"]
    sent |= {f"q{asked.pk}_4": "2", f"q{told.pk}": "Un rire.\nUne soupe.\n"}
    assert "8 personnes" in read(client.post(address, sent, follow=True))
    assert Sheet.objects.get().people == 8
    assert Answer.objects.exclude(words="").count() == 2


def test_a_phone_answers_by_its_publics_link_without_a_name(world):
    found = meadow.begin()
    consultation = meadow.ask(found)
    team = signed_in(world.facilitator)
    page = team.post(reverse("impact:consultation_link", args=[consultation.pk, "inhabitants"]))
    address = page.context["address"].removeprefix("http://testserver")
    assert "500 réponses au plus" in read(page)
    phone = Client()
    page = phone.get(address)
    asked = meadow.question(found, "Ici, j’ai rencontré")
    assert asked.words in read(page)
    key = {"key": str(page.context["form"]["key"].value())}
    assert "aucune réponse" in read(phone.post(address, key))
    assert "Merci" in read(phone.post(address, key | {f"q{asked.pk}": "5"}, follow=True))
    phone.post(address, key | {f"q{asked.pk}": "5"})
    sheet = Sheet.objects.get()
    assert (sheet.keyed_by, sheet.way, sheet.day) == (None, "phone", TODAY)
    team.post(reverse("impact:consultation", args=[consultation.pk]), {"do": "close_link", "public": "inhabitants"})
    assert phone.get(address).status_code == 404
    assert phone.get(reverse("impact:answer", args=["rien"])).status_code == 404


def test_words_are_shown_only_once_somebody_chose_them(world):
    consultation = meadow.ask(meadow.begin())
    meadow.crowd(world, consultation, {H: 6}, words="Merci.")
    client = signed_in(world.facilitator)
    address = reverse("impact:chosen_words", args=[consultation.pk])
    read_ = list(Answer.objects.exclude(words="").values_list("pk", flat=True))
    client.post(address, {"read": read_, "chosen": read_[:1]})
    assert list(Answer.objects.filter(shown=True).values_list("pk", flat=True)) == read_[:1]
    page = read(client.get(address))
    assert page.count(" checked") == 1
    client.post(address, {"read": read_, "chosen": []})
    assert not Answer.objects.filter(shown=True).exists()
    assert "Personne n’a encore écrit" in read(
        client.get(reverse("impact:chosen_words", args=[meadow.ask(consultation.flower).pk]))
    )


# ── Side by side, and on paper ───────────────────────────────────────────────────────────────────────────────────────


def test_versions_consultations_centres_and_publics_stand_side_by_side(world):
    client = signed_in(world.cook)
    compare = reverse("impact:flower_compare")
    assert "Rien à comparer" in read(client.get(compare))
    shut(world, {H: 6}, scale=2, yes=0)
    meadow.begin("Agora suivante")
    centres = [Organisation.objects.create(kind=OrganisationKind.CENTRE, name=name) for name in ("Le Pré", "La Rive")]
    for centre, note in zip(centres, (4, 5), strict=True):
        shut(world, {H: 8, E: 6, P: 2}, scale=note, yes=1, name=f"Agora {centre.name}", centre=centre)

    def rows(par: str) -> list[list[int | None]]:
        found = client.get(f"{compare}?par={par}").context["side"].rows
        return [[length for _title, length in lengths] for _name, lengths in found]

    assert rows("versions")[0] == [13, 94]
    assert rows("consultations")[0] == [13, 88, 100]
    assert rows("centres")[0] == [88, 100]
    page = client.get(f"{compare}?par=publics")
    titles = [column.title for column in page.context["side"].compared.columns]
    shown = [column.people for column in page.context["side"].compared.columns]
    assert titles == ["Habitants", "Salariés", "Administrateurs", "Partenaires"]
    # Two partners hide the six employees too.
    assert shown == [8, None, None, None]
    assert read(page).count("Trop peu de réponses") == 3
    for par in ("versions", "consultations", "centres", "publics"):
        text = paper(client.get(reverse("impact:compare_paper") + f"?par={par}"))
        assert "Lien social" in text


def test_the_flower_prints_with_what_it_is_made_of(world):
    consultation = shut(world, {H: 6, E: 6}, scale=5)
    answer = signed_in(world.cook).get(reverse("impact:flower_paper", args=[consultation.flower_id]))
    text = paper(answer)
    assert "1. Lien social" in text
    assert "100 / 100" in text
    assert "12 personnes ont répondu" in text
    assert "Ici, j’ai rencontré" in text


@pytest.mark.parametrize("page", ["flower", "petal", "flower_compare", "consultation", "consultations"])
def test_the_number_of_questions_to_the_database_does_not_grow(world, page, django_assert_max_num_queries):
    first = shut(world, {H: 6}, words="Bien.")
    client = signed_in(world.direction)
    address = {
        "flower": lambda: reverse("impact:flower"),
        "petal": lambda: reverse("impact:petal", args=[first.flower_id, first.flower.petals.first().pk]),
        "flower_compare": lambda: reverse("impact:flower_compare"),
        "consultation": lambda: reverse("impact:consultation", args=[first.pk]),
        "consultations": lambda: reverse("impact:consultations"),
    }[page]()
    with django_assert_max_num_queries(12) as before:
        client.get(address)
    for _one in range(3):
        shut(world, {H: 9, E: 7}, words="Mieux.", name=uuid4().hex[:8])
    with django_assert_max_num_queries(12) as after:
        client.get(address)
    assert len(after) <= len(before) + 1
