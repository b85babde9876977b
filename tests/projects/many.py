"""A project that installs well-known packages which live on signals."""

from __future__ import annotations

SETTINGS = """\
SECRET_KEY = "of a test"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
ROOT_URLCONF = "mysite.urls"
STATIC_URL = "static/"
MEDIA_URL = "media/"
SITE_ID = 1
WAGTAIL_SITE_NAME = "Bookshop"
WAGTAILADMIN_BASE_URL = "http://localhost"
INSTALLED_APPS = [
    "signal_viz",
    "shop",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.usersessions",
    "guardian",
    "simple_history",
    "model_utils",
    "wagtail.contrib.forms",
    "wagtail.contrib.frontend_cache",
    "wagtail.contrib.redirects",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sites",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
"""
URLS = """\
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("cms/", include("wagtail.admin.urls")),
    path("documents/", include("wagtail.documents.urls")),
    path("", include("wagtail.urls")),
]
"""
MODELS = """\
from django.db import models
from model_utils import Choices, FieldTracker
from model_utils.fields import MonitorField, SplitField
from model_utils.models import StatusModel, TimeFramedModel, TimeStampedModel
from simple_history.models import HistoricalRecords
from taggit.managers import TaggableManager
from wagtail.models import Page


class Book(TimeStampedModel):
    title = models.CharField(max_length=100)
    tags = TaggableManager()
    history = HistoricalRecords()
    tracker = FieldTracker()


class Order(models.Model):
    books = models.ManyToManyField(Book)
    history = HistoricalRecords(m2m_fields=[books])


class Delivery(StatusModel, TimeFramedModel):
    STATUS = Choices("packed", "sent")
    note = SplitField()
    sent_on = MonitorField(monitor="status", when=["sent"])


class BookPage(Page):
    pass
"""
FILES = {
    "mysite/__init__.py": "",
    "mysite/listed.py": SETTINGS,
    "mysite/urls.py": URLS,
    "shop/__init__.py": "",
    "shop/models.py": MODELS,
}

PACKAGES = ("allauth", "guardian", "model_utils", "simple_history", "wagtail")
BROUGHT_ALONG = (
    "django_filters",
    "django_tasks",
    "laces",
    "modelcluster",
    "modelsearch",
    "ninja",
    "permissionedforms",
    "rest_framework",
    "taggit",
    "treebeard",
)
"""What Wagtail itself installs, and uses Django."""
