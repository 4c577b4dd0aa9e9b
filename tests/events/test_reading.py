"""Any bytes or text give a Document or an error that says what to do."""

from __future__ import annotations

import codecs
import html
import random
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from events import days
from events.model import Document, PublishedBy
from events.reading import (
    FORMATS,
    SAMPLE,
    SIZE,
    BinaryFile,
    Damaged,
    EmptyText,
    ReadingError,
    TooLong,
    UnknownFormat,
    WrongEncoding,
    characters,
    plain,
    read,
)

ENGLISH = "The army entered the town on 3 March 2021. “It’s over”, the mayor of Gyumri said – and left for Zürich."
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Army enters town | The Paper</title>
<meta name="author" content="Jane Doe"><meta property="article:published_time" content="2021-03-04T23:30:00-05:00">
<link rel="canonical" href="https://paper.example/army"><script>alert("one")</script><style>p { color: red }</style></head><body>
<nav><a href="/">Home</a> <a href="/news">All the news</a></nav><article><h1>Army enters town</h1>
<p>The army entered the town of Gyumri on 3&nbsp;March 2021, officials
said on Thursday. Hundreds of people fled to the north of the country, and the mayor asked for help.</p>
<p>Schools &amp; shops were <b>clo</b>sed.<br>Trains stopped.
<script>document.write("two")</script>Nobody knew for how long it would last.</p>
<h2>What comes next</h2><ul><li>The parliament meets in Yerevan.</li><li>Aid is on its way.</li></ul>
<table><tr><th>Town</th><th>Dead</th></tr><tr><td>Gyumri</td><td>3</td></tr></table></article>
<footer>Copyright 2009 The Paper</footer><script>alert("three")</script></body></html>"""


def refusal(source: bytes | str, name: str = "", limit: int = 10_000) -> ReadingError:
    with pytest.raises(ReadingError) as raised:
        read(source, name, limit=limit)
    return raised.value


# ---- Errors, by their messages ----


@pytest.mark.parametrize(
    "source", [b"", "", " \n\t ", b"\xef\xbb\xbf", "1914 - 1918 ***", "\u200b\ufeff", b"<html><body><script>x()</script></body></html>"]
)
def test_nothing_to_read_says_so(source: bytes | str) -> None:
    error = refusal(source)
    assert isinstance(error, EmptyText)
    assert str(error) == "There are no words in it to read. Choose another file, or paste the article's text."


@pytest.mark.parametrize(
    "source", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"\x7fELF\x02\x01\x01\x00", b"text with a \x00 in it", "\x01\x02\x03\x04" * 200]
)
def test_a_binary_file_is_named_as_one(source: bytes | str) -> None:
    error = refusal(source, "notes.txt")
    assert isinstance(error, BinaryFile)
    assert str(error) == "This is not a text but a file for a program. Open it there, copy its text and paste it."


@pytest.mark.parametrize(
    ("source", "name", "kind"),
    [
        ("a,b", "table.csv", "CSV"),
        (b"anything", "slides.pptx", "PowerPoint"),
        (b"\x1f\x8b\x08", "", "compressed"),
        (b"x", "a.msg", "Outlook"),
    ],
)
def test_a_format_that_is_not_read_yet_is_named_with_what_to_do(source: bytes, name: str, kind: str) -> None:
    error = refusal(source, name)
    assert isinstance(error, UnknownFormat)
    assert str(error) == f"{kind} files are not read yet. Open it, copy its text and paste it."


@pytest.mark.parametrize(
    ("name", "kind"), [("a.pdf", "PDF"), ("a.docx", "Word"), ("a.odt", "OpenDocument"), ("a.RTF", "RTF"), ("a.epub", "EPUB")]
)
def test_a_file_that_is_not_what_its_name_says_is_named_so_and_one_that_is_more_than_that_is_read(name: str, kind: str) -> None:
    error = refusal(b"anything", name)
    assert isinstance(error, Damaged)
    assert str(error).startswith(f"This is no {kind} file, though its name says so")
    assert isinstance(refusal(b"", name), EmptyText)
    assert read(b"{\\rtf1 The army entered the town.}", name).text == "The army entered the town."


def test_a_file_over_any_size_is_refused() -> None:
    assert str(refusal(bytes(SIZE + 1))) == "This file is too large: at most 200 MB are read. Save it without its pictures, or in parts."


@pytest.mark.parametrize(
    "source", [codecs.BOM_UTF16_LE + b"odd", codecs.BOM_UTF8 + b"\xff\xfe", b'<meta charset="shift_jis">\x81', bytes(range(128, 256)) * 9]
)
def test_a_wrong_encoding_says_how_to_mend_it(source: bytes) -> None:
    error = refusal(source)
    assert isinstance(error, WrongEncoding)
    assert str(error).startswith("The characters of this file cannot be read")
    assert str(error).endswith("Save it as UTF-8 and try again, or paste its text.")


@pytest.mark.parametrize("name", ["", "a.txt", "a.md", "a.html"])
def test_a_text_over_the_limit_is_refused_and_one_at_the_limit_is_read(name: str) -> None:
    text = "word " * 199 + "words"
    assert len(read(text, name, limit=1000).text) == 1000
    assert str(refusal(text + "s", name, limit=1000)) == "This is too long: at most 1,000 characters are read at a time. Give it in parts."


@pytest.mark.parametrize(
    "source",
    [
        "a" * 3_000_000, "a\n" * 1_000_000, "<div><p>Some words.</p></div>" * 10_000, "# " * 500_000, "[" * 100_000,
        "<!-- -->" * 100_000 + "words", "<!--" * 100_000 + "words",
    ],
)  # fmt: skip
def test_a_strange_long_text_is_read_or_refused_without_hanging(source: str) -> None:
    try:
        read(source, limit=2_000_000)
    except (TooLong, EmptyText):
        return


# ---- Laws ----


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300)), st.sampled_from(["", "a.txt", "b.md", "c.html", "d"]))
@example(b"<?xml version='1.0' encoding='utf-16'?><html><p>Hello there</p></html>", "")
@example("<?xml version='1.0' encoding='latin-1'?><html><p>Hello there</p></html>", "c.html")
@example("\ud800 lone", "")
@example(b"<html><!--", "")
def test_any_bytes_give_a_document_or_a_reading_error(source: bytes | str, name: str) -> None:
    try:
        document = read(source, name)
    except ReadingError:
        return
    assert document.text.strip() == document.text != ""
    document.text.encode()  # no broken characters are left
    assert characters.clean(document.text) == document.text


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=200))
def test_cleaning_twice_changes_nothing_more_and_reading_the_stored_text_gives_it_back(text: str) -> None:
    assert characters.clean(characters.clean(text)) == characters.clean(text)
    try:
        stored = read(text, "a.txt").text
    except EmptyText:
        return
    assert read(stored, "a.txt").text == stored


@given(st.text(max_size=100))
def test_masking_keeps_every_offset(text: str) -> None:
    masked = characters.mask(text)
    assert len(masked) == len(text)
    assert [c for c in masked if c.isalnum()] == [c for c in text if c.isalnum()]


def test_masking_blanks_marks_that_nobody_sees_beside_a_word_and_none_inside_it() -> None:
    """A page's direction marks would hide the name of a place from its sentence."""
    given = "\u202eParis\u200b fell\u2066\u2069, Lon\u200bdon not."
    assert characters.mask(given) == " Paris  fell  , Lon\u200bdon not."


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(["rebels", "Zürich", "“took”", "the", "bridge,", "1914", "don’t", "İzmir"]), min_size=3, max_size=60))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_every_unicode_encoding_with_its_mark_gives_the_same_text(encoding: str, words: list[str]) -> None:
    text = " ".join(["Then", *words])
    assert read(text.encode(encoding), "a.txt").text == characters.clean(text)


# ---- Encodings and characters ----


def test_windows_quotation_marks_and_umlauts_of_an_english_text_survive() -> None:
    assert read(ENGLISH.encode("cp1252"), "a.txt").text == ENGLISH


def test_a_page_is_read_in_the_encoding_that_it_declares() -> None:
    russian = "<html><meta http-equiv='Content-Type' content='text/html; charset=windows-1251'><p>Москва. Начало войны.</p></html>"
    assert "Москва. Начало войны." in read(russian.encode("cp1251")).text
    latin = "<meta charset=iso-8859-1><p>“Zürich” – it is called Latin-1 and is Windows-1252.</p>"
    assert read(latin.encode("cp1252")).text.startswith("“Zürich” –")


def test_a_text_in_another_old_encoding_is_recognised_as_another_language() -> None:
    document = read("Россия начала вторжение в Украину в феврале 2022 года. Армения воздержалась.".encode("koi8-r"))
    assert document.text.startswith("Россия начала")
    assert document.language == "ru"


def test_a_text_cut_in_the_middle_of_a_character_is_read() -> None:
    text = ENGLISH.encode()
    cut = text[: text.index("ü".encode()) + 1]
    assert read(cut, "a.txt").text == cut.decode("utf-8", "replace")


def test_a_stray_nul_does_not_make_a_text_a_binary_file() -> None:
    assert read(ENGLISH.encode() + b"\0", "a.txt").text == ENGLISH


def test_line_ends_spaces_and_invisible_characters_are_normalised() -> None:
    text = "One\u00adline\x00 here.\r\n\r\nTwo\u2028three\x0bfour\u00a0km.\rFive\ufeff \ud83d Cafe\u0301"
    assert read(text, "a.txt").text == "Oneline here.\n\nTwo\nthree\nfour km.\nFive \ufffd Café"


# ---- Formats ----


def test_a_page_gives_its_article_and_what_it_says_of_itself() -> None:
    document = read(PAGE.encode(), "page.html")
    assert document.title == "Army enters town"
    assert document.author == "Jane Doe"
    assert document.url == "https://paper.example/army"
    assert (document.published, document.published_by) == (days.to_day(2021, 3, 4), PublishedBy.STATED)
    assert document.text == (
        "The army entered the town of Gyumri on 3 March 2021, officials said on Thursday. "
        "Hundreds of people fled to the north of the country, and the mayor asked for help.\n\n"
        "Schools & shops were closed.\nTrains stopped. Nobody knew for how long it would last.\n\n"
        "What comes next\n\n"
        "The parliament meets in Yerevan.\nAid is on its way.\n\n"
        "Town | Dead\nGyumri | 3"
    )


def test_a_page_without_a_date_in_its_metadata_has_none() -> None:
    page = PAGE.replace("article:published_time", "other")
    page = page[: page.index("<meta property")] + page[page.index("<link") :]
    assert read(page).published_by is PublishedBy.UNKNOWN


def test_scripts_are_never_text() -> None:
    for source in (
        PAGE,
        "<p>Short.</p><script>alert('one two three')</script>",
        "# Title\n\nText.\n\n<script>\nalert('one two three')\n</script>\n",
    ):
        text = read(source).text
        assert "alert" not in text
        assert "one" not in text.split()


def test_a_short_page_is_read_whole_without_its_menus() -> None:
    assert read("<html><title>Note</title><nav>Menu of the site</nav><div>Rain fell on <i>Baku</i>.</div></html>") == Document(
        "Rain fell on Baku.", "Note"
    )


def test_markdown_gives_its_words_without_markup() -> None:
    source = (
        '---\ntitle: "The bridge"\ndate: 2019-07-02\nauthor: A. Writer\n---\n# The bridge\n\nIt was *opened* by [the mayor](https://x.example)\n'
        "on **1 July**.\n\n- one `span`\n- two\n\n## Later\n\n> A quotation, a < b.\n\n![picture](x.png)\n\n"
        "| Year | Cars |\n|---|---|\n| 2019 | 5 |\n"
    )
    document = read(source, "bridge.md")
    assert (document.title, document.author) == ("The bridge", "A. Writer")
    assert (document.published, document.published_by) == (days.to_day(2019, 7, 2), PublishedBy.STATED)
    assert document.text == (
        "It was opened by the mayor on 1 July.\n\none span\ntwo\n\nLater\n\nA quotation, a < b.\n\nYear | Cars\n2019 | 5"
    )


def test_the_format_shows_in_the_name_or_in_the_text() -> None:
    assert read("# Heading\n\nText here.").title == "Heading"
    assert read("See [the map](https://x.example) of Baku.").text == "See the map of Baku."
    assert read("<!doctype html><p>Text</p>", "saved.txt").text == "Text"
    assert read("# Heading\n\n*Text* here.", "a.txt").text == "# Heading\n\n*Text* here."
    assert set(FORMATS) == {"text", "markdown", "html"}


def test_a_plain_text_with_tags_in_it_stays_as_it_is() -> None:
    text = "He typed <script>alert(1)</script>, `code` and ${x} into the form in Baku."
    assert read(text).text == text


def test_the_same_article_as_text_markdown_and_page_is_the_same_text() -> None:
    paragraphs = read(SAMPLE.read_bytes(), SAMPLE.name).text.split("\n\n")
    plain_text = read("\n\n".join(paragraphs), "a.txt")
    page = "<html><head><title>War</title></head><body><ul><li><a href='/'>Home</a></ul><article><h1>War</h1>"
    page += "".join(f"<p>{html.escape(each)}</p>" for each in paragraphs) + "</article></body></html>"
    assert read(page, "a.html").text == read("# War\n\n" + "\n\n".join(paragraphs), "a.md").text == plain_text.text


# ---- Plain text, titles, dates ----


def test_a_short_first_line_is_the_title_and_stays_in_the_text() -> None:
    assert read("A war begins\n\nIt began in 1914.") == Document("A war begins\n\nIt began in 1914.", "A war begins")
    for text in ("It began in 1914.\n\nIt ended.", "Only this line", "LONDON –\nIt began.", "long " * 40 + "\n\nText."):
        assert read(text).title == ""


def test_a_given_title_date_and_address_come_before_what_the_file_says() -> None:
    document = read(PAGE, published=days.to_day(2020, 1, 1), title=" My\ntitle ", url="https://mine.example/")
    assert (document.title, document.url) == ("My title", "https://mine.example/")
    assert (document.published, document.published_by) == (days.to_day(2020, 1, 1), PublishedBy.GIVEN)


def test_hard_wrapped_lines_are_joined_and_verses_and_lists_are_not() -> None:
    wrapped = "The army of the north entered the small town of\nGyumri in the early hours of the morning, and many\nof its people fled."
    assert plain.unwrap(wrapped) == wrapped.replace("\n", " ")
    for kept in ("Apples\nPears from Normandy\nPlums", "Dead: 3\nWounded: 12 of the people who lived in the town of Gyumri\nMissing: 4"):
        assert plain.unwrap(kept) == kept


def test_the_sample_ships_and_is_an_article() -> None:
    document = read(SAMPLE.read_bytes(), SAMPLE.name)
    assert document.title == "Armenia, Azerbaijan and the war in Ukraine"
    assert document.language == "en"
    assert 500 <= len(document.text.split()) <= 700
    assert "Taras Kuzio" in document.text
    assert "Henry Jackson Society" in document.text
    assert "#" not in document.text


def test_the_sample_is_in_our_own_words() -> None:
    """No run of nine words is somebody else's, but for the title of the report it names."""
    source = Path(__file__).parents[3] / "shared" / "articles" / "kuzio-2022.txt"
    if not source.exists():
        pytest.skip("the report is not at hand")
    report, ours = (read(path.read_bytes(), path.name).text.lower().split() for path in (source, SAMPLE))
    runs = {tuple(report[i : i + 9]) for i in range(20, len(report))}
    assert not [run for i in range(len(ours)) if (run := tuple(ours[i : i + 9])) in runs]


def test_noise_of_any_kind_is_refused() -> None:
    noise = random.Random(1).randbytes(5000)
    assert isinstance(refusal(noise), BinaryFile | WrongEncoding)
    assert isinstance(refusal(noise.replace(b"\0", b"")), BinaryFile | WrongEncoding)


@pytest.mark.parametrize("charset", ["zip", "rot13", "punycode", "hex", "unicode_escape", "undefined", "idna", "no-such-thing"])
def test_a_page_that_names_a_codec_that_is_no_charset_is_read_as_if_it_named_none(charset: str) -> None:
    page = f"<!doctype html><html><head><meta charset={charset}><title>T</title></head><body><p>Kars fell in Übung.</p></body></html>"
    assert "Kars fell in Übung." in read(page.encode(), "page.html").text
