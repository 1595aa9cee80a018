"""Toll work: what a farm brought goes back to it, still its own; the work is billed with the VAT of its nature."""

from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bocal.billing import reads as bills
from bocal.directory.models import Collective
from bocal.directory.rules import VatProfile
from bocal.journals import acts as journals
from bocal.journals.models import Movement, Voucher
from bocal.journals.rules import Account, Kind, Refused, Way
from bocal.kitchen.acts import tolling
from bocal.kitchen.reads import toll as reads
from bocal.kitchen.rules import toll
from bocal.kitchen.rules.toll import Back, Fee, TollWork
from bocal.measure.money import Basis
from tests.kitchen.kitchens import on_hand
from tests.kitchen.screens import by, text, undo
from tests.kitchen.test_at_once import together
from tests.world import KG, NOW, TODAY

LABELS = {work: str(work) for work in TollWork}


@given(
    st.lists(st.tuples(st.integers(1, 5_000), st.booleans()), min_size=1, max_size=6),
    st.decimals(0, 50, places=4),
    st.sampled_from([TollWork.JAR, TollWork.KILO]),
)
def test_the_money_of_a_return_adds_up(rows, price, per):
    backs = [Back(i, 1, i, "x", n if made else n * 1000, n * 1000, made) for i, (n, made) in enumerate(rows, start=1)]
    lines = toll.fee_lines(backs, Fee(per, price, price / 2, 550, 2_000), party=1, labels=LABELS)
    assert sum(line.cents for line in lines) == 0
    # One line owed before each service, as billing wants it.
    kinds = [line.account for line in lines if line.account is not Account.VAT_UNBILLED]
    assert kinds == [Account.UNBILLED, Account.SERVICES] * (len(kinds) // 2)
    made = {back.lot: back.made for back in backs}
    assert all(line.vat_bp == (550 if made[line.lot] else 2_000) for line in lines if line.lot)


@pytest.fixture
def theirs(kitchen):
    """Thirty jars made of a farm's own tomatoes, released."""
    crate = kitchen.world.receive("Tomates", kg=60, way=Way.TOLL)
    order = kitchen.order(crate, kitchen.salt, wished=30)
    kitchen.make(order, taken=kitchen.taken(30, 3, lot=crate))
    kitchen.cook(order)
    kitchen.ph(order)
    kitchen.closure(order)
    kitchen.release(order)
    return order.makings.get().lot


def give(kitchen, lot, quantity, *, per=TollWork.JAR, price="1.2000", sorting="0", key=None):
    return tolling.give_back(
        kitchen.world.farm,
        leaving=[tolling.Leaving(lot.pk, kitchen.world.store.pk, quantity)],
        per=per,
        unit_price=Decimal(price),
        sorting_price=Decimal(sorting),
        author=kitchen.world.cook,
        key=key or uuid4().hex,
        now=NOW,
    )


@pytest.mark.django_db
def test_jars_go_back_and_billing_bills_the_work(kitchen, theirs):
    posted = give(kitchen, theirs, 30, key="same")
    assert give(kitchen, theirs, 30, key="same").voucher == posted.voucher
    assert on_hand(theirs) == 0
    theirs.refresh_from_db()
    assert theirs.owner == kitchen.world.farm
    draft = bills.draft(kitchen.world.farm, Basis.NET, VatProfile.LIABLE, until=TODAY)
    assert (draft.totals.net, draft.totals.vat, draft.totals.payable) == (3_600, 198, 3_798)
    [line] = draft.lines
    assert (line.account, line.quantity, line.vat_bp) == (Account.SERVICES, 30, 550)
    # Taken back, nothing is owed any more.
    journals.reverse(posted.voucher, author=kitchen.world.cook, now=NOW)
    assert on_hand(theirs) == 30
    assert not bills.waiting(until=TODAY)


@pytest.mark.django_db
def test_the_price_by_the_kilo_is_that_of_the_jars_mass(kitchen, theirs):
    give(kitchen, theirs, 30, per=TollWork.KILO, price="2.0000")
    draft = bills.draft(kitchen.world.farm, Basis.NET, VatProfile.LIABLE, until=TODAY)
    # 30 × 680 g = 20,4 kg.
    assert draft.totals.net == 4_080
    assert draft.lines[0].unit_price == Decimal("1.3600")


@pytest.mark.django_db
def test_what_goes_back_as_it_came_bears_the_normal_rate(kitchen):
    crate = kitchen.world.receive("Tomates", kg=20, way=Way.TOLL)
    give(kitchen, crate, 20 * KG, sorting="0.5000")
    draft = bills.draft(kitchen.world.farm, Basis.NET, VatProfile.LIABLE, until=TODAY)
    assert (draft.totals.net, draft.totals.vat) == (1_000, 200)


@pytest.mark.django_db
def test_outside_vat_no_rate(kitchen, theirs):
    Collective.objects.update(vat_profile=VatProfile.FRANCHISE)
    give(kitchen, theirs, 30)
    draft = bills.draft(kitchen.world.farm, Basis.NET, VatProfile.FRANCHISE, until=TODAY)
    assert (draft.totals.net, draft.totals.vat) == (3_600, 0)


@pytest.mark.django_db
def test_what_cannot_go_back(kitchen, theirs):
    cases = [
        ("toll_nothing", theirs, 0),
        ("toll_too_much", theirs, 31),
        ("toll_ours", kitchen.tomatoes, KG),
    ]
    for code, lot, quantity in cases:
        with pytest.raises(Refused, match=code):
            give(kitchen, lot, quantity)
    journals.decide([theirs], "blocked", reason="doute", author=kitchen.world.quality, key="b", now=NOW)
    with pytest.raises(Refused, match="not_released"):
        give(kitchen, theirs, 3)


@pytest.mark.django_db
def test_a_return_on_screen_and_its_paper(kitchen, theirs):
    cook = by(kitchen.world.cook)
    farm = kitchen.world.farm
    assert farm.name in text(cook.get("/cuisine/ordres/facon/"))
    address = f"/cuisine/ordres/facon/{farm.pk}/"
    assert 'value="30"' in cook.get(address).content.decode()
    name = f"q-{theirs.pk}-{kitchen.world.store.pk}"
    data = {name: "24", "per": "jar", "unit_price": "1,20", "key": str(uuid4())}
    too_much = cook.post(address, data | {name: "31"})
    assert "il n’y a que 30 ici" in text(too_much)
    answer = cook.post(address, data, follow=True)
    assert "le bon est prêt à signer" in text(answer)
    voucher = Voucher.objects.get(kind=Kind.RETURN)
    assert undo(answer) == f"undo:{voucher.pk}"
    assert Movement.objects.get(voucher=voucher).quantity == 24
    story = reads.story(voucher)
    assert story.jars == 24
    assert [row.parent.item.name for row in story.parents] == ["Tomates"]
    assert story.losses["peel"] == 3 * KG
    paper = cook.get(f"/cuisine/ordres/facon/bon/{voucher.pk}.pdf")
    assert paper.content.startswith(b"%PDF")
    # The price is proposed again; another farm's page and another voucher's paper are not there.
    assert 'value="1,2' in cook.get(address).content.decode()
    assert cook.get(f"/cuisine/ordres/facon/{kitchen.world.other_farm.pk}/").status_code == 404
    other = Voucher.objects.exclude(pk=voucher.pk).first()
    assert cook.get(f"/cuisine/ordres/facon/bon/{other.pk}.pdf").status_code == 404


@pytest.mark.django_db
def test_work_without_a_price_says_that_it_will_not_be_billed(kitchen, theirs):
    Collective.objects.update(vat_profile=VatProfile.FRANCHISE)
    cook, farm = by(kitchen.world.cook), kitchen.world.farm
    address = f"/cuisine/ordres/facon/{farm.pk}/"
    page = text(cook.get(address))
    assert "ne facture pas de TVA" in page
    assert "taux réduit" not in page
    data = {f"q-{theirs.pk}-{kitchen.world.store.pk}": "24", "per": "jar", "unit_price": "", "key": str(uuid4())}
    answer = cook.post(address, data, follow=True)
    assert "sans prix : ce travail ne sera pas facturé" in text(answer)
    assert "undo:" in undo(answer)


@pytest.mark.django_db
def test_jars_that_are_not_released_stay(kitchen):
    crate = kitchen.world.receive("Tomates", kg=60, way=Way.TOLL)
    order = kitchen.order(crate, kitchen.salt, wished=30)
    kitchen.make(order, taken=kitchen.taken(30, 3, lot=crate))
    said = text(by(kitchen.world.cook).get(f"/cuisine/ordres/facon/{kitchen.world.farm.pk}/"))
    assert "Pas encore libérés, ils restent ici" in said


@pytest.mark.django_db(transaction=True)
def test_two_people_give_the_same_jars_back_at_once(kitchen):
    crate = kitchen.world.receive("Tomates", kg=20, way=Way.TOLL)
    said = together(*(lambda: give(kitchen, crate, 15 * KG, sorting="1") for _ in range(2)))
    refused = [one.code for one in said if isinstance(one, Refused)]
    assert refused in (["not_enough"], ["toll_too_much"]), said
    assert on_hand(crate) == 5 * KG
