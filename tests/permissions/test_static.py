"""Every view loads protected records through `visible_to`, and every view says who may enter."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import get_resolver

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("kanazawa_exchange/accounts", "partners", "programs", "mobility", "rubric", "reports")

# Models whose rows belong to somebody. Reading them in a view goes through visible_to.
PROTECTED = {
    "Person", "PersonName", "User", "RoleGrant", "Invitation", "Mobility", "Leg", "StageLink", "Funding", "Agreement",
    "AgreementParty", "CooperationCondition", "Enrolment", "Representative", "Seat", "Coordinator", "StoredFile", "AuditEvent",
    "Transition", "TransitionNote", "Overruling", "Response", "ResponseScore", "SurveyWave", "ScoreRun", "CohortCell",
    "Application", "Review", "ReviewScore", "Nomination", "ConsentRecord", "Handover",
    "ActivityReport", "ReportAuthor", "ActivityReportTranslation", "ReportPhoto",
}  # fmt: skip

# (file, what the line reads) → why it may read a protected model in another way
EXEMPT = {
    (
        "partners/views/agreements.py",
        "AgreementParty.objects.select_related",
    ): "office only, which sees every agreement",
    (
        "partners/views/agreements.py",
        "CooperationCondition.objects.select_related",
    ): "office only, which sees every agreement",
    (
        "mobility/views/moves.py",
        "StageLink.objects.filter(first=stay",
    ): "between two records that were loaded through visible_to",
    (
        "rubric/views/surveys.py",
        "Response.objects.filter(wave=asked, mobility=mobility",
    ): "of a wave and a stay that were loaded through visible_to, and checked for this rater",
    (
        "rubric/views/cohort_question.py",
        "CohortCell.objects.filter(run__program__project=project)",
    ): "the countries a filter offers, of a project that this reader may read",
    (
        "mobility/forms/mobilities.py",
        "Agreement.objects.filter(offered)",
    ): "`offered` is what visible_to gives, and the record's own",
}


def room(name: str) -> list[Path]:
    files = []
    for app in APPS:
        files += [ROOT / app / f"{name}.py", *(ROOT / app / name).rglob("*.py")]
    return [file for file in files if file.exists()]


def unguarded(source: str) -> Iterator[int]:
    """Lines where a protected model's manager is used without `visible_to` right behind it."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and node.attr in {"objects", "_base_manager", "_default_manager", "history"}
            and isinstance(node.value, ast.Name)
            and node.value.id in PROTECTED
        ):
            parent = next((up for up in ast.walk(tree) if isinstance(up, ast.Attribute) and up.value is node), None)
            if parent is None or parent.attr not in {"visible_to", "kept_by", "none"}:
                yield node.lineno


def loads(name: str) -> Iterator[tuple[str, str]]:
    """(file, line of code) of every unguarded load in the files of one room."""
    for file in room(name):
        source = file.read_text(encoding="utf-8")
        for line in set(unguarded(source)):
            yield str(file.relative_to(ROOT)), source.splitlines()[line - 1].strip()


def exemption(file: str, code: str) -> tuple[str, str] | None:
    return next((known for known in EXEMPT if known[0] == file and known[1] in code), None)


@pytest.mark.parametrize("name", ["views", "forms", "exports"])
def test_protected_records_are_loaded_through_visible_to(name: str) -> None:
    assert room(name)
    assert [load for load in loads(name) if exemption(*load) is None] == []


def test_every_exemption_is_still_needed() -> None:
    used = {exemption(*load) for name in ("views", "forms", "exports") for load in loads(name)}

    assert set(EXEMPT) - used == set()


def test_an_unguarded_load_would_be_found() -> None:
    assert list(unguarded("x = Mobility.objects.get(uid=uid)")) == [1]
    assert list(unguarded("x = Mobility.objects.visible_to(user).get(uid=uid)")) == []
    assert list(unguarded("x = get_object_or_404(Person, uid=uid)")) == []


def test_no_view_hands_a_protected_model_itself_to_a_shortcut() -> None:
    """`get_object_or_404(Person, …)` would read every row."""
    found = []
    for file in room("views"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"get_object_or_404", "get_list_or_404"}:
                first = node.args[0]
                if isinstance(first, ast.Name) and first.id in PROTECTED:
                    found.append(f"{file.relative_to(ROOT)}:{node.lineno}")

    assert found == []


PUBLIC = {
    "old_address", "mobility:old_address",
    "picture",
    "account_confirm_email", "account_confirm_login_code", "account_email_verification_sent", "account_inactive",
    "account_login", "account_logout", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done", "account_signup", "mfa_authenticate",
    "mfa_login_webauthn", "accounts:invitation_accept", "accounts:invitation_open", "accounts:form_keep", "healthz", "choose_language",
    "style_guide", "home", "welcome", "about", "partners:contact", "robots", "sitemap", "partners:partner_list", "partners:partner_detail",
    "programs:program_list", "programs:program_detail", "programs:call_list", "programs:call_detail",
    "programs:news_list", "programs:news_detail", "programs:event_list", "programs:event_detail",
    "programs:event_calendar", "programs:event_file",
    "programs:take_part", "reports:rule_list", "reports:rule_detail",
    "programs:page_list", "programs:page_detail", "programs:download_list", "programs:download_file",
    "reports:results", "rubric:results", "rubric:results_csv",
    "mobility:activity_report_list", "mobility:activity_report_detail", "mobility:activity_report_atom",
}  # fmt: skip


def test_the_public_addresses_are_this_list_and_no_other() -> None:
    def public(resolver: object, space: str = "") -> Iterator[str]:
        for entry in resolver.url_patterns:  # type: ignore[attr-defined]
            if hasattr(entry, "url_patterns"):
                yield from public(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
            elif not getattr(entry.callback, "login_required", True):
                yield space + (entry.name or str(entry.pattern))

    assert sorted(set(public(get_resolver())) - PUBLIC) == []
