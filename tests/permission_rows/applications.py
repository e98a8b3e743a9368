"""Applications: whoever has signed in may apply; an application is its applicant's, and its keepers handle it on other pages."""

from datetime import timedelta
from typing import Any

from kanazawa_exchange.accounts.models import Purpose
from kanazawa_exchange.accounts.services import consents
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.typed_boxes import stamp_of
from mobility.models import Application
from mobility.queries.applications.boxes import document_box
from programs.models import CallPlace, RequiredDocument
from tests import factories
from tests.permission_rows import OFFICE, Row, everyone, only


def build(world: Any) -> None:
    now = clock.now()
    window = {"opens_at": now - timedelta(days=1), "closes_at": now + timedelta(days=20), "announced_at": now}
    words = {f"title_{code}": "MARKAPPLYCALL" for code in ("ja", "en", "ru")}
    world.apply_call = factories.CallFactory(run=world.run, **window, **words)
    CallPlace.objects.create(call=world.apply_call, institution=world.partner, places=2)
    three = dict.fromkeys(("ja", "en", "ru"), "I agree")
    consents.write_text(Purpose.PROCESSING, three, valid_from=clock.tokyo_date(now), by=None, now=now)
    world.application = _draft(world, "student")
    world.apply_document = RequiredDocument.objects.create(call=world.apply_call, name_en="MARKDOCUMENT")
    world.foreign_application = _draft(world, "host")
    world.elsewhere_call = factories.CallFactory(run=world.other_run, **window)
    elsewhere = Application(call=world.elsewhere_call, person=world.users["host"].person, language="ja")
    elsewhere.save()
    world.elsewhere_application = elsewhere


def _draft(world: Any, role: str) -> Application:
    facts = {"language": "ja", "level": "bachelor", "institution": world.partner}
    made: Application = Application.objects.create(call=world.apply_call, person=world.users[role].person, **facts)
    return made


def _own(w: Any) -> dict[str, Any]:
    return {"uid": w.application.uid}


def _topic(w: Any) -> dict[str, Any]:
    return {**_own(w), "topic": "about"}


def _box(w: Any) -> dict[str, Any]:
    return {**_own(w), "box": document_box(w.apply_document)}


def _file(w: Any) -> dict[str, Any]:
    return {**_own(w), "file": NO_FILE}


def _withdraw(w: Any) -> dict[str, Any]:
    return {**_own(w), "move": "withdraw"}


def _place(w: Any) -> dict[str, Any]:
    return {"uid": w.apply_call.uid, "place": w.apply_call.destinations.get().uid, "application": w.application.uid}


def _call(w: Any) -> dict[str, Any]:
    return {"uid": w.apply_call.uid}


def _seen(name: str, kwargs: Any, **more: Any) -> Row:
    row = {"relation": "own", "otherwise": 404, "note": ALONE, **more}
    return Row(f"mobility:{name}", "GET", only("student"), kwargs=kwargs, **row)


ALONE = "an application is its applicant's: to everybody else, the office too, these pages are not there"
NO_FILE = "00000000-0000-4000-8000-000000000000"
HANDED_OUT = "no file is stored in this world; tests/mobility/applications/test_files.py hands one out, and to whom not"
EVERYBODY = "a call that was announced is everybody's"


def _answering(name: str, method: str) -> Row:
    """Of a draft nobody waits for an answer: its page tells how it stands."""
    kwargs: dict[str, Any] = {"relation": "own", "otherwise": 404, "kwargs": _own, "note": ALONE}
    return Row(f"mobility:{name}", method, only("student", status=302), **kwargs)


def _of_the_call(name: str, **more: Any) -> list[Row]:
    """A list of the office: of a call of the own programme, and of another one, which its coordinator does not keep."""
    elsewhere = lambda w: {"uid": w.elsewhere_call.uid}  # noqa: E731
    strange = {**only(OFFICE), "program_coordinator": 404}
    return [
        Row(f"mobility:{name}", "GET", only(KEEPERS), relation="own", kwargs=_call, **more),
        Row(f"mobility:{name}", "GET", strange, relation="foreign", kwargs=elsewhere),
    ]


def _letters(method: str, status: int, **more: Any) -> list[Row]:
    """Without rows that were ticked the page leads to the list; those of another call lead there, too."""
    elsewhere = lambda w: {"uid": w.elsewhere_call.uid}  # noqa: E731
    strange = {**only(OFFICE, status=302), "program_coordinator": 404}
    name = "mobility:application_letter"
    return [
        Row(name, method, only(KEEPERS, status=status), relation="own", kwargs=_call, **more),
        Row(name, method, strange, relation="foreign", kwargs=elsewhere, **more),
    ]


def _sheet(name: str, method: str, **more: Any) -> list[Row]:
    """A page of one application for whoever handles it."""
    move = {"move": "cancel"} if name == "application_move" else {}
    own = lambda w: {"uid": w.application.uid, **move}  # noqa: E731
    elsewhere = lambda w: {"uid": w.elsewhere_application.uid, **move}  # noqa: E731
    strange = {**only(OFFICE), "program_coordinator": 404}
    return [
        Row(f"mobility:{name}", method, only(KEEPERS), relation="own", kwargs=own, **more),
        Row(f"mobility:{name}", method, strange, relation="foreign", kwargs=elsewhere),
    ]


def _nominate() -> list[Row]:
    """Of what is not confirmed nothing is prepared: the sentence says so, on the sheet."""
    own, elsewhere = _own, lambda w: {"uid": w.elsewhere_application.uid}
    strange = {**only(OFFICE, status=302), "program_coordinator": 404}
    name = "mobility:application_nominate"
    return [
        Row(name, "POST", only(KEEPERS, status=302), relation="own", kwargs=own),
        Row(name, "POST", strange, relation="foreign", kwargs=elsewhere),
    ]


def _hostless(name: str, elsewhere_status: int = 200) -> list[Row]:
    """What is offered once a host has said no; sent before, the sentence says that none has, or that no place is free."""
    elsewhere = lambda w: {"uid": w.elsewhere_application.uid}  # noqa: E731
    strange = {**only(OFFICE, status=elsewhere_status), "program_coordinator": 404}
    return [
        Row(f"mobility:{name}", "GET POST", only(KEEPERS), relation="own", kwargs=_own),
        Row(f"mobility:{name}", "GET POST", strange, relation="foreign", kwargs=elsewhere),
    ]


def _consent(method: str, **more: Any) -> list[Row]:
    """A paper is entered by the office alone; a coordinator of the programme asks it to."""
    return [Row("mobility:application_consent", method, only(OFFICE, status=200), kwargs=_own, note=ON_PAPER, **more)]


ON_PAPER = "the office keeps the consents; without the text that is in force nothing is recorded"
KEEPERS = (*OFFICE, "program_coordinator")
HAVE_BEGUN = {"student": 302, "host": 302}
KEEP_IT = dict.fromkeys(KEEPERS, 302)

ROWS = [
    Row("mobility:own_application_list", "GET", everyone(200)),
    Row("mobility:application_create", "GET", everyone(200) | HAVE_BEGUN | KEEP_IT, kwargs=_call, note=EVERYBODY),
    Row("mobility:application_create", "POST", everyone(302), kwargs=_call, note=EVERYBODY),
    _seen("own_application", _own, marker=lambda w: "MARKAPPLYCALL"),
    _seen("application_topic", _topic),
    Row(
        "mobility:application_topic",
        "POST",
        only("student", status=302),
        relation="own",
        otherwise=404,
        note=ALONE,
        kwargs=_topic,
        data=lambda w: {"box-level": "master", "seen-level": stamp_of(w.application.level), "go": "later"},
    ),
    Row(
        "mobility:application_save",
        "POST",
        only("student"),
        relation="own",
        otherwise=404,
        note=ALONE,
        kwargs=_topic,
        data=lambda w: {"box-level": "master"},
    ),
    _seen("application_documents", _own, marker=lambda w: "MARKDOCUMENT"),
    Row(
        "mobility:application_upload",
        "GET",
        only("student", status=302),
        relation="own",
        otherwise=404,
        note=ALONE,
        kwargs=_box,
    ),
    Row(
        "mobility:application_upload",
        "POST",
        only("student", status=302),
        relation="own",
        otherwise=404,
        note=ALONE,
        kwargs=_box,
        data=lambda w: {"go": "remove"},
    ),
    Row("mobility:own_application_file", "GET", everyone(404), kwargs=_file, note=HANDED_OUT),
    _seen("application_check", _own),
    Row("mobility:application_check", "POST", only("student"), relation="own", otherwise=404, kwargs=_own),
    _seen("own_application_move", _withdraw),
    Row(
        "mobility:own_application_move",
        "POST",
        only("student", status=302),
        relation="own",
        otherwise=404,
        kwargs=_withdraw,
        data=lambda w: {"version": w.application.version},
    ),
    *(_answering(name, method) for name in ("offer_accept", "offer_refuse") for method in ("GET", "POST")),
    *_of_the_call("application_list"),
    *_of_the_call("application_list_xlsx"),
    *_of_the_call("application_list_csv"),
    *_letters("GET", 302),
    *_letters("POST", 200, data=lambda w: {"row": str(w.application.uid), "pick": "1"}),
    *_of_the_call("application_begin_late"),
    Row(
        "mobility:application_begin_late",
        "POST",
        only(KEEPERS),
        relation="own",
        kwargs=_call,
        note="an address without a person asks who; tests/mobility/applications/test_beginning_late.py begins one",
    ),
    *_of_the_call("release"),
    *_of_the_call("place_board"),
    Row(
        "mobility:release",
        "POST",
        only(KEEPERS, status=302),
        relation="own",
        kwargs=_call,
        data=lambda w: {"confirm": "1"},
    ),
    Row(
        "mobility:release",
        "POST",
        {**only(OFFICE, status=302), "program_coordinator": 404},
        relation="foreign",
        kwargs=lambda w: {"uid": w.elsewhere_call.uid},
        data=lambda w: {"confirm": "1"},
    ),
    *(
        row
        for method in ("GET", "POST")
        for row in (
            Row(
                "mobility:place_offer",
                method,
                only(KEEPERS),
                relation="own",
                kwargs=_place,
                note="a draft waits for nothing: refused on the page",
            ),
            Row(
                "mobility:place_offer",
                method,
                only(KEEPERS, status=404),
                relation="foreign",
                kwargs=lambda w: {**_place(w), "uid": w.elsewhere_call.uid},
            ),
        )
    ),
    *_sheet("application_detail", "GET", marker=lambda w: "MARKAPPLYCALL"),
    Row("mobility:application_file", "GET", only(KEEPERS, status=404), relation="own", kwargs=_file, note=HANDED_OUT),
    *_consent("GET"),
    *_consent("POST", data=lambda w: {"version": "9", "language": "ja", "is_at_hand": "on"}),
    *_nominate(),
    *_hostless("application_nominate_again"),
    *_hostless("application_next_place", 302),
    *_sheet("application_move", "GET"),
    *_sheet("application_move", "POST"),
]
