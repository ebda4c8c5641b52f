"""Tables for others: CSV and Markdown."""

import csv
import io

import numpy as np
import pytest

from lrsim.text.tables import as_csv, as_markdown

ROWS = [("Pro", 0.1, 31, None), ('a "b", c', np.float64(1e-7), np.int64(2), float("nan"))]
HEADING = ("runner", "lr", "steps", "at")


def test_csv_comes_back_with_all_digits_and_empty_where_there_is_nothing():
    back = list(csv.reader(io.StringIO(as_csv(HEADING, ROWS))))
    assert back == [list(HEADING), ["Pro", "0.1", "31", ""], ['a "b", c', "1e-07", "2", ""]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_a_text_is_no_formula_of_a_spreadsheet(text):
    assert next(csv.reader(io.StringIO(as_csv(["a"], [[text]]).split("\n", 1)[1]))) == [f"'{text}"]


def test_a_negative_number_stays_a_number():
    assert as_csv(["a"], [[-1.5]]) == "a\n-1.5\n"


def test_markdown_has_numbers_to_the_right_and_no_cell_breaks_the_table():
    lines = as_markdown(("name", "value"), [("a|b\nc", 1.5), ("d", None)]).splitlines()
    assert lines == ["| name | value |", "| --- | ---: |", "| a\\|b c | 1.5 |", "| d |  |"]
