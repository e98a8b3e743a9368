"""Nominations as they are read: whose turn it is, as lines of a list, and one case; to a host as it was sent."""
