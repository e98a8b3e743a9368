"""Accounts, and the portal-wide roles that people hold from one day to another."""

import unicodedata
import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.lib.languages import endonyms
from kanazawa_exchange.lib.viewer import Viewer

from ..permissions import may_list_roles
from ..roles import Role
from .base import PersonalTerm, term_ends_after_start
from .mails import Letter
from .people import Person


class UserQuerySet(models.QuerySet):
    def at(self, email: str) -> "UserQuerySet":
        """Whoever signs in with this address. It is stored in lower case, so that no database compares it its own way."""
        return self.filter(email=email.lower())

    def visible_to(self, user: Viewer) -> "UserQuerySet":
        """The office sees all accounts, everybody else the own."""
        if not user.is_authenticated:
            return self.none()
        return self if may_list_roles(user) else self.filter(pk=user.pk)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user who signs in by e-mail; the domain is stored in lower case."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.at(username or "").get()


class User(AbstractBaseUser):
    """An account. What it may do follows from the roles, seats and relations of its person, never from a flag here."""

    uid = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    person = models.OneToOneField(
        Person, verbose_name=_("person"), on_delete=models.PROTECT, null=True, blank=True, related_name="user"
    )
    language = models.CharField(_("language"), max_length=2, choices=endonyms(), default=settings.LANGUAGE_CODE)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined at"), default=timezone.now)

    objects: ClassVar = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return f"account {self.uid}"

    def set_password(self, raw_password: str | None) -> None:
        """One spelling for all keyboards: full-width letters and composed accents hash like the plain ones."""
        super().set_password(None if raw_password is None else unicodedata.normalize("NFKC", raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        return super().check_password(None if raw_password is None else unicodedata.normalize("NFKC", raw_password))

    def has_perm(self, perm: str, obj: object | None = None) -> bool:
        from django.contrib.auth.models import _user_has_perm  # type: ignore[attr-defined]

        return self.is_active and _user_has_perm(self, perm, obj)

    def has_perms(self, perms: list[str], obj: object | None = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perms)

    def of_person(self, relation: str) -> Any:
        """The rows that hang on this user's person: `grants`, `seats`, `mobilities` ...; the person is not read."""
        return getattr(Person(pk=self.person_id), relation).all()


class RoleGrant(PersonalTerm):
    """One portal-wide role of one person for a term; authority over one thing is a row where that thing lives."""

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(_("role"), max_length=20, choices=Role)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="role_grant_role"),
            term_ends_after_start("role_grant"),
        ]

    def __str__(self) -> str:
        return f"{self.role} #{self.person_id}"


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user: Viewer) -> "InvitationQuerySet":
        """Only the office sees invitations; whoever was invited has the link."""
        return self if may_list_roles(user) else self.none()

    def pending(self) -> "InvitationQuerySet":
        """Neither used nor withdrawn; it may be too old all the same."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def open(self, now: datetime) -> "InvitationQuerySet":
        """Pending, and not too old."""
        return self.pending().filter(expires_at__gt=now)


class Invitation(models.Model):
    """An invitation by mail to open an account for a known person; the token itself is never stored."""

    uid = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"))
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="invitations")
    language = models.CharField(_("language"), max_length=2, default=settings.LANGUAGE_CODE)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        User, verbose_name=_("invited by"), on_delete=models.PROTECT, null=True, related_name="invitations_sent"
    )
    created_at = models.DateTimeField(_("sent at"))
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects: ClassVar = InvitationQuerySet.as_manager()
    letter: Letter | None = None  # the one that was written just now; not stored

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return f"invitation {self.uid}"
