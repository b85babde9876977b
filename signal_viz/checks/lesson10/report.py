"""Exercise 10.3: a report with one query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from signal_viz import compat, naming, sandbox
from signal_viz.exercise.errors import NotStarted, NotYet

if TYPE_CHECKING:
    from signal_viz.exercise.evidence import Evidence

MARK = "a sale of the check"
COPIES = (2, 3, 4)
"""What another program sells."""
WANTED = "After each sale, report should hold the number of sales and of copies."


def mend_the_report(evidence: Evidence) -> str:
    """Sell with and without a signal; look at the report and count the queries."""
    sale, post_save = evidence.given("Sale"), evidence.given("post_save")
    update_report = evidence.given("update_report")
    before, kept = dict(evidence.given("report")), compat.raw_entries(post_save)
    _need_a_table(sale)
    try:
        compat.replace_entries(post_save, [])
        post_save.connect(update_report, sender=sale)
        _judge_reports(sale, evidence)
        queries = sandbox.count_queries(lambda: _sell(sale, 7)) - 1
        rows = sale.objects.count()
    finally:
        compat.replace_entries(post_save, kept)
        sale.objects.filter(title=MARK).delete()
        report = evidence.given("report")
        report.clear()
        report.update(before)
    _judge_queries(queries, rows)
    return f"{rows} sales, a right report each time, and one query for it."


def _need_a_table(sale: Any) -> None:
    try:
        sale.objects.count()
    except Exception as error:
        raise NotStarted(
            "There is no table of sales.",
            wanted="The cells above the check should have run.",
            hint="Run the cells of this exercise again, from its heading.",
            more="sv.reset() in another exercise takes all tables away.",
        ) from error


def _sell(sale: Any, copies: int) -> None:
    sale.objects.create(title=MARK, copies=copies)


def _truth(sale: Any) -> tuple[int, int]:
    copies = list(sale.objects.values_list("copies", flat=True))
    return len(copies), sum(copies)


def _report(evidence: Evidence) -> tuple[Any, Any]:
    # By its name each time: a receiver may give this name to a new dict.
    report = evidence.given("report")
    return report.get("sales"), report.get("copies")


def _judge_reports(sale: Any, evidence: Evidence) -> None:
    report = evidence.given("report")
    report.clear()
    report.update(sales=0, copies=0)
    sale.objects.bulk_create(sale(title=MARK, copies=number) for number in COPIES)
    queries = sandbox.count_queries(lambda: _sell(sale, 5)) - 1
    found, truth = _report(evidence), _truth(sale)
    if found == (0, 0) and queries:
        raise NotYet(
            "A book was sold, the database was asked, and report has not changed.",
            wanted=WANTED,
            hint="Where does the answer go? A new report inside a function is another one.",
            more="report.update(...) writes into the report of the cell above.",
        )
    if found == (0, 0):
        raise NotYet(
            "A book was sold, and the report has not changed.",
            wanted=WANTED,
            hint="It must be brought up to date at each sale, as before.",
            more="Let the receiver write into report.",
        )
    if found == (1, 5):
        raise NotYet(
            f"There are {truth[0]} sales in the table, and 1 in the report.",
            wanted=WANTED,
            hint="Another program may store sales, too. Only the database knows them all.",
            more="Ask for the copies of all sales, in one query.",
        )
    if found[0] == truth[0] and found != truth:
        raise NotYet(
            f"{truth[1]} copies were sold, and the report says "
            f"{naming.describe(found[1])}.",
            wanted=WANTED,
            hint="A sale can be of more than one book. Add up the copies.",
            more="sum() adds up a list of numbers.",
        )
    if found != truth:
        raise NotYet(
            f"The report says {naming.describe(found)} for {truth[0]} sales.",
            wanted=WANTED,
            hint="The number of sales is the number of rows.",
            more="len() of the list of copies is that number.",
        )
    _sell(sale, 6)
    if _report(evidence) != _truth(sale):
        raise NotYet(
            "After the first sale the report was right, after the second one it is not.",
            wanted=WANTED,
            hint="Begin with a clean report each time.",
            more="Do not add to what is in it: put new numbers into it.",
        )


def _judge_queries(queries: int, rows: int) -> None:
    if queries > rows:
        raise NotStarted(
            f"The report is right, and takes {queries} queries for {rows} sales.",
            wanted="One query should be enough, however many sales there are.",
            hint="Do not ask for one sale after the other: ask for all copies at once.",
            more='Sale.objects.values_list("copies", flat=True) asks once.',
        )
    if queries > 1:
        raise NotYet(
            f"The report is right, and takes {queries} queries.",
            wanted="One query should be enough.",
            hint="Both numbers can come from one query. Keep what it gives in a variable.",
            more="If you have a list of all copies, how long is it?",
        )
