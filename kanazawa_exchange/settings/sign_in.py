"""How people sign in, who must have a second factor, and how often a wrong try is answered."""

from operator import attrgetter

from kanazawa_exchange.settings.environment import env
from kanazawa_exchange.settings.installation import PRODUCTION
from kanazawa_exchange.settings.servers import is_domain

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email",)},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "kanazawa_exchange.accounts.passwords.ContextWordValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "kanazawa_exchange.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = attrgetter("email")
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or second factor is told to its owner
# A whole campus may sit behind one address: log-ins per address are wide, failures per account stay narrow.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "200/m/ip,10/m/key,100/d/key",
    "reset_password": "200/m/ip,5/m/key",
    "reset_password_from_key": "200/m/ip",
    "signup": "60/m/ip",
    "confirm_email": "1/3m/key",
    "reauthenticate": "10/m/user",
}
LIMITS = {  # how often one account does what costs the portal much, or tells of others
    "rich_text_preview": "120/m/user",
    "find_fellow": "20/h/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole("TRUSTED_PROXY_COUNT", 1 if PRODUCTION else 0, least=0, most=9)
MFA_ADAPTER = "kanazawa_exchange.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Kanazawa-Russia exchange portal"
MFA_TOTP_TOLERANCE = 0
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
USERSESSIONS_TRACK_ACTIVITY = False  # it would write at every visit; session_limits notes the last one each minute
REQUIRE_STAFF_MFA = env.switch("REQUIRE_STAFF_MFA", default=PRODUCTION)
SIGNUP_EMAIL_DOMAINS = env.each(  # who may sign up without an invitation; empty: nobody
    "SIGNUP_EMAIL_DOMAINS", [], is_domain, "domains such as example.ac.jp, separated by commas, without @"
)
INVITATION_HOURS = env.whole("INVITATION_HOURS", 24, least=1, most=720)
EXPIRY_ALERT_MONTHS = (12, 6, 3)  # so long before its end the office is told of an agreement, once each
