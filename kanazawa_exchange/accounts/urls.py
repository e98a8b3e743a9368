"""Addresses of people's accounts: roles, invitations, settings, the second factor."""

from django.urls import path

from .views import consent_texts, invitations, jobs, letters, mail_texts, roles, translations, users
from .views.drafts import form_keep
from .views.totp_qr import totp_qr

app_name = "accounts"
urlpatterns = [
    path("account/authenticator-code.svg", totp_qr, name="totp_qr"),
    path("account/settings/", users.account_settings, name="settings"),
    path("forms/keep/", form_keep, name="form_keep"),
    path("invitation/", invitations.invitation_accept, name="invitation_accept"),
    path("invitation/<str:token>/", invitations.invitation_open, name="invitation_open"),
    path("jobs/", jobs.job_list, name="job_list"),
    path("jobs/search-words/", jobs.rebuild_search_words, name="rebuild_search_words"),
    path("jobs/<uuid:uid>/", jobs.job_detail, name="job_detail"),
    path("jobs/<uuid:uid>/cancel/", jobs.job_cancel, name="job_cancel"),
    path("jobs/<uuid:uid>/progress/", jobs.job_progress, name="job_progress"),
    path("jobs/<uuid:uid>/resume/", jobs.job_resume, name="job_resume"),
    path("office/consents/", consent_texts.consent_text_list, name="consent_text_list"),
    path("office/consents/<slug:purpose>/", consent_texts.consent_text_detail, name="consent_text_detail"),
    path("office/consents/<slug:purpose>/write/", consent_texts.consent_text_write, name="consent_text_write"),
    path("office/mails/", letters.mail_list, name="mail_list"),
    path("office/mails/<uuid:uid>/", letters.mail_detail, name="mail_detail"),
    path("office/mails/<uuid:uid>/send-again/", letters.mail_send_again, name="mail_send_again"),
    path("office/mail-templates/", mail_texts.mail_text_list, name="mail_text_list"),
    path("office/mail-templates/<slug:kind>/", mail_texts.mail_text_edit, name="mail_text_edit"),
    path("office/translations/", translations.translation_list, name="translation_list"),
    path("office/translations/coverage/", translations.translation_coverage, name="translation_coverage"),
    path(
        "office/translations/<slug:kind>/<uuid:uid>/<slug:language>/",
        translations.translation_edit,
        name="translation_edit",
    ),
    path(
        "office/translations/<slug:kind>/<uuid:uid>/<slug:language>/confirm/",
        translations.translation_confirm,
        name="translation_confirm",
    ),
    path("roles/", roles.role_list, name="role_list"),
    path("roles/people/add/", invitations.person_add, name="person_add"),
    path("roles/people/<uuid:uid>/grant/", roles.role_grant, name="role_grant"),
    path("roles/people/<uuid:uid>/invite/", invitations.invitation_send, name="invitation_send"),
    path("roles/grants/<uuid:uid>/", roles.role_edit, name="role_edit"),
    path("roles/grants/<uuid:uid>/end/", roles.role_end, name="role_end"),
    path("roles/invitations/", invitations.invitation_list, name="invitation_list"),
    path("roles/invitations/<uuid:uid>/withdraw/", invitations.invitation_withdraw, name="invitation_withdraw"),
    path("roles/invitations/<uuid:uid>/resend/", invitations.invitation_resend, name="invitation_resend"),
    path("roles/accounts/<uuid:uid>/disable/", users.account_disable, name="account_disable"),
    path("roles/accounts/<uuid:uid>/enable/", users.account_enable, name="account_enable"),
    path("roles/accounts/<uuid:uid>/sign-out/", users.account_sign_out, name="account_sign_out"),
]
