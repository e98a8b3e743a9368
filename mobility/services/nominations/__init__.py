"""Nominations: prepared, sent, answered, and the stay that comes of them."""
