"""A table of agreements: entered as far as their days say, known by title or by parties, type and day of signature."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from kanazawa_exchange.accounts.models import Transition
from partners.models import Agreement, AgreementParty, CooperationCondition
from partners.services import agreements
from partners.services.import_agreements import AGREEMENTS
from tests.import_kinds import Office, changes, digest_of_everything, problems, rows_of

HEADS = ("協定名", "種類", "区分", "相手大学", "締結日", "発効日", "有効期限", "根拠", "授業料免除")
KAZAN = (
    "学生交流覚書（カザン）",
    "学生交流",
    "大学間",
    "カザン連邦大学",
    "平成30年1月17日",
    "2018-01-17",
    "",
    "大学広報",
    "○",
)
IRKUTSK = ("", "MOU", "大学間", "Irkutsk State University", "2010年3月", "", "", "Annual report", "")
DRAFT = ("", "DDP", "部局間", "KFU; Irkutsk State University", "", "", "", "", "")


@pytest.fixture
def office(world, sato):
    world.kanazawa.is_home = True
    world.kanazawa.save()
    world.kazan.aliases = "KFU"
    world.kazan.save()
    return Office(AGREEMENTS, sato, HEADS)


def test_an_agreement_comes_as_far_as_its_days_say(office, world):
    batch = office.applied(KAZAN, IRKUTSK, DRAFT)
    kazan, irkutsk, draft = Agreement.objects.order_by("pk")
    assert (kazan.title_ja, kazan.status, kazan.signed_on, kazan.fee_waiver) == (
        "学生交流覚書（カザン）", "in_force", date(2018, 1, 17), True,
    )  # fmt: skip
    assert (irkutsk.status, irkutsk.signed_on, irkutsk.signed_precision) == ("signed", date(2010, 3, 1), "month")
    assert (irkutsk.date_basis_en, draft.status) == ("Annual report", "draft")
    assert irkutsk.title_en.startswith("Memorandum of understanding: Kanazawa University")
    assert {party.institution for party in draft.parties.all()} == {world.kanazawa, world.kazan, world.irkutsk}
    assert rows_of(batch)[1].notes["signed_on"] == "month_only"
    assert Transition.objects.filter(record_type="agreement", actor=office.by).count() == 2


def test_the_same_table_once_more_changes_nothing(office):
    office.applied(KAZAN, IRKUTSK, DRAFT)
    before = digest_of_everything()
    assert office.verdicts(DRAFT, KAZAN, IRKUTSK) == ["same", "same", "same"]
    assert digest_of_everything() == before


def test_three_rows_and_fifty_cost_the_same_queries(office):
    rows = [(f"MOU {number}", *IRKUTSK[1:]) for number in range(53)]
    assert office.queries_of_check(*rows[:3]) == office.queries_of_check(*rows[3:])


def test_a_known_agreement_is_changed_cell_by_cell_and_gets_its_values_back(office):
    office.applied(KAZAN)
    batch = office.applied(office.with_cell(office.with_cell(KAZAN, "有効期限", "2099-03-31"), "締結日", "2018年1月"))
    assert changes(batch) == [("expires_on", None, {"date": "2099-03-31"}), ("signed_on", "2018-01-17", "2018-01")]
    kazan = Agreement.objects.get()
    assert (kazan.signed_on, kazan.signed_precision, kazan.expires_on) == (date(2018, 1, 1), "month", date(2099, 3, 31))
    assert office.undone(batch).left == {}
    kazan = Agreement.objects.get()
    assert (kazan.signed_on, kazan.signed_precision, kazan.expires_on) == (date(2018, 1, 17), "day", None)


def test_another_day_of_signature_is_asked_about_and_never_merged(office):
    office.applied(KAZAN)
    known = Agreement.objects.get()
    batch = office.checked(office.with_cell(KAZAN, "締結日", "2018-01-16"))
    assert problems(batch) == {2: [("agreement", "agreement.may_be_known")]}
    assert rows_of(batch)[0].problems[0]["nearest"] == [str(known.uid), "new"]
    office.corrected(batch, 2, agreement=str(known.uid))
    assert [column for column, _old, _new in changes(batch)] == ["signed_on"]
    office.corrected(batch, 2, agreement="new")
    assert rows_of(batch)[0].verdict == "new"


def test_undo_takes_new_ones_away_and_leaves_what_is_used_or_edited(office, world):
    batch = office.applied(KAZAN, IRKUTSK, DRAFT)
    kazan, irkutsk, _draft = Agreement.objects.order_by("pk")
    agreements.edit(kazan, {"fee_waiver": False}, by=office.by, version=kazan.version)
    CooperationCondition.objects.create(agreement=irkutsk, sending=world.kanazawa, receiving=world.irkutsk, per_year=2)
    undone = office.undone(batch)
    assert {number: why.code for number, why in undone.left.items()} == {2: "undo.edited", 3: "undo.in_use"}
    assert list(Agreement.objects.order_by("pk")) == [kazan, irkutsk]
    assert AgreementParty.objects.count() == 4


def test_a_page_that_tells_of_agreements_stands_after_the_undo(office, client):
    office.undone(office.applied(KAZAN))
    client.force_login(office.by, backend="allauth.account.auth_backends.AuthenticationBackend")
    for address in ("/ja/", "/ja/agreements/"):
        assert client.get(address, follow=True).status_code == 200


@pytest.mark.parametrize(
    ("head", "value", "problem"),
    [
        ("種類", "", ("type", "type.missing")),
        ("区分", "", ("scope", "scope.missing")),
        ("相手大学", "Atlantis", ("partner", "institution.unknown")),
        ("相手大学", "", ("partner", "rule")),
        ("締結日", "2018-13-01", ("signed_on", "date.impossible")),
        ("発効日", "2017-01-01", ("effective_on", "rule")),
        ("根拠", "", ("date_basis", "rule")),
    ],
)
def test_what_is_wrong_is_told_at_its_cell(office, head, value, problem):
    assert office.problems(office.with_cell(KAZAN, head, value)) == {2: [problem]}


def test_parties_and_the_signature_of_a_draft_change_on_their_pages(office):
    office.applied(KAZAN, ("Draft 1", *DRAFT[1:]))
    titled = office.with_cell(office.with_cell(KAZAN, "相手大学", "KFU; Irkutsk State University"), "締結日", "")
    batch = office.checked(titled)
    office.corrected(batch, 2, agreement=str(Agreement.objects.order_by("pk")[0].uid))
    assert problems(batch) == {2: [("partner", "parties.fixed")]}
    signed = office.with_cell(office.with_cell(("Draft 1", *DRAFT[1:]), "締結日", "2018-01-17"), "根拠", "x")
    batch = office.checked(signed)
    office.corrected(batch, 2, agreement=str(Agreement.objects.latest("pk").uid))
    assert ("signed_on", "signed.by_move") in problems(batch)[2]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("2018", ("2018-01-01", "year")),
        ("2018年", ("2018-01-01", "year")),
        ("平成30年5月", ("2018-05-01", "month")),
        ("05.2018", ("2018-05-01", "month")),
        ("May 2018", ("2018-05-01", "month")),
        ("май 2018", ("2018-05-01", "month")),
        ("16.07.2019", ("2019-07-16", "day")),
    ],
)
def test_a_day_of_signature_may_be_known_to_the_month_or_the_year(office, text, known):
    day, precision = rows_of(office.checked(office.with_cell(KAZAN, "締結日", text)))[0].said["signed_on"]
    assert (day["date"], precision) == known


def test_the_office_alone_imports_agreements(world, kimura, petrova):
    for user in (kimura, petrova):
        with pytest.raises(PermissionDenied):
            Office(AGREEMENTS, user, HEADS).checked(KAZAN)


@pytest.mark.parametrize(
    ("cell", "kind", "scope"),
    [
        ("大学間学生交流協定", "exchange", "university"),
        ("部局間覚書", "memorandum", "faculty"),
        ("межвузовский меморандум", "memorandum", "university"),
    ],
)
def test_one_cell_may_tell_type_and_scope(office, cell, kind, scope):
    row = office.with_cell(office.with_cell(KAZAN, "種類", cell), "区分", "")
    batch = office.applied(row)
    agreement = Agreement.objects.get()
    assert (agreement.type, agreement.scope) == (kind, scope)
    assert rows_of(batch)[0].notes["scope"] == "scope_of_type"
    assert office.verdicts(row) == ["same"]


@pytest.mark.parametrize(("cell", "scope"), [("大学間交流協定", "university"), ("部局間協定", "faculty")])
def test_what_tells_the_scope_alone_leaves_the_type_to_be_chosen(office, cell, scope):
    row = office.with_cell(office.with_cell(KAZAN, "種類", cell), "区分", "")
    batch = office.checked(row)
    assert problems(batch) == {2: [("type", "type.open")]}
    assert rows_of(batch)[0].problems[0]["nearest"] == ["memorandum", "exchange"]
    assert rows_of(batch)[0].about["read"]["scope"] == scope
    office.applied(KAZAN)
    assert office.verdicts(office.with_cell(KAZAN, "種類", cell)) == ["same"]
