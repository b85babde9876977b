"""One line for the learner when a newer class has taken the place of an older one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from signal_viz import compat, naming
from signal_viz.sandbox import cell, definitions, receivers

if TYPE_CHECKING:
    from signal_viz.sandbox.definitions import Model


def disconnect_replaced(wanted: list[Model]) -> None:
    """Disconnect the receivers of the older classes of ``wanted``, and say so.

    What is said waits for the end of the cell: a cell often defines a model and
    connects its receivers, and then there is nothing to say.
    """
    newest = [
        found for model in wanted for found in (model, *definitions.join_models(model))
    ]
    older = {old for model in newest for old in definitions.older(model)}
    gone = receivers.disconnect_models(older)
    if not gone:
        return
    names = {compat.identity(old): _name(old) for old in older}

    def tell() -> None:
        missing = receivers.not_connected_again(gone, newest)
        if missing:
            silent = {names[entry.sender_key] for _, entry in missing}
            print(_sentence(len(missing), sorted(silent)))  # noqa: T201 (for the learner)

    cell.at_end(tell)


def built_on_older(orphans: list[Model]) -> None:
    """Say which models have lost the class that they were built on."""
    for model in orphans:
        name = naming.class_name(model)
        print(  # noqa: T201 (for the learner)
            f"{name} was built on a class that is replaced now: "
            f"run the cell that defines {name} again."
        )


def _name(model: Model) -> str:
    return naming.class_name(definitions.owner(model) or model)


def _sentence(count: int, models: list[str]) -> str:
    old = " and ".join(models)
    if count == 1:
        return (
            f"1 receiver of the old {old} is silent now: "
            "run the cell that connects it again."
        )
    return (
        f"{count} receivers of the old {old} are silent now: "
        "run the cells that connect them again."
    )
