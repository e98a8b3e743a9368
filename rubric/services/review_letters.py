"""Reviewers are told what an act of assigning has given them: one letter for each of them and call, however many applications."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.queries.names import spellings_of
from kanazawa_exchange.accounts.services import outbox
from mobility.models import Application

from ..mail_kinds import REVIEWS_ASSIGNED
from ..models import Review
from ..queries.review_letters import act_of, told_of


def tell(
    given: Sequence[Review],
    cases: Mapping[int, Application],
    people: Mapping[int, User],
    *,
    by: User | None,
    now: datetime,
) -> None:
    """`given`: the reviews that are new or came back, `cases` and `people` their applications and reviewers by key.

    Within the transaction of the act; in as many queries for 300 as for 3. Whoever is taken off has no letter: what waited for them
    leaves their list, and a letter that has not left yet is not sent once nothing waits.
    """
    groups: dict[tuple[int, int], list[Review]] = {}
    for one in given:
        groups.setdefault((one.reviewer_id, cases[one.application_id].call_id), []).append(one)
    persons = {reviewer: people[reviewer].person_id or 0 for reviewer, _call in groups}
    names = spellings_of(list(persons.values())) if groups else {}
    drafts = []
    for (reviewer, _call), reviews in groups.items():
        user, call = people[reviewer], cases[reviews[0].application_id].call
        values = told_of(call, len(reviews), names.get(persons[reviewer], []))
        drafts.append(outbox.Draft(user, act_of(call, user.uid, reviews[0]), values))
    outbox.write_many(REVIEWS_ASSIGNED, drafts, by=by, now=now)
