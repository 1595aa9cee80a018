"""What read a cook is wrong by something: the readings are lowered by it before they are worth anything."""

from decimal import Decimal

import pytest

from bocal.journals.rules import Refused
from bocal.kitchen import acts, notices, reads
from bocal.kitchen.reads import findings
from bocal.kitchen.rules.deviations import Cause
from bocal.kitchen.rules.safety import Gap, Outcome, Warn
from bocal.safety.acts import upkeep, write_equipment
from bocal.safety.models import Equipment
from bocal.safety.rules import EquipmentKind, UpkeepKind
from tests.kitchen import kitchens
from tests.kitchen.kitchens import logger
from tests.kitchen.planned import autoclave, fallen, key
from tests.kitchen.screens import by, text
from tests.world import NOW, TODAY

pytestmark = pytest.mark.django_db


def calibrated(kitchen, error: str | None, kind: EquipmentKind = EquipmentKind.LOGGER) -> Equipment:
    one = write_equipment(None, kind=kind, name="Enregistreur A")
    return again(kitchen, one, error)


def again(kitchen, one: Equipment, error: str | None, *, kind=UpkeepKind.CALIBRATION) -> Equipment:
    known = None if error is None else Decimal(error)
    said = {"done_on": TODAY, "until": None, "by": "Mesures du Gué", "author": kitchen.world.quality, "now": NOW}
    upkeep(one, kind=kind, error=known, key=key(), **said)
    one.refresh_from_db()
    return one


@pytest.mark.parametrize("unit", ["C", "F"])
def test_half_a_degree_of_error_takes_twelve_percent_off(kitchen, made, unit):
    plain = kitchen.cook(made, logger(6, unit=unit))
    lowered = kitchen.cook(made, logger(6, unit=unit), load=acts.Load(logger=calibrated(kitchen, "0.5")))
    # L(T − 0.5) = L(T)·10^(−0.05): 12.2 % more is what the error would have given.
    assert plain.exact / lowered.exact == pytest.approx(1.122, abs=0.0005)
    assert (plain.error, lowered.error) == (None, Decimal("0.50"))
    # What was read is kept as it was read; what is drawn adds up to what is judged.
    assert lowered.probes == plain.probes
    assert reads.curve_of(lowered)[-1].accumulated == pytest.approx(lowered.exact)
    assert Warn.ERROR_UNKNOWN in reads.file_of(made.pk).warnings or lowered.error is not None


def test_a_cook_that_is_enough_only_without_the_error_is_too_little(kitchen, made):
    acts.withdraw_schedule(kitchen.schedule, author=kitchen.world.direction, now=NOW)
    due = Decimal(str(round(kitchen.cook(made, logger(6)).exact, 2))) - Decimal("0.05")
    kitchens.schedule(kitchen.world, kitchen.version, required=due)
    kitchen.cook(made, logger(6))
    file = reads.file_of(made.pk)
    assert file.verdict.passed
    assert Warn.ERROR_UNKNOWN in file.warnings
    kitchen.cook(made, logger(6), load=acts.Load(logger=calibrated(kitchen, "0.3")))
    file = reads.file_of(made.pk)
    assert file.verdict.outcome is Outcome.TOO_LOW
    assert Warn.ERROR_UNKNOWN not in file.warnings
    assert Gap.DEVIATION in file.gaps


def test_the_page_and_the_record_say_what_was_taken_off_or_that_nobody_knows(kitchen, made):
    chief = by(kitchen.world.direction)
    address = f"/cuisine/ordres/{made.pk}/cuisson/"
    kitchen.cook(made)
    assert "Erreur d’étalonnage pas connue : rien n’est déduit des relevés." in text(chief.get(address))
    assert "n’est pas connue : rien n’en est déduit" in text(chief.get(address))
    assert "pas connue : rien n’est déduit" in str(notices.record(reads.file_of(made.pk)))
    kitchen.cook(made, load=acts.Load(logger=calibrated(kitchen, "0.4")))
    said = text(chief.get(address))
    assert "0,4 °C au plus : valeur, palier et plus chaud" in said
    assert "ce qui compte : la plus froide, moins 0,4 °C" in said
    assert "0,4 °C au plus, déduits des relevés" in str(notices.record(reads.file_of(made.pk)))


def test_an_autoclave_that_records_itself_has_an_error_too(kitchen, made):
    machine = again(kitchen, autoclave(), "0.2")
    assert kitchen.cook(made, load=acts.Load(autoclave=machine)).error == Decimal("0.20")
    silent = calibrated(kitchen, None)
    assert kitchen.cook(made, load=acts.Load(autoclave=machine, logger=silent)).error is None


def test_the_error_is_that_of_the_last_calibration(kitchen):
    one = calibrated(kitchen, "0.3")
    again(kitchen, one, None, kind=UpkeepKind.REPAIR)
    assert one.error == Decimal("0.30")
    # A certificate that names none says nothing of now.
    assert again(kitchen, one, None).error is None
    for error, kind, code in (
        ("-0.1", UpkeepKind.CALIBRATION, "error_range"),
        ("5.01", UpkeepKind.CALIBRATION, "error_range"),
        ("0.1", UpkeepKind.REPAIR, "error_kind"),
    ):
        with pytest.raises(Refused, match=code):
            again(kitchen, one, error, kind=kind)
    scale = write_equipment(None, kind=EquipmentKind.SCALE, name="Balance")
    with pytest.raises(Refused, match="error_kind"):
        again(kitchen, scale, "0.1")
    address = f"/securite/appareils/{one.pk}/"
    chief = by(kitchen.world.quality)
    assert "Erreur d’étalonnage pas connue" in text(chief.get(address))
    sent = {"kind": "calibration", "done_on": f"{TODAY}", "by": "Mesures", "error": "0,25", "key": key()}
    assert "0,25 °C au plus" in text(chief.post(address, sent, follow=True))
    assert "Erreur la plus grande" not in text(chief.get(f"/securite/appareils/{scale.pk}/"))


def test_readings_too_far_apart_open_a_deviation_as_a_gap_does(kitchen, made):
    rows = logger(20).decode("cp1252").splitlines()
    # One reading in ten on the way up and down, all along the plateau: no gap there, and no straight line elsewhere.
    kept = [row for i, row in enumerate(rows[1:]) if i % 10 == 0 or 79 < i < 122]
    steep = "\r\n".join([rows[0], *kept]).replace("121,10", "114,00").encode("cp1252")
    kitchen.cook(made, steep)
    file = reads.file_of(made.pk)
    assert file.cook.largest_gap <= 60 or Warn.LARGE_GAP in file.warnings
    assert Warn.TOO_COARSE in file.warnings
    assert Cause.LOGGER in [one.cause for one in findings.undecided()]


def test_a_probe_that_fell_out_is_told_alone(kitchen, made):
    kitchen.cook(made, fallen())
    assert {one.cause for one in findings.undecided()} == {Cause.HEAT, Cause.PROBE}
