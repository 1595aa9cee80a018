"""What an item must say before stock and labels can count on it."""

import pytest

from bocal.catalog.rules import ASKED, DIMENSIONS, DateKind, Dimension, ItemKind, Refused, check_item, piece_mass


def test_each_kind_says_how_it_is_counted_and_what_is_asked() -> None:
    assert set(DIMENSIONS) == set(ASKED) == set(ItemKind)


@pytest.mark.parametrize(
    ("typed", "fill", "mass"), [(350, 680, 350), (None, 680, 680), (0, 680, 680), (None, None, 0), (60, None, 60)]
)
def test_a_jar_weighs_what_was_written_of_it_or_what_its_format_is_filled_with(
    typed: int | None, fill: int | None, mass: int
) -> None:
    assert piece_mass(typed, fill) == mass


@pytest.mark.parametrize(
    ("kind", "dimension", "more", "code"),
    [
        (ItemKind.FINISHED, Dimension.MASS, {}, "dimension"),
        (ItemKind.RAW, Dimension.COUNT, {}, "piece_needed"),
        (ItemKind.RAW, Dimension.MASS, {"date_kind": DateKind.USE_BY}, "days_needed"),
        (ItemKind.RAW, Dimension.MASS, {"in_jar": True}, "jar_kind"),
    ],
)
def test_what_could_not_be_counted_is_refused(
    kind: ItemKind, dimension: Dimension, more: dict[str, object], code: str
) -> None:
    given = {"piece_mg": 0, "date_kind": DateKind.NONE, "shelf_days": 0, "in_jar": False} | more
    with pytest.raises(Refused) as refused:
        check_item(kind, dimension, **given)  # type: ignore[arg-type]
    assert refused.value.code == code
