"""A kitchen at work, those who come to its pages, and an order on its way."""

import pytest

from tests.kitchen import kitchens
from tests.kitchen.screens import by


@pytest.fixture
def kitchen():
    return kitchens.build()


@pytest.fixture
def cook(kitchen):
    return by(kitchen.world.cook)


@pytest.fixture
def quality(kitchen):
    return by(kitchen.world.quality)


@pytest.fixture
def order(kitchen):
    return kitchen.order()


@pytest.fixture
def made(kitchen, order):
    kitchen.make(order)
    return order
