"""The least that would have to change for another overall rating."""
