"""Lines of a TOML file by key path."""

import pytest

from lrsim.lessons.lines import line_of

TEXT = '''title = "Lesson"
note = """
[[steps]]
title = "no step: inside of a string"
"""
[runs.walk]
lr = 0.1
"quoted" = 1

[[steps]]
title = "one"

[[steps]]   # the second
title = "two"
[steps.ask]
kind = "choice"
[[steps.ask.choices]]
text = "A"
[[steps.ask.choices]]
text = "B"
holds = "x"
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 1),
        (("runs", "walk", "lr"), 7),
        (("runs", "walk", "quoted"), 8),
        (("runs", "walk", "missing"), 6),
        (("steps", 0, "title"), 11),
        (("steps", 1), 13),
        (("steps", 1, "title"), 14),
        (("steps", 1, "ask", "kind"), 16),
        (("steps", 1, "ask", "choices"), 17),
        (("steps", 1, "ask", "choices", 0, "text"), 18),
        (("steps", 1, "ask", "choices", 1, "holds"), 21),
        (("steps", 7, "title"), 10),
        (("nothing",), 1),
        ((), 1),
    ],
)
def test_a_key_is_found_on_its_line_or_the_nearest_around_it(path, line):
    assert line_of(TEXT, path) == line
