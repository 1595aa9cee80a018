"""Joining, renewing, taking back; the fee owed, invoiced and paid like the rest."""

from datetime import date, timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from bocal.billing import acts as billing
from bocal.billing import reads as bills
from bocal.billing.rules import Means
from bocal.directory import acts as directory
from bocal.directory.models import Collective, Letter, Organisation
from bocal.directory.rules import Desk, VatProfile
from bocal.house import acts as house
from bocal.journals import acts as journals
from bocal.journals import reads as registers
from bocal.journals.models import MoneyLine, Voucher
from bocal.journals.rules import Account, Kind, Refused
from bocal.measure.money import Basis
from bocal.membership import acts, reads
from bocal.membership.models import Membership
from bocal.membership.rules import Fee, MemberState, Year
from tests import world as worlds
from tests.membership.scene import join, open_to_members
from tests.world import NOW, TODAY

LAST = date(2027, 9, 2)
DAY = timedelta(days=1)


@pytest.fixture
def world(db):
    found = worlds.build()
    open_to_members()
    return found


def balance(account: Account, party: Organisation) -> int:
    return sum(MoneyLine.objects.filter(account=account, party=party).values_list("cents", flat=True))


def bill(world, *, expected: int = 1_500, key: str = "bill", now=NOW):
    return billing.issue(
        customer=world.home,
        basis=Basis.GROSS,
        until=timezone.localdate(now),
        expected=expected,
        author=world.accounts,
        key=key,
        now=now,
    )


# ── Joining ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_is_a_member_at_once_and_the_fee_is_owed(world):
    made = join(world)
    assert (made.since, made.until, made.cents) == (TODAY, LAST, 1_500)
    assert balance(Account.UNBILLED, world.home) == -balance(Account.DUES, world.home) == 1_500
    assert made.voucher.kind == Kind.JOIN
    assert reads.last_day(world.home.pk) == LAST
    assert reads.last_day(world.other_home.pk) is None
    assert not registers.check().broken


def test_the_same_form_counts_once_and_so_does_another_window(world):
    assert join(world, key="one") == join(world, key="one")
    with pytest.raises(Refused, match="already_member"):
        join(world, key="two")
    assert Voucher.objects.filter(kind=Kind.JOIN).count() == 1


def test_nobody_joins_where_nothing_is_set(world):
    Collective.objects.update(takes_members=False)
    assert reads.invited([world.home.pk], world.customer.pk, TODAY) is None
    with pytest.raises(Refused, match="no_terms"):
        join(world)


def test_only_what_is_proposed_is_taken(world):
    with pytest.raises(Refused, match="other_amount"):
        join(world, cents=100)
    open_to_members(least=500)
    with pytest.raises(Refused, match="low_amount"):
        join(world, cents=499)
    assert join(world, cents=2_345).cents == 2_345


def test_new_terms_leave_what_was_taken(world):
    before = join(world)
    open_to_members(Fee("Foyer", 2_000), year=Year.CIVIL)
    before.refresh_from_db()
    assert (before.until, before.cents) == (LAST, 1_500)
    assert join(world, world.other_home, cents=2_000).until == date(2026, 12, 31)


def test_renewing_goes_on_from_the_last_day(world):
    join(world)
    later = NOW + 350 * DAY
    stands = reads.invited([world.home.pk], world.customer.pk, timezone.localdate(later))
    assert stands is not None
    assert stands.member
    again = join(world, now=later)
    assert (again.since, again.until) == (LAST + DAY, date(2028, 9, 2))
    assert reads.invited([world.home.pk], world.customer.pk, timezone.localdate(later)) is None


@pytest.mark.django_db(transaction=True)
def test_two_who_tap_at_once_in_one_household_pay_once():
    world = worlds.build()
    open_to_members()
    spouse = directory.register_person(name="Ali Ancelin", email="ali@exemple.test")
    directory.seat(spouse, Desk.CUSTOMER, at=world.home)
    taps = [(world.customer, "one"), (world.customer, "one"), (world.customer, "two"), (spouse, "three")]
    ready, outcomes = Barrier(len(taps)), []

    def tap(person, key) -> None:
        ready.wait()
        try:
            outcomes.append(acts.join(member=world.home, cents=1_500, author=person, key=key, now=NOW).pk)
        except Refused as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [Thread(target=tap, args=one) for one in taps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made = Membership.objects.get()
    assert set(outcomes) <= {made.pk, "already_member"}
    assert balance(Account.UNBILLED, world.home) == 1_500


# ── The fee among the rest ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("profile", VatProfile)
def test_the_fee_comes_on_the_next_invoice_without_vat(world, profile):
    Collective.objects.update(vat_profile=profile)
    join(world)
    made = bill(world)
    assert (made.payable, made.vat) == (1_500, 0)
    line = made.lines.get()
    assert (line.label, line.vat_bp, line.deposit) == ("Adhésion du 03/09/2026 au 02/09/2027", None, False)
    assert balance(Account.UNBILLED, world.home) == 0
    assert balance(Account.CUSTOMER, world.home) == 1_500
    assert not registers.check().broken


def test_money_put_in_before_pays_the_fee_and_what_comes_first_pays_the_oldest(world):
    made = join(world)
    assert reads.left_to_pay(made) == 1_500
    billing.put_in(
        customer=world.home, cents=1_000, means=Means.CASH, day=TODAY, author=world.accounts, key="in", now=NOW
    )
    assert reads.left_to_pay(made) == 500
    invoice = bill(world)
    assert bills.shown(invoice).left == 500
    assert reads.left_to_pay(made) == 500
    billing.pay(invoice=invoice, cents=500, means=Means.CASH, day=TODAY, author=world.accounts, key="pay", now=NOW)
    assert reads.left_to_pay(made) == 0
    # What is owed later leaves it paid.
    later = join(world, now=NOW + 350 * DAY)
    assert reads.left_to_pay(made) == 0
    assert reads.left_to_pay(later) == 1_500


def test_a_mistake_is_taken_back_before_and_after_its_invoice(world):
    first = join(world)
    acts.take_back(membership=first, author=world.sales, now=NOW)
    assert balance(Account.UNBILLED, world.home) == 0
    assert reads.last_day(world.home.pk) is None
    with pytest.raises(Refused, match="already_reversed"):
        acts.take_back(membership=first, author=world.sales, now=NOW)
    second = join(world)
    bill(world)
    acts.take_back(membership=second, author=world.sales, now=NOW)
    credit = bill(world, expected=-1_500, key="credit")
    assert credit.payable == -1_500
    assert credit.lines.get().vat_bp is None
    assert balance(Account.CUSTOMER, world.home) == 0


def test_a_member_takes_it_back_on_its_day_only(world):
    made = join(world)
    with pytest.raises(Refused, match="not_today"):
        acts.take_back(membership=made, author=world.customer, now=NOW + DAY, own=True)
    acts.take_back(membership=made, author=world.customer, now=NOW, own=True)
    # The same window, tapped again: it is another joining.
    assert join(world).until == LAST


def test_a_paper_form_and_its_cheque_are_one_gesture(world):
    told = {
        "member": world.home,
        "cents": 1_500,
        "means": Means.CHEQUE,
        "reference": "n° 31",
        "day": TODAY - 3 * DAY,
        "author": world.sales,
        "key": str(uuid4()),
        "now": NOW,
    }
    made = house.join_for(**told)
    assert house.join_for(**told) == made
    assert made.since == TODAY - 3 * DAY
    assert bills.prepaid_cents(world.home.pk) == 1_500
    assert reads.left_to_pay(made) == 0
    assert bills.shown(bill(world)).left == 0


# ── The end ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_end_is_written_once_to_who_did_not_renew(world):
    join(world)
    join(world, world.other_home)
    end = NOW + 345 * DAY
    join(world, world.other_home, now=end)
    assert acts.remind(end - 20 * DAY) == 0
    assert acts.remind(end) == 1
    assert acts.remind(end + DAY) == 0
    letter = Letter.objects.get()
    assert letter.email == world.home.email
    assert "jeudi 2 septembre 2027" in letter.body
    assert "/adhesions/" in letter.body


def test_no_reminder_for_a_membership_that_was_taken_back(world):
    acts.take_back(membership=join(world), author=world.sales, now=NOW)
    assert acts.remind(NOW + 345 * DAY) == 0
    assert not Letter.objects.exists()


def test_the_desk_finds_who_is_a_member_who_was_and_who_never_was(world):
    join(world)
    names = {state: [one.name for one in reads.members("", state, TODAY + 400 * DAY)] for state in MemberState}
    assert names[MemberState.ENDED] == [world.home.name]
    assert world.other_home.name in names[MemberState.NEVER]
    assert world.us.name not in names[MemberState.NEVER]
    assert [one.name for one in reads.members("ancelin", MemberState.MEMBER, LAST)] == [world.home.name]
    assert not reads.members("", MemberState.MEMBER, LAST + DAY)


def test_erasing_names_leaves_the_membership_and_no_name_in_it(world):
    made = join(world)
    Organisation.objects.filter(pk=world.home.pk).update(name="—", email="", phone="")
    kept = Membership.objects.get(pk=made.pk)
    told = f"{kept} {kept.voucher.note} " + " ".join(kept.voucher.money.values_list("label", flat=True))
    assert "Ancelin" not in told
    assert reads.last_day(world.home.pk) == LAST


def test_everything_holds(world):
    join(world)
    bill(world)
    journals.reverse(Membership.objects.get().voucher, author=world.sales, now=NOW)
    call_command("check")
