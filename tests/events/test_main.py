"""The command line as a user meets it: what it prints, what it says when something is wrong, and its exit code."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events import annotation, extract
from events.__main__ import main
from events.exports import EXPORTS
from events.listing import table
from events.reading import SAMPLE
from geodata.gazetteer import KINDS
from tests.events.papers import pdf, shown, word, wp

pytestmark = pytest.mark.usefixtures("gazetteer")  # built before a process of its own would say that it builds it

ROOT = Path(__file__).parents[2]
TEXT = (
    "🙂 On 3 March 2021 rebels attacked the\u00a0town of Gyumri.\r\n\r\nThe \x00next day they left for Baku, 44 people died.\ud800 The End"
)
DOCUMENTS: list[dict[str, Any]] = [
    {"doc_id": "marks", "text": TEXT, "dct": "2021-03-10", "title": "Rebels\nleave"},
    {"doc_id": 7, "text": "", "dct": None, "title": None},
    {"doc_id": "old", "text": "Caesar was murdered in Rome on 15 March 44 BC.", "dct": None},
    {"doc_id": "bare", "text": "Floods hit Germany on 14 July 2021. In 2014 Russia annexed Crimea."},
]


def command(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """A real run in a process of its own."""
    return subprocess.run([sys.executable, "-m", "events", *arguments], input=stdin, capture_output=True, cwd=ROOT, check=False)


def lines(documents: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in documents)


@pytest.fixture(scope="module")
def annotated() -> list[dict[str, Any]]:
    outcomes = list(annotation.annotate(io.BytesIO(lines(DOCUMENTS))))
    assert [each.problem for each in outcomes] == [""] * len(DOCUMENTS)
    return [json.loads(each.annotation) for each in outcomes]


# ---- extract ----


def test_extract_writes_geojson_of_the_sample_with_its_known_events() -> None:
    done = command("extract", str(SAMPLE))
    assert (done.returncode, done.stderr) == (0, b"")
    found = json.loads(done.stdout)
    assert found["type"] == "FeatureCollection"
    shown = {(each["properties"]["place"], each["properties"]["edtf"]) for each in found["features"]}
    assert {("Shusha", "2020-11-08"), ("Yerevan", "2018-05-08"), ("Crimea", "2014-03"), ("Canada", "2021-04")} <= shown


def test_extract_reads_standard_input_and_takes_the_format_from_the_name_of_the_output(tmp_path: Path) -> None:
    output = tmp_path / "events.csv"
    done = command("extract", "-", "--published", "10 March 2021", "--output", str(output), stdin=b"Rebels took Gyumri on Friday.")
    assert (done.returncode, done.stdout) == (0, b"")
    assert output.read_text(encoding="utf-8").startswith("id,title,kind,start,end")
    assert "2021-03-05" in output.read_text(encoding="utf-8")


def test_extract_reads_many_files_of_any_kind_into_one_result_and_says_which_could_not_be_read(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    report, note, broken = tmp_path / "report.pdf", tmp_path / "note.docx", tmp_path / "broken.pdf"
    report.write_bytes(pdf(shown("Rebels took Gyumri on 5 March 2021.")))
    note.write_bytes(word(wp("Floods hit Dresden on 16 August 2002.")))
    broken.write_bytes(b"%PDF-1.7")
    assert main(["extract", str(report), str(broken), str(note), str(tmp_path / "absent.txt")]) == 1
    out, err = capfdbinary.readouterr()
    assert [each["properties"]["place"] for each in json.loads(out)["features"]] == ["Gyumri", "Dresden"]
    said = err.decode().splitlines()
    assert said[0].endswith(
        "broken.pdf: This PDF file is damaged or cut off. Open it in the program it comes from, save it again, or paste its text."
    )
    assert said[1].endswith("absent.txt: No such file or directory")


def test_extract_writes_a_file_for_each_article_into_a_folder(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    for name in ("a.txt", "more/a.md"):
        (tmp_path / name).write_text(f"Rebels took Gyumri on 5 March 2021. {name}", encoding="utf-8")
    output = tmp_path / "events"
    assert main(["extract", str(tmp_path / "a.txt"), str(tmp_path / "more/a.md"), "--format", "csv", "--output", f"{output}/"]) == 0
    assert sorted(each.name for each in output.iterdir()) == ["a-2.csv", "a.csv"]
    assert all("Gyumri" in each.read_text(encoding="utf-8") for each in output.iterdir())


def test_extract_tells_the_kind_of_standard_input_by_its_bytes() -> None:
    done = command("extract", "-", "--format", "csv", stdin=pdf(shown("Rebels took Gyumri on 5 March 2021.")))
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Gyumri" in done.stdout


@pytest.mark.parametrize("name", sorted(EXPORTS))
def test_every_export_is_a_format_of_extract(name: str, tmp_path: Path) -> None:
    source, output = tmp_path / "a.txt", tmp_path / "out"
    source.write_text("Rebels took Gyumri on 5 March 2021.", encoding="utf-8")
    assert main(["extract", str(source), "--format", name, "--output", str(output)]) == 0
    assert b"Gyumri" in output.read_bytes()


# ---- annotate ----


def test_annotate_gives_every_document_its_line_in_order_with_the_fields_of_the_contract(annotated: list[dict[str, Any]]) -> None:
    assert [each["doc_id"] for each in annotated] == [each["doc_id"] for each in DOCUMENTS]
    for each in annotated:
        assert list(each) == ["doc_id", "mentions", "timexes", "events"]
        for mention in each["mentions"]:
            assert set(mention) == {"start", "end", "text", "lat", "lon", "geonameid", "name", "kind", "country"}
            assert mention["kind"] in (None, *KINDS)
        for timex in each["timexes"]:
            assert set(timex) == {"start", "end", "text", "type", "value"}
            assert timex["type"] in ("DATE", "TIME", "DURATION", "SET")
        for event in each["events"]:
            assert set(event) == {"start", "end", "trigger", "title", "kind", "when", "where", "confidence", "importance"}
            assert event["when"] is None or set(event["when"]) == {"start", "end", "edtf"}
            assert all(set(place) == {"name", "lat", "lon", "kind", "country"} for place in event["where"])
            assert event["start"] <= event["trigger"][0] < event["trigger"][1] <= event["end"]
    assert annotated[1] == {"doc_id": 7, "mentions": [], "timexes": [], "events": []}


def test_offsets_of_annotate_are_those_of_the_text_as_it_was_given(annotated: list[dict[str, Any]]) -> None:
    for document, found in zip(DOCUMENTS, annotated, strict=True):
        for each in (*found["mentions"], *found["timexes"]):
            assert document["text"][each["start"] : each["end"]] == each["text"]
    marks = annotated[0]
    assert {each["text"] for each in marks["mentions"]} >= {"Gyumri", "Baku"}
    assert [TEXT[slice(*each["trigger"])] for each in marks["events"]][:1] == ["attacked"]


def test_annotate_reads_weekdays_from_the_date_of_publication_and_years_before_christ(annotated: list[dict[str, Any]]) -> None:
    assert [(each["text"], each["value"]) for each in annotated[0]["timexes"]] == [
        ("3 March 2021", "2021-03-03"),
        ("The \0next day", "2021-03-04"),
    ]
    assert annotated[2]["timexes"][0]["value"] == "BC0044-03-15"
    assert annotated[2]["events"][0]["when"] == {"start": "-0043-03-15", "end": "-0043-03-15", "edtf": "-0043-03-15"}


def test_annotate_with_two_processes_writes_the_same_and_reports_bad_lines_by_number_and_reason(tmp_path: Path) -> None:
    bad = [b"not json\n", b'{"doc_id": "x"}\n', b"\n", b"[1]\n", b'{"doc_id": "x", "text": "a", "dct": "Friday"}\n', b'{"text": "\xff"}\n']
    source, output = tmp_path / "docs.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(lines(DOCUMENTS[:2]) + b"".join(bad) + lines(DOCUMENTS[2:]))
    done = command("annotate", str(source), "--output", str(output), "--workers", "2")
    assert done.returncode == 1
    alone = [each.annotation for each in annotation.annotate(io.BytesIO(lines(DOCUMENTS)))]
    assert output.read_bytes().splitlines() == alone
    said = done.stderr.decode()
    for message in (
        "line 3: It is no JSON: Expecting value at character 1.",
        'line 4: It has no "text" of characters.',
        'line 6: It is no document: {"doc_id": ..., "text": ...} is needed.',
        "line 7: “Friday” is no full date like 2014-03-18.",
        "line 8: It is not UTF-8.",
        "5 lines could not be read.",
    ):
        assert message in said


@pytest.mark.parametrize("workers", [1, 2])
def test_annotate_reads_only_a_few_documents_ahead(workers: int) -> None:
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield b'{"doc_id": 1, "text": "It rained."}\n'

    outcomes = annotation.annotate(endless(), workers)
    for _ in range(5):
        assert next(outcomes).problem == ""
    outcomes.close()  # type: ignore[attr-defined]
    assert taken <= 5 + annotation.AHEAD * workers


def test_a_fault_of_one_document_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def sometimes(document: Any, gazetteer: Any) -> Any:
        if "Rome" in document.text:
            raise KeyError("oops")
        return extract(document, gazetteer)

    monkeypatch.setattr(annotation, "extract", sometimes)
    problems = [each.problem for each in annotation.annotate(io.BytesIO(lines(DOCUMENTS)))]
    assert problems == ["", "", "a fault of this program, KeyError: 'oops'", ""]


# ---- times, places, explain ----


@pytest.fixture
def article(tmp_path: Path) -> str:
    path = tmp_path / "article.txt"
    path.write_text("Rebels captured Gyumri on 5 March 2021. They left the next day.", encoding="utf-8")
    return str(path)


def test_times_and_places_are_tables_and_json(article: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["times", article]) == 0
    published, head, first, second = capsys.readouterr().out.splitlines()
    assert published == "published 2021-03-05 (inferred)"
    assert head.split("  ")[0] == "start"
    assert head.split()[1:] == ["end", "text", "type", "value", "edtf", "label", "counts", "from", "rule", "score"]
    assert first.split()[:7] == ["26", "38", "5", "March", "2021", "DATE", "2021-03-05"]
    assert "2021-03-05 (told)" in second
    assert main(["places", article, "--format", "json"]) == 0
    (place,) = json.loads(capsys.readouterr().out)
    assert (place["name"], place["country"], place["geonameid"]) == ("Gyumri", "AM", 616635)
    assert 0 < place["score"] <= 1
    assert main(["times", article, "--format", "json", "--published", "2021-03-10"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["when"] == {"start": "2021-03-05", "end": "2021-03-05", "edtf": "2021-03-05"}


def test_each_time_says_what_it_counts_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "article.txt"
    path.write_text("Rebels took Gyumri on Friday. They came from Baku in 2014 and stayed for three days.", encoding="utf-8")
    assert main(["times", str(path), "--format", "json", "--published", "2021-03-10"]) == 0
    friday, year, spell = json.loads(capsys.readouterr().out)
    assert (friday["value"], friday["anchor"], friday["anchor_known"]) == ("2021-03-05", "2021-03-10", "published")
    assert (year["anchor"], spell["anchor"], spell["when"]) == (None, None, None)


@pytest.mark.parametrize("width", [80, 200])
def test_the_times_of_an_article_fit_the_screen(width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    assert main(["times", str(SAMPLE), "--published", "2022-03-20"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "published 2022-03-20 (given)"
    assert max(map(len, lines)) <= width
    assert ("label" in lines[1]) == (width == 200)


def test_explain_shows_each_event_with_its_words(article: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", article]) == 0
    shown = capsys.readouterr().out
    for words in (
        "from “captured”",
        "5 March 2021 (explicit)  from “5 March 2021”",
        "Gyumri, AM (explicit)  from “Gyumri”",
        "Rebels captured Gyumri on",
    ):
        assert words in shown
    assert main(["explain", article, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["document"]["language"] == "en"
    assert found["events"][0]["words"]["quote"] == "Rebels captured Gyumri on 5 March 2021."


@given(
    st.lists(st.fixed_dictionaries({"a": st.text(max_size=90), "b": st.integers(), "c": st.none() | st.floats()}), max_size=5),
    st.integers(40, 120),
)
def test_no_line_of_a_table_is_wider_than_the_screen(rows: list[dict[str, Any]], width: int) -> None:
    shown = list(table(rows, ("a", "b", "c"), width))
    assert len(shown) == len(rows) + 1
    assert all(len(line) <= max(width, 42) for line in shown)


# ---- What can go wrong ----


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["extract", "no-such-file.txt"], 1, "no-such-file.txt: No such file or directory"),
        (["extract", "."], 1, ".: Is a directory"),
        (["annotate", "no-such.jsonl"], 1, "no-such.jsonl: No such file or directory"),
        (["extract", str(SAMPLE), "--output", "no/such/folder"], 1, "no/such/folder: No such file or directory"),
        (["extract", "x", "--format", "kml"], 2, "invalid choice: 'kml' (choose from"),
        (["extract", "x", "--published", "March 2021"], 2, "“March 2021” is no single day; write it like 2022-03-15."),
        (["explain", "x", "--main", "0"], 2, "“0” is no number of events."),
        (["annotate", "x", "--workers", "0"], 2, "“0” is no number of processes."),
        (["map"], 2, "invalid choice: 'map'"),
        ([], 2, "the following arguments are required: COMMAND"),
    ],
)
def test_a_mistake_is_named_and_the_exit_code_tells_it(
    arguments: list[str], code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        result = main(arguments)
    except SystemExit as ended:
        result = int(ended.code or 0)
    shown = capsys.readouterr()
    assert (result, shown.out) == (code, "")
    assert words in shown.err


def test_an_article_that_cannot_be_read_is_named_with_the_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, source in (("a.pdf", b"%PDF-1.4"), ("empty.txt", b""), ("picture.png", b"\x89PNG\x00")):
        path = tmp_path / name
        path.write_bytes(source)
        assert main(["explain", str(path)]) == 1
        assert capsys.readouterr().err.startswith(f"{path}: ")


def test_annotate_never_writes_over_what_it_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "docs.jsonl"
    path.write_bytes(lines(DOCUMENTS))
    assert main(["annotate", str(path), "--output", str(path)]) == 1
    assert "this is the file that is being read" in capsys.readouterr().err
    assert path.read_bytes() == lines(DOCUMENTS)


def test_another_language_is_said_and_read_all_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Die Regierung hat am Dienstag in Berlin beschlossen, die Truppen bis Ende des Jahres abzuziehen.", encoding="utf-8")
    assert main(["places", str(path)]) == 0
    shown = capsys.readouterr()
    assert "seems to be written in another language (de); it is read as English." in shown.err
    assert "Berlin" in shown.out


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    shell = f"{sys.executable} -m events places {SAMPLE} --format json | head -c 10"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", shell], capture_output=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(done.stdout) == 10
