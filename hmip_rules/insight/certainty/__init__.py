"""How much of the ratings may be chance."""
