"""Hiding small groups in a table whose total is shown, so that nobody can work them out again. Pure.

A group of fewer than `LEAST` people may be somebody whom a reader knows. Hiding its row alone hides nothing: the total
less the other rows gives it back. So other rows are hidden with it (complementary suppression), chosen by their place
in the table and not by their size, for a choice by size would tell something of the size. A row at zero stays, except
where the whole table is hidden: it is about nobody.

The row of those who are not known is never hidden, be it 1: it is not a trait that somebody has, and without it the
table would not add up. Nor does it open the hidden rows, since they are worked out against what is known.
"""

from collections.abc import Sequence

#: A group of fewer than this is not shown.
LEAST = 5


def hide(counts: Sequence[int]) -> list[int | None]:
    """The same counts with None for those that are hidden; what is hidden could be shared out in several ways.

    - No small group: all is shown.
    - A small group in a table of fewer than twice `LEAST`: nothing is shown, zeros neither.
    - Else small groups are hidden, and the next row with somebody in it after the last hidden one (turning round at the
      end), until at least two rows are hidden that hold together at least `LEAST` people, and more than one each.
    """
    small = [place for place, count in enumerate(counts) if 0 < count < LEAST]
    if not small:
        return list(counts)
    if sum(counts) < 2 * LEAST:
        return [None] * len(counts)
    hidden = set(small)
    last = small[-1]
    while not _safe([counts[place] for place in hidden]):
        following = [(last + step) % len(counts) for step in range(1, len(counts))]
        last = next(place for place in following if counts[place] and place not in hidden)
        hidden.add(last)
    return [None if place in hidden else count for place, count in enumerate(counts)]


def _safe(hidden: Sequence[int]) -> bool:
    return len(hidden) >= 2 and sum(hidden) >= max(LEAST, len(hidden) + 1)
