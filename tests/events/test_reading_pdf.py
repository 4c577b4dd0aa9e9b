"""A PDF gives the paragraphs that were printed, in order, and nothing else; a hostile one gives an error and no waiting."""

# ruff: noqa: E501 - the markup of files stands in one piece
from __future__ import annotations

import re
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from benchmarks.chromium import CHROMIUM
from events import days
from events.model import PublishedBy
from events.reading import Damaged, EmptyText, Locked, ReadingError, Scanned, TooLong, read
from tests.events.papers import likeness, page, paragraphs, pdf, printed, shown
from tests.growth import grows_linearly

P = paragraphs(24)
IMAGE = {100: b"<</Type/XObject/Subtype/Image/Width 1/Height 1/Length 0>>stream\n\nendstream"}


def text(*contents: bytes) -> list[str]:
    return read(pdf(*contents)).text.split("\n\n")


# ---- As a browser prints it ----

RAISED = [re.sub(r", officials said\.", ", officials said.<sup>12</sup>", each) for each in P]
NOTES = ["1 See the report of the commission, Geneva 1996.", "2 Ibid., p. 14."]
HEADS = "@page { @top-left { content: 'The Paper of Record · 12 May' } @bottom-center { content: 'Page ' counter(page) ' of ' counter(pages) } }"
NUMBERS = "@page { @bottom-right { content: counter(page, lower-roman) } }"
TABLE = "<table><tr><th>Town</th><th>Dead</th></tr><tr><td>Gyumri</td><td>3</td></tr></table>"
WITH_TABLE = ["Town | Dead", "Gyumri | 3"]
FOOT = "<div style='position:absolute;bottom:0;font-size:8pt'>" + "".join(f"<p style='margin:0'>{each}</p>" for each in NOTES) + "</div>"
TURNED = "<div style='position:fixed;left:-14mm;top:100mm;transform:rotate(-90deg)'>Downloaded from paper.example</div>"
SPANNING = "<div style='column-span:all;font-size:13pt;font-weight:bold'>Nobody knew what had happened.</div>"
INITIAL = f"<p style='float:left;font-size:44pt;line-height:.8;margin:0 4pt 0 0'>{P[0][0]}</p>"
INDENTED = "p { margin: 0; text-indent: 1.2em; text-align: justify }"

# What is printed, how, and what shall come back.
PRINTED: dict[str, tuple[list[str], str, list[str]]] = {
    "heads": (P, HEADS, P),
    "two columns": ([TURNED, *P], f"body {{ columns: 2; column-gap: 1em; hyphens: manual }} {INDENTED} {NUMBERS}", P),
    "three columns": (["<h1>The long war</h1>", *P[:9], SPANNING, *P[9:]], "body { columns: 3; font-size: 9pt } h1 { column-span: all }",
                      ["The long war", *P[:9], "Nobody knew what had happened.", *P[9:]]),
    "notes": ([f"<p>{each}</p>" for each in RAISED[:4]] + [FOOT], "html, body { height: 250mm; position: relative } sup { font-size: .6em }",
              P[:4] + NOTES),
    "parts": ([INITIAL + f"<p>{P[0][1:]}</p>", *P[1:3], TABLE, "<ul><li>One thing.</li><li>Another.</li></ul>", *P[3:5]],
              "table { width: 100% } th { text-align: left }", [*P[:3], *WITH_TABLE, "One thing.", "Another.", *P[3:5]]),
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed (apt install chromium)")
    return tmp_path_factory.mktemp("printed")


@pytest.mark.parametrize("how", PRINTED)
def test_what_was_printed_comes_back_in_order_and_nothing_else_does(how: str, folder: Path) -> None:
    blocks, style, expected = PRINTED[how]
    shy = "hyphens: manual" in style
    document = read(
        printed(page(blocks, style, hyphens=shy), folder, *(() if how == "notes" else ("--no-pdf-header-footer",))), "paper.pdf"
    )
    assert document.title == "A paper"
    assert document.published_by is PublishedBy.UNKNOWN  # when a file was made is not when it was published
    assert likeness(expected, document.text) > 0.998


# ---- Drawn by hand ----


def test_words_are_parted_by_spaces_by_gaps_and_by_shifts_and_letters_set_apart_are_one_word() -> None:
    gaps = b"BT /F1 11 Tf 60 780 Td (The) Tj 30 0 Td (army) Tj 40 0 Td [(en) 20 (tered)-300(Gyumri) -10 (.)] TJ ET\n"
    spaced = (
        b"BT /F1 11 Tf 4 Tc 60 740 Td (A WAR) Tj ET\n"
        + b"BT /F1 11 Tf 0 Tc 60 700 Td [(L)-300(A)-300(T)-300(E)-300(R)-900(O)-300(N)] TJ ET"
    )
    assert text(gaps + spaced) == ["The army entered Gyumri.", "A WAR", "LATER ON"]


def test_a_word_broken_at_the_end_of_a_line_is_whole_again_as_the_rest_of_the_text_writes_it() -> None:
    lines = (
        "The govern-",
        "ment of the north-",
        "ern part met the re-",
        "elected mayor of Port-au-",
        "Prince in 1941\u2013",
        "42. He was re-elected.",
    )
    assert text(shown(*lines)) == [
        "The government of the northern part met the re-elected mayor of Port-au-Prince in 1941–42. He was re-elected."
    ]


def test_raised_calls_for_notes_are_left_out_and_raised_units_are_not() -> None:
    line = b"BT /F1 11 Tf 60 780 Td (It fell in 1991) Tj /F1 6 Tf 5 Ts (12) Tj /F1 11 Tf 0 Ts ( with 30 km) Tj /F1 6 Tf 5 Ts (2) Tj ET"
    assert text(line) == ["It fell in 1991 with 30 km2"]


def test_text_drawn_twice_drawn_outside_or_marked_as_no_text_is_read_once_or_not() -> None:
    once = shown("The army entered the town.")
    mark = b"/Artifact <</Type/Pagination>> BDC " + shown("Running head", y=810) + b"EMC "
    actual = b"BT /F1 11 Tf 60 740 Td /Span <</ActualText (office)>> BDC (o) Tj (\\001ce) Tj EMC ET "
    assert text(once + once + mark + actual + shown("And left it. And came again.", y=700)) == [
        "The army entered the town.", "office", "And left it. And came again.",
    ]  # fmt: skip


def test_a_page_printed_sideways_is_read_and_a_note_across_the_margin_is_not() -> None:
    turned = b"q 0 1 -1 0 560 40 cm " + shown("The army entered the town", "on 3 March 2021.", x=0, y=0) + b"Q "
    assert text(turned + shown("Proof", x=300, y=400)) == ["The army entered the town on 3 March 2021."]


def test_invisible_words_over_the_picture_of_a_page_are_read_and_beside_visible_ones_they_are_not() -> None:
    hidden = b"3 Tr " + shown("Recognised words of a scan.")
    assert text(hidden) == ["Recognised words of a scan."]
    assert text(shown("All that can be seen on this page.") + b"3 Tr " + shown("unseen", y=700)) == ["All that can be seen on this page."]


def test_forms_within_a_page_are_drawn_where_they_are_called_and_a_form_that_calls_itself_ends() -> None:
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 500 500]/Matrix[1 0 0 1 0 -40]/Resources<</XObject<</X 100 0 R>>/Font<</F1 4 0 R>>>>/Length %d>>stream\n%s\nendstream"
    inner = shown("In a form.") + b"/X Do "
    document = read(pdf(shown("Before.") + b"/X Do", objects={100: form % (len(inner), inner)}))
    assert document.text.startswith("Before.\n\nIn a form.")


def test_the_largest_words_are_the_title_of_a_file_that_has_none() -> None:
    content = shown("The long war", y=800, size=20) + shown(*("It began in the north and went on.",) * 3)
    document = read(pdf(content))
    assert document.title == "The long war"
    assert document.text.startswith("It began")


def test_a_publishers_metadata_state_the_day_and_the_date_of_the_file_does_not() -> None:
    xmp = b"<rdf:Description><prism:publicationDate>2019-07-02</prism:publicationDate></rdf:Description>"
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R/Metadata 110 0 R>>",
        110: b"<</Type/Metadata/Length %d>>stream\n%s\nendstream" % (len(xmp), xmp),
        111: b"<</Title(The long war)/Author(A. Writer)/CreationDate(D:20240101120000)>>",
    }
    document = read(pdf(shown("The army entered the town."), trailer=b"/Info 111 0 R", objects=objects))
    assert (document.title, document.author) == ("The long war", "A. Writer")
    assert (document.published, document.published_by) == (days.to_day(2019, 7, 2), PublishedBy.STATED)


def test_progress_is_told_page_by_page() -> None:
    told: list[tuple[float, str]] = []
    read(pdf(*(shown(f"Words of page {n}.") for n in "abc")), progress=lambda share, step: told.append((share, step)))
    assert told == [(n / 3, f"Reading page {n + 1} of 3") for n in range(3)]


# ---- What is wrong ----


def refusal(source: bytes, limit: int = 100_000) -> ReadingError:
    with pytest.raises(ReadingError) as raised:
        read(source, "a.pdf", limit=limit)
    return raised.value


def encrypted(user: str, algorithm: str) -> bytes:
    writer = PdfWriter(PdfReader(BytesIO(pdf(shown("The army entered the town.")))))
    writer.encrypt(user, "owner", algorithm=algorithm)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_password_is_asked_for_only_where_reading_needs_one(algorithm: str) -> None:
    assert read(encrypted("", algorithm)).text == "The army entered the town."
    error = refusal(encrypted("secret", algorithm))
    assert isinstance(error, Locked)
    assert str(error) == "This PDF file is protected by a password. Open it with the password, save it without, and try again."


def test_pictures_of_pages_empty_pages_and_unknown_letters_each_have_their_words() -> None:
    assert str(refusal(pdf(b"/X Do", objects=IMAGE))).startswith("This PDF holds pictures of pages, no text.")
    assert isinstance(refusal(pdf(b"/X Do", objects=IMAGE)), Scanned)
    assert str(refusal(pdf(b""))).startswith("There are no words in it to read.")
    font = b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/X>>]>>"
    garbled = pdf(b"BT /F2 11 Tf 60 700 Td <00410042004300440045> Tj ET", fonts=b"/F2 101 0 R", objects={101: font})
    assert str(refusal(garbled)).startswith("The letters of this PDF cannot be told from its fonts.")


def test_a_file_that_was_cut_off_is_read_as_far_as_it_goes_or_is_damaged() -> None:
    whole = pdf(*(shown(f"The army entered the town {n}.") for n in range(9)))
    assert "town 8" in read(whole).text
    for share in range(1, 10):
        try:
            assert "The army entered" in read(whole[: len(whole) * share // 10]).text
        except (Damaged, EmptyText):
            continue
    assert isinstance(refusal(b"%PDF-1.7\nnothing more"), Damaged)


@settings(max_examples=60)
@given(st.data())
def test_any_broken_file_gives_a_document_or_a_reading_error(data: st.DataObject) -> None:
    source = bytearray(pdf(shown("The army entered the town."), shown("And left it.")))
    for _ in range(data.draw(st.integers(1, 12))):
        source[data.draw(st.integers(8, len(source) - 1))] = data.draw(st.integers(0, 255))
    try:
        read(bytes(source))
    except ReadingError:
        return


@settings(max_examples=80)
@given(st.binary(max_size=200))
def test_any_drawing_is_followed_to_its_end(drawing: bytes) -> None:
    words = shown("The army entered the town.")
    try:
        read(pdf(words + drawing, words))
    except ReadingError:
        return


def test_pages_that_unpack_to_gigabytes_are_refused() -> None:
    bomb = zlib.compress(b"q Q " * 12_000_000, 9)
    stream = b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(bomb), bomb)
    kids = b" ".join([b"10 0 R"] * 3000)
    objects = {2: b"<</Type/Pages/Kids[" + kids + b"]/Count 3000>>", 11: stream}
    assert isinstance(refusal(pdf(b"", objects=objects)), TooLong | Damaged)


def test_a_text_over_the_limit_is_refused_before_all_of_it_is_read() -> None:
    told: list[float] = []
    source = pdf(*(shown("The army entered the town.") for _ in range(50)))
    with pytest.raises(TooLong, match="at most 100 characters"):
        read(source, limit=100, progress=lambda share, step: told.append(share))
    assert len(told) < 10


@pytest.mark.parametrize("part", [b"(" , b"[", b"<<", b"q ", b"/X Do ", b"BI ID ", b"/F1 ", b"/Span <</ActualText (x)>> BDC ", b"1 2 3 ", b"%"])  # fmt: skip
def test_drawings_that_never_end_take_no_longer_than_their_length(part: bytes) -> None:
    def work(source: bytes) -> None:
        try:
            read(source)
        except ReadingError:
            return

    assert grows_linearly(lambda size: pdf(part * size, objects=IMAGE), work, 10_000)


def test_many_lines_on_one_page_take_no_longer_than_their_number() -> None:
    def made(size: int) -> bytes:
        return pdf(b"".join(b"BT /F1 1 Tf %d %d Td (words of a line) Tj ET " % (n * 7 % 590, n * 13 % 840) for n in range(size)))

    assert grows_linearly(made, read, 2_000)
