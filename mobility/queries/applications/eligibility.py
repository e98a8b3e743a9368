"""Whether the conditions of a call are met by what an applicant states: each with its reason; it stops nobody by itself."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q

from partners.models import OrgUnit
from programs.queries.call_requirements import conditions
from programs.queries.eligibility import Facts, Finding, judge

from ...models import Application
from .boxes import Boxes


def findings(boxes: Boxes) -> tuple[Finding, ...]:
    """All conditions of the call in their order, beside what is stated."""
    return judge(conditions(boxes.call), facts_of(boxes.application))


def blocking(boxes: Boxes) -> tuple[Finding, ...]:
    """Those that are surely not met, and of which the call says that nobody else can apply."""
    return tuple(finding for finding in findings(boxes) if finding.blocks)


def facts_of(application: Application) -> Facts:
    """What an application states, in the words of the conditions."""
    return Facts(
        level=application.level,
        places=tuple(_around(application)),
        is_enrolled=_is_enrolled(application),
        grade_index=application.grade_index,
        certificate=application.certificate,
        score=application.certificate_score,
    )


def _around(application: Application) -> Iterator[UUID]:
    """The institution, the unit, and the units that it is part of."""
    if application.institution is not None:
        yield application.institution.uid
    unit: OrgUnit | None = application.unit
    seen: set[UUID] = set()
    while unit is not None and unit.uid not in seen:
        seen.add(unit.uid)
        yield unit.uid
        unit = unit.parent


def _is_enrolled(application: Application) -> bool | None:
    """Only an enrolment that the portal knows is proof; without one the office looks at the papers."""
    run = application.call.run
    last = run.ends_on or run.starts_on
    if last is None or application.institution_id is None:
        return None
    known = application.person.enrolments.filter(institution=application.institution_id)
    return True if known.filter(Q(ends_on=None) | Q(ends_on__gte=last)).exists() else None
