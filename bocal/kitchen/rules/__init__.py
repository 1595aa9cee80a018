"""Pure rules of the kitchen: `recipes` scale to the lots at hand, `making` balances a kettle, `safety` releases."""
