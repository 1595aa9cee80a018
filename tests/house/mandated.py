"""A round in which a farm sells on mandate: opened, handed over, billed, settled, and what must hold of it."""

from datetime import timedelta

from django.db.models import Sum

from bocal.billing import acts as billing
from bocal.billing import reads
from bocal.billing.rules.sharing import Per, Terms
from bocal.directory.rules import FarmVat, VatProfile
from bocal.house import acts
from bocal.house.settling import drafted
from bocal.journals import reads as journal_reads
from bocal.journals.models import MoneyLine, Voucher
from bocal.journals.rules import Account, Way
from bocal.orders import acts as orders
from bocal.orders.acts import Came, Given
from bocal.orders.rules.rhythm import State
from tests.billing.documents import CANTEEN, OURS, identify
from tests.orders import scene as scenes
from tests.orders.scene import PICKUP
from tests.world import NOW, TODAY
from tests.world import build as build_world

LATER = PICKUP + timedelta(days=1)


def mandated(*, vat=FarmVat.LIABLE, both=False):
    """A round open, in which one farm (or both) sells on mandate."""
    world = build_world()
    world.collective.vat_profile = VatProfile.LIABLE
    world.collective.iban = "FR7630006000011234567890189"
    world.collective.save()
    identify(world.us, siret=OURS, address="1 rue du Gué", postcode="27000", town="Saint-Aubin", email="gue@ex.test")
    identify(world.farm, siret=CANTEEN, address="2 chemin des Tilleuls", postcode="27100", town="Valmont")
    for farm in (world.farm, world.other_farm) if both else (world.farm,):
        billing.give_mandate(farm=farm, given_on=TODAY, vat=vat, person=world.direction, now=NOW)
    billing.set_share(terms=Terms(1_000, Per.HOUR, 1_250))
    return scenes.build(world=world, jars=4)


def handed(scene):
    """One household took what is ours, what we bought and what the farm sells; another only of the farm's."""
    world = scene.world
    first = scene.place(tomatoes=6, eggs=2, jars=1)
    second = scene.place(world.other_home, world.other_customer, tomatoes=2)
    scene.close()
    scene.bring(tomatoes=Came(7))
    scene.bring(eggs=Came(2))
    scene.hand(first, tomatoes=Given(5), eggs=Given(2), jars=Given(1))
    scene.hand(second, tomatoes=Given(2))
    orders.advance(sale=scene.sale, to=State.HANDED_OVER, person=world.sales, now=PICKUP)
    first.refresh_from_db()
    second.refresh_from_db()
    return first, second


def bill(scene, now=LATER):
    """Everything that waits, document by document."""
    made = []
    for one in reads.waiting(until=TODAY + timedelta(days=9)):
        made.append(
            billing.issue(
                customer=one.customer,
                basis=one.basis,
                until=TODAY + timedelta(days=4),
                expected=one.cents,
                author=scene.world.accounts,
                key=f"{one.customer.pk} {one.farm} {one.basis} {Voucher.objects.count()}",
                now=now,
                farm=one.farm.pk if one.farm else None,
            )
        )
    return made


def settle(scene, given=None):
    sums = drafted(scene.sale)
    read = (sum(one.share.sold for one in sums), sum(one.share.margin for one in sums))
    return acts.settle_round(sale=scene.sale, given=given or {}, expected=read, person=scene.world.accounts, now=LATER)


def on(account, party=None):
    lines = MoneyLine.objects.filter(account=account)
    return (lines if party is None else lines.filter(party=party)).aggregate(sum=Sum("cents"))["sum"] or 0


def holds():
    assert reads.check_invoices().broken == ()
    assert journal_reads.check().broken == ()
    theirs = MoneyLine.objects.filter(lot__way=Way.ENTRUSTED).exclude(
        account__in=[Account.UNBILLED, Account.THIRD_PARTIES]
    )
    assert not theirs.exists()
    sums = MoneyLine.objects.values_list("voucher").annotate(sum=Sum("cents"))
    assert not [voucher for voucher, cents in sums if cents]
