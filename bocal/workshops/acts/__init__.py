"""Verbs of the sessions."""

from bocal.workshops.acts.profiles import forget_profile, save_profile

__all__ = ["forget_profile", "save_profile"]
