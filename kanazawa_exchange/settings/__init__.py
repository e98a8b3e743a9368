"""All settings of the portal, read from the environment; every name is explained in docs/deploy.md."""

from datetime import timedelta

import environ
from django.utils.translation import gettext_lazy as _

from kanazawa_exchange.settings.environment import env, is_server
from kanazawa_exchange.settings.installation import *  # noqa: F403
from kanazawa_exchange.settings.installation import (
    ALLOWED_HOSTS,
    BASE_DIR,
    DATA_DIR,
    DEBUG,
    DEMO_DATA,
    FIELD_KEY,
    PORTAL_URL,
    PRODUCTION,
    SECRET_KEY,
    SECRET_KEY_FALLBACKS,
)
from kanazawa_exchange.settings.pages import *  # noqa: F403
from kanazawa_exchange.settings.safety import refuse_mismatch, refuse_open_doors, refuse_workshop
from kanazawa_exchange.settings.servers import is_cache, is_database, is_mail_server, is_scanner, is_sender
from kanazawa_exchange.settings.sign_in import *  # noqa: F403

# --- Apps ----------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "modeltranslation",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "kanazawa_exchange",
    "kanazawa_exchange.accounts",
    "partners",
    "programs",
    "mobility",
    "rubric",
    "reports",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "simple_history",
    "csp",
    "rules.apps.AutodiscoverRulesConfig",
]

MIDDLEWARE = [
    "kanazawa_exchange.middleware.guard_answers",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kanazawa_exchange.middleware.guard_input",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kanazawa_exchange.middleware.remember_language",
    "kanazawa_exchange.public_pages.public_pages",
    "kanazawa_exchange.middleware.Languages",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kanazawa_exchange.accounts.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "kanazawa_exchange.middleware.private_pages",
    "kanazawa_exchange.middleware.known_methods",
    "kanazawa_exchange.accounts.middleware.session_limits",
    "kanazawa_exchange.accounts.middleware.staff_second_factor",
    "kanazawa_exchange.accounts.middleware.ask_for_the_factor",
    "kanazawa_exchange.accounts.middleware.SentOnce",
]

ROOT_URLCONF = "kanazawa_exchange.urls"
WSGI_APPLICATION = "kanazawa_exchange.wsgi.application"
FORM_RENDERER = "kanazawa_exchange.lib.rendering.PortalRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kanazawa_exchange.context_processors.portal",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "kanazawa_exchange.templatetags.portal",
                "kanazawa_exchange.templatetags.page",
                "kanazawa_exchange.templatetags.boxes",
                "kanazawa_exchange.templatetags.kept",
            ],
        },
    }
]

# --- Database ------------------------------------------------------------------------------------------------------
_database = env.checked(
    "DATABASE_URL",
    f"sqlite:///{DATA_DIR}/portal.sqlite3",
    is_database,
    "postgresql://user:password@host:5432/name, or sqlite:////path/of/a/file",
)
DATABASES = {"default": environ.Env.db_url_config(_database)}
_kept_seconds = env.whole("CONN_MAX_AGE", 60, least=0, most=86_400)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["ENGINE"] = "kanazawa_exchange.lib.sqlite3"
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
    }
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}  # a file, as in real life: threads share it
else:
    DATABASES["default"]["CONN_MAX_AGE"] = _kept_seconds
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache and sessions: the cache is shared by all processes, or the limits on sign-in would count per process ------
_cache = env.checked(
    "CACHE_URL", "dbcache://portal_cache", is_cache, "redis://host:6379/0, or dbcache://table of the database"
)
CACHES = {"default": environ.Env.cache_url_config(_cache)}
if CACHES["default"]["BACKEND"].endswith(".DatabaseCache"):
    CACHES["default"]["BACKEND"] = "kanazawa_exchange.lib.counting_cache.DatabaseCache"
elif CACHES["default"]["BACKEND"].endswith(".RedisCache"):
    CACHES["default"].setdefault("OPTIONS", {}).update(socket_connect_timeout=2, socket_timeout=5)
PUBLIC_PAGE_SECONDS = 60
"""So long a public page is kept at most, from the reading of its records to the last cache on the way."""
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# accounts.middleware.session_limits ends a session that was idle, or lasted altogether, longer than this
SESSION_IDLE = {"staff": timedelta(hours=2), "others": timedelta(hours=12)}
SESSION_TOTAL = {"staff": timedelta(hours=12), "others": timedelta(days=7)}
SESSION_COOKIE_AGE = int(max(SESSION_TOTAL.values()).total_seconds())
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "kanazawa_exchange.views.csrf_failure"
LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- Celery --------------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = env.checked(
    "CELERY_BROKER_URL", "portalfs://localhost//", is_server("redis", "rediss"), "redis://host:6379/0; unset: a folder"
)
if CELERY_BROKER_URL.startswith("portalfs"):
    _folder = DATA_DIR / "broker"
    _folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
        "data_folder_in": str(_folder),
        "data_folder_out": str(_folder),
        "control_folder": str(_folder / "control"),
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 600,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        # whoever rings waits for no broker that is away, and not for ever for one that was cut off; a worker tries on by itself
        "max_retries": 1,
        "interval_start": 0.2,
        "socket_connect_timeout": 2,
        "socket_timeout": 5,
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 90
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5
CELERY_TIMEZONE = "Asia/Tokyo"
HEARTBEAT_SECONDS = 15.0  # /healthz misses the worker after three of them
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {
        "task": "kanazawa_exchange.tasks.heartbeat",
        "schedule": HEARTBEAT_SECONDS,
        "options": {"expires": 60},  # what waited for a worker says nothing about now
    },
    "agreements-in-force": {"task": "partners.tasks.apply_calendar", "schedule": 3600.0},
    "jobs": {"task": "kanazawa_exchange.accounts.tasks.sweep_jobs", "schedule": 60.0, "options": {"expires": 60}},
    "letters": {"task": "kanazawa_exchange.accounts.tasks.send_letters", "schedule": 60.0, "options": {"expires": 60}},
    "old-letters": {"task": "kanazawa_exchange.accounts.tasks.forget_old_letters", "schedule": 86400.0},
    "old-imports": {"task": "mobility.tasks.forget_old_imports", "schedule": 86400.0},
    "old-jobs": {"task": "kanazawa_exchange.accounts.tasks.forget_old_jobs", "schedule": 86400.0},
    "pictures": {"task": "kanazawa_exchange.accounts.tasks.sweep_pictures", "schedule": 86400.0},
    "old-forms": {"task": "kanazawa_exchange.tasks.forget_old_forms", "schedule": 3600.0},
    "surveys": {"task": "rubric.tasks.apply_calendar", "schedule": 300.0, "options": {"expires": 300}},
    "offers": {"task": "mobility.tasks.apply_offers", "schedule": 60.0, "options": {"expires": 60}},
    "invitations": {"task": "mobility.tasks.invite_nominated", "schedule": 300.0, "options": {"expires": 300}},
    "malware-scans": {
        "task": "kanazawa_exchange.accounts.tasks.scan_files",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "stray-documents": {"task": "partners.tasks.sweep_documents", "schedule": 86400.0},
}

# --- Languages and time --------------------------------------------------------------------------------------------
LANGUAGE_CODE = "ja"
# the one list; a further language also needs its catalogue, its letters in the fonts and a migration of its columns
LANGUAGES = [("ja", _("Japanese")), ("en", _("English")), ("ru", _("Russian"))]
IN_LANGUAGE = {"ja": _("in Japanese"), "en": _("in English"), "ru": _("in Russian")}  # parts of sentences
PREVIEW_LOCALES = {"ja": "ja_JP", "en": "en_GB", "ru": "ru_RU"}  # as link previews name a language
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Tokyo"
MODELTRANSLATION_DEFAULT_LANGUAGE = LANGUAGE_CODE
# what stands in for a text that is not written: the languages in their order, for Russian readers English first
MODELTRANSLATION_FALLBACK_LANGUAGES = {"default": tuple(code for code, _name in LANGUAGES), "ru": ("en",)}

# --- Files ---------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env.folder("STATIC_ROOT", DATA_DIR / "static", written=False)
MEDIA_ROOT = env.folder("MEDIA_ROOT", DATA_DIR / "media")
MEDIA_URL = "/media-is-never-served-directly/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "kanazawa_exchange.static_files.ModuleStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
        # collected by whoever builds the image, read by whoever serves it
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DOCUMENT_MAX_BYTES = 10 * 1024 * 1024
FILE_SET_BYTES = env.whole("FILE_SET_MB", 30, least=1, most=10_000) * 1024 * 1024
PERSON_FILES_BYTES = env.whole("PERSON_FILES_MB", 100, least=1, most=100_000) * 1024 * 1024
CLAMD_URL = env.checked(
    "CLAMD_URL", "", is_scanner, "tcp://host:3310 or unix:///run/clamav/clamd.ctl; unset: files are marked unscanned"
)
REQUEST_MAX_BYTES = 14 * 1024 * 1024  # a photo and its form; deploy/nginx.conf says the same

# --- Mail ----------------------------------------------------------------------------------------------------------
_mail = env.checked(
    "EMAIL_URL",
    "smtp://localhost:25" if PRODUCTION else "filemail://",
    is_mail_server,
    "smtp://host:25, smtp+tls://user:password@host:587 or smtp+ssl://user:password@host:465",
)
vars().update(environ.Env.email_url_config(_mail))
EMAIL_FILE_PATH = str(DATA_DIR / "mail")
DEFAULT_FROM_EMAIL = env.checked(
    "DEFAULT_FROM_EMAIL", "portal@example.org", is_sender, "an address such as portal@example.org"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 20

# --- Logs: ids and codes, never names ------------------------------------------------------------------------------
LOG_LEVEL = env.choice(
    "LOG_LEVEL", "INFO" if PRODUCTION else "WARNING", ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "kanazawa_exchange.logs.JsonFormatter"}},
    "filters": {"refused": {"()": "kanazawa_exchange.logs.RefusedRequests"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["refused"]}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "waitress.queue": {"level": "ERROR"},  # that a request waited for a thread is everyday
    },
}

# --- Whatever is wrong ends the start, by its name ------------------------------------------------------------------
refuse_mismatch(env, field_key=FIELD_KEY, hosts=ALLOWED_HOSTS, address=PORTAL_URL)
if PRODUCTION and not env.faults:
    refuse_workshop(env, debug=DEBUG, demo=DEMO_DATA)
    refuse_open_doors(
        env,
        keys=[SECRET_KEY, *SECRET_KEY_FALLBACKS],
        field_key=FIELD_KEY,
        hosts=ALLOWED_HOSTS,
        address=PORTAL_URL,
        cache=CACHES["default"]["BACKEND"],
    )
env.refuse_faults()
