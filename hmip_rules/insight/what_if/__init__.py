"""What would become of the ratings if some value or rule were another."""
