"""Every service of applications asks for itself who acts, from whatever door."""

from typing import Any

from kanazawa_exchange.lib.mails import Text
from kanazawa_exchange.lib.states import Step
from mobility.services.applications import (
    beginning_late,
    drafts,
    handing_in,
    letters,
    machine,
    office_letters,
    returning,
    submitting,
)
from tests import permits
from tests.uploads.corpus import pdf, upload

from .paths import LATER, NOW, in_state, step_of


def test_whoever_has_nothing_to_do_with_an_application_writes_none(world, aiko, ivan, mori, petrova):
    application = in_state(world, aiko, "submitted")
    draft = in_state(world, aiko, "draft")
    calls: dict[permits.Act, tuple[Any, ...]] = {
        machine.move: (application, "review", step_of(application, "review", "offer")),
        drafts.save: (draft, []),
        drafts.for_writing: (draft,),
        handing_in.hand_in: (draft, "document-x", upload(pdf())),
        handing_in.take_out: (draft, "document-x"),
        office_letters.write: ([application], {"en": Text("Documents", "Come.")}),
        submitting.submit: (draft,),
        submitting.submit_late: (draft, Step()),
        beginning_late.begin_late: (draft.call, world.user("hana").person, Step(reason_code="office", reason="So")),
        returning.return_for_correction: (application, step_of(application, "return", "offer")),
        returning.extend: (in_state(world, aiko, "returned"), Step(reason="So", answers={"last_day": LATER.date()})),
    }
    written = permits.writers(
        [machine, drafts, handing_in, submitting, returning, letters, office_letters, beginning_late]
    )
    assert set(calls) == written - {letters.tell, drafts.start, drafts.made}
    strangers = [ivan, mori, petrova]
    permits.refuse(calls, strangers, now=NOW, language="ja", last_day=LATER.date(), remarks={}, seen="")
