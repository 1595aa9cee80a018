"""What an item must say before stock and labels can count on it."""

import pytest

from bocal.catalog.rules import ASKED, DIMENSIONS, DateKind, Dimension, ItemKind, Refused, check_item


def test_each_kind_says_how_it_is_counted_and_what_is_asked() -> None:
    assert set(DIMENSIONS) == set(ASKED) == set(ItemKind)


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
