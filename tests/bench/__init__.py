"""Benches: a page measured beside what it is held to, on an invented project of many records. ``./run manage bench``."""
