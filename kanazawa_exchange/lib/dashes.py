"""The signs that people type, or a text from elsewhere brings, where a hyphen is meant."""

HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
