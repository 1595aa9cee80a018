"""The sales desk's pages and the customer's: done by the right people, refused in words otherwise."""

import re
from decimal import Decimal

import pytest
import time_machine

from bocal.catalog import acts as catalog
from bocal.catalog.models import Item
from bocal.directory.reads import collective
from bocal.measure.money import Basis
from bocal.orders.models import CustomerTerms, Delivery, StandingOrder
from bocal.orders.pages.ordering import allergens as allergens_said
from bocal.orders.reads import ordering
from bocal.orders.rules.delivering import DeliveryState
from tests.orders import desk as desks
from tests.orders.desk import FRIDAY, TUESDAY, at, browser, order, state, text
from tests.orders.scene import coulis, key
from tests.world import KG, NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk():
    return desks.build(jars=20)


@pytest.fixture
def sales(desk):
    return browser(desk.world.sales)


# ── Terms ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_customers_by_class_and_their_terms(desk, sales):
    page = text(sales.get(at("clients", genre="canteen")))
    assert "La cantine des Aulnes" in page
    assert "L’Assiette du Gué" not in page
    told = {
        "weekdays": ["1", "4"],
        "minimum": "80",
        "lead_days": "2",
        "closes_at": "16:00",
        "address": "",
        "note": "quai 3",
    }
    sales.post(at("terms", desk.bistro.pk), told)
    terms = CustomerTerms.objects.get(organisation=desk.bistro)
    assert (terms.weekdays, terms.minimum_cents, terms.lead_days, terms.note) == ([1, 4], 8_000, 2, "quai 3")
    page = text(sales.post(at("terms", desk.bistro.pk), told | {"weekdays": [], "minimum": "beaucoup"}))
    assert "beaucoup" in page
    assert "quai 3" in page


def test_each_pays_their_own_list_then_that_of_their_class(desk, sales):
    mine = catalog.save_list(None, name="Cantines", basis=Basis.NET, customer_kind="canteen")
    catalog.set_prices(mine, {(desk.kilo.pk, 0): Decimal("2.20"), (desk.kilo.pk, 40 * KG): Decimal("2.00")})
    own = catalog.save_list(None, name="Le Gué", basis=Basis.NET, customer_kind="")
    catalog.set_prices(own, {(desk.kilo.pk, 0): Decimal("1.50")})
    assert desk.order(10, customer=desk.canteen, sure=True).lines.get().unit_price == Decimal("2.20")
    assert desk.order(40, customer=desk.canteen).lines.get().unit_price == Decimal("2.00")
    Delivery.objects.update(cancelled_at=NOW)
    told = {"weekdays": ["1"], "lead_days": "1", "closes_at": "12:00", "price_list": f"{own.pk}"}
    sales.post(at("terms", desk.bistro.pk), told)
    assert "1,50 €" in text(sales.get(at("order_for", desk.bistro.pk)))


# ── The phone ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_letters_lead_to_the_customer(desk, sales):
    assert sales.get(at("phone", client="assiette")).headers["Location"] == at("order_for", desk.bistro.pk)
    assert "Plusieurs clients" in text(sales.get(at("phone", client="a")))
    assert "Aucun client ne répond" in text(sales.get(at("phone", client="zzz")))


def test_usual_products_come_first_with_their_last_quantity(desk, sales):
    Item.objects.filter(name="Courgettes").update(basis="net")
    desk.world.receive("Courgettes", kg=3)
    desk.order(jars=6)
    page = text(sales.get(at("order_for", desk.bistro.pk)))
    assert page.index("Coulis de tomate") < page.index("Courgettes") < page.index("Tomates</label>")
    assert re.search(r'D’habitude" class="n">6<', page)


def test_an_order_by_phone_ends_on_what_was_noted(desk, sales):
    response = sales.post(at("order_for", desk.bistro.pk), order(desk), follow=True)
    made = Delivery.objects.get()
    assert (made.day, made.person, made.online) == (TUESDAY, desk.world.sales, False)
    page = text(response)
    assert f"{made.number} : la commande est notée" in page
    assert "Annuler cette commande" in page
    sales.post(at("cancel_delivery", made.pk))
    assert state(made) is DeliveryState.CANCELLED
    sales.post(at("restore_delivery", made.pk))
    assert state(made) is DeliveryState.ORDERED


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("kilo", "-1", "est négatif"),
        ("kilo", "1e9", "n’est pas un nombre"),
        ("kilo", "999999", "trop"),
        ("jar", "1,5", "n’est pas un nombre entier"),
        ("jar", "-3", "est négatif"),
        ("day", "2026-09-02", "est passé"),
        ("day", "hier", "jour"),
        ("day", "2026-09-05", "pas un jour de livraison"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_kept(desk, sales, field, typed, said):
    name = "day" if field == "day" else f"q{getattr(desk, field).pk}"
    page = text(sales.post(at("order_for", desk.bistro.pk), order(desk, **{name: typed, "note": "par la cour"})))
    assert said in page
    assert "par la cour" in page
    assert f'value="{typed}"' in page
    assert not Delivery.objects.exists()


def test_nothing_at_all_is_refused(desk, sales):
    page = text(sales.post(at("order_for", desk.bistro.pk), order(desk, **{f"q{desk.kilo.pk}": "0"})))
    assert "Rien n’est commandé" in page


def test_too_little_is_asked_line_by_line_and_the_answer_counts(desk, sales):
    typed = order(desk, **{f"q{desk.kilo.pk}": "60", f"q{desk.jar.pk}": "3", "note": "par la cour"})
    desk.world.receive("Courgettes", kg=30)
    page = text(sales.post(at("order_for", desk.bistro.pk), typed))
    assert "Il y en a 50 kg pour le 08/09/2026" in page
    assert "10 kg attendent la suite" in page
    assert "seulement 50 kg" in page
    assert "10 kg de Courgettes à la place (aucun allergène déclaré)" in page
    assert 'value="60"' in page
    sales.post(at("order_for", desk.bistro.pk), typed | {f"c{desk.kilo.pk}": "wait"})
    line = Delivery.objects.get().lines.get(item=desk.kilo)
    assert (line.quantity, line.waiting) == (50 * KG, 10 * KG)
    assert "10 kg" in text(sales.get(at("waiting")))


def test_only_what_there_is_enough_of_is_proposed_instead(desk, sales):
    desk.world.receive("Courgettes", kg=30)
    typed = order(desk, **{f"q{desk.kilo.pk}": "90"})
    assert "40 kg attendent la suite" in (page := text(sales.post(at("order_for", desk.bistro.pk), typed)))
    assert "Courgettes à la place" not in page, "there are but thirty"
    zucchini = desk.world.items["Courgettes"].pk
    also = {f"q{desk.kilo.pk}": "60", f"q{zucchini}": "25"}
    page = text(sales.post(at("order_for", desk.bistro.pk), order(desk, **also)))
    assert "10 kg attendent la suite" in page
    assert "Courgettes à la place" not in page, "twenty-five of the thirty are ordered by this very form"


def test_a_jar_says_the_allergens_of_what_went_into_it(desk, sales):
    """The catalogue knows none for a jar, its lots do: by phone, online, and beside what replaces another."""
    assert desk.jar.allergens == []
    pages = (sales, at("order_for", desk.bistro.pk)), (browser(desk.cook), at("order_online", desk.bistro.pk))
    assert not any("Allergènes" in text(client.get(page)) for client, page in pages)
    Item.objects.filter(pk=desk.jar.pk).update(allergens=["celery"])
    coulis(desk.world, 5)
    Item.objects.filter(pk=desk.jar.pk).update(allergens=[])
    assert all("Allergènes : céleri" in text(client.get(page)) for client, page in pages)
    sheet = ordering.order_sheet(desk.bistro, TUESDAY, collective=collective(), today=TODAY)
    assert allergens_said(sheet.row(desk.jar.pk)) == "céleri"
    assert allergens_said(sheet.row(desk.kilo.pk)) == "aucun allergène déclaré"
    assert "étiquette" in allergens_said(None), "of what is not made yet nobody knows"


def test_a_substitute_that_nobody_proposed_is_refused(desk, sales):
    typed = order(desk, **{f"q{desk.kilo.pk}": "60", f"c{desk.kilo.pk}": "instead:999999"})
    assert sales.post(at("order_for", desk.bistro.pk), typed).status_code == 200
    assert not Delivery.objects.exists()


def test_a_new_standing_order_begins_on_a_day_when_that_customer_is_delivered(desk, sales):
    CustomerTerms.objects.filter(organisation=desk.bistro).update(weekdays=[1, 4])
    page = text(sales.get(at("new_standing", desk.bistro.pk)))
    assert re.search(r'<option value="1" selected>', page)


def test_below_the_minimum_the_desk_decides(desk, sales):
    typed = order(desk, **{f"q{desk.kilo.pk}": "5"})
    page = text(sales.post(at("order_for", desk.canteen.pk), typed))
    assert "ajoutez 46,00 €" in page
    assert "Oui, quand même" in page
    sales.post(at("order_for", desk.canteen.pk), typed | {"sure": "on"})
    assert Delivery.objects.get().customer == desk.canteen


def test_two_windows_do_not_overwrite_one_another(desk, sales):
    made = desk.order(10)
    seen = order(desk, seen="1", **{f"q{desk.kilo.pk}": "12"})
    sales.post(at("change_delivery", made.pk), seen)
    page = text(sales.post(at("change_delivery", made.pk), seen | {"key": key(), f"q{desk.kilo.pk}": "15"}))
    assert "a changé entre-temps" in page
    assert made.lines.get().quantity == 12 * KG


@pytest.mark.parametrize("online", [False, True])
def test_a_price_that_rose_is_said_beside_its_line(desk, online):
    who, page = (desk.cook, "order_online") if online else (desk.world.sales, "order_for")
    client = browser(who)
    Item.objects.filter(pk=desk.kilo.pk).update(price=Decimal("4.20"))
    typed = order(desk, note="par la cour", **said(client.get(at(page, desk.bistro.pk)), desk))
    assert typed[f"p{desk.kilo.pk}"] == "4.2000"
    Item.objects.filter(pk=desk.kilo.pk).update(price=Decimal("4.60"))
    answer = client.post(at(page, desk.bistro.pk), typed)
    assert "Le prix a changé : 4,60 € au lieu de 4,20 €. Confirmez pour commander à ce prix." in text(answer)
    assert "par la cour" in text(answer)
    assert not Delivery.objects.exists()
    client.post(at(page, desk.bistro.pk), typed | said(answer, desk))
    made = Delivery.objects.get()
    assert made.lines.get().unit_price == Decimal("4.60")
    # Changed later with the same quantity, it keeps its price; with another, the new one is asked about.
    Item.objects.filter(pk=desk.kilo.pk).update(price=Decimal(5))
    change = at("change_online" if online else "change_delivery", made.pk)
    again = typed | {"seen": "1"} | said(client.get(change), desk)
    client.post(change, again | {"key": key(), "note": "par la rue"})
    made.refresh_from_db()
    assert (made.note, made.lines.get().unit_price) == ("par la rue", Decimal("4.60"))
    answer = client.post(change, again | {"key": key(), "seen": "2", f"q{desk.kilo.pk}": "21"})
    assert "5,00 € au lieu de 4,60 €" in text(answer)


def test_a_price_that_fell_is_simply_lower(desk, sales):
    typed = order(desk, **{f"p{desk.kilo.pk}": "9.5"})
    sales.post(at("order_for", desk.bistro.pk), typed)
    assert Delivery.objects.get().lines.get().unit_price == Decimal("2.80")


def said(answer, desk) -> dict[str, str]:
    """What the page says a kilo costs, as it sends it back."""
    name = f"p{desk.kilo.pk}"
    [found] = re.findall(rf'name="{name}" value="([^"]*)"', answer.content.decode())
    return {name: found}


# ── Online ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_customer_orders_sees_and_changes_only_theirs(desk):
    mine, other = browser(desk.cook), browser(desk.bursar)
    page = text(mine.get(at("order_online", desk.bistro.pk)))
    assert "Commandez jusqu’au" in page
    assert "2,80 €" in page
    mine.post(at("order_online", desk.bistro.pk), order(desk))
    made = Delivery.objects.get()
    assert (made.online, made.person) == (True, desk.cook)
    assert "Vous pouvez changer" in text(mine.get(at("my_delivery", made.pk)))
    for page in ("my_delivery", "change_online", "my_note"):
        assert other.get(at(page, made.pk)).status_code == 404
    assert other.get(at("order_online", desk.bistro.pk)).status_code == 404
    mine.post(at("change_online", made.pk), order(desk, seen="1", **{f"q{desk.kilo.pk}": "7"}))
    assert made.lines.get().quantity == 7 * KG
    mine.post(at("my_delivery", made.pk))
    assert state(made) is DeliveryState.CANCELLED


def test_a_customer_reads_why_it_is_not_a_day_or_not_enough(desk):
    bursar = browser(desk.bursar)
    page = text(bursar.post(at("order_online", desk.canteen.pk), order(desk, day=f"{FRIDAY}", sure="on")))
    assert "pas un jour de livraison" in page
    page = text(bursar.post(at("order_online", desk.canteen.pk), order(desk, sure="on", **{f"q{desk.kilo.pk}": "1"})))
    assert "ajoutez" in page
    assert "Oui, quand même" not in page
    assert not Delivery.objects.exists()


# ── Standing orders ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_standing_order_is_written_paused_and_ended(desk, sales):
    told = {"key": key(), "weekday": "1", "every_weeks": "1", "first_on": f"{TODAY}", f"q{desk.kilo.pk}": "20"}
    for _ in range(2):
        sales.post(at("new_standing", desk.bistro.pk), told)
    rule = StandingOrder.objects.get()
    assert "08/09/2026, 15/09/2026" in text(sales.get(at("terms", desk.bistro.pk)))
    assert "20 kg Tomates" in text(browser(desk.cook).get(at("pro")))
    page = text(sales.post(at("standing", desk.bistro.pk, rule.pk), told | {"paused_from": "2026-09-08"}))
    assert "un début et une fin" in page
    sales.post(
        at("standing", desk.bistro.pk, rule.pk), told | {"paused_from": "2026-09-08", "paused_until": "2026-09-14"}
    )
    assert "15/09/2026, 22/09/2026" in text(sales.get(at("terms", desk.bistro.pk)))
    sales.post(at("standing", desk.bistro.pk, rule.pk), {"end": "1"})
    assert "terminée" in text(sales.get(at("terms", desk.bistro.pk)))
    assert sales.get(at("standing", desk.canteen.pk, rule.pk)).status_code == 404
