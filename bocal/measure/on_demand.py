"""Heavy libraries, loaded by whoever first needs them.

Every process loads every page's code: what few requests use would cost them all its start and its memory.
"""

import importlib
from typing import Any


class OnDemand:
    """A module that is imported when something of it is first asked for. Threads may ask at once."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, what: str) -> Any:
        return getattr(importlib.import_module(self._name), what)
