"""Step by step at the kettle: minutes, crates that are scanned, two tablets at once."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bocal.journals import acts as journals
from bocal.journals.models import HoursLine
from bocal.journals.rules import Kind, Refused, Way
from bocal.kitchen.acts import bench as acts
from bocal.kitchen.models import Step, Weighed
from bocal.kitchen.reads.bench import bench_of
from bocal.kitchen.rules import bench
from bocal.kitchen.rules.bench import Span, StepKind
from tests.kitchen.screens import text, undo
from tests.kitchen.test_at_once import together
from tests.world import KG, NOW

START = datetime(2026, 9, 3, 8, 0, tzinfo=UTC)
AT = st.integers(0, 600).map(lambda minutes: START + timedelta(minutes=minutes))
SPANS = st.lists(
    st.tuples(AT, AT, st.sets(st.integers(1, 4), max_size=4), st.integers(0, 3)).map(
        lambda row: Span(min(row[:2]), max(row[:2]), tuple(sorted(row[2])), row[3])
    ),
    max_size=8,
)


@given(SPANS)
def test_nobody_works_longer_than_the_clock(spans):
    found = bench.minutes_of(spans)
    for person, minutes in found.items():
        mine = [span for span in spans if person in span.workers]
        first, last = min(span.started for span in mine), max(span.ended for span in mine)
        longest = max(int((span.ended - span.started).total_seconds()) // 60 for span in mine)
        assert max(longest, 1) <= minutes <= max(1, int((last - first).total_seconds()) // 60)
    assert set(found) == {person for span in spans for person in span.workers}


@given(SPANS)
def test_minutes_do_not_depend_on_the_order_of_steps(spans):
    assert bench.minutes_of(spans) == bench.minutes_of(list(reversed(spans)))


def test_two_steps_at_once_count_once():
    half = timedelta(minutes=30)
    spans = [Span(START, START + 2 * half, (1,)), Span(START + half, START + 3 * half, (1, 2), helpers=2)]
    assert bench.minutes_of(spans) == {1: 90, 2: 60}
    assert bench.helpers_minutes(spans) == 120


@pytest.mark.parametrize(
    ("scanned", "code"),
    [
        ("R26-246-A1-4", "R26-246-A1-4"),
        (" r26-246-a1-4 ", "R26-246-A1-4"),
        ("https://exemple.test/registres/stock/R26-246-A1-4/", "R26-246-A1-4"),
        ("https://exemple.test/registres/stock/R26-246-A1-4/deplacer/?x=1", "R26-246-A1-4"),
        ("https://exemple.test/01/03700000000017/10/R26-246-A1-4?15=270903", "R26-246-A1-4"),
        ("l26 246 r2 4", "L26-246-R2-4"),
        ("26246R24", "L26-246-R2-4"),
        ("https://exemple.test/registres/stock/L26-246-R2-4/", "L26-246-R2-4"),
        ("la caisse bleue", "LA CAISSE BLEUE"),
        ("", ""),
        ("///", ""),
    ],
)
def test_what_a_scanner_reads(scanned, code):
    assert bench.read_code(scanned) == code


def test_a_step_that_was_forgotten_says_how_long_it_took():
    with pytest.raises(Refused, match="step_forgotten"):
        bench.end_of(START, START + timedelta(hours=13), None)
    assert bench.end_of(START, START + timedelta(hours=13), 45) == START + timedelta(minutes=45)
    for minutes in (0, -3, 100, 13 * 60):
        with pytest.raises(Refused, match="step_minutes"):
            bench.end_of(START, START + timedelta(minutes=30), minutes)


# ── Steps ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def start(kitchen, order, kind=StepKind.MIX, *, now=NOW, workers=None, helpers=0, key=None):
    return acts.start_step(
        order,
        kind=kind,
        workers=[kitchen.world.cook] if workers is None else workers,
        helpers=helpers,
        author=kitchen.world.cook,
        key=key or uuid4().hex,
        now=now,
    )


def run(kitchen, order, kind=StepKind.MIX, *, after=0, minutes=30, **more):
    begun = start(kitchen, order, kind, now=NOW + timedelta(minutes=after), **more)
    return acts.stop_step(begun, now=NOW + timedelta(minutes=after + minutes))


@pytest.mark.django_db
def test_minutes_go_into_the_making_once(kitchen, order):
    run(kitchen, order, minutes=30)
    run(kitchen, order, StepKind.FILL, after=20, minutes=40)
    assert bench_of(order, NOW).minutes == {kitchen.world.cook.pk: 60}
    made = kitchen.make(order)
    assert bench_of(order, NOW).minutes == {}
    run(kitchen, order, StepKind.LABEL, after=90, minutes=25)
    voucher = acts.write_hours(order, author=kitchen.world.cook, key="hours", now=NOW + timedelta(hours=3))
    assert voucher.kind == Kind.WORK
    assert HoursLine.objects.get(voucher=voucher).minutes == 25
    assert acts.write_hours(order, author=kitchen.world.cook, key="hours", now=NOW) == voucher
    with pytest.raises(Refused, match="no_minutes"):
        acts.write_hours(order, author=kitchen.world.cook, key="again", now=NOW)
    # A making that is taken back gives its minutes back.
    journals.reverse(made.voucher, author=kitchen.world.cook, now=NOW)
    assert bench_of(order, NOW).minutes == {kitchen.world.cook.pk: 60}


@pytest.mark.django_db
def test_steps_refuse_what_cannot_be(kitchen, order):
    with pytest.raises(Refused, match="step_nobody"):
        start(kitchen, order, workers=[])
    begun = start(kitchen, order, key="same")
    assert start(kitchen, order, key="same") == begun
    with pytest.raises(Refused, match="step_running"):
        start(kitchen, order)
    with pytest.raises(Refused, match="not_made"):
        acts.write_hours(order, author=kitchen.world.cook, key="h", now=NOW)
    kitchen.make(order)
    with pytest.raises(Refused, match="steps_running"):
        acts.write_hours(order, author=kitchen.world.cook, key="h", now=NOW)
    acts.stop_step(begun, now=NOW + timedelta(minutes=5))
    with pytest.raises(Refused, match="step_over"):
        acts.stop_step(begun, now=NOW)


# ── The scales ───────────────────────────────────────────────────────────────────────────────────────────────────────


def weigh(kitchen, order, lot=None, *, kg=30.0, peel=3.0, key=None, author=None):
    crate = acts.Crate((lot or kitchen.tomatoes).code, round(kg * KG), round(peel * KG))
    return acts.weigh_in(order, crate=crate, author=author or kitchen.world.cook, key=key or uuid4().hex, now=NOW)


@pytest.mark.django_db
def test_a_crate_that_another_order_took_is_refused_plainly(kitchen):
    first, second = kitchen.order(wished=30), kitchen.order(wished=30)
    weigh(kitchen, first, kg=45)
    with pytest.raises(Refused) as refused:
        weigh(kitchen, second, kg=20)
    assert refused.value.code == "weighed_elsewhere"
    assert refused.value.details == {"lot": kitchen.tomatoes.code, "left": "15\xa0kg", "orders": first.number}
    kept = weigh(kitchen, second, kg=15)
    acts.weigh_out(kept)
    assert not second.weighed.exists()


@pytest.mark.django_db
def test_what_the_scales_refuse(kitchen, order):
    blocked = kitchen.world.receive("Tomates", kg=5)
    journals.decide([blocked], "blocked", reason="moisi", author=kitchen.world.quality, key="b", now=NOW)
    toll = kitchen.world.receive("Tomates", kg=5, way=Way.TOLL)
    cases = [
        ("weighed_too_much", {"kg": 61}),
        ("weigh_peel", {"kg": 3, "peel": 3}),
        ("not_in_recipe", {"lot": kitchen.jars}),
        ("not_usable", {"lot": blocked}),
        ("mixed_owners", {"lot": toll}),
    ]
    for code, how in cases:
        with pytest.raises(Refused, match=code):
            weigh(kitchen, order, **how)
    with pytest.raises(Refused, match="code_unknown"):
        acts.weigh_in(order, crate=acts.Crate("rien", KG), author=kitchen.world.cook, key="x", now=NOW)
    weigh(kitchen, order, key="same")
    assert weigh(kitchen, order, key="same").quantity == 30 * KG
    with pytest.raises(Refused, match="weighed_already"):
        weigh(kitchen, order)
    kitchen.make(order)
    with pytest.raises(Refused, match="order_made"):
        weigh(kitchen, order)


@pytest.mark.django_db(transaction=True)
def test_two_tablets_take_one_lot_at_once(kitchen):
    orders = [kitchen.order(wished=30), kitchen.order(wished=30)]
    said = together(*(lambda o=o: weigh(kitchen, o, kg=45) for o in orders))
    assert [one.code for one in said if isinstance(one, Refused)] == ["weighed_elsewhere"], said
    assert Weighed.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_tablets_of_one_order_scan_one_crate(kitchen):
    order = kitchen.order()
    said = together(lambda: weigh(kitchen, order), lambda: weigh(kitchen, order, author=kitchen.world.quality))
    assert [one.code for one in said if isinstance(one, Refused)] == ["weighed_already"], said
    assert Weighed.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_step_begins_once_from_two_tablets(kitchen):
    order = kitchen.order()
    said = together(lambda: start(kitchen, order), lambda: start(kitchen, order))
    assert [one.code for one in said if isinstance(one, Refused)] == ["step_running"], said
    assert Step.objects.count() == 1


# ── On screen ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_a_whole_kettle_on_the_tablet(kitchen, cook, order):
    address = f"/cuisine/ordres/{order.pk}/marmite/"
    me = kitchen.world.cook
    assert "Commencer" in text(cook.get(address))
    begun = cook.post(
        address,
        {"what": "start", "kind": "weigh", "workers": [me.pk], "helpers": "2", "key": str(uuid4())},
        follow=True,
    )
    assert "et 2 autres mains" in text(begun)
    crate = {"what": "weigh", "code": kitchen.tomatoes.code, "quantity": "19,2+10,8", "peel": "3", "key": str(uuid4())}
    assert "Déjà pesé" in text(cook.post(address, crate, follow=True))
    salt = {"what": "weigh", "code": kitchen.salt.code.lower(), "quantity": "200 g", "key": str(uuid4())}
    cook.post(address, salt)
    cook.post(address, {"what": "filled", "jars_filled": "30", "jars_broken": "1"})
    step = Step.objects.get()
    cook.post(address, {"what": "stop", "step": step.pk})
    # Gone and come back: all is still there, and the balance finds it.
    again = cook.get(address)
    assert 'value="30"' in again.content.decode()
    page = cook.get(f"/cuisine/ordres/{order.pk}/faire/")
    assert 'hx-trigger="load, change' in page.content.decode()
    form = page.context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    assert data[f"m-{me.pk}"] == "1"
    data |= {name: form.fields[name].prepare_value(value) for name, value in data.items()}
    answer = cook.post(f"/cuisine/ordres/{order.pk}/faire/", data | {"key": str(uuid4()), "what": "make"}, follow=True)
    assert "30 bocaux faits" in text(answer)
    assert undo(answer).startswith("undo:")
    step.refresh_from_db()
    assert step.voucher is not None
    assert "La fabrication est enregistrée" in text(cook.get(address))


@pytest.mark.django_db
def test_refusals_come_back_with_what_was_typed(kitchen, cook, order):
    address = f"/cuisine/ordres/{order.pk}/marmite/"
    said = cook.post(address, {"what": "weigh", "code": "ZZZ", "quantity": "3", "key": str(uuid4())})
    assert "Aucun lot ne porte le code ZZZ" in text(said)
    assert 'value="ZZZ"' in said.content.decode()
    for what in ("start", "stop", "hours", "rien", ""):
        answer = cook.post(address, {"what": what})
        assert answer.status_code == 200
        assert answer.context["refusal"]
    assert cook.post(address, {"what": "unweigh", "weighing": "12345678901234567890"}).status_code == 302
    assert cook.get("/cuisine/ordres/999999/marmite/").status_code == 404
