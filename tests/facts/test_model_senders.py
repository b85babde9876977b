"""Which model sends, where models inherit, wait for each other, or own each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from signal_viz import events
from tests.facts.reading import heard, states, story

if TYPE_CHECKING:
    from signal_viz.recording import Recording
    from tests.facts.lab import Lab


def senders(recording: Recording, signal: str) -> list[str]:
    """Return who sent a signal, in order."""
    return [item.sender.label for item in recording.dispatches if item.signal == signal]


@pytest.fixture
def family(lab: Lab) -> Lab:
    """A Django with a proxy, an abstract base and a parent with its own table."""
    lab.run(
        """
        class Author(models.Model):
            name = models.CharField(max_length=20, default="Jane")
        class Writer(Author):
            class Meta:
                proxy = True
        class Base(models.Model):
            class Meta:
                abstract = True
        class Order(Base): pass
        class Place(models.Model): pass
        class Bar(Place): pass
        sv.create_tables(Author, Order, Place, Bar)
        def hear(**_): pass
        """
    )
    return lab


def test_a_model_and_its_proxy_do_not_hear_each_other(family: Lab) -> None:
    recording = family.trace(
        "post_save",
        """
        post_save.connect(hear, sender=Author)
        Author.objects.create()
        Writer.objects.create()
        post_save.disconnect(hear, sender=Author)
        post_save.connect(hear, sender=Writer)
        Author.objects.create()
        Writer.objects.create()
        """,
    )

    assert senders(recording, "post_save") == ["Author", "Writer"] * 2
    assert heard(recording) == [["hear"], [], [], ["hear"]]


def test_an_abstract_base_sends_nothing(family: Lab) -> None:
    recording = family.trace(
        "post_save",
        """
        post_save.connect(hear, sender=Base)
        Order.objects.create()
        """,
    )

    (dispatch,) = recording.dispatches
    assert dispatch.sender.label == "Order"
    assert states(dispatch) == ["hear filtered"]


def test_a_child_with_its_own_table_saves_as_itself_and_is_deleted_with_its_parent(
    family: Lab,
) -> None:
    recording = family.trace(
        "pre_save, post_save, pre_delete, post_delete",
        """
        for signal in (post_save, post_delete):
            signal.connect(hear, sender=Place)
        Bar.objects.create().delete()
        """,
    )

    assert senders(recording, "post_save") == ["Bar"]
    assert sorted(senders(recording, "post_delete")) == ["Bar", "Place"]
    calls = [item for item in recording.dispatches if "hear returned" in states(item)]
    assert [(item.signal, item.sender.label) for item in calls] == [
        ("post_delete", "Place")
    ]


LATE = """
class Late(models.Model): pass
sv.create_tables(Late)
"""


@pytest.mark.parametrize("name", ["notebook.Late", "notebook.late"])
def test_a_named_model_is_connected_when_it_is_defined(lab: Lab, name: str) -> None:
    recording = lab.trace(
        "post_save",
        f"""
        def hear(**_): pass
        post_save.connect(hear, sender="{name}")
        seen.append(len(post_save.receivers))
        class Late(models.Model): pass
        seen.append(len(post_save.receivers))
        sv.create_tables(Late)
        Late.objects.create()
        """,
    )

    assert lab.seen == [0, 1]
    assert story(recording)[:2] == ["hear connected", "send"]
    assert heard(recording) == [["hear"]]
    (connected,) = (
        item for item in recording.events if isinstance(item, events.Connected)
    )
    assert connected.connection.sender == "Late"


def test_an_app_in_other_letters_is_another_app(lab: Lab) -> None:
    recording = lab.trace(
        "post_save",
        """
        def hear(**_): pass
        post_save.connect(hear, sender="NOTEBOOK.Late")
        class Late(models.Model): pass
        sv.create_tables(Late)
        Late.objects.create()
        seen.append(len(post_save.receivers))
        """,
    )

    assert lab.seen == [0]
    assert heard(recording) == [[]]


def test_until_then_the_receiver_is_kept_alive(lab: Lab) -> None:
    recording = lab.trace(
        "post_save",
        """
        def hear(**_): pass
        post_save.connect(hear, sender="notebook.Late")
        alive = weakref.ref(hear)
        del hear
        gc.collect()
        seen.append(alive() is not None)
        class Late(models.Model): pass
        gc.collect()
        seen.append(alive() is not None)
        """,
    )

    assert lab.seen == [True, False]
    assert "hear collected" in story(recording)


def test_a_name_must_have_a_dot(lab: Lab) -> None:
    recording = lab.trace(
        "post_save",
        """
        def hear(**_): pass
        try:
            post_save.connect(hear, sender="Late")
        except ValueError as error:
            seen.append("app_label.ModelName" in str(error))
        """,
    )

    assert lab.seen == [True]
    assert recording.events == ()


def test_a_named_model_is_the_first_class_of_that_name(lab: Lab) -> None:
    lab.run("def hear(**_): pass")
    lab.run("post_save.connect(hear, sender='notebook.Late')")
    lab.run(LATE)
    first = lab.trace("post_save", "Late.objects.create()")
    # The second class: without the sandbox, which would disconnect and say so.
    second = lab.trace(
        "post_save",
        """
        class Late(models.Model): pass
        Late.objects.create()
        """,
    )

    assert heard(first) == [["hear"]]
    assert states(second.dispatches[0]) == ["hear filtered"]


def test_connecting_by_name_says_nothing_and_disconnecting_neither(lab: Lab) -> None:
    lab.run(LATE)
    recording = lab.trace(
        "post_save",
        """
        def hear(**_): pass
        seen.append(post_save.connect(hear, sender="notebook.Late"))
        seen.append(post_save.disconnect(hear, sender="notebook.Late"))
        """,
    )

    assert story(recording) == ["hear connected", "hear disconnected"]
    assert lab.seen == [None, None]
