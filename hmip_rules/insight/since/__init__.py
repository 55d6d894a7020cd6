"""What changed since the previous report on the service."""
