"""``lrsim render``: what is written, and what is refused before Qt loads."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest
from PIL import Image

from lrsim.cli import orders
from lrsim.gui.pictures import order

pytestmark = pytest.mark.window

SMALL = ("--what", "loss", "--size", "320x240")
SHORT = (*SMALL, "--duration", "0.4", "--fps", "10")


def test_the_parts_and_themes_are_those_that_there_are():
    from lrsim.gui.look.palettes import THEMES

    assert tuple(order.PARTS) == orders.PARTS
    assert set(THEMES) == set(orders.THEMES)


def test_a_still_is_as_large_as_asked_for(cli, file, tmp_path):
    path = tmp_path / "loss.png"
    result = cli("render", file, "-o", path, *SMALL)
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith(f"{path}: 320 × 240, ")
    assert size_of(path) == (320, 240)


def test_a_share_code_is_as_good_as_a_file(cli, file, tmp_path):
    import lrsim

    code = lrsim.load(file).share()
    for name, given in (("file.png", file), ("code.png", code)):
        assert cli("render", given, "-o", tmp_path / name, *SMALL).status == 0
    assert (tmp_path / "file.png").read_bytes() == (tmp_path / "code.png").read_bytes()


def test_options_replace_what_is_in_the_file(cli, file, tmp_path):
    for name, words in (("one.png", ()), ("other.png", ("--lr", "0.3"))):
        assert cli("render", file, *words, "-o", tmp_path / name, *SMALL).status == 0
    assert (tmp_path / "one.png").read_bytes() != (tmp_path / "other.png").read_bytes()


def test_an_svg_has_real_text_in_fonts_that_have_others_behind_them(cli, file, tmp_path):
    path = tmp_path / "loss.svg"
    assert cli("render", file, "-o", path, *SMALL).status == 0
    tree = ET.parse(path)
    texts = list(tree.iter("{http://www.w3.org/2000/svg}text"))
    assert "Snail" in [text.text for text in texts]
    assert all("sans-serif" in text.get("font-family", "") for text in texts if text.text.strip())


def test_the_same_film_twice_is_the_same_bytes(cli, file, tmp_path):
    for name in ("one.gif", "other.gif"):
        assert cli("render", file, "-o", tmp_path / name, *SHORT).status == 0
    assert (tmp_path / "one.gif").read_bytes() == (tmp_path / "other.gif").read_bytes()


def test_a_film_lasts_as_long_as_was_asked_for_whatever_the_number_of_steps(cli, file, tmp_path):
    for steps in (5, 500):
        path = tmp_path / f"{steps}.gif"
        words = ("--steps", steps, *SMALL, "--duration", 1.3, "--fps", 12)
        assert cli("render", file, *words, "-o", path).status == 0
        assert length_of(path) == 1.33  # 16 pictures, in hundredths


def test_a_time_per_step_makes_the_film_as_long_as_its_steps(cli, file, tmp_path):
    path = tmp_path / "loss.gif"
    words = (*SMALL, "--from", 2, "--to", 6, "--step-time", 0.25, "--fps", 10)
    assert cli("render", file, *words, "-o", path).status == 0
    assert length_of(path) == 2.0  # four steps, and a second in which it can be read


def test_mp4_has_sides_of_sixteen_and_says_so(cli, file, tmp_path):
    av = pytest.importorskip("av")
    path = tmp_path / "loss.mp4"
    words = ("--what", "loss", "--size", "330x250", "--duration", 0.5)
    result = cli("render", file, *words, "-o", path)
    assert result.status == 0
    assert "the sides of a video are multiples of 16" in result.err
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == (336, 256)
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert sum(1 for _ in container.decode(stream)) == 15


def test_the_same_mp4_twice_is_the_same_bytes(cli, file, tmp_path):
    pytest.importorskip("av")
    for name in ("one.mp4", "other.mp4"):
        assert cli("render", file, "-o", tmp_path / name, *SHORT).status == 0
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "other.mp4").read_bytes()


def test_mp4_without_pyav_says_what_to_install(cli, file, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "av", None)
    result = cli("render", file, "-o", tmp_path / "loss.mp4", *SHORT)
    assert result.status == 2
    assert result.err == "lrsim render: MP4, written by PyAV, needs av: pip install av\n"


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ((), "-o is missing"),
        (("-o", "-"), "-o - must be the name of a file: its ending says what is written"),
        (("-o", "x.jpg"), "-o x.jpg must end in .png, .svg, .gif, .mp4"),
        (("-o", "nowhere/x.png"), "there is no folder nowhere"),
        (("-o", "x.png", "--size", "big"), "--size big must be WIDTHxHEIGHT"),
        (
            ("-o", "x.png", "--size", "10000x10000"),
            "--size 10000x10000 must have sides from 64 to 8192",
        ),
        (
            ("-o", "x.png", "--size", "8192x8192"),
            "--size 8192x8192 must have at most 37.7 million pixels",
        ),
        (("-o", "x.gif", "--size", "8000x4000"), "must have at most 8.3 million pixels"),
        (("-o", "x.png", "--size", "640x360"), "--size 640x360 must be at least 1000x640"),
        (("-o", "x.png", "--what", "cat"), "--what cat must be one of window, page, surface"),
        (
            ("-o", "x.png", "--theme", "pink"),
            "--theme pink must be one of light, dark, projector, contrast",
        ),
        (("-o", "x.png", "--step", "51"), "--step 51 must be a whole number from 0 to 50"),
        (("-o", "x.gif", "--step", "5"), "--step 5 is of stills"),
        (("-o", "x.png", "--fps", "5"), "--fps 5 is of films"),
        (("-o", "x.gif", "--fps", "60"), "--fps 60 must be a number from 1 to 50"),
        (("-o", "x.gif", "--fps", "0"), "--fps 0 must be a number from 1 to 50"),
        (("-o", "x.gif", "--fps", "nan"), "--fps nan must be a number from 1 to 50"),
        (("-o", "x.gif", "--duration", "0"), "--duration 0 must be a number from"),
        (("-o", "x.gif", "--duration", "soon"), "--duration soon must be a number"),
        (
            ("-o", "x.gif", "--from", "9", "--to", "9"),
            "--from and --to must be two steps in this order",
        ),
        (("-o", "x.gif", "--to", "51"), "--to 51 must be a whole number from 0 to 50"),
        (("-o", "x.gif", "--speed", "0"), "--speed 0 must be a number from"),
        (
            ("-o", "x.gif", "--speed", "1", "--step-time", "1"),
            "--speed and --step-time cannot be given together",
        ),
        (("-o", "x.gif", "--speed", "0.02"), "the longest is 600; --duration ends it"),
        (("-o", "x.mp4", "--transparent"), "--transparent cannot be: MP4 has no transparency"),
        (("-o", "x.png", "--select", "Nobody"), "--select Nobody must be one of Snail, Pro, 1 … 2"),
        (("-o", "x.png", "--x", "lr:1e-3:1:9"), "--x lr:1e-3:1:9 needs --y, too"),
        (
            ("-o", "x.png", "--x", "lr", "--y", "momentum:0:1:9"),
            "--x lr must be NAME:LOW:HIGH:COUNT",
        ),
        (("-o", "x.gif", "--zoom", "9"), "--zoom 9 needs --zoom-to: where to?"),
        (("-o", "x.gif", "--zoom-to", "1"), "--zoom-to 1 must be two numbers with a comma between"),
        (
            ("-o", "x.gif", "--zoom-to", "0.1,0.5"),
            "must be map where axes or a zoom are given",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_a_line_that_names_the_option(
    refused, file, tmp_path, monkeypatch, words, complaint
):
    monkeypatch.chdir(tmp_path)
    said = refused("render", file, *words)
    assert complaint in said
    assert said.startswith("lrsim render: ")
    assert sorted(os.listdir(tmp_path)) == [file.name]


def test_the_file_is_never_overwritten_by_its_picture(refused, file):
    picture = file.rename(file.with_suffix(".png"))
    assert "cannot be the same file" in refused("render", picture, "-o", picture)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a disk that is always full")
def test_a_full_disk_is_said(refused, file, tmp_path):
    link = tmp_path / "full.png"
    link.symlink_to("/dev/full")
    said = refused("render", file, "-o", link, *SMALL)
    assert said == f"lrsim render: {link} cannot be written: No space left on device\n"


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="the root may write anywhere"
)
def test_a_read_only_folder_is_said(refused, file, tmp_path):
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o555)
    assert "its folder is read-only" in refused("render", file, "-o", folder / "x.png")


def test_a_map_needs_two_quantities(refused, tmp_path, file):
    said = refused(
        "render", file, "--what", "map", "--x", "lr:1:2:9", "--y", "lr:1:2:9", "-o", "x.png"
    )
    assert "must be another quantity than --x" in said


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_film_leaves_nothing_behind(file, tmp_path, signum):
    """The signal comes while Qt paints, where an exception would get lost."""
    before = (
        "from lrsim.gui.plots.axes import NumberAxis\n"
        f"def specs(*_): os.kill(os.getpid(), {signum:d})\n"
        "NumberAxis.generateDrawSpecs = specs\n"
    )
    words = ["lrsim", "render", str(file), "-o", str(tmp_path / "x.gif"), *SMALL]
    head = f"import os, sys\nsys.argv = {words!r}\n"
    run = "from lrsim.__main__ import main\nsys.exit(main())\n"
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    environment["QT_QPA_PLATFORM"] = "offscreen"
    done = subprocess.run(
        [sys.executable, "-c", head + before + run],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=environment,
    )
    assert (done.returncode, done.stdout, done.stderr) == (128 + signum, "", "")
    assert os.listdir(tmp_path) == [file.name]


def test_no_display_is_touched(file, tmp_path):
    """A display that is not there would end the process."""
    environment = {**os.environ, "DISPLAY": ":4711", "WAYLAND_DISPLAY": "nobody"}
    environment.pop("QT_QPA_PLATFORM", None)
    path = tmp_path / "loss.png"
    words = [sys.executable, "-m", "lrsim", "render", str(file), "-o", str(path), *SMALL]
    done = subprocess.run(
        words, capture_output=True, text=True, timeout=120, check=False, env=environment
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert re.match(rf"{re.escape(str(path))}: 320 × 240, ", done.stdout)
    assert size_of(path) == (320, 240)


def size_of(path) -> tuple[int, int]:
    """Return how large a picture is."""
    with Image.open(path) as picture:
        return picture.size


def length_of(path) -> float:
    """Return how many seconds a GIF lasts."""
    with Image.open(path) as film:
        hundredths = 0
        for number in range(film.n_frames):
            film.seek(number)
            hundredths += film.info["duration"] // 10
    return hundredths / 100


@pytest.mark.slow
def test_the_examples_of_the_help_write_what_they_say(cli, file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file.rename("lesson.toml")
    examples = re.findall(r"^ +lrsim (render .*)$", cli("render", "--help").out, re.MULTILINE)
    assert len(examples) == 2
    for words in map(str.split, examples):
        written = words[words.index("-o") + 1]
        if written.endswith(".mp4"):
            pytest.importorskip("av")
        assert cli(*words, "--duration", "0.5", "--fps", "4").status == 0
        assert os.path.getsize(written) > 1000
