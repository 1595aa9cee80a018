"""Recipes inside recipes: who calls whom, and whether it goes round. Pure."""

from collections.abc import Collection, Mapping, Sequence


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


def deepest_first(children: Mapping[int, Sequence[int]], roots: Collection[int]) -> list[int]:
    """All that hangs under `roots`, each after what it is made of. `children` holds no circle."""
    found: dict[int, None] = {}

    def visit(key: int) -> None:
        for child in children.get(key, ()):
            if child not in found:
                visit(child)
        found[key] = None

    for root in roots:
        if root not in found:
            visit(root)
    return list(found)
