"""Records that do not exist: whoever may enter the page gets 404, the others are refused before anything is looked up."""

from tests.permission_rows import OFFICE, Row, everyone, only

NOBODY = "00000000-0000-4000-8000-000000000000"
PAGES = (
    "institution_edit",
    "unit_register",
    "unit_edit",
    "city_edit",
    "group_edit",
    "member_add",
    "member_edit",
    "office_edit",
    "contact_edit",
    "agreement_edit",
    "party_add",
    "condition_add",
    "document_store",
)
READ_ONLY = ("institution_detail", "group_detail")
BUTTONS = ("agreement_renewal", "agreement_undo", "party_remove", "condition_remove")


def row(name: str, method: str, **more: str) -> Row:
    return Row(
        f"partners:{name}",
        method,
        only(OFFICE, status=404),
        relation="foreign",
        kwargs=lambda w: {"uid": NOBODY, **more},
    )


ROWS = [
    *(row(name, "GET POST") for name in PAGES),
    *(row(name, "GET") for name in READ_ONLY),
    *(row(name, "POST") for name in BUTTONS),
    row("agreement_move", "GET POST", move="terminate"),
    Row(
        "partners:partner_detail",
        "GET",
        everyone(404),
        relation="foreign",
        anonymous=404,
        kwargs=lambda w: {"slug": "no-such-partner"},
    ),
]
