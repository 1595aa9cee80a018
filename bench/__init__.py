"""Figures, measured beside the same rows written by bare SQL in the same run: `make bench`."""
