"""Share codes on the command line."""

import lrsim
from lrsim.session.story import popular_example

CODE = popular_example().share()


def test_every_command_takes_a_code_where_it_takes_a_file(cli, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # nothing is to be written under the code's name
    popular_example().save(tmp_path / "same.toml")
    for words in (["run", "--json"], ["sweep", "--lrs", "0.01:1:5", "--json"], ["find", "--json"]):
        assert cli(words[0], CODE, *words[1:]).json == cli(words[0], "same.toml", *words[1:]).json
    assert [path.name for path in tmp_path.iterdir()] == ["same.toml"]


def test_a_code_may_lie_in_a_file(cli, refused, tmp_path):
    path = tmp_path / "sent.txt"
    path.write_text(f"  {CODE[:20]}\n{CODE[20:]}\n")
    assert cli("run", str(path), "--json").json == cli("run", CODE, "--json").json
    path.write_text(CODE[:-5])
    told = refused("run", str(path))
    assert str(path) in told
    assert "is no whole share code" in told


def test_a_damaged_code_is_refused_in_a_line(refused):
    assert "is no whole share code" in refused("run", CODE[:-5])


def test_run_prints_the_code_of_what_the_options_say(cli):
    told = cli("run", CODE, "--steps", "70", "--share")
    assert told.out.count("\n") == 1
    assert lrsim.load(told.out).steps == 70
    assert lrsim.load(told.out).runners == popular_example().runners


def test_a_code_shares_standard_output_with_nothing_else(refused):
    assert "cannot both write to standard output" in refused("run", CODE, "--share", "--json")
    assert "cannot both write to standard output" in refused("run", CODE, "--share", "--csv", "-")


def test_scenes_are_listed_with_their_codes(cli):
    for scene in cli("list", "scenes", "--json").json:
        assert lrsim.load(scene["share"]).title == scene["title"]
