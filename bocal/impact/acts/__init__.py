"""Verbs over this floor's own tables."""
