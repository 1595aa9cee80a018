"""Verbs of the workshops: plan, move, cancel, pack; who comes; what it gave."""

from bocal.workshops.acts.planning import cancel, change, plan
from bocal.workshops.acts.profiles import forget_profile, save_profile

__all__ = ["cancel", "change", "forget_profile", "plan", "save_profile"]
