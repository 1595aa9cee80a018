"""Floor 0: quantity, money, VAT, period, lot code, text tables, lethality. The standard library only.

Nothing here speaks French: what cannot be read raises `unreadable.Unreadable` with a machine code and a place.
"""
