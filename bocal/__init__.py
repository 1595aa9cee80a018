"""Bocal: the free software of local-food collectives."""
