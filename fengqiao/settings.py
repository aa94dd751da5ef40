"""Settings, all from the environment and safe for production when nothing is said.

Required: ``SECRET_KEY``, ``FIELD_KEY``, ``FIELD_INDEX_KEY``, ``DATABASE_URL``, ``REDIS_URL`` and, unless ``PLAIN_HTTP`` is on, ``ALLOWED_HOSTS``.
docs/runbook.md lists every variable. ``manage.py up``, ``test`` and the other commands fill them in for a copy on this machine.
Long constants that no variable changes stand in `fengqiao.fixed_settings`.
"""

import logging
from pathlib import Path
from typing import Any

import django_stubs_ext
import environ
import pghistory
from django.utils.translation import gettext_lazy as _

from fengqiao.fixed_settings import (  # noqa: F401  (settings like those below; read as their names by Django)
    AUTH_PASSWORD_VALIDATORS,
    CONTENT_SECURITY_POLICY,
    PASSWORD_HASHERS,
    REST_FRAMEWORK,
    SPECTACULAR_SETTINGS,
)
from fengqiao.logs import configure_logs

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
django_stubs_ext.monkeypatch()  # lets annotations such as ``Manager[Case]`` be evaluated

# --- Safety -----------------------------------------------------------------------------------------------------------

DEBUG: bool = env.bool("DEBUG", default=False)
PLAIN_HTTP: bool = env.bool("PLAIN_HTTP", default=False)
"""Serve without TLS: for a copy on loopback. Relaxes what needs HTTPS and nothing else."""
SECRET_KEY: str = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])
FIELD_KEY: str = env.str("FIELD_KEY")
"""Base64 of 32 bytes: encrypts identity and telephone numbers."""
FIELD_INDEX_KEY: str = env.str("FIELD_INDEX_KEY")
"""Base64 of 32 bytes: keyed index by which an encrypted number is found again."""
FIELD_KEYS_OLD: list[str] = env.list("FIELD_KEYS_OLD", default=[])
"""Former values of ``FIELD_KEY``, still able to decrypt."""

LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=LOOPBACK) if PLAIN_HTTP else env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
TRUSTED_PROXY_COUNT: int = env.int("TRUSTED_PROXY_COUNT", default=0)
"""How many proxies of ours stand before the web server; only then are their forwarding headers believed."""
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS: int = 0 if PLAIN_HTTP else env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = not PLAIN_HTTP
SECURE_HSTS_PRELOAD = not PLAIN_HTTP
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY: str | None = None if PLAIN_HTTP else "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not PLAIN_HTTP
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE: int = env.int("SESSION_COOKIE_AGE", default=30 * 60)
"""Seconds without a request after which a session ends."""
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_ENGINE = "accounts.sessions"


# --- What it is made of -----------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "fengqiao",
    "disputes",
    "reports",
    "mediators",
    "cases",
    "accounts",
    "accounts.admin_config.SuperuserAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "django_htmx",
    "csp",
    "pgtrigger",
    "pghistory",
    "django_structlog",
    "django_prometheus",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "fengqiao.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.ActorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "fengqiao.request_log.RequestLog",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "fengqiao.urls"
WSGI_APPLICATION = "fengqiao.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "csp.context_processors.nonce",
                "accounts.context_processors.who",
            ]
        },
    }
]
FORM_RENDERER = "fengqiao.form_renderer.DirectRenderer"

# --- Data -------------------------------------------------------------------------------------------------------------

DATABASE_POOL_MAX: int = env.int("DATABASE_POOL_MAX", default=8)
"""Connections that one web process keeps at most; 0 for processes that fork, which then keep one connection each."""
DATABASES: dict[str, dict[str, Any]] = {"default": env.db_url("DATABASE_URL")}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True  # a restarted server costs nobody an error page
# A case page joins eleven tables by their keys: to weigh all orders of eight of them takes the planner 11 ms, of five 2 ms, for the same plan.
# Rows fetched by a cursor (exports) are all read: a plan made for the first tenth of them would walk through every case of the city.
_PLANNING = {"options": "-c join_collapse_limit=5 -c cursor_tuple_fraction=1"}
DATABASES["default"]["OPTIONS"] = {**_PLANNING, **DATABASES["default"].get("OPTIONS", {}), "application_name": "fengqiao"}
if DATABASE_POOL_MAX:
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": DATABASE_POOL_MAX, "timeout": 10}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600

PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
"""Requests whose user and address go into row history; reading changes no row, and every statement would carry them."""
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(related_name="+")
"""Row history is read from its own tables: a reverse name would clash between a case and its kind."""

REDIS_URL: str = env.str("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "fengqiao",
    }
}

DATA_DIR: Path = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))
ATTACHMENTS_DIR = DATA_DIR / "attachments"
"""Uploaded files: outside every folder that a web server serves, handed out only by a view that asks ``visible_to``."""
ATTACHMENT_MAX_BYTES: int = env.int("ATTACHMENT_MAX_BYTES", default=20 * 1024 * 1024)
UPLOAD_MAX_BYTES: int = env.int("UPLOAD_MAX_BYTES", default=11 * ATTACHMENT_MAX_BYTES)
"""All files of one request together; beyond it the request is broken off before the disk fills."""
FILE_UPLOAD_HANDLERS = [
    "cases.attachments.upload.UploadCap",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
MEDIA_ROOT = ATTACHMENTS_DIR
BULK_UNDO_SECONDS: int = env.int("BULK_UNDO_SECONDS", default=600)
"""For how long an act on many cases can be taken back."""
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

STATIC_URL = "static/"
STATIC_ROOT: Path = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "var" / "static")))
STATICFILES_DIRS: list[Path | tuple[str, Path]] = [
    BASE_DIR / "static",
    ("vendor", Path(env.str("VENDOR_DIR", default=str(BASE_DIR / "var" / "vendor")))),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": ATTACHMENTS_DIR}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["map", "png", "jpg", "jpeg", "webp", "gz", "br", "woff", "woff2"]

# --- People -----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "30/m/ip,10/15m/key"}
"""By address, wide enough for an office behind one address; the lock of the single account is in `accounts.signin.attempts`."""
ACCOUNT_FORMS = {
    "login": "accounts.signin.forms.LoginForm",
    "change_password": "accounts.signin.forms.ChangePasswordForm",
    "reauthenticate": "accounts.signin.forms.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "accounts.signin.forms.CodeForm",
    "reauthenticate": "accounts.signin.forms.CodeAgainForm",
    "activate_totp": "accounts.signin.forms.ActivateTotpForm",
    "add_webauthn": "accounts.signin.forms.AddPasskeyForm",
    "edit_webauthn": "accounts.signin.forms.RenamePasskeyForm",
}
MFA_ADAPTER = "fengqiao.mfa.MfaAdapter"
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PLAIN_HTTP
MFA_TOTP_ISSUER = "枫桥"

# --- Language and time ------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_SECURE = not PLAIN_HTTP
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

# --- API --------------------------------------------------------------------------------------------------------------

API_REQUESTS_PER_MINUTE: int = env.int("API_REQUESTS_PER_MINUTE", default=6000)
"""Requests that one user may make through the API in a minute."""

# --- Jobs -------------------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT: int = env.int("CELERY_TASK_TIME_LIMIT", default=600)
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # A killed worker's task comes back after this time; `manage.py up`, which knows that no other worker lives, brings it back at once.
    "visibility_timeout": CELERY_TASK_TIME_LIMIT + 60,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
}
CELERY_TIMEZONE = TIME_ZONE

# --- Logs, mail -------------------------------------------------------------------------------------------------------

METRICS_TOKEN: str = env.str("METRICS_TOKEN", default="")
"""Whoever sends it as a bearer token may read ``/metrics/``; empty: nobody."""
LOGGING = configure_logs(level=env.str("LOG_LEVEL", default="INFO"))
LOGGING_CONFIG = "logging.config.dictConfig"
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
"""One line for a request, at its end; with `LOG_LEVEL` DEBUG one at its beginning too."""
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
globals().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", default="fengqiao@localhost")
SITE_URL: str = env.str("SITE_URL", default="").rstrip("/")
"""How people reach this site, such as ``https://name``: mails and gateways link to it. Empty: they say to sign in and link to nothing."""
WEBHOOK_ALLOW_LOOPBACK: bool = env.bool("WEBHOOK_ALLOW_LOOPBACK", default=False)
"""Whether a gateway may stand on this machine."""
SILENCED_SYSTEM_CHECKS: list[str] = []
