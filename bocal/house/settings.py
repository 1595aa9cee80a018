"""Settings of every Bocal server: all that differs between machines comes from the environment.

BOCAL_DATA          folder of the databases, the registry of collectives and the secret key (default ./data)
BOCAL_DATABASE_URL  postgresql://user:password@host:port/name for PostgreSQL (a schema each); empty for SQLite
BOCAL_HOSTS         comma-separated names the server answers to (default: this machine only)
BOCAL_HTTPS         1 when a proxy in front speaks HTTPS: cookies become secure, HSTS is sent
BOCAL_PORT          where it listens (default 8000)
BOCAL_PROCESSES     web processes (default 1); each answers several requests at once
BOCAL_SECRET_KEY    what sessions, links and seals are signed with (default: made once, in secret.key of BOCAL_DATA)
BOCAL_DEMO          1 shows the one-click sign-in of the demo
BOCAL_DEBUG         1 shows errors and names each page's file at its foot
BOCAL_STRIPE_KEY_NAME, BOCAL_STRIPE_SECRET_NAME
                    a collective's secret key at Stripe, and the secret that signs its announcements; NAME is how its
                    address begins, in capitals (tarn: TARN). BOCAL_STRIPE_URL: a double of Stripe, for trials
BOCAL_SMTP_URL      smtp://user:password@host:port to send e-mail; empty keeps letters in the outbox only
BOCAL_FROM          the address that letters come from
"""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.urls import get_script_prefix
from django.utils.functional import lazy

from bocal.house import secret

prefix = lazy(get_script_prefix, str)

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("BOCAL_DATA", "data")).absolute()
DATABASE_URL = os.environ.get("BOCAL_DATABASE_URL", "")
DEMO = os.environ.get("BOCAL_DEMO") == "1"
DEBUG = os.environ.get("BOCAL_DEBUG") == "1"
HTTPS = os.environ.get("BOCAL_HTTPS") == "1"
PORT = int(os.environ.get("BOCAL_PORT", "8000"))

# Who knows under which name the collective at hand answers: letters are written on floors that know no server.
ORIGIN = "bocal.house.collectives.origin"
# Who takes payments online for the collective at hand, or nobody.
PAYMENT_PROVIDER = "bocal.house.online.provider"

SECRET_KEY = secret.key(DATA_DIR)
ALLOWED_HOSTS = [h for h in os.environ.get("BOCAL_HOSTS", "").split(",") if h] or ["127.0.0.1", "localhost", "[::1]"]

INSTALLED_APPS = [
    "bocal.look",
    "bocal.directory",
    "bocal.catalog",
    "bocal.journals",
    "bocal.safety",
    "bocal.kitchen",
    "bocal.billing",
    "bocal.shifts",
    "bocal.membership",
    "bocal.funding",
    "bocal.supply",
    "bocal.orders",
    "bocal.workshops",
    "bocal.impact",
    "bocal.house",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "bocal.house.middleware.VillageMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "bocal.directory.doors.DoorsMiddleware",
]

ROOT_URLCONF = "bocal.house.urls"
WSGI_APPLICATION = "bocal.house.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR, BASE_DIR / "look" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["bocal.look.templatetags.look", "django.templatetags.i18n", "django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bocal.house.surroundings.surroundings",
            ],
        },
    }
]
FORM_RENDERER = "bocal.look.forms.Renderer"


def database(url: str, sqlite_file: Path) -> dict[str, object]:
    """The Django database that `url` names, or the SQLite file when it is empty."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(sqlite_file),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL: an order that was acknowledged must survive a power cut.
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;",
            },
            # A file, not memory: with an in-memory database, threads of one test cannot meet.
            "TEST": {"NAME": str(DATA_DIR / "test.sqlite3")},
        }
    parts = urlsplit(url)
    # A socket folder can't be a URL's host: postgresql:///name?host=/folder
    host = parts.hostname or next((p[5:] for p in parts.query.split("&") if p.startswith("host=")), "")
    return {
        "ENGINE": "bocal.house.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


# What `default` is until a collective is entered (see collectives.py): tests and single commands use it as it stands.
DATABASES = {"default": database(DATABASE_URL, DATA_DIR / "bocal.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits of the sign-in must be shared by all server processes.
# Many more of them than the 300 that Django keeps, beyond which it forgets some that still count.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "house_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "directory.Person"
AUTHENTICATION_BACKENDS = ["bocal.house.sign_in.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "bocal.house.sign_in.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# `come`: a stranger's sign-ups to sessions, from one connection; a social centre's whole group may share one.
ACCOUNT_RATE_LIMITS = {"come": "40/h/ip"}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
# The one they sign in by: a second, claimed without proof, could be a colleague's and would turn their codes astray.
ACCOUNT_MAX_EMAIL_ADDRESSES = 1
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# A code sent to the address is the proof, at each sign-in without a password and at sign-up (sign_in.Adapter).
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {"login": "bocal.house.sign_in_form.SignInForm"}
MFA_ADAPTER = "bocal.house.sign_in.PasskeyAdapter"
MFA_SUPPORTED_TYPES = ["webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Without HTTPS, browsers offer passkeys on this very machine only (localhost).
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_ENGINE = "bocal.house.sessions"
# One server serves many collectives under a prefix each: a cookie never travels from one to another.
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = LANGUAGE_COOKIE_PATH = prefix()
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 60 * 24 * 3600

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR.parent / "build" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# The proxy says who asks: else all visitors would share one address, and one limit on sign-in.
ALLAUTH_TRUSTED_PROXY_COUNT = int(HTTPS)
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

# A form's text fits well below this; files have their own bound where they are read (look/sheets.py).
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

smtp = urlsplit(os.environ.get("BOCAL_SMTP_URL", ""))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if smtp.hostname else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = smtp.hostname or "", smtp.port or 587
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(smtp.username or ""), unquote(smtp.password or "")
# A relay on this machine speaks plainly; any other must encrypt.
EMAIL_USE_TLS = smtp.hostname not in (None, "127.0.0.1", "localhost")
DEFAULT_FROM_EMAIL = os.environ.get("BOCAL_FROM", "bocal@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_keys": {"()": "bocal.house.logs.WithoutKeys"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["without_keys"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
