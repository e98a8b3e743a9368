"""The name of a programme run where it stands alone in a line."""

from programs.queries.labels import run_label

__all__ = ["run_label"]
