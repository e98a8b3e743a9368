"""Whose data the own university records first enters none here before it has sent them (P16): not stored, not kept, not logged."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kanazawa_exchange.accounts.models import User
from kanazawa_exchange.accounts.models.sent_forms import KeptForm
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.localized import localized
from kanazawa_exchange.lib.states import Step
from kanazawa_exchange.lib.typed_boxes import Change
from mobility.models import Answer, Application
from mobility.queries.applications.boxes import answer_box
from mobility.queries.applications.intake import partner_before
from mobility.services.applications import drafts, handing_in, submitting
from partners.models import Enrolment, Institution, IntakeMode
from partners.services.intake_modes import Locked
from programs.models import Question, RequiredDocument
from tests.factories import LONG_AGO, PersonFactory, UserFactory
from tests.mobility.nominated import agreed, inbound, make
from tests.uploads.corpus import pdf, upload

from .paths import NOW, call_of
from .test_own_pages import boxes
from .test_submitting import WHY, submit, whole

SECRET = "CANARY: my grandmother lives in Kazan"


@pytest.fixture(autouse=True)
def now(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    world.kanazawa.is_home = True
    world.kanazawa.save()
    agreed(world)


def student(nationality: str = "RU", at: Institution | None = None) -> User:
    """Somebody with an account, of whom the office has entered where they study."""
    user: User = UserFactory(person=PersonFactory(nationality=nationality))
    if at is not None:
        Enrolment.objects.create(person=user.person, institution=at, level="bachelor", starts_on=LONG_AGO)
    return user


def decided(at: Institution, mode: str, nationality: str = "RU") -> None:
    IntakeMode.objects.create(
        institution=at, nationality=nationality, mode=mode, basis="A decision", decided_on=LONG_AGO
    )


def nominated(world: Any, user: User, petrova: User) -> None:
    make(inbound(world, petrova, person=user.person), "send", petrova)


@pytest.fixture
def locked(world: Any) -> User:
    return student(at=world.kazan)


# --- Who waits -------------------------------------------------------------------------------------------------------


def test_nothing_is_begun_before_the_own_university_has_sent_the_record(world, locked, petrova):
    call = call_of(world)
    with pytest.raises(Locked):
        drafts.start(call, language="ru", by=locked, now=NOW)
    assert not Application.objects.exists()
    nominated(world, locked, petrova)
    application = drafts.start(call, language="ru", by=locked, now=NOW)
    assert (application.institution, application.status) == (world.kazan, "draft")


def test_a_nomination_that_is_not_sent_or_was_taken_back_opens_nothing(world, locked, petrova):
    draft = inbound(world, petrova, person=locked.person)
    assert partner_before(locked.person) is not None
    sent = make(draft, "send", petrova)
    assert partner_before(locked.person) is None
    make(sent, "cancel", petrova)
    assert partner_before(locked.person) is not None


def test_a_record_of_another_partner_opens_nothing(world, petrova):
    other = student(at=world.irkutsk)
    nominated(world, other, petrova)
    assert partner_before(other.person) is not None


@pytest.mark.parametrize("nationality", ["RU", "JP", "KZ", ""])
def test_students_of_ours_are_exempt_whatever_their_passport(world, nationality):
    decided(world.kanazawa, "partner_first", nationality)
    assert partner_before(student(nationality, world.kanazawa).person) is None


@pytest.mark.parametrize(
    ("nationality", "mode", "of", "waits"),
    [
        ("RU", "", "", True),
        ("RU", "direct", "RU", False),
        ("RU", "direct", "", True),
        ("KZ", "", "", False),
        ("KZ", "partner_first", "", True),
        ("KZ", "partner_first", "RU", False),
        ("", "partner_first", "", True),
    ],
)
def test_what_was_decided_for_partner_and_nationality_counts(world, nationality, mode, of, waits):
    if mode:
        decided(world.kazan, mode, of)
    assert (partner_before(student(nationality, world.kazan).person) is not None) is waits


def test_of_whom_nobody_knows_where_they_study_the_office_is_asked(world, petrova):
    unknown = student()
    with pytest.raises(Locked):
        drafts.start(call_of(world), language="ru", by=unknown, now=NOW)
    assert partner_before(unknown.person, world.kanazawa) is not None, "to say so is not enough"
    nominated(world, unknown, petrova)
    application = drafts.start(call_of(world), language="ru", by=unknown, now=NOW)
    assert (application.institution, application.level) == (world.kazan, "bachelor"), "nothing is typed twice"


def test_a_stay_tells_where_somebody_studies(world):
    ours, theirs = student(), student()
    world.sent(person=ours.person)
    world.received(person=theirs.person)
    assert partner_before(ours.person) is None
    before = partner_before(theirs.person)
    assert before is not None
    assert str(before.institution) == str(localized(world.kazan, "name"))


# --- What was begun before -------------------------------------------------------------------------------------------


@pytest.fixture
def begun_before(world: Any, locked: User) -> Application:
    """A whole draft from the time before the partner came first."""
    made: Application = whole(world, locked, institution=world.kazan)
    Question.objects.create(call=made.call, kind="long_text", text_en="Why?", is_required=False)
    RequiredDocument.objects.create(call=made.call, name_en="Letter", is_required=False)
    return made


def key_of(application: Application) -> str:
    return answer_box(application.call.questions.get())


def test_nothing_is_saved_handed_in_or_sent_until_then(world, begun_before, locked, petrova, sato, settings):
    box = f"document-{begun_before.call.documents.get().uid}"
    late = begun_before.call.closes_at
    refused = (
        lambda: drafts.save(begun_before, [Change(key_of(begun_before), SECRET)], by=locked, now=NOW),
        lambda: handing_in.hand_in(begun_before, box, upload(pdf()), by=locked, now=NOW),
        lambda: submit(begun_before, locked),
        lambda: submitting.submit_late(begun_before, WHY, by=sato, now=late),
    )
    for act in refused:
        with pytest.raises(Locked):
            act()
    assert not Answer.objects.exists()
    nominated(world, locked, petrova)
    saved = drafts.save(begun_before, [Change(key_of(begun_before), SECRET)], by=locked, now=NOW)
    assert (saved.errors, Answer.objects.get().text) == ({}, SECRET)
    assert submit(begun_before, locked).status == "submitted"


@pytest.mark.parametrize("written", ["{}", " {}", "{}\u3000", "{{{}}}", "urn:uuid:{}"])
def test_whoever_chooses_a_partner_that_comes_first_has_nothing_stored(world, petrova, written):
    """The portal did not know where she studies: the box says it, in whatever way, and the rest of the page is not kept either."""
    decided(world.irkutsk, "partner_first", "KZ")
    other = student("KZ")
    application = drafts.start(call_of(world), language="ru", by=other, now=NOW)
    changes = [Change("level", "master"), Change("institution", written.format(world.irkutsk.uid))]
    with pytest.raises(Locked):
        drafts.save(application, changes, by=other, now=NOW)
    application.refresh_from_db()
    assert (application.level, application.institution, application.revision) == ("", None, 0)
    saved = drafts.save(application, [Change("institution", "nonsense")], by=other, now=NOW)
    assert set(saved.errors) == {"institution"}


# --- Its pages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ja", "en", "ru"])
def test_the_applicant_is_told_who_comes_first_and_what_happens_next(world, locked, client, language):
    call = call_of(world)
    client.force_login(locked)
    page = f"/{language}/calls/{call.uid}/apply/"
    words = client.get(page).content.decode()
    assert str(getattr(world.kazan, f"name_{language}")) in words
    assert f"/{language}/contact/" in words
    assert 'id="before"' in words
    assert "<button" not in words[words.index("<main") : words.index("</main")]
    assert client.post(page)["Location"] == page
    assert not Application.objects.exists()


def test_the_form_does_not_open_and_its_page_says_why(world, begun_before, locked, client, petrova):
    client.force_login(locked)
    own = f"/en/applications/{begun_before.uid}/"
    assert 'id="before"' in client.get(own).content.decode()
    for page in ("form/about/", "form/questions/", "form/documents/", "check/"):
        assert client.get(own + page)["Location"] == own
    nominated(world, locked, petrova)
    assert 'id="before"' not in client.get(own).content.decode()
    assert all(client.get(own + page).status_code == 200 for page in ("form/about/", "check/"))


def test_what_is_sent_all_the_same_is_neither_stored_nor_kept_nor_logged(world, begun_before, locked, client, caplog):
    client.force_login(locked)
    own = f"/en/applications/{begun_before.uid}/"
    mark = boxes(client.get("/en/account/settings/"))
    sent = {f"box-{key_of(begun_before)}": SECRET, "kept": "5b4ee8e4-93f2-4bd7-8c0f-8d7f3d1f0a11", **mark, "go": "next"}
    assert client.post(f"{own}form/questions/", sent)["Location"] == own
    assert client.post(f"{own}form/questions/save/", sent).status_code == 409
    assert not Answer.objects.exists()
    assert not KeptForm.objects.exists()
    assert SECRET not in caplog.text


@pytest.fixture
def opened(world: Any, begun_before: Application, locked: User, petrova: User, client: Client) -> dict[str, Any]:
    """A page of the form as it was opened while the record of the partner was there; the record is taken back since."""
    record = make(inbound(world, petrova, person=locked.person), "send", petrova)
    client.force_login(locked)
    page = client.get(f"/en/applications/{begun_before.uid}/form/questions/")
    sent = {**boxes(page), f"box-{key_of(begun_before)}": SECRET, "kept": "5b4ee8e4-93f2-4bd7-8c0f-8d7f3d1f0a11"}
    make(record, "cancel", petrova)
    return sent


def test_whoever_leaves_a_page_that_was_opened_before_has_nothing_kept(opened, locked, client):
    keep = reverse("accounts:form_keep")
    assert client.post(keep, opened).status_code == 409
    assert client.post(f"{keep}?lead&language=ru", opened)["Location"].endswith("/form/questions/")
    assert not KeptForm.objects.exists()


def test_whoever_was_signed_out_meanwhile_has_nothing_kept(opened, begun_before, locked, client):
    client.logout()
    answer = client.post(f"/en/applications/{begun_before.uid}/form/questions/", opened)
    assert answer.status_code == 302
    assert not KeptForm.objects.exists()


def test_control_while_the_record_is_there_it_is_kept(opened, world, begun_before, locked, petrova, client):
    nominated(world, locked, petrova)
    assert client.post(reverse("accounts:form_keep"), opened).status_code == 200
    client.logout()
    client.post(f"/en/applications/{begun_before.uid}/form/questions/", opened)
    assert KeptForm.objects.filter(user=locked).count() == 2


def test_who_states_a_partner_that_comes_first_has_nothing_kept(world, client):
    decided(world.irkutsk, "partner_first", "KZ")
    other = student("KZ")
    application = drafts.start(call_of(world), language="ru", by=other, now=NOW)
    client.force_login(other)
    page = client.get(f"/en/applications/{application.uid}/form/about/")
    sent = {**boxes(page), "box-institution": str(world.irkutsk.uid)}
    assert client.post(reverse("accounts:form_keep"), sent).status_code == 409
    assert not KeptForm.objects.exists()
    sent["box-institution"] = str(world.kazan.uid)
    assert client.post(reverse("accounts:form_keep"), sent).status_code == 200


def test_control_of_somebody_who_is_not_locked_it_is_stored(world, aiko, client):
    application = whole(world, aiko)
    Question.objects.create(call=application.call, kind="long_text", text_en="Why?", is_required=False)
    client.force_login(aiko)
    client.post(
        reverse("mobility:application_topic", args=[application.uid, "questions"]),
        {f"box-{key_of(application)}": SECRET},
    )
    assert Answer.objects.get().text == SECRET


def test_the_move_by_which_the_office_cancels_is_free(world, begun_before, locked, sato):
    from mobility.services.applications import machine

    why = Step(reason_code="no_answer", reason="Nothing came.")
    assert machine.move(begun_before, "cancel", why, by=sato, now=NOW).status == "cancelled"
