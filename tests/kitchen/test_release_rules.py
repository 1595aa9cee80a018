"""Schedules, verdicts, and what is missing before a release."""

from datetime import date

import pytest

from bocal.journals.rules import Refused, Status
from bocal.kitchen.rules import safety
from bocal.kitchen.rules.safety import Checked, CheckKind, Gap, Heat, Limits, Outcome, ProbeAt, Treatment

DAY = date(2026, 9, 3)
F0_3 = Limits(Treatment.STERILISE, 121.1, 10, 3)


def allow(limits: Limits, ph: float | None) -> None:
    safety.check_schedule(limits, ph_highest=ph, validated_on=DAY, today=DAY)


@pytest.mark.parametrize("ph", [None, 4.5, 4.6, 6.2])
@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(Treatment.STERILISE, 121.1, 10, 2.99), "too_little_f0"),
        # Three minutes at 115 °C are 0.74 at 121.1.
        (Limits(Treatment.STERILISE, 115, 10, 3), "too_little_f0"),
        (Limits(Treatment.STERILISE, 121.1, 20, 30), "f0_reference"),
        (Limits(Treatment.PASTEURISE, 93.3, 8.3, 10, ph_max=4.2), "ph_must_be_acid"),
    ],
)
def test_low_acid_wants_three_minutes_at_121(limits, code, ph):
    with pytest.raises(Refused, match=code):
        allow(limits, ph)


def test_three_minutes_are_enough_where_the_ph_may_be_high():
    allow(F0_3, None)
    allow(Limits(Treatment.STERILISE, 115, 10, 12.3), 6.0)


@pytest.mark.parametrize("ph_max", [None, 4.5, 5.0])
@pytest.mark.parametrize(
    "limits",
    [(Treatment.PASTEURISE, 93.3, 8.3, 10), (Treatment.STERILISE, 105, 10, 3), (Treatment.STERILISE, 121.1, 9, 9)],
)
def test_an_acid_recipe_may_be_heated_less_but_its_ph_is_then_a_limit(limits, ph_max):
    with pytest.raises(Refused, match="acid_wants_ph"):
        allow(Limits(*limits, ph_max=ph_max), 4.2)
    allow(Limits(*limits, ph_max=4.4), 4.2)


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(Treatment.STERILISE, 95, 10, 3), "schedule_values"),
        (Limits(Treatment.PASTEURISE, 121.1, 10, 3, ph_max=4.2), "schedule_values"),
        (Limits(Treatment.STERILISE, 121.1, 0, 3), "schedule_values"),
        (Limits(Treatment.STERILISE, 121.1, 10, 3, plateau_minutes=10), "plateau_half"),
        # No minute at all would let a probe in the autoclave's air prove anything.
        (Limits(Treatment.STERILISE, 121.1, 10, 3, plateau_temperature=121, plateau_minutes=0), "plateau_none"),
    ],
)
def test_a_schedule_that_cannot_be(limits, code):
    with pytest.raises(Refused, match=code):
        allow(limits, 4.2)


def test_nobody_validates_tomorrow():
    with pytest.raises(Refused, match="schedule_future"):
        safety.check_schedule(F0_3, ph_highest=4.2, validated_on=date(2026, 9, 4), today=DAY)


def heat(exact: float = 4, **more: object) -> Heat:
    return Heat(
        **{"exact": exact, "trapezoid": exact, "plateau": None, "largest_gap": 30, "probe": ProbeAt.CORE, **more}
    )


PLATEAU = Limits(Treatment.STERILISE, 121.1, 10, 3, 118, 20)


@pytest.mark.parametrize(
    ("limits", "given_heat", "outcome"),
    [
        (None, heat(50), Outcome.NO_SCHEDULE),
        (None, None, Outcome.NO_SCHEDULE),
        (F0_3, None, Outcome.NO_COOK),
        (F0_3, heat(3), Outcome.PASSED),
        (F0_3, heat(2.999999), Outcome.TOO_LOW),
        # The exact value counts, and not the trapezoid above it.
        (F0_3, heat(2.9, trapezoid=3.4), Outcome.TOO_LOW),
        (F0_3, heat(float("nan")), Outcome.TOO_LOW),
        (F0_3, heat(float("inf")), Outcome.TOO_LOW),
        (F0_3, heat(30, probe=ProbeAt.CHAMBER), Outcome.CHAMBER_ALONE),
        (PLATEAU, heat(9, plateau=20), Outcome.PASSED),
        (PLATEAU, heat(9, plateau=19.9), Outcome.PLATEAU_SHORT),
        (PLATEAU, heat(9, plateau=None), Outcome.PLATEAU_SHORT),
        (PLATEAU, heat(9, plateau=20, probe=ProbeAt.CHAMBER), Outcome.PASSED),
        (PLATEAU, heat(2, plateau=30), Outcome.TOO_LOW),
    ],
)
def test_the_verdict(limits, given_heat, outcome):
    assert safety.verdict(limits, given_heat).outcome is outcome


def test_a_cook_judged_by_another_schedule_never_passes():
    judged = safety.verdict(F0_3, heat(50), same_schedule=False)
    assert judged.outcome is Outcome.OTHER_SCHEDULE
    assert not judged.passed


def test_a_logger_too_far_apart_is_said():
    found = safety.warnings(heat(14.7, trapezoid=15.8, largest_gap=240), shared=True, ph=4.45)
    assert {w.value for w in found} == {"too_coarse", "large_gap", "shared_file", "nearly_acid"}


def test_fahrenheit_taken_for_celsius_is_refused():
    with pytest.raises(Refused, match="too_hot"):
        safety.refuse_too_hot(185, "C")
    safety.refuse_too_hot(250, "F")


PH, CLOSURE = Checked(CheckKind.PH, value=4.2), Checked(CheckKind.CLOSURE, looked_at=30)
WITH_PH = Limits(Treatment.STERILISE, 121.1, 10, 3, ph_max=4.4)


def test_all_that_is_due_before_a_release():
    good = safety.verdict(WITH_PH, heat())
    assert safety.gaps(good, [PH, CLOSURE], WITH_PH) == ()
    assert safety.gaps(good, [], WITH_PH) == (Gap.PH_MISSING, Gap.CLOSURE_MISSING)
    bad = [Checked(CheckKind.PH, value=4.41), Checked(CheckKind.CLOSURE, looked_at=30, failing=1)]
    assert safety.gaps(good, bad, WITH_PH) == (Gap.PH_FAILED, Gap.CLOSURE_FAILED)
    look = Checked(CheckKind.VISUAL, sound=False)
    assert safety.gaps(good, [PH, CLOSURE, look], WITH_PH) == (Gap.VISUAL_FAILED,)
    for judged in (safety.verdict(None, heat()), safety.verdict(WITH_PH, None), safety.verdict(WITH_PH, heat(1))):
        assert safety.gaps(judged, [PH, CLOSURE], WITH_PH)


def release(
    *found: Gap, status: Status = Status.HOLD, releaser: int = 2, four_eyes: bool = True, reason: str = ""
) -> None:
    safety.check_release(found, status=status, four_eyes=four_eyes, releaser=releaser, cooks=[1], reason=reason)


def test_who_cooked_does_not_release():
    release()
    release(releaser=1, four_eyes=False)
    for wrong, code in (
        ({"releaser": 1}, "same_person"),
        ({"status": Status.RELEASED}, "already_released"),
        ({"status": Status.BLOCKED}, "blocked_wants_reason"),
    ):
        with pytest.raises(Refused, match=code):
            release(**wrong)
    with pytest.raises(Refused, match="not_ready"):
        release(Gap.PH_MISSING)
    release(status=Status.BLOCKED, reason="pH repris au laboratoire : 4,1")
