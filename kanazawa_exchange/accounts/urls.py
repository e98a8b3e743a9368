"""Addresses of people's accounts: roles, invitations, the second factor."""

from django.urls import path

from .views.totp_qr import totp_qr

app_name = "accounts"
urlpatterns = [
    path("account/authenticator-code.svg", totp_qr, name="totp_qr"),
]
