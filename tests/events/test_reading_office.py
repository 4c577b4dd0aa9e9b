"""Files of word processors and e-books give the paragraphs that a reader would see, in order, and nothing else."""

# ruff: noqa: E501 - the markup of files stands in one piece
from __future__ import annotations

import struct
import zipfile
from io import BytesIO

import pytest
from docx import Document as WordDocument
from hypothesis import given
from hypothesis import strategies as st

from events import days
from events.model import Document, PublishedBy
from events.reading import Damaged, EmptyText, Locked, ReadingError, TooLong, UnknownFormat, archive, read
from tests.events.papers import W, book, opendocument, packed, paragraphs, word, wp
from tests.growth import grows_linearly

P = paragraphs(6)


def text(source: bytes, name: str = "") -> list[str]:
    return read(source, name).text.split("\n\n")


# ---- Word ----


def test_a_word_file_gives_its_article_without_what_stands_around_it() -> None:
    made = WordDocument()
    made.core_properties.title, made.core_properties.author = "The long war", "A. Writer"
    made.sections[0].header.paragraphs[0].text = "Running head"
    made.sections[0].footer.paragraphs[0].text = "Page 1"
    made.add_heading("The long war", 0)
    made.add_paragraph(P[0])
    made.add_heading("What came later", 1)
    broken = made.add_paragraph("One ")
    broken.add_run("word in bo").bold = True
    broken.add_run("ld,\ttabbed, bro")
    broken.add_run("ken.").add_break()
    broken.add_run("A new line.")
    table = made.add_table(2, 2)
    for row, cells in enumerate((("Town", "Dead"), ("Gyumri", "3"))):
        for column, cell in enumerate(cells):
            table.cell(row, column).text = cell
    made.add_paragraph("A point of a list", style="List Bullet")
    made.add_paragraph(P[1])
    made.core_properties.comments = "python"
    target = BytesIO()
    made.save(target)
    document = read(target.getvalue(), "war.docx")
    assert (document.title, document.author) == ("The long war", "A. Writer")
    assert document.published_by is PublishedBy.UNKNOWN  # when a file was made is not when it was published
    assert document.text.split("\n\n") == [
        P[0], "What came later", "One word in bold, tabbed, broken.\nA new line.", "Town | Dead\nGyumri | 3", "A point of a list", P[1],
    ]  # fmt: skip


def test_a_word_file_reads_as_with_all_changes_accepted() -> None:
    body = (
        "<w:p><w:r><w:t>The army </w:t></w:r><w:del><w:r><w:delText>left </w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>entered </w:t></w:r></w:ins><w:moveFrom><w:r><w:t>Baku</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t>Gyumri</w:t></w:r></w:moveTo><w:r><w:t>.</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>It was </w:t></w:r></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>a cold </w:t></w:r></w:p>"
        "<w:p><w:r><w:t>night.</w:t></w:r></w:p>"
    )
    assert text(word(body)) == ["The army entered Gyumri.", "It was a cold night."]


def test_what_nobody_sees_in_a_word_file_is_not_read() -> None:
    styles = f'<w:styles {W}><w:style w:styleId="Verzeichnis1"><w:name w:val="toc 1"/></w:style></w:styles>'
    field = '<w:r><w:fldChar/></w:r><w:r><w:instrText>HYPERLINK "https://x.example"</w:instrText></w:r><w:r><w:t>the map</w:t></w:r>'
    body = (
        '<w:p><w:pPr><w:pStyle w:val="Verzeichnis1"/></w:pPr><w:r><w:t>1 The war .... 3</w:t></w:r></w:p>'
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>'
        f"{wp('Contents')}</w:sdtContent></w:sdt>"
        f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden </w:t></w:r><w:r><w:t>See </w:t></w:r>{field}"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t xml:space="preserve"> of the north</w:t></w:r><w:r><w:noBreakHyphen/><w:t>east</w:t></w:r>'
        "<w:r><w:softHyphen/></w:r>\n  <w:r><w:t>ern part.</w:t></w:r></w:p>"
    )
    assert text(word(body, styles=styles)) == ["See the map of the north-eastern part."]


def test_notes_of_a_word_file_follow_its_text() -> None:
    call = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    body = f"<w:p><w:r><w:t>It fell in 1991</w:t></w:r>{call}<w:r><w:t> for good.</w:t></w:r></w:p>{wp(P[0])}"
    line = '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>line</w:t></w:r></w:p></w:footnote>'
    notes = f'<w:footnotes {W}>{line}<w:footnote w:id="2">{wp("The Paper, 3 May 1994.")}</w:footnote></w:footnotes>'
    ends = f'<w:endnotes {W}><w:endnote w:id="1">{wp("Ibid.")}</w:endnote></w:endnotes>'
    assert text(word(body, footnotes=notes, endnotes=ends)) == ["It fell in 1991 for good.", P[0], "The Paper, 3 May 1994.", "Ibid."]


def test_a_text_box_stands_behind_the_sentence_it_is_anchored_in_and_is_read_once() -> None:
    box = f"<w:txbxContent>{wp('In a box.')}</w:txbxContent>"
    run = f"<w:r><mc:AlternateContent><mc:Choice><wps:txbx>{box}</wps:txbx></mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
    body = f"<w:p><w:r><w:t>Half a sentence</w:t></w:r>{run}<w:r><w:t>, and the other half.</w:t></w:r></w:p>{wp(P[0])}"
    assert text(word(body)) == ["Half a sentence, and the other half.", "In a box.", P[0]]


def test_a_table_that_only_arranges_a_page_is_text() -> None:
    cell = "".join(map(wp, P[:3]))
    body = f"<w:tbl><w:tr><w:tc>{cell}</w:tc><w:tc>{wp('Aside')}</w:tc></w:tr></w:tbl>"
    assert text(word(body)) == [*P[:3], "Aside"]


def test_a_heading_is_the_title_of_a_word_file_that_has_none() -> None:
    styles = f'<w:styles {W}><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style></w:styles>'
    body = wp("The long war", '<w:pStyle w:val="berschrift1"/>') + wp(P[0])
    assert read(word(body, styles=styles)) == Document(P[0], "The long war")


# ---- OpenDocument ----


def test_an_opendocument_text_reads_as_with_all_changes_accepted() -> None:
    changes = "<text:tracked-changes><text:changed-region><text:deletion><text:p>deleted</text:p></text:deletion></text:changed-region></text:tracked-changes>"
    note = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>The Paper, 1994.</text:p></text:note-body></text:note>"
    comment = "<office:annotation><dc:creator>B</dc:creator><text:p>Really?</text:p></office:annotation>"
    box = "<draw:frame><draw:text-box><text:p>In a box.</text:p></draw:text-box></draw:frame>"
    table = "<table:table><table:table-row><table:table-cell><text:p>Gyumri</text:p></table:table-cell><table:table-cell><text:p>3</text:p></table:table-cell></table:table-row></table:table>"
    contents = "<text:table-of-content><text:index-body><text:p>1 War ... 3</text:p></text:index-body></text:table-of-content>"
    body = (
        f'{changes}{contents}<text:h text:style-name="Heading_20_1">The long war</text:h>'
        f'<text:p>It fell in 1991{note} for<text:s text:c="3"/>good{comment}, they<text:tab/>said<text:line-break/>later{box}.</text:p>'
        f"<text:list><text:list-item><text:p>One</text:p></text:list-item></text:list>{table}<text:p>{P[0]}</text:p>"
    )
    meta = "<meta:initial-creator>A. Writer</meta:initial-creator><dc:creator>An editor</dc:creator><dc:date>2021-03-04T10:00:00</dc:date>"
    document = read(opendocument(body, meta), "war.odt")
    assert (document.title, document.author, document.published) == ("The long war", "A. Writer", None)
    assert document.text.split("\n\n") == [
        "It fell in 1991 for good, they said\nlater.", "In a box.", "One", "Gyumri | 3", P[0], "The Paper, 1994.",
    ]  # fmt: skip


# ---- Rich text ----


def test_a_rich_text_reads_as_with_all_changes_accepted() -> None:
    source = rb"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman Times;}{\f1\fswiss\fcharset204 Arial;}}{\colortbl;\red1\green2\blue3;}
{\stylesheet{\s1 heading 1;}}{\info{\title The long war}{\author A. Writer}{\operator Nobody}}{\header\pard Running head\par}
\pard\plain\s1 The long war\par
The army {\deleted left }{\revised entered }{\b Gyum}ri on 3\~March {\v hidden }2021{\footnote\pard The Paper, {\i 1994}.\par}.\par
It cost \'8020 \u8211? or \u8220\'93so\u8221\'94, {\f1 \'cc\'ee\'f1\'ea\'e2\'e0}, na\'efve\_like,{\*\bkmkstart x}{\*\unknown\par secret}
 soft\-hyphen, \u-10180?\u-8447? end.\par{\field{\*\fldinst{HYPERLINK "https://x.example"}}{\fldrslt the map}}\line next line\par
\trowd\cellx1\cellx2\intbl Gyumri\cell 3\cell\row{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt In a box.\par}}}
{\pict\pngblip\bin4 }{}}89504e47}{\*\generator x;}Last \{words\}.}trailing"""
    document = read(source, "war.rtf")
    assert (document.title, document.author) == ("The long war", "A. Writer")
    assert document.text.split("\n\n") == [
        "The army entered Gyumri on 3 March 2021.", "It cost €20 – or “so”, Москва, naïve-like, softhyphen, 🌁 end.", "the map\nnext line",
        "Gyumri | 3", "In a box.", "Last {words}.", "The Paper, 1994.",
    ]  # fmt: skip


@pytest.mark.parametrize("source", [b"{\\rtf1 " + b"{" * 100_000, b"{\\rtf1 " + b"{\\field{\\*\\fldinst{" * 20_000 + b'HYPERLINK "x"'])
def test_a_rich_text_made_to_take_for_ever_does_not(source: bytes) -> None:
    with pytest.raises(ReadingError):
        read(source)


def test_a_rich_text_that_was_cut_off_is_read_to_its_last_word() -> None:
    assert text(rb"{\rtf1 The army entered Gyumri.\par It was a cold nig") == ["The army entered Gyumri.", "It was a cold nig"]


# ---- E-books ----


def test_an_e_book_gives_its_chapters_in_the_order_of_reading() -> None:
    note = '<a epub:type="noteref" href="#n1">1</a>'
    chapters = {
        "b.xhtml": f"<h1>Second</h1><p>{P[1]}</p><p>In 1991<sup><a href='notes.xhtml#n7'>7</a></sup> it fell.</p>",
        "cover.xhtml": '<section epub:type="cover"><p>Cover words</p></section>',
        "nav.xhtml": "<nav epub:type='toc'><ol><li><a href='a.xhtml'>First</a></li></ol></nav>",
        "a.xhtml": f"<header><h1>First</h1></header><p>It fell{note} in 1991.&nbsp;So<span epub:type='pagebreak'>12</span>.</p><p>{P[0]}</p>"
        '<aside epub:type="footnote" id="n1"><p><a href="#c1">1</a> The Paper, 1994.</p></aside><table><tr><td><p>Gyumri</p></td><td><p>3</p></td></tr></table>',
        "unused.xhtml": "<p>Not in the spine</p>",
        "page.xhtml": '<body><section epub:type="copyright-page"><p>All rights reserved</p></section></body>',
    }
    meta = (
        "<dc:title>The long war</dc:title><dc:creator>A. Writer</dc:creator><dc:creator>B. Writer</dc:creator><dc:date>2019-07-02</dc:date>"
    )
    document = read(book(chapters, ["cover.xhtml", "!nav.xhtml", "page.xhtml", "a.xhtml", "b.xhtml"], meta), "war.epub")
    assert (document.title, document.author) == ("The long war", "A. Writer, B. Writer")
    assert (document.published, document.published_by) == (days.to_day(2019, 7, 2), PublishedBy.STATED)
    assert document.text.split("\n\n") == [
        "First", "It fell in 1991. So.", P[0], "Gyumri | 3", "Second", P[1], "In 1991 it fell.", "The Paper, 1994.",
    ]  # fmt: skip


def test_progress_is_told_chapter_by_chapter() -> None:
    told: list[tuple[float, str]] = []
    source = book({f"{n}.xhtml": f"<p>{P[n]}</p>" for n in range(4)}, [f"{n}.xhtml" for n in range(4)])
    assert read(source, progress=lambda share, step: told.append((share, step))).text.split("\n\n") == P[:4]
    assert told == [(n / 4, f"Reading chapter {n} of 4") for n in range(1, 5)]


# ---- What is wrong ----


def refusal(source: bytes, name: str = "", limit: int = 10_000) -> ReadingError:
    with pytest.raises(ReadingError) as raised:
        read(source, name, limit=limit)
    return raised.value


GOOD = {
    "Word": word("".join(map(wp, P))),
    "OpenDocument": opendocument("".join(f"<text:p>{each}</text:p>" for each in P)),
    "EPUB": book({"a.xhtml": "".join(f"<p>{each}</p>" for each in P)}, ["a.xhtml"]),
}


@pytest.mark.parametrize("kind", GOOD)
def test_a_file_that_was_cut_off_is_damaged(kind: str) -> None:
    name = {"Word": "a.docx", "OpenDocument": "a.odt", "EPUB": "a.epub"}[kind]
    assert read(GOOD[kind], name).text.split("\n\n") == P
    error = refusal(GOOD[kind][: len(GOOD[kind]) * 2 // 3], name)
    assert isinstance(error, Damaged)
    assert str(error) == f"This {kind} file is damaged or cut off. Open it in the program it comes from, save it again, or paste its text."


@pytest.mark.parametrize("kind", GOOD)
@given(st.data())
def test_any_broken_file_gives_a_document_or_a_reading_error(kind: str, data: st.DataObject) -> None:
    source = bytearray(GOOD[kind])
    for _ in range(data.draw(st.integers(1, 12))):
        source[data.draw(st.integers(4, len(source) - 1))] = data.draw(st.integers(0, 255))
    try:
        read(bytes(source))
    except ReadingError:
        return


def test_a_file_with_a_password_says_so() -> None:
    package = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    encrypted = '<m:manifest xmlns:m="urn:x"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    flagged = bytearray(GOOD["Word"])
    at = flagged.index(b"PK\x01\x02", flagged.index(b"PK\x01\x02") + 1)
    for _ in range(2):
        struct.pack_into("<H", flagged, at + 8, 1)
        at = flagged.find(b"PK\x01\x02", at + 1)
    for source, kind in (
        (package, "Word"),
        (opendocument("<text:p>Text</text:p>", manifest=encrypted), "OpenDocument"),
        (bytes(flagged), "Word"),
    ):
        error = refusal(source)
        assert isinstance(error, Locked)
        assert str(error) == f"This {kind} file is protected by a password. Open it with the password, save it without, and try again."


def test_an_e_book_with_a_lock_of_its_seller_says_so_and_one_with_disguised_fonts_is_read() -> None:
    lock = '<encryption xmlns:e="urn:e"><e:EncryptedData><e:EncryptionMethod Algorithm="{}"/></e:EncryptedData></encryption>'
    chapters = {"a.xhtml": f"<p>{P[0]}</p>"}
    assert "locked by its seller" in str(
        refusal(book(chapters, ["a.xhtml"], encryption=lock.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc")))
    )
    assert text(book(chapters, ["a.xhtml"], encryption=lock.format("http://www.idpf.org/2008/embedding"))) == [P[0]]


def test_kinds_of_archives_that_hold_no_article_are_named() -> None:
    sheet = packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"})
    for source, kind in (
        (packed({"xl/workbook.xml": "<x/>"}), "Excel"), (packed({"ppt/presentation.xml": "<x/>"}), "PowerPoint"), (sheet, "spreadsheet"),
        (packed({"a.txt": "Hello"}), "ZIP"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Word"),
    ):  # fmt: skip
        error = refusal(source)
        assert isinstance(error, UnknownFormat)
        assert str(error) == f"{kind} files are not read yet. Open it, copy its text and paste it."


def test_an_empty_file_of_every_kind_says_that_it_has_no_words() -> None:
    for source in (word(""), opendocument(""), book({"a.xhtml": ""}, ["a.xhtml"]), b"{\\rtf1 }"):
        assert isinstance(refusal(source), EmptyText)


# ---- Bombs ----


def test_an_archive_that_unpacks_to_gigabytes_is_refused_by_what_it_says_and_by_what_it_does() -> None:
    """200 MB of blanks, packed to 200 KB: once honest, once with a lie about its size."""
    honest = packed({"word/document.xml": b" " * 60_000_000})
    lying = bytearray(honest)
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", lying, lying.index(mark) + offset, 1000)
    assert isinstance(refusal(honest), TooLong)
    assert isinstance(refusal(bytes(lying)), Damaged | TooLong)


def test_entities_in_entities_are_not_expanded() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    document = f'<!DOCTYPE d [<!ENTITY l0 "ha">{laughs}<!ENTITY f SYSTEM "file:///etc/passwd">]><w:document {W}><w:body>{wp("A word. &l11; &f;")}</w:body></w:document>'
    try:
        found = read(packed({"word/document.xml": document})).text
    except ReadingError:
        return
    assert "ha" not in found
    assert "root:" not in found


def test_an_entity_of_the_files_own_is_left_out_wherever_it_stands() -> None:
    body = "<w:p><w:r><w:t>It &b; fell.</w:t></w:r>&b;</w:p>&b;"
    document = f'<!DOCTYPE d [<!ENTITY b "Kyiv">]><w:document {W}><w:body>{body}</w:body></w:document>'
    assert text(packed({"word/document.xml": document})) == ["It fell."]


def test_a_directory_of_ever_more_files_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    many = packed({f"{number}.xml": "" for number in range(archive.PARTS + 1)})
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert isinstance(refusal(many), TooLong)


def test_several_text_boxes_of_a_paragraph_keep_their_order() -> None:
    boxes = "".join(f"<w:r><w:txbxContent>{wp(words)}</w:txbxContent></w:r>" for words in ("The first box.", "The second box."))
    assert text(word(f"<w:p><w:r><w:t>The text.</w:t></w:r>{boxes}</w:p>")) == ["The text.", "The first box.", "The second box."]


def test_ever_more_text_boxes_take_no_longer_than_their_number() -> None:
    part = f"<w:p><w:r><w:txbxContent>{wp('In a box.')}</w:txbxContent></w:r></w:p>"
    assert grows_linearly(lambda size: word(part * size), read, 1_500)


def test_ever_more_deleted_ends_of_paragraphs_take_no_longer_than_their_number() -> None:
    part = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>more </w:t></w:r></w:p>"
    assert grows_linearly(lambda size: word(part * size), read, 2_000)


def test_elements_in_elements_without_an_end_are_damaged() -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 20_000
    assert isinstance(refusal(packed({"word/document.xml": f"<w:document {W}><w:body>{deep}"})), Damaged)


def test_archives_with_odd_ways_of_packing_are_damaged() -> None:
    assert isinstance(refusal(packed({"word/document.xml": b"<w/>"}, zipfile.ZIP_BZIP2)), Damaged)


def test_a_text_over_the_limit_is_refused_in_every_kind() -> None:
    long = {
        "Word": GOOD["Word"],
        "OpenDocument": GOOD["OpenDocument"],
        "EPUB": GOOD["EPUB"],
        "RTF": b"{\\rtf1 " + "\\par ".join(P).encode("cp1252", "replace") + b"}",
    }
    for source in long.values():
        assert str(refusal(source, limit=500)) == "This is too long: at most 500 characters are read at a time. Give it in parts."
