"""What is left of p when several questions are asked at once: Holm's step-down correction.

Holm, Scandinavian Journal of Statistics 6, 1979, 65-70. It holds whatever the abilities have to do with one another.
"""

from collections.abc import Mapping


def holm(p: Mapping[str, float | None]) -> dict[str, float | None]:
    """The corrected p of every question. One without p stays None and still counts among those that were asked."""
    asked = len(p)
    corrected: dict[str, float | None] = dict.fromkeys(p)
    so_far = 0.0
    known = sorted((value, question) for question, value in p.items() if value is not None)
    for place, (value, question) in enumerate(known):
        so_far = max(so_far, min(1.0, (asked - place) * value))
        corrected[question] = so_far
    return corrected
