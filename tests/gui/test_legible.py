"""What looks for illegible text finds it: cut, shortened, squeezed, covered, out of its card, faint."""

import itertools

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from gui.legible import LEAST_CONTRAST, contrast, findings, record_pixmaps, texts_of
from gui.walk import CHOICES, few_views
from lrsim.gui.look.theme import THEME_PROPERTY, THEMES, make_font
from lrsim.gui.plots.items import ViewBox
from lrsim.gui.plots.plot import Plot


def label(parent, text, *box, style="color: black"):
    made = QLabel(text, parent)
    made.setStyleSheet(f"{style}; font-size: 12px")
    made.setGeometry(*box)
    return made


def cut(parent):
    label(parent, "far too long for its place", 10, 10, 40, 20)


def shortened(parent):
    label(parent, "what was to be s…", 10, 10, 200, 20)


def squeezed(parent):
    QPushButton("Press me if you can", parent).setGeometry(10, 10, 60, 30)


def overlap(parent):
    label(parent, "one on", 10, 10, 100, 20)
    label(parent, "the other", 14, 12, 100, 20)


def leaves_its_card(parent):
    card = QFrame(parent)
    card.setProperty("card", True)
    card.setGeometry(10, 10, 60, 40)
    label(parent, "beyond the card", 20, 20, 150, 20)


def faint(parent):
    label(parent, "hardly there", 10, 10, 100, 20, style="color: #bbbbbb")


@pytest.fixture
def page(qtbot, qapp):
    qapp.setStyleSheet("")  # of the tests before
    qapp.setProperty(THEME_PROPERTY, None)
    widget = QWidget()
    widget.setStyleSheet("background: white")
    widget.resize(300, 100)
    qtbot.addWidget(widget)
    return widget


@pytest.mark.parametrize("fault", [cut, shortened, squeezed, overlap, leaves_its_card, faint])
def test_a_fault_is_found(page, fault):
    fault(page)
    page.show()
    assert fault.__name__.replace("_", " ") in {finding.kind for finding in findings(page)}


def test_nothing_is_found_where_all_is_well(page):
    label(page, "well placed", 10, 10, 120, 20)
    label(page, "and below it", 10, 40, 120, 20)
    label(page, "1, 2, 4 …", 10, 70, 120, 20)
    page.show()
    assert findings(page) == []
    assert [text.text for text in texts_of(page)] == ["well placed", "and below it", "1, 2, 4 …"]


def test_a_text_that_is_painted_once_more_where_it_stands_covers_nothing(page):
    label(page, "both", 10, 10, 100, 20)
    label(page, "both", 10, 10, 100, 20)
    page.show()
    assert findings(page) == []
    label(page, "both", 12, 10, 100, 20).show()
    assert {finding.kind for finding in findings(page)} == {"overlap"}


def test_text_in_a_pixmap_is_found_where_the_pixmap_is_shown(page, monkeypatch):
    drawn = record_pixmaps(monkeypatch)
    picture = QPixmap(200, 40)
    picture.setDevicePixelRatio(2.0)
    picture.fill(Qt.GlobalColor.white)
    with QPainter(picture) as painter:
        painter.setFont(make_font(12))
        painter.drawText(QRectF(0, 0, 100, 20), Qt.AlignmentFlag.AlignCenter, "inside")

    class Shown(QWidget):
        def paintEvent(self, _):
            with QPainter(self) as painter:
                painter.drawPixmap(0, 0, picture)

    Shown(page).setGeometry(150, 50, 100, 20)
    page.show()
    (text,) = texts_of(page, drawn)
    assert text.text == "inside"
    assert QRectF(150, 50, 100, 20).contains(text.box)
    assert text.box.center().x() == pytest.approx(200, abs=2)


def test_letters_of_two_fonts_are_one_text(page):
    text = label(page, "a \N{GREEK CAPITAL LETTER OMEGA} \N{HIRAGANA LETTER A} b", 10, 10, 250, 30)
    text.setFont(make_font(12))
    page.show()
    assert [found.text for found in texts_of(page)] == [text.text()]


def test_what_is_copied_from_a_picture_is_read_too(page):
    plot = Plot("", ViewBox())
    plot.setParent(page)
    plot.set_theme(THEMES["dark"])
    plot.setGeometry(0, 0, 300, 100)
    plot.getViewBox().setRange(xRange=(0.0, 4.0), padding=0.0)
    page.show()
    page.grab()
    assert {"1", "3"} <= {found.text for found in texts_of(page)}


def test_contrast_is_that_of_the_guidelines():
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21.0)
    # the grey that is known to be just dark enough on white
    assert contrast((118, 118, 118), (255, 255, 255)) == pytest.approx(LEAST_CONTRAST, abs=0.05)


def test_the_few_views_of_the_walk_let_any_two_choices_meet():
    views = few_views()
    for one, other in itertools.combinations(range(len(CHOICES)), 2):
        met = {(view[one], view[other]) for view in views}
        assert met == set(itertools.product(CHOICES[one], CHOICES[other])), (one, other)
