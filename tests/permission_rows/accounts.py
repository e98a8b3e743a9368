"""Roles, invitations, accounts: the office keeps them, administrators alone give roles and close accounts."""

from datetime import timedelta

from kanazawa_exchange.accounts.mail_kinds import INVITATION, SIGN_IN
from kanazawa_exchange.accounts.models import Invitation, JobPart, Letter, RoleGrant
from kanazawa_exchange.accounts.services import jobs, mail_texts, outbox, rebuilding
from kanazawa_exchange.accounts.services.invitations import token_hash
from kanazawa_exchange.lib import clock
from kanazawa_exchange.lib.jobs import Part
from kanazawa_exchange.lib.mails import Text
from tests.jobs import kinds
from tests.permission_rows import OFFICE, STAFF, Row, everyone, form, only

ADMIN = "administrator"
NOBODY = "00000000-0000-4000-8000-000000000000"


def build(world):
    now = clock.now()
    world.invitation = Invitation.objects.create(
        email="marked-invitation@example.org",
        person=world.other_person,
        token_hash=token_hash("a-token"),
        created_at=now,
        expires_at=now + timedelta(hours=24),
    )
    reader = outbox.Recipient("marked-letter@example.org", "en", world.other_person)
    text = Text("MARKEDSUBJECT", "MARKEDBODY")
    world.letter = outbox.write_ready(SIGN_IN, to=reader, text=text, secrets=[], by=None, now=now)
    Letter.objects.filter(pk=world.letter.pk).update(state="taken", ended_at=now)
    world.mail_template = mail_texts.edit(INVITATION, INVITATION.texts, by=None, now=now, version=None)
    world.grant = RoleGrant.objects.get(person=world.people["translator"])
    kinds.known()
    world.job = jobs.start(kinds.WHOLE, {}, [Part("MARKEDPART")], by=world.users["moderator"], now=now)
    world.words_job = jobs.start(rebuilding.KIND, {}, [Part("1-2")], by=world.users["administrator"], now=now)
    JobPart.objects.filter(job__in=[world.job, world.words_job]).update(state="failed", ended_at=now, reason="lost")


def of_other(world):
    return {"uid": world.other_person.uid}


def of_nobody(world):
    return {"uid": NOBODY}


def foreign(name, method, roles):
    """Whoever may enter gets 404 for a record that does not exist; the others are refused before."""
    return Row(name, method, only(roles, status=404), relation="foreign", kwargs=of_nobody)


def the_job(world):
    return {"uid": world.job.uid}


def the_words_job(world):
    return {"uid": world.words_job.uid}


SEE_THE_JOB = {**only(OFFICE, "moderator"), **only("program_coordinator", "reviewer", "translator", status=404)}
STEER_THE_JOB = {role: 302 if status == 200 else status for role, status in SEE_THE_JOB.items()}
STEER_WORDS = only(tuple(role for role in STAFF if role not in OFFICE), status=404) | {ADMIN: 302, "coordinator": 403}
"""Its kind names administrators alone: a coordinator sees it and does not steer it."""

ROWS = [
    Row("accounts:mail_list", "GET", only(OFFICE), marker=lambda w: "marked-letter@example.org"),
    Row(
        "accounts:mail_detail",
        "GET",
        only(OFFICE),
        kwargs=lambda w: {"uid": w.letter.uid},
        marker=lambda w: "MARKEDBODY",
    ),
    foreign("accounts:mail_detail", "GET", OFFICE),
    Row("accounts:mail_send_again", "POST", only(OFFICE, status=302), kwargs=lambda w: {"uid": w.letter.uid}),
    foreign("accounts:mail_send_again", "POST", OFFICE),
    Row("accounts:mail_text_list", "GET", only(OFFICE), marker=lambda w: "/office/mail-templates/invitation/"),
    *form(
        "accounts:mail_text_edit",
        OFFICE,
        kwargs=lambda w: {"kind": "invitation"},
        marker=lambda w: "{link}",
        data=lambda w: {"subject_en": "Come in", "body_en": "{link}", "version": w.mail_template.version},
    ),
    Row(
        "accounts:mail_text_edit",
        "GET POST",
        only(OFFICE, status=404),
        relation="foreign",
        kwargs=lambda w: {"kind": "sign_in"},
        note="a kind whose text is not for the office to change",
    ),
    Row("accounts:job_list", "GET", only(STAFF), marker=lambda w: str(w.job.uid), sees=(*OFFICE, "moderator")),
    Row("accounts:job_detail", "GET", SEE_THE_JOB, kwargs=the_job, marker=lambda w: "MARKEDPART"),
    Row("accounts:job_progress", "GET", SEE_THE_JOB, kwargs=the_job, marker=lambda w: "MARKEDPART"),
    Row("accounts:job_cancel", "POST", STEER_THE_JOB, kwargs=the_job),
    Row("accounts:job_resume", "POST", STEER_THE_JOB, kwargs=the_job),
    *(Row(f"accounts:{name}", "POST", STEER_WORDS, kwargs=the_words_job) for name in ("job_cancel", "job_resume")),
    *(foreign(f"accounts:{name}", "GET", STAFF) for name in ("job_detail", "job_progress")),
    *(foreign(f"accounts:{name}", "POST", STAFF) for name in ("job_cancel", "job_resume")),
    Row("accounts:rebuild_search_words", "POST", only("administrator", status=302)),
    Row("accounts:settings", "GET", everyone(200)),
    Row("accounts:settings", "POST", everyone(200), data=lambda w: {"language": "xx"}),
    Row("accounts:form_keep", "POST", everyone(409), anonymous=409, note="takes a form that a page has marked"),
    Row("accounts:totp_qr", "GET", everyone(404), note="nothing is being set up"),
    Row("accounts:role_list", "GET", only(OFFICE), marker=lambda w: "MARKTRANSLATOR"),
    Row("accounts:role_list", "GET", only(OFFICE), query="?q=MARKFOREIGN", marker=lambda w: str(w.other_person.uid)),
    *form("accounts:person_add", OFFICE, data=lambda w: {"latin_family": "New", "latin_given": "Person"}),
    *form(
        "accounts:role_grant",
        ADMIN,
        kwargs=of_other,
        marker=lambda w: w.other_name,
        data=lambda w: {"role": "administrator", "starts_on": "2020-04-01"},
    ),
    foreign("accounts:role_grant", "GET POST", ADMIN),
    *form(
        "accounts:role_edit",
        ADMIN,
        kwargs=lambda w: {"uid": w.grant.uid},
        marker=lambda w: "MARKTRANSLATOR",
        data=lambda w: {"starts_on": "2018-04-01", "version": w.grant.version},
    ),
    foreign("accounts:role_edit", "GET POST", ADMIN),
    Row("accounts:role_end", "POST", only(ADMIN, status=302), kwargs=lambda w: {"uid": w.grant.uid}),
    foreign("accounts:role_end", "POST", ADMIN),
    *form(
        "accounts:invitation_send",
        OFFICE,
        kwargs=of_other,
        marker=lambda w: w.other_name,
        data=lambda w: {"email": "guest@example.org", "language": "en"},
    ),
    Row(
        "accounts:invitation_send",
        "GET POST",
        only(ADMIN),
        relation="same",
        kwargs=lambda w: {"uid": w.people["reviewer"].uid},
        data=lambda w: {"email": "guest@example.org", "language": "en"},
        note="the account of somebody with a portal-wide role is an administrator's matter",
    ),
    foreign("accounts:invitation_send", "GET POST", OFFICE),
    Row("accounts:invitation_list", "GET", only(OFFICE), marker=lambda w: "marked-invitation@example.org"),
    Row("accounts:invitation_withdraw", "POST", only(OFFICE, status=302), kwargs=lambda w: {"uid": w.invitation.uid}),
    foreign("accounts:invitation_withdraw", "POST", OFFICE),
    Row("accounts:invitation_resend", "POST", only(OFFICE, status=302), kwargs=lambda w: {"uid": w.invitation.uid}),
    foreign("accounts:invitation_resend", "POST", OFFICE),
    Row(
        "accounts:invitation_open",
        "GET",
        {**everyone(302), "anonymous": 302},
        kwargs=lambda w: {"token": "no-such-token"},
        note="keeps the secret in the session and leads on",
    ),
    Row(
        "accounts:invitation_accept",
        "GET POST",
        everyone(200),
        anonymous=200,
        note="no link was followed in this session: the letter is to be opened again",
    ),
    Row(
        "accounts:account_disable", "POST", only(ADMIN, status=302), kwargs=lambda w: {"uid": w.users["translator"].uid}
    ),
    foreign("accounts:account_disable", "POST", ADMIN),
    Row(
        "accounts:account_enable", "POST", only(ADMIN, status=302), kwargs=lambda w: {"uid": w.users["translator"].uid}
    ),
    foreign("accounts:account_enable", "POST", ADMIN),
    Row(
        "accounts:account_sign_out",
        "POST",
        only(ADMIN, status=302),
        kwargs=lambda w: {"uid": w.users["translator"].uid},
    ),
    foreign("accounts:account_sign_out", "POST", ADMIN),
]
