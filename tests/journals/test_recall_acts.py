"""A recall lived through: opened, blocked, told, answered, closed; and its drill, which touches nothing."""

from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection

from bocal.directory.models import Letter
from bocal.directory.rules import PlaceKind
from bocal.journals import acts, notices, reads
from bocal.journals.models import Lot, Recall, RecallStep, Stock, Voucher
from bocal.journals.rules import Doubt, Gesture, Kind, Move, Refused, Status, StepKind
from tests import world as worlds
from tests.journals.kitchen import cook_gesture, on_hand, pantry, release, sale
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return worlds.build()


@pytest.fixture
def jars(world: World) -> Lot:
    """Ten jars: three at a household, two at another, which has no e-mail, one given to food aid, four here."""
    made = release(world, acts.post(cook_gesture(world, *pantry(world)), now=NOW).lots["coulis"])
    world.other_home.email = ""
    world.other_home.save()
    acts.post(sale(world, made, 3), now=NOW)
    acts.post(sale(world, made, 2, party=world.other_home.pk), now=NOW)
    moves = [Move(made.pk, world.store.pk, world.outside[PlaceKind.RECIPIENT], 1, made.item.piece_mg)]
    acts.post(Gesture(Kind.GIVE, TODAY, world.sales.pk, "gift", party=world.food_aid.pk, moves=moves), now=NOW)
    return made


def opened(world: World, *lots: Lot, drill: bool = False, key: str = "recall") -> Recall:
    return acts.open_recall(
        lots,
        doubt=Doubt.LOT,
        what=", ".join(lot.code for lot in lots),
        reason="Couvercles mal serrés",
        drill=drill,
        author=world.quality,
        key=key,
        now=NOW,
    )


def says(world: World, recall: Recall, lot: Lot, kind: StepKind, quantity: int, **more: Any) -> RecallStep:
    said = {"party": world.home, "author": world.sales, "key": uuid4().hex} | more
    return acts.account_for(recall, lot=lot, kind=kind, quantity=quantity, now=NOW, **said)


def account(recall: Recall, world: World) -> reads.PartyLot:
    line = reads.case_of(recall).party(world.home.pk)
    assert line
    return line.lots[0]


def test_a_recall_opened_twice_is_opened_once(world: World, jars: Lot) -> None:
    first = opened(world, jars)
    assert opened(world, jars) == first
    assert (first.number, Recall.objects.count()) == ("RAP-2026-1", 1)
    assert opened(world, jars, drill=True, key="drill").number == "EXO-2026-1"
    assert opened(world, jars, key="second").number == "RAP-2026-2"


def test_a_recall_of_nothing_is_refused(world: World) -> None:
    with pytest.raises(Refused) as refused:
        opened(world)
    assert refused.value.code == "recall_no_lot"
    assert not Recall.objects.exists()


def test_one_gesture_blocks_all_that_is_reached_and_can_be_taken_back(world: World, jars: Lot) -> None:
    tomatoes = jars.parents.order_by("parent").first().parent
    recall = opened(world, tomatoes)
    posted = acts.block(recall, author=world.quality, key="block", now=NOW)
    assert posted
    assert {line.lot for line in posted.voucher.decisions.all()} == {tomatoes, jars}
    assert Lot.objects.filter(state__status=Status.BLOCKED).count() == 2
    with pytest.raises(Refused) as refused:
        acts.post(sale(world, jars, 1), now=NOW)
    assert refused.value.code == "not_released"
    # Again, by a double click or by somebody else: nothing more is written.
    before = Voucher.objects.count()
    assert acts.block(recall, author=world.quality, key="block", now=NOW) is None
    assert acts.block(recall, author=world.direction, key="other", now=NOW) is None
    assert (Voucher.objects.count(), RecallStep.objects.filter(kind=StepKind.BLOCK).count()) == (before, 1)
    acts.reverse(posted.voucher, author=world.direction, now=NOW)
    assert acts.post(sale(world, jars, 1), now=NOW).fresh
    assert len(reads.case_of(recall).found.unblocked) == 2


def test_widened_it_reaches_more_and_keeps_who_did_it(world: World, jars: Lot) -> None:
    recall = opened(world, jars)
    lids = Lot.objects.get(item=world.items["Couvercle 82 mm"])
    assert acts.widen(recall, [lids, jars], what="tous les couvercles", author=world.quality, key="wide", now=NOW) == 1
    assert acts.widen(recall, [lids], what="encore", author=world.quality, key="wide", now=NOW) == 0
    case = reads.case_of(recall)
    assert lids in case.seeds
    assert [(step.kind, step.by, step.note) for step in case.steps] == [("widen", world.quality, "tous les couvercles")]


def test_letters_leave_once_by_the_queue_and_the_rest_is_printed(
    world: World, jars: Lot, django_capture_on_commit_callbacks: Any
) -> None:
    recall = opened(world, jars)

    def write() -> int:
        with django_capture_on_commit_callbacks(execute=True):
            return acts.write_letters(
                recall,
                subject="Rappel",
                body="Ne les mangez pas.",
                address=lambda token: f"https://exemple.test/rappel/{token}",
                author=world.quality,
                now=NOW,
            )

    assert write() == 2
    assert write() == 0
    letter = Letter.objects.get(organisation=world.home)
    assert "3 de Coulis de tomate 720 ml, lot " + jars.code in letter.body
    assert "https://exemple.test/rappel/" in letter.body
    assert sorted(letter.email for letter in Letter.objects.all()) == [
        "ancelin@exemple.test",
        "solidaire@exemple.test",
    ]
    assert len(mail.outbox) <= 2
    case = reads.case_of(recall)
    assert [line.party for line in notices.to_post(case)] == [world.other_home]
    assert notices.letters_paper(case, "Rappel", "Ne les mangez pas.").startswith(b"%PDF")
    assert acts.letters_posted(recall, author=world.quality, now=NOW) == 1
    assert acts.letters_posted(recall, author=world.quality, now=NOW) == 0
    assert reads.case_of(recall).told == 3


def test_each_answer_lessens_what_is_missing(world: World, jars: Lot) -> None:
    recall = opened(world, jars)
    acts.block(recall, author=world.quality, key="block", now=NOW)
    says(world, recall, jars, StepKind.ASIDE, 2, author=None)
    assert (account(recall, world).account.missing, account(recall, world).account.aside) == (3, 2)
    here = on_hand(jars)
    back = says(world, recall, jars, StepKind.RETURNED, 2, place=world.store)
    assert on_hand(jars) == here + 2
    assert Stock.objects.get(lot=jars, place=world.store).mass_mg == (here + 2) * jars.item.piece_mg
    assert (account(recall, world).account.missing, account(recall, world).account.aside) == (1, 0)
    with pytest.raises(Refused) as refused:
        says(world, recall, jars, StepKind.EATEN, 2)
    assert refused.value.code == "recall_too_much"
    eaten = says(world, recall, jars, StepKind.EATEN, 1)
    assert account(recall, world).account.missing == 0
    acts.cancel(eaten, author=world.quality, now=NOW)
    assert account(recall, world).account.missing == 1
    with pytest.raises(Refused) as again:
        acts.cancel(eaten, author=world.quality, now=NOW)
    assert again.value.code == "recall_cancelled"
    with pytest.raises(Refused) as gesture:
        acts.cancel(back, author=world.quality, now=NOW)
    assert gesture.value.code == "recall_not_aside"
    assert back.voucher
    acts.reverse(back.voucher, author=world.sales, now=NOW)
    assert (account(recall, world).account.missing, on_hand(jars)) == (3, here)
    assert reads.check().ok


def test_the_same_answer_twice_counts_once(world: World, jars: Lot) -> None:
    recall = opened(world, jars)
    for _time in range(2):
        says(world, recall, jars, StepKind.RETURNED, 1, key="same")
        says(world, recall, jars, StepKind.DESTROYED, 1, key="other")
    assert account(recall, world).account.missing == 1
    assert Voucher.objects.filter(kind=Kind.RETURN).count() == 1


def test_what_food_aid_was_given_comes_back_from_where_it_went(world: World, jars: Lot) -> None:
    recall = opened(world, jars)
    says(world, recall, jars, StepKind.RETURNED, 1, party=world.food_aid)
    (move,) = Voucher.objects.get(kind=Kind.RETURN).movements.all()
    assert move.source.kind == PlaceKind.RECIPIENT
    assert reads.check().ok


def test_nobody_answers_for_what_they_were_not_sent(world: World, jars: Lot) -> None:
    recall = opened(world, jars)
    for more in ({"party": world.farm}, {"kind": StepKind.RETURNED, "author": None}):
        with pytest.raises(Refused) as refused:
            says(world, recall, jars, more.pop("kind", StepKind.EATEN), 1, **more)
        assert refused.value.code == "recall_no_return"


def test_a_drill_blocks_nothing_sends_nothing_and_measures(world: World, jars: Lot) -> None:
    drill = opened(world, jars, drill=True)
    before = Voucher.objects.count()
    forbidden = (
        lambda: acts.block(drill, author=world.quality, key="k", now=NOW),
        lambda: acts.write_letters(
            drill, subject="s", body="b", address=lambda token: token, author=world.quality, now=NOW
        ),
        lambda: acts.letters_posted(drill, author=world.quality, now=NOW),
        lambda: says(world, drill, jars, StepKind.RETURNED, 1),
        lambda: acts.call(drill, world.home, author=world.quality, key="c", now=NOW),
    )
    for gesture in forbidden:
        with pytest.raises(Refused) as refused:
            gesture()
        assert refused.value.code == "recall_drill"
    assert (Voucher.objects.count(), Letter.objects.count(), RecallStep.objects.count()) == (before, 0, 0)
    from datetime import timedelta  # noqa: PLC0415

    step = acts.list_whole(drill, author=world.quality, now=NOW + timedelta(minutes=7))
    assert acts.list_whole(drill, author=world.quality, now=NOW + timedelta(hours=7)) == step
    assert step.said["seconds"] == 420
    assert (step.said["share"], step.said["parties"], step.said["reachable"]) == (1, 3, 2)
    assert step.said["made_mg"] == step.said["sent_mg"] + step.said["stock_mg"]
    assert acts.close(drill, author=world.quality, now=NOW).said["share"] == 1


def test_a_closed_recall_is_closed(world: World, jars: Lot) -> None:
    recall = opened(world, jars)
    acts.call(recall, world.home, author=world.sales, key="call", now=NOW, note="rappellera")
    acts.save_sheet(recall, {"motif_rappel": "couvercles"}, author=world.quality, key="sheet", now=NOW)
    closed = acts.close(recall, author=world.quality, now=NOW, note="tout est rentré")
    assert acts.close(recall, author=world.direction, now=NOW) == closed
    assert closed.said["told"] == 1
    assert reads.case_of(recall).sheet == {"motif_rappel": "couvercles"}
    with pytest.raises(Refused) as refused:
        says(world, recall, jars, StepKind.EATEN, 1)
    assert refused.value.code == "recall_closed"
    assert notices.recall_paper(reads.case_of(recall)).startswith(b"%PDF")


def test_a_token_opens_its_own_recall_and_no_other(world: World, jars: Lot) -> None:
    recall = opened(world, jars)
    assert notices.read_token(notices.token(recall, world.home)) == (recall, world.home.pk)
    recall.key = "another collective's"
    assert notices.read_token(notices.token(recall, world.home)) is None
    assert notices.read_token("nonsense") is None
    assert connection.vendor
