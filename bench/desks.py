"""The desks' heavy days: month's end (delivery notes → invoices with their Factur-X), and a long picking list."""

import io
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from django.db import connection
from django.utils import timezone, translation
from pypdf import PdfReader

from bench.table import Row
from bocal.billing import acts as billing
from bocal.billing import notices as papers
from bocal.billing import reads as bills
from bocal.catalog.models import Item
from bocal.catalog.rules import ItemKind
from bocal.directory.models import Organisation
from bocal.directory.rules import OrganisationKind, VatProfile
from bocal.measure.money import Basis
from bocal.orders.models import Delivery, DeliveryLine
from bocal.orders.notices import papers as lists
from bocal.orders.reads import deliveries
from bocal.orders.reads.picking import picks
from tests import world as worlds
from tests.billing.deliveries import Sale, deliver
from tests.world import World

#: Delivery notes that one customer has in a month, and lines on each.
NOTES, LINES = 5, 4
#: Milliseconds of one core that an invoice may take, its PDF and its XML included.
AIM = 150
#: Lines of a delivery on the picking list.
PICKED = 20


def furnish() -> World:
    """The common cast, with what an electronic invoice wants of its seller."""
    world = worlds.build()
    Organisation.objects.filter(pk=world.us.pk).update(
        siret="73282932000074", address="3 rue du Lavoir", postcode="27300", town="Saint-Aubin"
    )
    return world


#: The first delivery note as every shop has it, so many times: posting two thousand takes longer than billing them.
REPEATED = """
INSERT INTO journals_voucher (kind, day, written_at, key, note, author_id, party_id)
SELECT kind, day, written_at, 'note ' || shop || ' ' || n, note, author_id, shop
FROM journals_voucher, unnest(%(shops)s) shop, generate_series(1, %(notes)s) n
WHERE id = %(first)s AND (shop <> party_id OR n > 1);
INSERT INTO journals_moneyline
    (voucher_id, account, cents, party_id, label, lot_id, item_id, quantity, unit_price, gross, vat_bp)
SELECT v.id, m.account, m.cents, CASE WHEN m.party_id = f.party_id THEN v.party_id ELSE m.party_id END, m.label,
    m.lot_id, m.item_id, m.quantity, m.unit_price, m.gross, m.vat_bp
FROM journals_voucher f JOIN journals_moneyline m ON m.voucher_id = f.id, journals_voucher v
WHERE f.id = %(first)s AND v.key LIKE 'note %%';
ANALYZE
"""


def _repeat(first: int, shops: Sequence[Organisation]) -> None:
    known = {"first": first, "shops": [shop.pk for shop in shops], "notes": NOTES}
    with connection.cursor() as cursor:
        for statement in REPEATED.split(";\n"):
            cursor.execute(statement, known)


def months_end(world: World, notes: int, *, judged: bool) -> Iterator[Row]:
    """Invoices a second, and what one costs, for so many delivery notes of shops."""
    shops = Organisation.objects.bulk_create(
        Organisation(
            kind=OrganisationKind.SHOP,
            name=f"Magasin {n}",
            siret="73282932000074",
            address="1 rue du Puits",
            postcode="27300",
            town="Saint-Aubin",
        )
        for n in range(max(1, notes // NOTES))
    )
    today = timezone.localdate()
    sales = [Sale(kg=n + 1, price="2.8000", gross=False) for n in range(LINES)]
    _repeat(deliver(world, *sales, to=shops[0], moves=False).pk, shops)
    now = timezone.now()
    began, cpu = time.perf_counter(), time.process_time()
    for shop in shops:
        expected = bills.draft(shop, Basis.NET, VatProfile.LIABLE, until=today).totals.payable
        made = billing.issue(
            customer=shop,
            basis=Basis.NET,
            until=today,
            expected=expected,
            author=world.accounts,
            key=uuid4().hex,
            now=now,
        )
        if not papers.facturx(bills.shown(made)).startswith(b"%PDF"):
            raise ValueError(f"{made.number}: no PDF")
    seconds, worked = time.perf_counter() - began, time.process_time() - cpu
    each = 1000 * worked / len(shops)
    name = f"fin de mois, {len(shops) * NOTES} livraisons : factures avec Factur-X /s"
    yield Row(name, f"{len(shops) / seconds:.1f}")
    holds = each <= AIM if judged else None
    yield Row("  processeur d’une facture, ms", f"{each:.0f}", aim=f"≤ {AIM}", holds=holds)


def picking(world: World, rows: int) -> Iterator[Row]:
    """Seconds for a day's picking list of so many rows: its questions, then its PDF."""
    now, day = timezone.now(), timezone.localdate() + timedelta(days=1)
    items = Item.objects.bulk_create(
        Item(kind=ItemKind.RAW, name=f"Légume {n}", vat=world.items["Tomates"].vat) for n in range(PICKED)
    )
    world.items |= {item.name: item for item in items}
    for item in items:
        world.receive(item.name, kg=rows)
    shops = Organisation.objects.bulk_create(
        Organisation(kind=OrganisationKind.RESTAURANT, name=f"Restaurant {n}") for n in range(max(1, rows // PICKED))
    )
    asked = Delivery.objects.bulk_create(
        Delivery(
            number=f"B{n}", customer=shop, day=day, person=world.sales, key=uuid4().hex, placed_at=now, changed_at=now
        )
        for n, shop in enumerate(shops)
    )
    DeliveryLine.objects.bulk_create(
        DeliveryLine(delivery=one, item=item, quantity=500_000, unit_price=Decimal("2.5"), vat_bp=550)
        for one in asked
        for item in items
    )
    began = time.perf_counter()
    found = picks(deliveries.of_day(day), day, world.us)
    asked_in = time.perf_counter() - began
    with translation.override("fr"):
        paper = lists.picking_pdf(day, found)
    drawn_in = time.perf_counter() - began - asked_in
    pages = len(PdfReader(io.BytesIO(paper)).pages)
    yield Row(f"liste de préparation, {len(found)} lignes : questions, s", f"{asked_in:.2f}")
    yield Row(f"  PDF de {pages} pages, s", f"{drawn_in:.2f}")


def measure(notes: int, rows: int, *, judged: bool) -> Iterator[Row]:
    """Both, in the collective at hand."""
    world = furnish()
    yield from months_end(world, notes, judged=judged)
    yield from picking(world, rows)
