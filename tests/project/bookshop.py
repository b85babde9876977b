"""A small Django project on disk: signals of every kind, and nothing may be run.

Each receiver raises, and the database is a file in a folder that does not exist.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]

FILES = {
    "mysite/__init__.py": "",
    "mysite/settings.py": """\
SECRET_KEY = "of a test"
INSTALLED_APPS = ["shop", "loyalty"]
ROOT_URLCONF = "mysite.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "/no/such/folder/db"}
}
""",
    "mysite/listed.py": """\
from mysite.settings import *

INSTALLED_APPS = ["signal_viz", *INSTALLED_APPS]
""",
    "mysite/broken.py": """\
from mysite.listed import *

ROOT_URLCONF = "mysite.no_urls"
""",
    "mysite/urls.py": """\
from shop import views

urlpatterns = []
""",
    "shop/__init__.py": "",
    "shop/apps.py": """\
from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "shop"

    def ready(self):
        from shop import receivers
""",
    "shop/models.py": """\
from django.db import models
from django.dispatch import Signal


class Order(models.Model):
    item = models.CharField(max_length=40)

    class Steps:
        shipped = Signal()
""",
    "shop/signals.py": """\
from django.dispatch import Signal

order_paid = Signal()
order_lost = Signal()
nameless = [Signal()]
""",
    "shop/receivers.py": """\
from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver
from django.utils import translation

from shop.models import Order
from shop.signals import nameless, order_paid


@receiver(post_save, sender=Order, dispatch_uid="audit")
def write_audit_log(**kwargs):
    raise AssertionError("called")


async def push(**kwargs):
    raise AssertionError("called")


def reserve_stock(**kwargs):
    raise AssertionError("called")


order_paid.connect(push)
order_paid.connect(reserve_stock, weak=False)
nameless[0].connect(reserve_stock)


@translation.override("en")
def unship(**kwargs):
    raise AssertionError("called")


Order.Steps.shipped.connect(unship)


@receiver(pre_delete, sender="shop.Later")
def later(**kwargs):
    raise AssertionError("called")


def short_lived():
    def never(**kwargs):
        raise AssertionError("called")

    order_paid.connect(never)


short_lived()
""",
    "shop/views.py": """\
from shop.receivers import reserve_stock
from shop.signals import order_lost

order_lost.connect(reserve_stock)
""",
    "loyalty/__init__.py": "",
    "loyalty/models.py": """\
from django.db.models.signals import post_save
from django.dispatch import receiver


class Points:
    def __call__(self, **kwargs):
        raise AssertionError("called")


points = Points()
post_save.connect(points)
""",
}


class Ran(NamedTuple):
    """What a command has written, and its exit status."""

    status: int
    out: str
    err: str


class Bookshop:
    """The project, written to a folder.

    Args:
        folder: an empty folder.
        files: the texts of another project, by their paths.
    """

    def __init__(self, folder: Path, files: Mapping[str, str] = FILES) -> None:
        self.folder = folder
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")

    def python(self, *arguments: str, settings: str | None) -> Ran:
        """Run Python in the project's folder, warnings being errors."""
        environ = {
            name: text
            for name, text in os.environ.items()
            if not name.startswith(("DJANGO", "PYTHONWARNINGS"))
        }
        environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(self.folder)])
        if settings:
            environ["DJANGO_SETTINGS_MODULE"] = settings
        done = subprocess.run(
            [sys.executable, "-W", "error", *arguments],
            cwd=self.folder,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def signals(self, *arguments: str, settings: str = "mysite.listed") -> Ran:
        """Run ``manage.py signals``."""
        return self.python("-m", "django", "signals", *arguments, settings=settings)
