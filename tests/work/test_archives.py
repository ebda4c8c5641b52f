"""Archives written in bands."""

import io
import zipfile

import numpy as np

from lrsim.work.archives import Bands, write_npz


class Pipe(io.RawIOBase):
    """Takes bytes, and cannot go back."""

    def __init__(self):
        self.data = b""

    def writable(self):
        return True

    def write(self, data):
        self.data += bytes(data)
        return len(data)


def test_numpy_reads_what_was_written_in_bands():
    table = np.arange(35.0).reshape(7, 5)
    arrays = {
        "table": Bands(table.shape, table.dtype, (table[k : k + 3] for k in range(0, 7, 3))),
        "codes": np.arange(4, dtype=np.uint8)[::2],
        "text": np.array("steps = 5\n"),
    }
    file = io.BytesIO()
    write_npz(file, arrays)
    with np.load(io.BytesIO(file.getvalue())) as read:
        assert np.array_equal(read["table"], table)
        assert np.array_equal(read["codes"], [0, 2])
        assert read["codes"].dtype == np.uint8
        assert read["text"].item() == "steps = 5\n"


def test_same_content_gives_the_same_file_even_through_a_pipe():
    arrays = {"table": np.arange(6.0).reshape(2, 3)}
    files = [io.BytesIO(), io.BytesIO()]
    for file in files:
        write_npz(file, arrays)
    assert files[0].getvalue() == files[1].getvalue()
    pipe = Pipe()
    write_npz(pipe, arrays)
    with np.load(io.BytesIO(pipe.data)) as read:
        assert np.array_equal(read["table"], arrays["table"])


def test_members_are_sound():
    file = io.BytesIO()
    write_npz(file, {"table": np.eye(2)})
    with zipfile.ZipFile(file) as archive:
        assert archive.namelist() == ["table.npy"]
        assert archive.testzip() is None
