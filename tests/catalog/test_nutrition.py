"""Bounds of nutrition: what is printed, what a mix holds, what a label may say."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bocal.catalog.rules.nutrition import (
    DECLARED,
    WATER,
    Bounds,
    Constituent,
    Values,
    energy,
    figure,
    missing,
    mix,
    narrow,
    read_published,
    salt,
    with_energy,
)
from bocal.measure.unreadable import Unreadable

C = Constituent


def known(**figures: str) -> dict[Constituent, Bounds]:
    """Values from what a table prints."""
    read = {Constituent(name): read_published(text, Constituent(name)) for name, text in figures.items()}
    return {one: bounds for one, bounds in read.items() if bounds is not None}


#: Anses Ciqual 2025, aliment 20276 (tomate ronde, crue) and 31016 (sucre blanc).
TOMATO = known(
    water="94,6", protein="0,5", carbohydrate="3,42", fat="< 0,5", sugars="3", fibre="1", polyols="< 0,5", ash="0,52",
    alcohol="0", organic_acids="0,49", saturates="< 0,01", sodium="< 5",
)  # fmt: skip
SUGAR = known(
    water="0,23", protein="0", carbohydrate="99,7", fat="0", sugars="99,7", fibre="0", polyols="0", alcohol="0",
    organic_acids="0", saturates="0", sodium="2,17",
)  # fmt: skip


def test_what_is_printed_is_read_as_an_interval_and_never_as_nought() -> None:
    assert read_published("0,5", C.FAT) == Bounds(Decimal("0.5"), Decimal("0.5"))
    assert read_published("< 0,5", C.FAT) == Bounds(Decimal(0), Decimal("0.5"))
    assert read_published("<\n0,0002", C.FAT) == Bounds(Decimal(0), Decimal("0.0002"))
    traces = read_published("traces", C.SATURATES)
    assert traces == Bounds(Decimal(0), Decimal("0.1"))
    assert read_published("-", C.FAT) is None
    assert read_published("", C.FAT) is None
    with pytest.raises(Unreadable):
        read_published("environ 3", C.FAT)


def test_energy_is_that_of_annex_xiv() -> None:
    kilojoules, kilocalories = energy(SUGAR) or pytest.fail("known")
    assert kilojoules == Bounds(Decimal("1694.9"), Decimal("1694.9"))
    assert kilocalories == Bounds(Decimal("398.8"), Decimal("398.8"))
    # 30 g of polyols of 100 g of carbohydrate give 10 kJ a gram, not 17.
    sweet = known(protein="0", carbohydrate="100", fat="0", fibre="0", polyols="30", alcohol="0", organic_acids="0")
    assert (energy(sweet) or pytest.fail("known"))[0].low == Decimal(70 * 17 + 30 * 10)
    assert energy(known(protein="1", carbohydrate="2", fat="-", fibre="1")) is None


def test_acids_that_nobody_measured_are_no_more_than_what_is_left_of_the_100_g() -> None:
    courgette = known(
        water="94,8", protein="1,21", carbohydrate="1,75", fat="0,32", sugars="1,74", fibre="1", polyols="0,014",
        ash="0,58", alcohol="0", organic_acids="-", saturates="0,084", sodium="8",
    )  # fmt: skip
    assert C.ORGANIC_ACIDS not in courgette
    assert narrow(courgette)[C.ORGANIC_ACIDS] == Bounds(Decimal(0), Decimal("0.34"))
    found = energy(courgette) or pytest.fail("known")
    # Published: 70,1 kJ.
    assert found[0].low <= Decimal("70.1") <= found[0].high < Decimal(75)


def test_salt_is_sodium_two_and_a_half_times() -> None:
    assert salt(known(sodium="39100", salt="97,8")) == Bounds(Decimal("97.75"), Decimal("97.75"))
    assert salt(known(salt="0,59")) == Bounds(Decimal("0.59"), Decimal("0.59"))
    assert salt({}) is None


def test_a_jam_of_two_things() -> None:
    # 700 g of tomatoes and 300 g of sugar, boiled down to 800 g.
    jam = mix([(700_000, TOMATO), (300_000, SUGAR)], 800_000)
    assert jam[C.SUGARS] == Bounds(Decimal("40.0125"), Decimal("40.0125"))
    assert jam[C.FAT] == Bounds(Decimal(0), Decimal("0.4375"))
    assert missing(jam) == []
    assert figure(C.SUGARS, jam[C.SUGARS]).value == 40
    fat = figure(C.FAT, jam[C.FAT])
    assert (fat.value, fat.below, fat.sure) == (Decimal("0.5"), True, True)
    assert figure(C.ENERGY_KJ, jam[C.ENERGY_KJ]).value == 713


def test_what_is_unknown_in_a_part_is_unknown_in_the_whole() -> None:
    thyme = known(protein="5,56", carbohydrate="10,5", fat="1,68", fibre="14", sugars="-", saturates="0,47", sodium="9")
    mixed = mix([(999_000, TOMATO), (1_000, thyme)], 1_000_000)
    assert missing(mixed) == [C.SUGARS]
    # Unless one asks for what its other figures imply: no more sugars than carbohydrate.
    implied = mix([(999_000, TOMATO), (1_000, narrow(thyme))], 1_000_000)
    assert implied[C.SUGARS] == Bounds(Decimal("2.997"), Decimal("3.0075"))
    assert mix([(999_000, TOMATO), (0, thyme)], 999_000).keys() >= set(DECLARED)


def test_water_only_thins() -> None:
    soup = mix([(500_000, TOMATO), (500_000, WATER)], 1_000_000)
    assert soup[C.SUGARS] == Bounds(Decimal("1.5"), Decimal("1.5"))
    with pytest.raises(ValueError, match="positive"):
        mix([(1, TOMATO)], 0)


@pytest.mark.parametrize(
    ("constituent", "value", "shown"),
    [
        (C.ENERGY_KJ, "718.6", "719"),
        (C.FAT, "9.96", "10.0"),
        (C.FAT, "10.4", "10"),
        (C.SATURATES, "0.14", "0.1"),
        (C.SALT, "0.996", "1.00"),
        (C.SALT, "1.24", "1.2"),
    ],
)
def test_figures_are_rounded_as_the_guidance_asks(constituent: Constituent, value: str, shown: str) -> None:
    exact = Decimal(value)
    assert str(figure(constituent, Bounds(exact, exact)).value) == shown


grams = some.decimals(0, 30, places=2)


@some.composite
def foods(draw: some.DrawFn) -> Values:
    """A food whose constituents are exact, bounded or unknown."""
    found: dict[Constituent, Bounds] = {}
    for one in (C.PROTEIN, C.CARBOHYDRATE, C.FAT, C.FIBRE, C.SUGARS, C.SATURATES, C.POLYOLS, C.SODIUM):
        low, high = sorted((draw(grams), draw(grams)))
        if draw(some.booleans()):
            found[one] = Bounds(low, draw(some.sampled_from([low, high])))
    return found


@given(some.lists(some.tuples(some.integers(1, 10**9), foods()), min_size=1, max_size=4))
def test_a_mix_lies_between_the_least_and_the_most_of_its_parts(parts: list[tuple[int, Values]]) -> None:
    mixed = mix(parts, sum(mass for mass, _ in parts))
    full = [with_energy(values) for _, values in parts]
    for constituent, bounds in mixed.items():
        assert min(values[constituent].low for values in full) - Decimal("1e-9") <= bounds.low
        assert bounds.high <= max(values[constituent].high for values in full) + Decimal("1e-9")
    for constituent in Constituent:
        if any(constituent not in values for values in full):
            assert constituent not in mixed


@given(foods(), foods(), some.integers(1, 10**9), some.integers(1, 10**9))
def test_to_know_more_never_widens_a_mix(one: Values, other: Values, mass: int, second: int) -> None:
    exact = {constituent: Bounds(bounds.middle, bounds.middle) for constituent, bounds in one.items()}
    loose, tight = (mix([(mass, values), (second, other)], mass + second) for values in (one, exact))
    for constituent, bounds in loose.items():
        assert bounds.low <= tight[constituent].low
        assert tight[constituent].high <= bounds.high


@given(foods())
def test_what_is_implied_keeps_what_is_known(values: Values) -> None:
    found = narrow(values)
    assert {one: found[one] for one in values} == values
    assert all(found[one].low == 0 for one in found.keys() - values.keys())
