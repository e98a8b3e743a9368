"""Writes of the rubric: a new version, its texts while it is a draft, and the day from which it is in use."""
