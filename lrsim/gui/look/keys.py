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
    "arc": Key(_RATE, "Z", Message("show or hide what each LR would do, around the dial"), ("Z",)),
    "fix": Key(_RATE, "X", Message("do what the verdict offers"), ("X",)),
    "select": Key(_RATE, "1 … 8", Message("select a runner")),
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
    """What the mouse, or a finger, does somewhere in the window."""

    place: Message
    hand: Message
    text: Message


_DIAL: Final = Message("Dial")
_SURFACE: Final = Message("Surface")
_DEPTH: Final = Message("Surface in 3-D")
_CURVES: Final = Message("Loss and schedule")
_RUNNERS: Final = Message("Runners")
_CARDS: Final = Message("Cards")
_PAGES: Final = Message("Zone, Long run, Finder, Map")

GESTURES: Final = (
    Gesture(_DIAL, Message("drag, wheel"), Message("turn it (Shift: finely)")),
    Gesture(_DIAL, Message("click on the ring"), Message("go there")),
    Gesture(_DIAL, Message("click on the number"), Message("type it: 0.03, 3e-2, 1/30")),
    Gesture(_DIAL, Message("double click"), Message("the optimizer's usual rate")),
    Gesture(_DIAL, Message("right click"), Message("what others start with")),
    Gesture(_SURFACE, Message("drag the ring at the start"), Message("start elsewhere")),
    Gesture(_SURFACE, Message("wheel"), Message("zoom")),
    Gesture(_SURFACE, Message("drag elsewhere"), Message("move the view")),
    Gesture(_SURFACE, Message("double click"), Message("all of it again")),
    Gesture(_SURFACE, Message("Tab, then arrows, + and −"), Message("move, zoom (Ctrl: the start)")),
    Gesture(_DEPTH, Message("drag elsewhere; Tab, then arrows"), Message("turn and tilt it")),
    Gesture(_CURVES, Message("click, drag"), Message("go to that step")),
    Gesture(_CURVES, Message("drawn schedule"), Message("drag, double click, right click: its points")),
    Gesture(_CURVES, Message("Tab, then ← →, + and −"), Message("go step by step; look closer")),
    Gesture(_CURVES, Message("drawn schedule: [ ], arrows"), Message("move a point (Ctrl: its step)")),
    Gesture(_CURVES, Message("drawn schedule: Insert, Delete"), Message("add a point, remove it")),
    Gesture(_RUNNERS, Message("click"), Message("select")),
    Gesture(_RUNNERS, Message("double click"), Message("rename")),
    Gesture(_RUNNERS, Message("right click"), Message("rename, duplicate, hide, show alone, remove")),
    Gesture(_CARDS, Message("right click"), Message("copy or save figures or picture")),
    Gesture(_PAGES, Message("click"), Message("set the dial, or the runner, to that")),
    Gesture(_PAGES, Message("Map, Long run: Tab, arrows, + and −"), Message("go elsewhere; zoom")),
    Gesture(_PAGES, Message("Map: drag a box"), Message("zoom in (the wheel goes back)")),
    Gesture(_PAGES, Message("Map: right click"), Message("go there, zoom in, back, copy the reading")),
)  # fmt: skip
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
