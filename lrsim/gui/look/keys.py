"""Keys and gestures of the window, each written once: for bindings, tooltips, the sheet and README."""

from __future__ import annotations

from typing import Final, NamedTuple

from lrsim.text.messages import Message, say, shown

__all__ = ["GESTURES", "KEYS", "PAGE_KEYS", "TALK", "Gesture", "Group", "Key", "with_key"]

Group = Message
"""A heading of the sheet."""

_TIME: Final = Message("Time")
_RATE: Final = Message("Learning rate and runners")
_SIGHT: Final = Message("What is shown")
_WINDOW: Final = Message("Window and files")
TALK: Final = Message("While presenting")


class Key(NamedTuple):
    """A key and what it does.

    Attributes
    ----------
    group : Message
        The heading it stands under.
    name : str
        How it is written for people.
    text : Message
        What it does.
    sequences : tuple of str
        What Qt is told to listen for; none where the dial listens itself.
    """

    group: Group
    name: str
    text: Message
    sequences: tuple[str, ...] = ()


KEYS: Final = {
    "play": Key(_TIME, Message("Space"), Message("play or pause; at the end, play again"), ("Space",)),
    "forward": Key(_TIME, ".", Message("one step forward"), (".",)),
    "back": Key(_TIME, ",", Message("one step back"), (",",)),
    "reset": Key(_TIME, Message("Backspace"), Message("back to step 0"), ("Backspace",)),
    "reveal": Key(_TIME, "R", Message("reveal or hide the future"), ("R",)),
    "turn": Key(_RATE, Message("arrows"), Message("turn the dial (Shift: finely)")),
    "jump": Key(_RATE, Message("Page Up, Page Down"), Message("dial × 10, ÷ 10")),
    "type": Key(_RATE, Message("Enter"), Message("type the dial's value")),
    "usual_lr": Key(_RATE, "U", Message("the optimizer's usual learning rate"), ("U",)),
    "arc": Key(_RATE, "Z", Message("show or hide what each LR would do, around the dial"), ("Z",)),
    "fix": Key(_RATE, "X", Message("do what the verdict offers"), ("X",)),
    "select": Key(_RATE, "1 … 8", Message("select a runner")),
    "rename": Key(_RATE, "F2", Message("rename the selected runner"), ("F2",)),
    "fit": Key(_SIGHT, "F", Message("show the surface's own domain"), ("F",)),
    "depth": Key(_SIGHT, "V", Message("the surface as a landscape, or flat"), ("V",)),
    "enlarge": Key(_SIGHT, "E", Message("enlarge the card under the mouse, and back (Esc)"), ("E",)),
    "log": Key(_SIGHT, "L", Message("loss curve: log or linear"), ("L",)),
    "theme": Key(_SIGHT, "T", Message("next theme"), ("T",)),
    "larger": Key(_SIGHT, Message("Ctrl++"), Message("larger type (or Ctrl + wheel)"), ("Ctrl++", "Ctrl+=")),
    "smaller": Key(_SIGHT, Message("Ctrl+−"), Message("smaller type"), ("Ctrl+-",)),
    "usual": Key(_SIGHT, Message("Ctrl+0"), Message("type as large as the window asks for"), ("Ctrl+0",)),
    "full": Key(_SIGHT, "F11", Message("full screen"), ("F11",)),
    "present": Key(_SIGHT, "F5", Message("present: full screen, large type, for a clicker"), ("F5",)),
    "undo": Key(_WINDOW, Message("Ctrl+Z"), Message("undo the last gesture"), ("Ctrl+Z",)),
    "redo": Key(_WINDOW, Message("Ctrl+Shift+Z"), Message("do it again"), ("Ctrl+Shift+Z", "Ctrl+Y")),
    "open": Key(_WINDOW, Message("Ctrl+O"), Message("open a scene, a file or a share code"), ("Ctrl+O",)),
    "open_file": Key(_WINDOW, Message("Ctrl+Shift+O"), Message("open a file"), ("Ctrl+Shift+O",)),
    "save": Key(_WINDOW, Message("Ctrl+S"), Message("save the experiment"), ("Ctrl+S",)),
    "save_as": Key(_WINDOW, Message("Ctrl+Shift+S"), Message("save it elsewhere"), ("Ctrl+Shift+S",)),
    "export": Key(_WINDOW, Message("Ctrl+E"), Message("write a picture or a film"), ("Ctrl+E",)),
    "copy_code": Key(_WINDOW, Message("Ctrl+Shift+C"), Message("copy the share code"), ("Ctrl+Shift+C",)),
    "paste_code": Key(_WINDOW, Message("Ctrl+V"), Message("open a copied share code"), ("Ctrl+V",)),
    "quit": Key(_WINDOW, Message("Ctrl+Q"), Message("close the window"), ("Ctrl+Q",)),
    "next": Key(_WINDOW, Message("Tab"), Message("next control: it has Enter and arrows until Esc")),
    "menu": Key(
        _WINDOW, Message("Shift+F10"), Message("what a right click offers, where the keys are"),
        ("Shift+F10",)),
    "what": Key(_WINDOW, Message("Shift+F1"), Message("what that is, where the keys are"), ("Shift+F1",)),
    "help": Key(_WINDOW, "F1", Message("all keys and gestures"), ("F1", "?")),
    "onward": Key(TALK, Message("Page Down"), Message("go on: play, to the end, reveal, next runner")),
    "backward": Key(TALK, Message("Page Up"), Message("go back, the same way")),
    "black": Key(TALK, "B .", Message("black screen (W: white); any of these keys brings it back")),
    "pointer": Key(TALK, "P", Message("spotlight at the mouse (wheel: its size)")),
    "zoom": Key(TALK, Message("E, double click"), Message("the card under the mouse alone, and back")),
    "code": Key(TALK, "Q", Message("share code to scan")),
    "speaker": Key(TALK, "S", Message("speaker's window: notes, what comes, time, hands")),
    "leave": Key(TALK, Message("F5, Esc"), Message("back to where it was")),
}  # fmt: skip
"""By what they do, in the order of the sheet; a key is here once what it does is."""

PAGE_KEYS: Final = Message("Ctrl+1 … {last}")
"""How the keys of the pages are written: there are as many as pages."""


class Gesture(NamedTuple):
    """What the mouse, or a finger, does somewhere in the window, and by which key it is done without one.

    Attributes
    ----------
    place : Message
        Where.
    hand : Message
        What the hand does.
    text : Message
        What comes of it.
    key : Message or str
        The key for it; in a picture, once Tab has reached that.
    """

    place: Message
    hand: Message
    text: Message
    key: Message | str


_DIAL: Final = Message("Dial")
_SURFACE: Final = Message("Surface")
_DEPTH: Final = Message("Surface in 3-D")
_CURVES: Final = Message("Loss and schedule")
_DRAWN: Final = Message("Drawn schedule")
_RUNNERS: Final = Message("Runners")
_EVERYWHERE: Final = Message("Everywhere")
_PAGES: Final = Message("Zone, Long run, Finder, Race")
_MAP: Final = Message("Map")
_LESSONS: Final = Message("Scenes and lessons")
_SPEAKER: Final = Message("Speaker's window")

_ARROWS: Final = Message("arrows")
_PLUS_MINUS: Final = "+ −"
_CTRL_ARROWS: Final = Message("Ctrl+arrows")
_MENU: Final = Message("Shift+F10")

GESTURES: Final = {
    "turn": Gesture(_DIAL, Message("drag, wheel"), Message("turn it (Shift: finely)"), _ARROWS),
    "go": Gesture(_DIAL, Message("click on the ring"), Message("go there"), Message("Page ↑ ↓")),
    "type": Gesture(
        _DIAL, Message("click on the number"), Message("type it: 0.03, 3e-2, 1/30"), Message("Enter")),
    "usual": Gesture(_DIAL, Message("double click"), Message("the optimizer's usual rate"), "U"),
    "rates": Gesture(_DIAL, Message("right click"), Message("what others start with"), _MENU),
    "start": Gesture(
        _SURFACE, Message("drag the start's ring"), Message("start elsewhere"), _CTRL_ARROWS),
    "zoom": Gesture(_SURFACE, Message("wheel"), Message("zoom"), _PLUS_MINUS),
    "move": Gesture(_SURFACE, Message("drag elsewhere"), Message("move the view"), _ARROWS),
    "fit": Gesture(_SURFACE, Message("double click"), Message("all of it again"), "F"),
    "read": Gesture(
        _SURFACE, Message("point"), Message("read it (by key: its middle)"), _ARROWS),
    "start_deep": Gesture(
        _DEPTH, Message("drag the start's ring"), Message("start elsewhere"), _CTRL_ARROWS),
    "tilt": Gesture(_DEPTH, Message("drag elsewhere"), Message("turn and tilt it"), _ARROWS),
    "zoom_deep": Gesture(_DEPTH, Message("wheel"), Message("zoom"), _PLUS_MINUS),
    "fit_deep": Gesture(_DEPTH, Message("double click"), Message("as it was at first"), "F"),
    "scrub": Gesture(
        _CURVES, Message("click, drag"), Message("go to that step (Shift: ten)"), Message("← →, Home, End")),
    "closer": Gesture(_CURVES, Message("wheel"), Message("look closer at some steps"), _PLUS_MINUS),
    "pan": Gesture(
        _CURVES, Message("drag, right button"), Message("move the steps in view"),
        Message("Ctrl+← →")),
    "all": Gesture(_CURVES, Message("double click"), Message("all steps again"), "F"),
    "read_step": Gesture(
        _CURVES, Message("point"), Message("read it (by key: the playhead)"), Message("← →")),
    "handle": Gesture(
        _DRAWN, Message("drag a point"), Message("move it (Ctrl: its step)"), Message("[ ], arrows")),
    "add_point": Gesture(_DRAWN, Message("double click"), Message("add a point"), Message("Insert")),
    "take_point": Gesture(_DRAWN, Message("right click"), Message("remove a point"), Message("Delete")),
    "select": Gesture(_RUNNERS, Message("click on row, lane"), Message("select"), "1 … 8"),
    "rename": Gesture(_RUNNERS, Message("double click"), Message("rename"), "F2"),
    "remove": Gesture(_RUNNERS, Message("click on ✕"), Message("remove"), Message("Delete")),
    "runner": Gesture(
        _RUNNERS, Message("right click"), Message("rename, duplicate, hide, remove"), _MENU),
    "card": Gesture(_EVERYWHERE, Message("right click"), Message("copy, save figures or picture"), _MENU),
    "what": Gesture(_EVERYWHERE, Message("point"), Message("what it is, with its key"), Message("Shift+F1")),
    "press": Gesture(_EVERYWHERE, Message("click"), Message("press, open, choose"), Message("Tab, Enter")),
    "time": Gesture(
        _EVERYWHERE, Message("drag a slider"), Message("go to a step, set the speed"), Message("Tab, ← →")),
    "file": Gesture(_EVERYWHERE, Message("drop a file"), Message("open it"), Message("Ctrl+Shift+O")),
    "zone": Gesture(_PAGES, Message("Zone: click"), Message("set the dial"), _ARROWS),
    "bar": Gesture(
        _PAGES, Message("Zone: point at bars"), Message("read it (by key: the dial's rate)"), Message("↑ ↓")),
    "long": Gesture(
        _PAGES, Message("Long run: click"), Message("set the dial (by key: its middle)"),
        Message("Enter")),
    "long_zoom": Gesture(_PAGES, Message("Long run: wheel"), Message("zoom"), Message("+ −, arrows")),
    "suggested": Gesture(
        _PAGES, Message("Finder: click a row, a line"), Message("set the dial"), Message("Tab, Enter")),
    "hold": Gesture(
        _PAGES, Message("Finder: click on the ramp"), Message("hold it, go on"), Message("Enter")),
    "cell": Gesture(_MAP, Message("click"), Message("the runner goes there (Ctrl: far)"), _ARROWS),
    "box": Gesture(_MAP, Message("drag a box"), Message("zoom into it"), Message("Shift+arrows, Enter")),
    "wheel": Gesture(_MAP, Message("wheel"), Message("zoom in, go back"), Message("+ −, Backspace")),
    "menu": Gesture(
        _MAP, Message("right click"), Message("go there, zoom in, back, copy"), _MENU),
    "scene": Gesture(_LESSONS, Message("click on a picture"), Message("open it"), Message("arrows, Enter")),
    "answer": Gesture(_LESSONS, Message("click, draw"), Message("mark a place, sketch a curve"), _ARROWS),
    "hand": Gesture(
        _SPEAKER, Message("click, right click"), Message("a hand more, less for an answer"), "1 … 9, −"),
    "clock": Gesture(_SPEAKER, Message("click the clock"), Message("start it anew"), "0"),
}  # fmt: skip
"""In the order of the sheet."""


def with_key(text: Message, name: str) -> str:
    """Return what a control does with the key that does it, too: ``Undo (Ctrl+Z)``.

    Parameters
    ----------
    text : Message
        What the control does.
    name : str
        Which of `KEYS`.
    """
    return say("{what} ({key})", what=shown(text), key=shown(KEYS[name].name))
