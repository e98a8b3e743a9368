"""Imports of many rows are checked, applied and undone by a worker: a check in parts, the others as one, each being one transaction."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.accounts.models import JobPart, PartState, User
from kanazawa_exchange.accounts.permissions import is_office
from kanazawa_exchange.accounts.services import jobs
from kanazawa_exchange.accounts.services.retries import retried
from kanazawa_exchange.lib import clock, imports
from kanazawa_exchange.lib.jobs import About, Held, Kind, Part, nothing
from kanazawa_exchange.lib.languages import in_every_language
from kanazawa_exchange.lib.viewer import Viewer

from ...models import BatchState, ImportBatch
from .applying import apply, chosen
from .checking import check, end_check, keep, looked_at
from .ending import undo
from .joining import parted
from .lots import Lot, lots
from .refusals import CannotApply, CannotCheck, CannotUndo
from .rows import act_of, locked

AT_ONCE = 1000
"""So many rows a request checks, applies or takes back itself."""

PLAN, LOTS, PARTED, AGAIN, END = range(5)


class Unfinished(Exception):
    """Some rows could not be checked: the import stays a draft."""


class Superseded(Exception):
    """The import has gone on without this job, which was taken up again: nothing of it is done any more."""


# --- Begun -----------------------------------------------------------------------------------------------------------


def begin(
    batch: ImportBatch,
    act: str,
    *,
    by: User,
    now: datetime,
    numbers: Collection[int] | None = None,
    shown: datetime | None = None,
) -> ImportBatch:
    """`check` or `apply` an import: at once where it is short, else as long work (`batch.job`, until that has ended).

    `shown`: when the rows were checked that somebody has seen; an apply refuses those of another check.

    Errors: CannotCheck, CannotApply, PermissionDenied.
    """
    if act == "check":
        return _begin_check(batch, by=by, now=now)
    return _begin_apply(batch, numbers, shown, by=by, now=now)


@retried
@transaction.atomic
def _begin_check(batch: ImportBatch, *, by: User, now: datetime) -> ImportBatch:
    current, _kind = locked(batch, "check", CannotCheck, by)
    return check_soon(current, by=by, now=now)


def check_soon(current: ImportBatch, *, by: User, now: datetime) -> ImportBatch:
    """The same of an import under lock."""
    if (count := current.rows.count()) <= AT_ONCE:
        return check(current, by=by, now=now)
    current.state, current.checked_at, current.counts = BatchState.DRAFT, None, {}
    return _start(current, "check", Part("plan", {"step": "plan"}, size=count, stage=PLAN), by=by, now=now)


@retried
@transaction.atomic
def _begin_apply(
    batch: ImportBatch, numbers: Collection[int] | None, shown: datetime | None, *, by: User, now: datetime
) -> ImportBatch:
    current, _kind = locked(batch, "apply", CannotApply, by)
    if shown is not None and current.checked_at != shown:
        raise CannotApply(
            lambda: gettext("The rows were checked anew since you have seen them. Look at them, then register.")
        )
    count = chosen(current, numbers).count()
    if count <= AT_ONCE:
        return apply(current, numbers, by=by, now=now)
    about = {"step": "apply", "numbers": None if numbers is None else sorted(numbers)}
    return _start(current, "apply", Part("apply", about, size=count), by=by, now=now)


@retried
@transaction.atomic
def begin_undo(batch: ImportBatch, *, by: User, now: datetime) -> ImportBatch:
    """The same for what is taken back. Errors: CannotUndo, PermissionDenied."""
    current, _kind = locked(batch, "undo", CannotUndo, by)
    count = current.rows.filter(is_written=True).count()
    if count <= AT_ONCE:
        return undo(current, by=by, now=now).batch
    return _start(current, "undo", Part("undo", {"step": "undo"}, size=count), by=by, now=now)


def _start(batch: ImportBatch, act: str, part: Part, *, by: User, now: datetime) -> ImportBatch:
    parameters = {"import": str(batch.uid), "kind": batch.kind, "act": act}
    batch.job, batch.refusal = jobs.start(KIND, parameters, [part], by=by, now=now), {}
    batch.save()
    return batch


# --- Done by a worker --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Step:
    store: Callable[[Held, Any], None]
    work: Callable[[Held], Any] = nothing


def _batch(held: Held) -> ImportBatch:
    """The import of this job. Errors: Superseded."""
    batch = ImportBatch.objects.select_related("job").get(uid=held.parameters["import"])
    if batch.job is None or batch.job.uid != held.job:
        raise Superseded
    return batch


def _by(held: Held) -> User:
    return User.objects.get(pk=held.owner_pk)


def _planned(held: Held, parts: Sequence[Part]) -> None:
    """From now on the rows alone count: how far the work has come is told by them."""
    held.add([part if part.about["step"] == "lot" else replace(part, size=0) for part in parts])
    JobPart.objects.filter(job__uid=held.job, key=held.part.key).update(size=0)


def _plan(held: Held) -> list[Part]:
    batch = _batch(held)
    found = lots(batch, imports.kind_of(batch.kind))
    parts = [_part(place, lot, LOTS) for place, lot in enumerate(found)]
    return [*parts, Part("again", {"step": "again"}, stage=PARTED), Part("end", {"step": "end"}, stage=END)]


def _part(place: int, lot: Lot, stage: int) -> Part:
    return Part(f"rows {place}", {"step": "lot", "rows": list(lot), "lot": place}, size=len(lot), stage=stage)


def _again(held: Held) -> list[Part]:
    batch = _batch(held)
    return [_part(place, lot, AGAIN) for place, lot in parted(batch, imports.kind_of(batch.kind))]


def _look(held: Held) -> list[tuple[object, ...]]:
    batch, about = _batch(held), held.part.about
    act = act_of(batch, _by(held), clock.now())
    return looked_at(batch, imports.kind_of(batch.kind), about["rows"], about["lot"], act)


def _keep(held: Held, rows: Sequence[tuple[object, ...]]) -> None:
    """Errors: Superseded, CannotCheck, PermissionDenied."""
    locked(_batch(held), "check", CannotCheck, _by(held), held)
    keep(rows)


def _end(held: Held, outcome: None) -> None:
    failed = JobPart.objects.filter(job__uid=held.job, state=PartState.FAILED)
    if failed.exists():
        raise Unfinished
    end_check(_batch(held), held, by=_by(held), now=clock.now())


def _apply(held: Held, outcome: None) -> None:
    """All rows or none, in the transaction that ends the part; what stands against it is told on the page of the import."""
    batch = _batch(held)
    try:
        apply(batch, held.part.about["numbers"], by=_by(held), now=clock.now(), held=held)
    except CannotApply as why:
        ImportBatch.objects.filter(pk=batch.pk).update(refusal=in_every_language(why.say))


def _undo(held: Held, outcome: None) -> None:
    undo(_batch(held), by=_by(held), now=clock.now(), held=held)


STEPS: Mapping[str, _Step] = {
    "plan": _Step(_planned, _plan),
    "lot": _Step(_keep, _look),
    "again": _Step(lambda held, parts: held.add(parts), _again),
    "end": _Step(_end),
    "apply": _Step(_apply),
    "undo": _Step(_undo),
}


def _may(user: Viewer, parameters: About) -> bool:
    """Whoever may go on with the import itself."""
    uid = parameters.get("import")
    found = ImportBatch.objects.visible_to(user).filter(uid=uid).first() if uid else None
    return found is not None and _imports(user, found.kind)


def _steered(user: Viewer) -> Q:
    """The jobs of the imports that are the user's own; the office has all jobs in its list."""
    if is_office(user):
        return Q()
    own = ImportBatch.objects.visible_to(user).filter(job__isnull=False).values_list("uid", "kind")
    allowed = {code for code in {kind for _uid, kind in own} if _imports(user, code)}
    return Q(parameters__import__in=[str(uid) for uid, kind in own if kind in allowed])


def _imports(user: Viewer, code: str) -> bool:
    try:
        return imports.kind_of(code).may(user)
    except KeyError:
        return False


KIND = Kind(
    "import",
    _("Import of a table"),
    lambda held, outcome: STEPS[held.part.about["step"]].store(held, outcome),
    lambda held: STEPS[held.part.about["step"]].work(held),
    may=_may,
    is_long=lambda parameters: parameters.get("act") in ("apply", "undo"),
    steered=_steered,
    address=lambda parameters: reverse("mobility:import_preview", args=[parameters["import"]]),
)
