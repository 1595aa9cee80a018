"""Recipes inside recipes: who calls whom, and whether it goes round. Pure."""

from collections.abc import Collection, Mapping


def circle(products: Collection[int], inside: Mapping[int, Collection[int]]) -> tuple[int, ...]:
    """The way from one of `products` through what goes into it back to one of them; empty when there is none.

    `inside`: for each item that recipes give, the items that go into it. The shortest way, its first and last the same
    item when the recipe calls itself directly.
    """
    for product in sorted(products):
        ways: list[tuple[int, ...]] = [(product,)]
        seen = {product}
        while ways:
            longer = []
            for way in ways:
                for item in sorted(inside.get(way[-1], ())):
                    if item == product:
                        return (*way, item)
                    if item not in seen:
                        seen.add(item)
                        longer.append((*way, item))
            ways = longer
    return ()
