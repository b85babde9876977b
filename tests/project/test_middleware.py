"""The middleware records each request in a project that lists it, and no other."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

ROOT = Path(__file__).parents[2]

SITE = """
import asyncio
import json
import logging
import sys
import threading

from django.conf import settings

settings.configure(
    **{
        "DEBUG": True,
        "ALLOWED_HOSTS": ["*"],
        "ROOT_URLCONF": __name__,
        "MIDDLEWARE": ["signal_viz.middleware.SignalsMiddleware"],
        "SECRET_KEY": "of a test",
        "LOGGING_CONFIG": None,
    }
    | SETTINGS
)
import django

django.setup()
logging.basicConfig(stream=sys.stdout, format="%(name)s %(levelname)s %(message)s")
logging.getLogger("signal_viz.requests").setLevel("INFO")

from asgiref.sync import sync_to_async
from django.dispatch import Signal
from django.http import HttpResponse
from django.test import AsyncClient, Client
from django.urls import path

from signal_viz.middleware import latest_requests

paid, lost = Signal(), Signal()


def reserve(**kwargs):
    pass


def refuse(**kwargs):
    raise ValueError("no")


paid.connect(reserve)
paid.connect(refuse)
lost.connect(reserve)


def pay(request):
    paid.send_robust(sender=None)
    other = threading.Thread(target=lost.send, args=("a thread",))
    other.start()
    other.join()
    response = HttpResponse("paid")
    response.headers["Server-Timing"] = "db;dur=1"
    return response


def fail(request):
    paid.send(sender=None)


def quiet(request):
    return HttpResponse("quiet")


both = threading.Barrier(2, timeout=20)


def together(request, who):
    both.wait()
    paid.send_robust(sender=who)
    both.wait()
    return HttpResponse(who)


async def gathered(request, who):
    await asyncio.sleep(0.05)
    await paid.asend_robust(sender=who)
    await sync_to_async(lost.send)(sender=who)
    await asyncio.sleep(0.05)
    return HttpResponse(who)


urlpatterns = [
    path("pay/", pay),
    path("fail/", fail),
    path("quiet/", quiet),
    path("together/<who>/", together),
    path("gathered/<who>/", gathered),
]
client = Client(raise_request_exception=False)
logging.getLogger("django").setLevel("CRITICAL")


def senders(request):
    return [item.sender.label for item in request.recording.dispatches]
"""


def run(scenario: str, **settings: object) -> str:
    """Run a scenario in the site, and return what it printed."""
    source = f"SETTINGS = {settings!r}\n{SITE}\n{dedent(scenario)}"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", source],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_request_is_recorded_told_in_a_header_and_logged() -> None:
    told = run(
        """
        response = client.get("/pay/")
        print(response.headers["Server-Timing"])
        (request,) = latest_requests()
        print(request)
        (dispatch,) = request.recording.dispatches
        print([(call.receiver, call.state) for call in dispatch.calls])
        print([signal.name for signal in request.recording.snapshot.signals])
        print(type(paid).__name__)
        """
    ).splitlines()

    assert told[0] == (
        "signal_viz.requests INFO GET /pay/ 200: 1 dispatch, 2 receivers ran, 1 raised"
    )
    first, own = told[1].split(", ", 1)
    assert first == "db;dur=1"
    assert own.startswith("signals;dur=")
    assert own.endswith('desc="1 dispatch, 2 receivers ran, 1 raised"')
    assert told[2:] == [
        "GET /pay/ 200: 1 dispatch, 2 receivers ran, 1 raised",
        "[('reserve', 'returned'), ('refuse', 'raised')]",
        "['paid']",
        "Signal",
    ]


def test_a_view_that_raises_is_recorded_too() -> None:
    told = run(
        """
        client.get("/fail/")
        print(type(paid).__name__)
        """
    )

    # Django's test client listens to got_request_exception.
    assert "GET /fail/ 500: 2 dispatches, 3 receivers ran, 1 raised" in told
    assert told.endswith("Signal\n")


def test_the_first_request_is_recorded_where_it_imports_the_views(
    tmp_path: Path,
) -> None:
    (tmp_path / "late_urls.py").write_text(
        "from django.dispatch import Signal\n"
        "from django.http import HttpResponse\n"
        "from django.urls import path\n"
        "late = Signal()\n"
        "def hear(**kwargs): ...\n"
        "late.connect(hear)\n"
        "def view(request):\n"
        "    late.send(sender=None)\n"
        "    return HttpResponse('late')\n"
        "urlpatterns = [path('late/', view)]\n",
        "utf-8",
    )
    told = run(
        f"""
        sys.path.insert(0, {str(tmp_path)!r})
        client.get("/late/")
        print(latest_requests()[0])
        """,
        ROOT_URLCONF="late_urls",
    )
    assert told.splitlines()[-1] == "GET /late/ 200: 1 dispatch, 1 receiver ran"


def test_a_request_that_dispatches_nothing_is_not_kept() -> None:
    told = run(
        """
        print(client.get("/quiet/").headers["Server-Timing"])
        print(latest_requests())
        """
    )

    assert 'desc="0 dispatches, 0 receivers ran"\n()\n' in told


def test_requests_in_two_threads_are_told_apart() -> None:
    told = run(
        """
        threads = [
            threading.Thread(target=client.get, args=(f"/together/{who}/",))
            for who in ("Ann", "Bob")
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        print(sorted([item.path, *senders(item)] for item in latest_requests()))
        """
    )

    assert told.endswith(
        """[['/together/Ann/', "'Ann'"], ['/together/Bob/', "'Bob'"]]\n"""
    )


def test_requests_in_two_tasks_are_told_apart() -> None:
    told = run(
        """
        async def ask():
            ann, bob = AsyncClient(), AsyncClient()
            await asyncio.gather(ann.get("/gathered/Ann/"), bob.get("/gathered/Bob/"))

        asyncio.run(ask())
        print(sorted([item.path, *senders(item)] for item in latest_requests()))
        """
    )

    assert told.endswith(
        """[['/gathered/Ann/', "'Ann'", "'Ann'"], """
        """['/gathered/Bob/', "'Bob'", "'Bob'"]]\n"""
    )


@pytest.mark.parametrize(
    ("settings", "recorded"),
    [
        ({"DEBUG": False}, False),
        ({"DEBUG": False, "SIGNAL_VIZ_RECORD_REQUESTS": True}, True),
        ({"MIDDLEWARE": []}, False),
    ],
)
def test_without_debug_it_records_only_where_a_setting_asks(
    settings: dict[str, object], *, recorded: bool
) -> None:
    told = run(
        """
        response = client.get("/gathered/Ann/")
        print("signals" in response.headers.get("Server-Timing", ""))
        """,
        **settings,
    )

    assert told.endswith(f"{recorded}\n")


def test_pages_are_written_to_a_folder_and_over_older_ones(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "signals"
    told = run(
        """
        logging.getLogger("signal_viz.requests").setLevel("WARNING")
        for number in range(52):
            client.get(f"/pay/?{number}")
        print(len(latest_requests()))
        """,
        SIGNAL_VIZ_REQUESTS_FOLDER=str(folder),
    )

    assert told == "50\n"
    names = sorted(file.name for file in folder.iterdir())
    assert (names[0], names[-1], len(names)) == (
        "request-01.html",
        "request-50.html",
        50,
    )
    text = (folder / "request-01.html").read_text("utf-8")
    assert "<h1>GET /pay/</h1>" in text
    assert "<p>1 dispatch, 2 receivers ran, 1 raised.</p>" in text


def test_a_folder_that_cannot_be_written_is_a_line_in_the_log(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    told = run(
        """print(client.get("/pay/").status_code)""",
        SIGNAL_VIZ_REQUESTS_FOLDER=str(tmp_path / "file"),
    )

    assert "signal_viz.requests WARNING Cannot write" in told
    assert told.endswith("200\n")
