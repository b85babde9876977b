"""Exercise 14.3: one line for each changed book, where the door sends no signal."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from signal_viz.exercise.errors import NotStarted, NotYet

if TYPE_CHECKING:
    from collections.abc import Callable

    from signal_viz.exercise.evidence import Evidence

DEAR, LESS_DEAR, CHEAP = "Villette", "Shirley", "Persuasion"
PRICES = {DEAR: 30, LESS_DEAR: 12, CHEAP: 4}
HALVED = {DEAR: 15, LESS_DEAR: 6, CHEAP: 4}
"""One book costs ten or more before and after, one before, one never."""


class _LogIsFullError(Exception):
    """Stands for whatever hinders the database from writing a line."""


def mend_the_sale(evidence: Evidence) -> str:
    """Halve the prices on a good day, and on a day when no line can be written."""
    shop = _Shop(evidence)
    try:
        statements = shop.halve()
        _judge_prices(shop.prices(), shop.lines())
        _judge_lines(shop.lines(), statements)
        with suppress(Exception):
            shop.halve(log_is_full=True)
        if shop.prices() != PRICES:
            raise NotYet(
                "No line could be written, and prices have changed.",
                wanted="Both or nothing.",
                hint="What if the second of the two fails? What takes back the first?",
                more="transaction.atomic() round both.",
            )
    finally:
        shop.clear()
    return "A line for each of the 2 changed books, and no price without a line."


class _Shop:
    """The sheet's books and audit log, and its door.

    Args:
        evidence: the names of the notebook.
    """

    def __init__(self, evidence: Evidence) -> None:
        self._book: Any = evidence.given("Book")
        self._line: Any = evidence.given("AuditLine")
        self._half_price: Any = evidence.given("half_price")
        self._connection: Any = evidence.given("transaction").get_connection()

    def halve(self, *, log_is_full: bool = False) -> int:
        """Call ``half_price``; return how many statements the database got.

        Raises:
            Exception: what ``half_price`` raised.
        """
        self.clear()
        # In bulk: the books of the check are no news for the audit log.
        self._book.objects.bulk_create(
            self._book(title=title, price=price) for title, price in PRICES.items()
        )
        table = f'"{self._line._meta.db_table}"'
        statements: list[str] = []

        def listen(
            execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any
        ) -> Any:
            statements.append(sql)
            if log_is_full and sql.startswith("INSERT") and table in sql:
                raise _LogIsFullError
            return execute(sql, params, many, context)

        with self._connection.execute_wrapper(listen):
            self._half_price()
        return len(statements)

    def prices(self) -> dict[str, int]:
        """Return what the books cost now."""
        return dict(self._book.objects.values_list("title", "price"))

    def lines(self) -> list[str]:
        """Return the audit log."""
        return list(self._line.objects.values_list("title", flat=True))

    def clear(self) -> None:
        """Empty both tables."""
        self._book.objects.all().delete()
        self._line.objects.all().delete()


def _judge_prices(prices: dict[str, int], lines: list[str]) -> None:
    if prices == PRICES and lines:
        raise NotYet(
            f"There are {len(lines)} lines, and no price has changed.",
            wanted="Each line should tell of a change.",
            hint="The line is there. And the price? A change in memory is no change yet.",
            more="Who writes the book into the table?",
        )
    for title, wanted in HALVED.items():
        if title not in prices:
            raise NotYet(
                f"{title} is not in the table any more.",
                wanted="half_price should change prices, and nothing else.",
                hint="Which of your lines deletes a book?",
                more="Run the cell below yours, and look at the books.",
            )
        if prices[title] != wanted:
            raise NotYet(
                f"{title} cost {PRICES[title]}, and costs {prices[title]} now.",
                wanted="Books of ten and more should cost half, others the same.",
                hint="The query in half_price was good. Has it got lost?",
                more="Book.objects.filter(price__gte=10)",
            )


def _judge_lines(lines: list[str], statements: int) -> None:
    if not lines:
        kind = NotStarted if statements == 1 else NotYet
        raise kind(
            "Two books cost half, and the audit log is empty.",
            wanted="It should have a line for each of the two.",
            hint="Who hears of update()? "
            if kind is NotStarted
            else "Do the methods with bulk in their name send post_save?",
            more="half_price knows what it changes: it can write, or tell.",
        )
    strange = next((line for line in lines if line not in PRICES), None)
    if strange is not None:
        raise NotYet(
            f"A line says {strange[:40]!r}.",
            wanted="Each line should be the title of a changed book.",
            hint="Whoever looks for one book must find its own line.",
            more="Ask for the titles before you change the prices.",
        )
    twice = next((title for title, count in Counter(lines).items() if count > 1), None)
    if twice is not None:
        raise NotYet(
            f"{twice} has {lines.count(twice)} lines.",
            wanted="It should have one.",
            hint="Who else writes a line when you call save()?",
            more="write_audit_log is still connected, and it should be.",
        )
    if CHEAP in lines:
        raise NotYet(
            f"{CHEAP} costs 4 as before, and has a line.",
            wanted="A book that has not changed should have no line.",
            hint="Which books does half_price change? Only they get a line.",
            more="Ask for their titles with the same filter.",
        )
    missing = next((title for title in (LESS_DEAR, DEAR) if title not in lines), None)
    if missing is not None:
        raise NotYet(
            f"{missing} cost {PRICES[missing]}, costs {HALVED[missing]} now, "
            "and has no line.",
            wanted="Each changed book should have one.",
            hint="When does your query look at the prices? Before or after the change?",
            more="A queryset asks the table when you go through it. list(...) asks now.",
        )
