"""How near the next ratings are."""
