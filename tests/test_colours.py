"""The colours of states: read on their card, and told apart by every kind of eye."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

STYLES = Path(__file__).parents[1] / "signal_viz" / "static" / "widget.css"
STATES = ("running", "returned", "raised")
# What a card lies on in JupyterLab.
CARDS = {"light": "#ffffff", "dark": "#212121"}
Colour = tuple[float, float, float]
Matrix = tuple[Colour, Colour, Colour]

# Machado, Oliveira, Fernandes: "A Physiologically-based Model for Simulation of
# Color Vision Deficiency" (2009), severity 1, for linear RGB.
EYES: dict[str, Matrix] = {
    "most": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
# sRGB to XYZ under D65, each row divided by the white point.
XYZ: Matrix = (
    (0.433953, 0.376219, 0.189828),
    (0.212673, 0.715152, 0.072175),
    (0.017758, 0.109477, 0.872766),
)


def shipped(theme: str) -> dict[str, Colour]:
    """Return the colours of a theme from the styles, as linear RGB."""
    text = STYLES.read_text("utf-8")
    light, _, dark = text.partition("[data-dark]")
    part = light if theme == "light" else dark
    return {
        state: linear(re.search(rf"--sv-{state}:\s*(#[0-9a-f]{{6}})", part)[1])  # type: ignore[index]  # it is there, or this fails
        for state in STATES
    }


def linear(code: str) -> Colour:
    """Return ``"#rrggbb"`` as light, 0 to 1 a channel."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (int(code[at : at + 2], 16) / 255 for at in (1, 3, 5))
    )
    return red, green, blue


def times(matrix: Matrix, colour: Colour) -> Colour:
    """Return the product, within what a screen can show."""
    red, green, blue = (
        min(1, max(0, sum(a * b for a, b in zip(row, colour, strict=True))))
        for row in matrix
    )
    return red, green, blue


def contrast(one: Colour, two: Colour) -> float:
    """Return the contrast as WCAG 2 defines it."""
    low, high = sorted(times(XYZ, colour)[1] for colour in (one, two))
    return (high + 0.05) / (low + 0.05)


def distance(one: Colour, two: Colour) -> float:
    """Return delta E of 1976: the distance in CIELAB."""
    places = [cielab(colour) for colour in (one, two)]
    return sum((a - b) ** 2 for a, b in zip(*places, strict=True)) ** 0.5  # type: ignore[no-any-return]


def cielab(colour: Colour) -> Colour:
    """Return lightness, and the two axes of the opponent colours."""
    x, y, z = (
        part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116
        for part in times(XYZ, colour)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("theme", CARDS)
@pytest.mark.parametrize("state", STATES)
def test_the_word_of_a_state_is_easily_read_on_its_card(theme: str, state: str) -> None:
    assert contrast(shipped(theme)[state], linear(CARDS[theme])) >= 5.2


@pytest.mark.parametrize("theme", CARDS)
@pytest.mark.parametrize("eye", EYES)
def test_two_states_never_look_alike(theme: str, eye: str) -> None:
    seen = {name: times(EYES[eye], found) for name, found in shipped(theme).items()}

    for one, two in combinations(STATES, 2):
        assert round(distance(seen[one], seen[two])) >= 35, (one, two)


def test_the_measures_are_those_of_the_books() -> None:
    white, black = linear("#ffffff"), linear("#000000")

    assert contrast(white, black) == pytest.approx(21)
    assert contrast(white, linear("#767676")) == pytest.approx(4.54, abs=0.01)
    assert distance(white, black) == pytest.approx(100, abs=0.01)
    assert distance(linear("#ff0000"), linear("#00ff00")) == pytest.approx(170.6, 1e-3)
