"""Whoever comes to the pages of the plan: the kitchen's own people."""

from tests.kitchen.conftest import cook, kitchen, quality

__all__ = ["cook", "kitchen", "quality"]
