"""SVG: the same painters, clips in their place, text that is text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from PySide6.QtCore import QRect

from lrsim.gui.pictures.svg import svg_of

NAME = "{http://www.w3.org/2000/svg}"


def test_a_card_is_written_with_its_words_in_pixels(window) -> None:
    card = window.run_page.cards["loss"]
    tree = ET.fromstring(svg_of(card, "Loss — lrsim"))
    assert tree.get("width") == str(card.width())
    assert tree.get("viewBox") == f"0 0 {card.width()} {card.height()}"
    assert tree.findtext(f"{NAME}title") == "Loss — lrsim"
    words = {text.text for text in tree.iter(f"{NAME}text")}
    assert {"Loss", "Snail", "Pro", "Maniac"} <= words


def test_each_line_is_told_how_long_it_is_so_that_another_font_fills_its_place(window) -> None:
    tree = ET.fromstring(svg_of(window.run_page.cards["loss"], ""))
    (title,) = [text for text in tree.iter(f"{NAME}text") if text.text == "Loss"]
    label = window.run_page.cards["loss"]._name
    assert abs(float(title.get("textLength")) - label.fontMetrics().horizontalAdvance("Loss")) < 1.5
    assert title.get("font-family").startswith("Inter, ")


def test_what_is_clipped_in_a_plot_is_clipped_where_the_plot_is(window) -> None:
    """Each clip lies within the card once it is moved to where it is said to be."""
    card = window.run_page.cards["surface"]
    text = svg_of(card, "").decode()
    clips = re.findall(
        r'<clipPath id="\w+">\n<path transform="matrix\(([^)]*)\)"[^>]* d="([^"]*)"', text
    )
    assert clips
    for matrix, path in clips:
        dx, dy = (float(part) for part in matrix.split(",")[4:])
        points = [
            (float(x) + dx, float(y) + dy)
            for x, y in re.findall(r"[ML](-?[\d.]+),(-?[\d.]+)", path)
        ]
        inside = QRect(0, 0, card.width(), card.height()).adjusted(-1, -1, 1, 1)
        assert all(inside.contains(round(x), round(y)) for x, y in points)
