"""Uploads of people: what is taken, what is stored of it, and who reads it."""
