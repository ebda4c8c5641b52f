"""Writing is all or nothing; reading is bounded and names the file and line."""

import errno
import itertools
import os
import stat
import sys

import pytest

from lrsim import files
from lrsim.errors import InputError

posix = pytest.mark.skipif(sys.platform == "win32", reason="links, modes and devices of POSIX")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


# --- writing -------------------------------------------------------------------------------------


def test_writes_and_replaces(tmp_path):
    path = tmp_path / "a.toml"
    files.write_atomic(path, b"one")
    files.write_atomic(str(path), b"two")
    assert path.read_bytes() == b"two"
    assert names(tmp_path) == ["a.toml"]


@pytest.mark.parametrize(
    ("step", "existing"),
    [("chmod", True), *itertools.product(("write", "fsync", "replace"), (True, False))],
)
def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, step, existing):
    path = tmp_path / "a.toml"
    if existing:
        path.write_bytes(b"old")

    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if step == "write":

        class Full:
            def __init__(self, *args, **kwargs):
                self.file = open(*args, **kwargs)  # noqa: SIM115 - __exit__ closes it

            def __enter__(self):
                return self

            def __exit__(self, *exc):
                self.file.close()

            write = full

        monkeypatch.setattr(files, "open", Full, raising=False)
    else:
        monkeypatch.setattr(os, step, full)
    with pytest.raises(InputError, match="cannot be written") as caught:
        files.write_atomic(path, b"new" * 1000)
    assert "a.toml" in caught.value.where
    assert "space" in str(caught.value)
    monkeypatch.undo()
    assert names(tmp_path) == (["a.toml"] if existing else [])
    if existing:
        assert path.read_bytes() == b"old"


@pytest.mark.parametrize("reason", [KeyboardInterrupt, MemoryError])
def test_an_interruption_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, reason):
    path = tmp_path / "a.toml"
    path.write_bytes(b"old")

    def interrupted(*args):
        raise reason

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(reason):
        files.write_atomic(path, b"new")
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.toml"]


def test_an_interruption_as_the_file_beside_it_is_made_leaves_nothing(tmp_path, monkeypatch):
    def interrupted(*args, **kwargs):
        open(*args, **kwargs).close()
        raise KeyboardInterrupt

    monkeypatch.setattr(files, "open", interrupted, raising=False)
    with pytest.raises(KeyboardInterrupt):
        files.write_atomic(tmp_path / "a.toml", b"new")
    assert names(tmp_path) == []


def test_old_content_is_in_place_until_the_new_is_on_disk(tmp_path, monkeypatch):
    path = tmp_path / "a.toml"
    path.write_bytes(b"old")
    seen = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda fd: (seen.append(path.read_bytes()), fsync(fd))[1])
    monkeypatch.setattr(
        os, "replace", lambda a, b: (seen.append(path.read_bytes()), replace(a, b))[1]
    )
    files.write_atomic(path, b"new")
    assert seen == [b"old", b"old"]
    assert path.read_bytes() == b"new"


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o755])
def test_mode_of_an_existing_file_is_kept(tmp_path, mode):
    path = tmp_path / "a.toml"
    path.write_bytes(b"old")
    path.chmod(mode)
    files.write_atomic(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == mode


@posix
def test_mode_of_a_new_file_follows_the_umask(tmp_path):
    before = os.umask(0o027)
    try:
        files.write_atomic(tmp_path / "a.toml", b"new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.toml").stat().st_mode) == 0o640


@posix
def test_writing_through_a_link_changes_its_target_and_keeps_the_link(tmp_path):
    target = tmp_path / "real.toml"
    target.write_bytes(b"old")
    link = tmp_path / "link.toml"
    link.symlink_to(target)
    files.write_atomic(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


@posix
def test_writing_through_a_dangling_link_makes_its_target(tmp_path):
    link = tmp_path / "link.toml"
    link.symlink_to("real.toml")
    files.write_atomic(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "real.toml").read_bytes() == b"new"


@posix
def test_a_link_to_itself_is_refused(tmp_path):
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    for use in (lambda p: files.write_atomic(p, b"x"), files.read_bytes):
        with pytest.raises(InputError, match="cannot be"):
            use(tmp_path / "a")


@posix
def test_devices_and_pipes_are_written_to_not_replaced(tmp_path):
    files.write_atomic("/dev/null", b"gone")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    with pytest.raises(InputError, match="cannot be written"):
        files.write_atomic("/dev/full", b"gone")


@posix
def test_a_pipe_is_written_to_by_whatever_name_it_has():
    out, into = os.pipe()
    files.write_atomic(f"/dev/fd/{into}", b"through")
    assert os.read(out, 100) == b"through"
    os.close(out)
    os.close(into)


@pytest.mark.parametrize("name", ["", "no/such/folder/a.toml", "x" * 300 + ".toml", "nul\0.toml"])
def test_paths_that_cannot_be_are_refused_by_name(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    for done, use in (
        ("written", lambda p: files.write_atomic(p, b"x")),
        ("read", files.read_bytes),
    ):
        with pytest.raises(InputError, match=f"cannot be {done}") as caught:
            use(name)
        assert caught.value.where == name
    assert names(tmp_path) == []


def test_a_folder_is_no_file(tmp_path):
    for done, use in (
        ("written", lambda p: files.write_atomic(p, b"x")),
        ("read", files.read_bytes),
    ):
        with pytest.raises(InputError, match=f"cannot be {done}"):
            use(tmp_path)


@posix
@pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() == 0, reason="root may write anywhere")
def test_unwritable_folder_is_refused(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(InputError, match="cannot be written"):
            files.write_atomic(tmp_path / "a.toml", b"x")
    finally:
        tmp_path.chmod(0o700)


def test_folder_the_system_refuses_is_reported(tmp_path, monkeypatch):
    """What root sees as well: the call for a file beside it fails."""

    def denied(*args, **kwargs):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(files, "open", denied, raising=False)
    with pytest.raises(InputError, match="cannot be written: Permission denied"):
        files.write_atomic(tmp_path / "a.toml", b"x")


def test_file_that_may_not_be_looked_at_is_refused(tmp_path, monkeypatch):
    path, look = tmp_path / "a.toml", os.stat

    def denied(asked, **kwargs):
        if asked == path:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return look(asked, **kwargs)

    monkeypatch.setattr(os, "stat", denied)
    with pytest.raises(InputError, match="cannot be written: Permission denied"):
        files.write_atomic(path, b"x")


@pytest.mark.parametrize("name", ["x" * 250, "λ" * 125, "学" * 84])
def test_long_names_leave_room_for_the_temporary_one(name, tmp_path):
    path = tmp_path / name
    files.write_atomic(path, b"x")
    assert path.read_bytes() == b"x"


# --- reading -------------------------------------------------------------------------------------


def test_missing_file_is_refused_by_name(tmp_path):
    with pytest.raises(InputError, match="cannot be read: No such file"):
        files.read_toml(tmp_path / "none.toml")


def test_huge_file_is_refused_without_reading_it_all(tmp_path):
    path = tmp_path / "huge.toml"
    with path.open("wb") as file:
        file.truncate(2**40)
    with pytest.raises(InputError, match=r"huge\.toml: is larger than 4 MiB"):
        files.read_toml(path)


@posix
def test_a_device_is_refused_and_the_null_device_is_empty(tmp_path):
    link = tmp_path / "link.toml"
    link.symlink_to("/dev/zero")
    for path in ("/dev/zero", "/dev/tty", link):
        with pytest.raises(InputError, match="is a device, and no file"):
            files.read_bytes(path)
    assert files.read_bytes("/dev/null") == b""


@posix
def test_links_that_lead_round_are_told(tmp_path):
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(InputError, match="cannot be read: Too many levels of symbolic links"):
        files.read_bytes(tmp_path / "a")


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path):
    path = tmp_path / "windows.toml"
    path.write_bytes(b"\xef\xbb\xbfa = 1\r\nb = 2\r\n")
    assert files.read_toml(path) == {"a": 1, "b": 2}


def test_largest_file_is_read(tmp_path):
    path = tmp_path / "a.toml"
    path.write_bytes(b"#" * files.MAX_TEXT_BYTES)
    assert files.read_toml(path) == {}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = 1\nb = \nc = 3\n", 2),
        ("a = 1\n\n\nb ! 2\n", 4),
        ("[[runners]]\nname = 'x'\nname = 'y'\n", 3),
        ("a = 1\na = 2\n", 2),
        ("[a]\n[b]\n[a]\n", 3),
        ("a = 'open", 1),
        ("a = 1\nb = [1,\n2", 3),
        ("a = 1\nb = '''open\n\n", 4),
        ("a = 1\n\x00", 2),
        ("a = 1e\n", 1),
        ("steps = 5 (at line 9, column 1)\n", 1),
    ],
)
def test_syntax_error_names_file_and_line(tmp_path, text, line):
    path = tmp_path / "bad.toml"
    path.write_text(text)
    with pytest.raises(InputError, match="is not valid TOML") as caught:
        files.read_toml(path)
    assert caught.value.where == f"{path}:{line}"
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"title = '\xff'\n", 1),
        (b"a = 1\n\ntitle = '\xc3\x28'\n", 3),
        ("title = 'ä'".encode("utf-16"), 1),
        ("a = 1\ntitle = 'ä'".encode("latin-1"), 2),
    ],
)
def test_text_that_is_not_utf_8_names_file_and_line(tmp_path, data, line):
    path = tmp_path / "bad.toml"
    path.write_bytes(data)
    with pytest.raises(InputError, match="is not UTF-8 text") as caught:
        files.read_toml(path)
    assert caught.value.where == f"{path}:{line}"


def test_binary_file_is_refused(tmp_path):
    path = tmp_path / "picture.toml"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10)
    with pytest.raises(InputError, match=r"picture\.toml:1"):
        files.read_toml(path)


def test_deep_nesting_is_refused_not_crashed_on(tmp_path):
    path = tmp_path / "deep.toml"
    path.write_text("a = " + "[" * 100_000 + "]" * 100_000)
    with pytest.raises(InputError, match=r"nested too deeply|is not valid TOML"):
        files.read_toml(path)


@pytest.mark.parametrize(
    "text",
    [
        "b = 1\na" + ".a" * 5_000 + " = 1",
        "b = 1\n[" + " . ".join(["'a'"] * 5_000) + "]",
        "b = 1\n'\"'" + ".'\"'" * 5_000 + " = 1",
        "b = 1\n" + ".".join([r'"\""'] * 5_000) + " = 1",
        "b = 1\nc = {a" + ".a" * 5_000 + " = 1}",
    ],
)
def test_key_of_thousands_of_parts_is_refused_before_it_takes_memory(tmp_path, text):
    path = tmp_path / "deep.toml"
    path.write_text(text)
    with pytest.raises(InputError, match=r"deep\.toml:2: is nested too deeply"):
        files.read_toml(path)


@pytest.mark.parametrize("depth", [files.MAX_DEPTH, files.MAX_DEPTH + 1])
def test_depth_counts_whatever_way_it_comes_about(tmp_path, depth):
    path = tmp_path / "deep.toml"
    half = depth // 2
    head, key = ".".join("a" * half), ".".join("b" * (depth - half))
    path.write_text(f"[{head}]\n{key} = 1\n")
    if depth <= files.MAX_DEPTH:
        assert files.read_toml(path)
    else:
        with pytest.raises(InputError, match=r"deep\.toml: is nested too deeply"):
            files.read_toml(path)


def test_number_of_thousands_of_digits_is_refused_not_crashed_on(tmp_path):
    path = tmp_path / "digits.toml"
    path.write_text(f"a = 1\nsteps = {'9' * 5000}\n")
    with pytest.raises(InputError, match=r"digits\.toml"):
        files.read_toml(path)


def test_windows_line_ends_and_empty_files_are_read(tmp_path):
    path = tmp_path / "a.toml"
    path.write_bytes(b"a = 1\r\nb = 2\r\n")
    assert files.read_toml(path) == {"a": 1, "b": 2}
    path.write_bytes(b"")
    assert files.read_toml(path) == {}
