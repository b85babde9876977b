"""Messages between processes: a real Redis server, and the stand-in for one."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import redis

from signal_viz import SignalVizError
from signal_viz.broker import VARIABLE, start_broker
from tests.broker.server import redis_server
from tools.source import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

NOWHERE = "redis://:secret@127.0.0.1:1/0"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a real server."""
    with redis_server() as url:
        yield url


@pytest.fixture(params=["stand-in", "redis"])
def client(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[redis.Redis]:
    """Talk to the stand-in, and to a real server: both must do the same."""
    real = request.param == "redis"
    monkeypatch.setenv(VARIABLE, request.getfixturevalue("server") if real else "")
    broker = start_broker()
    with redis.Redis.from_url(broker.url) as one:
        yield one
    broker.stop()


def take(inbox: redis.client.PubSub) -> tuple[str, bytes]:
    """Return kind and data of the next message."""
    message = next(inbox.listen())
    return message["type"], message["data"]


def test_a_message_reaches_every_subscriber_of_its_channel(client: redis.Redis) -> None:
    with client.pubsub() as one, client.pubsub() as two, client.pubsub() as other:
        for inbox, channel in ((one, "paid"), (two, "paid"), (other, "shipped")):
            inbox.subscribe(channel)
            assert take(inbox)[0] == "subscribe"

        assert client.publish("paid", "Emma\r\n☂") == 2
        assert client.publish("shipped", "last") == 1

        expected = ("message", "Emma\r\n☂".encode())
        assert [take(one), take(two)] == [expected, expected]
        assert take(other) == ("message", b"last")


def test_a_message_for_nobody_is_lost(client: redis.Redis) -> None:
    assert client.publish("paid", "Emma") == 0

    with client.pubsub() as inbox:
        inbox.subscribe("paid")
        assert take(inbox)[0] == "subscribe"
        client.publish("paid", "Dracula")

        assert take(inbox) == ("message", b"Dracula")


def test_a_server_knows_what_it_is_asked(client: redis.Redis) -> None:
    assert client.ping() is True
    with pytest.raises(redis.ResponseError):
        client.execute_command("NONSENSE")


def test_a_subscriber_that_has_gone_is_not_counted(client: redis.Redis) -> None:
    with client.pubsub() as inbox:
        inbox.subscribe("paid")
        take(inbox)
    # The server hears of it in its own time.
    left = iter(lambda: client.publish("paid", "Emma"), 0)

    assert sum(1 for _ in left) < 10_000


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("", "SIGNAL_VIZ_REDIS names no server: a small stand-in takes its place."),
        (
            NOWHERE,
            "SIGNAL_VIZ_REDIS does not answer: a small stand-in takes its place.",
        ),
    ],
)
def test_without_a_server_one_line_says_so_and_a_stand_in_works(
    address: str,
    line: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(VARIABLE, address)

    broker = start_broker()

    assert capsys.readouterr().out == line + "\n"
    with redis.Redis.from_url(broker.url) as client:
        assert client.publish("paid", "Emma") == 0
    broker.stop()
    broker.stop()


def answers(url: str) -> bool:
    """Return whether anybody listens at an address."""
    place = urlsplit(url)
    assert place.port
    try:
        socket.create_connection((place.hostname, place.port), 5).close()
    except ConnectionError:
        return False
    return True


def test_starting_again_stops_the_stand_in_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    first = start_broker()
    second = start_broker()

    assert (answers(first.url), answers(second.url)) == (False, True)
    second.stop()


def test_a_stand_in_ends_with_the_process_that_has_started_it() -> None:
    code = (
        "import os; from signal_viz.broker import start_broker; "
        "print(start_broker().url, flush=True); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {VARIABLE: ""},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    url = done.stdout.split()[-1]

    give_up = time.monotonic() + 20
    while answers(url):
        assert time.monotonic() < give_up
        time.sleep(0.02)


def test_an_address_that_is_none_of_redis_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(VARIABLE, "localhost:6379")

    with pytest.raises(SignalVizError, match="redis://localhost:6379/0"):
        start_broker()
