"""Sentry's spans round receivers, in a transaction that goes nowhere."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import sentry_sdk
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.transport import Transport

from tools.bench.instead.patches import Patches
from tools.bench.instead.tool import Watched, Watching

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.bench.case import Case

SPANS = 10_000_000
"""Spans that a transaction keeps. After the usual 1,000 it would record no more."""


class Nowhere(Transport):  # type: ignore[misc] # mypy does not follow its types
    """Takes what Sentry would send, and drops it."""

    def capture_envelope(self, envelope: object) -> None:
        """Drop it."""


def make() -> Watching:
    """Return what opens a transaction and lets Sentry wrap the receivers."""
    patches = Patches(_install)

    @contextmanager
    def watching(case: Case) -> Iterator[Watched]:
        with (
            patches.active(),
            sentry_sdk.start_transaction(name="bench") as transaction,
        ):
            yield Watched(case, lambda: len(transaction._span_recorder.spans))  # noqa: SLF001 -- nothing public tells

    return watching


def _install() -> None:
    sentry_sdk.init(
        dsn="https://nobody@localhost/1",
        transport=Nowhere,
        traces_sample_rate=1.0,
        default_integrations=False,
        integrations=[DjangoIntegration(signals_spans=True)],
        auto_session_tracking=False,
        _experiments={"max_spans": SPANS},
    )
