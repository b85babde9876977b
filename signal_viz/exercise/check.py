"""``sv.check("01.2")``: judge an exercise by what happened."""

from __future__ import annotations

import sys

from signal_viz import naming
from signal_viz.exercise import journal
from signal_viz.exercise.catalogue import find
from signal_viz.exercise.errors import NotStarted, NotYet
from signal_viz.exercise.evidence import Evidence
from signal_viz.exercise.refusal import refusal


def check(number: str, *, hint: bool = False) -> None:
    """Check an exercise; print a ✓ and what it saw when it is solved.

    The check looks at what happened: it sends signals, saves models, records
    what runs, and compares values. It never looks at how the code is written,
    so every right solution passes.

    Args:
        number: number of the exercise, ``"01.2"``.
        hint: say more about what is missing, where something is.

    Raises:
        NotYet: the exercise is not solved yet. It says what the check saw,
            what it wanted, and a hint that fits.
        NotStarted: nobody has begun it.
        SignalVizError: there is no such exercise.
    """
    exercise = find(number)
    # The learner's cell: the names that it defined are the evidence.
    evidence = Evidence(sys._getframe(1).f_globals)  # noqa: SLF001 (no other way)
    try:
        proof = exercise.judge(evidence)
    except NotYet as found:
        mistake = found
    except Exception as error:  # noqa: BLE001 (the learner's code may raise anything)
        mistake = _stopped(error)
    else:
        journal.record(journal.Entry(exercise.number, journal.PASSED))
        print(f"✓ {exercise.number} {exercise.title}\n  Saw:    {proof}")  # noqa: T201 (to a person)
        return
    begun = not isinstance(mistake, NotStarted)
    status = journal.NOT_YET if begun else journal.NOT_STARTED
    mistake.tell(exercise, more=hint)
    journal.record(journal.Entry(exercise.number, status, str(mistake)))
    raise mistake from None


def _stopped(error: Exception) -> NotYet:
    text = naming.error(error)
    return refusal(text) or NotYet(
        f"Your code stopped with {text.type}: {text.message}",
        wanted="It should run to its end.",
        hint="Run your cell and the cell below it. Where does the error point?",
        more="If both run well, the error comes from a receiver: "
        "send the signal in a cell of its own and see which one stops.",
    )
