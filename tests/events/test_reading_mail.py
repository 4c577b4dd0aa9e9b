"""A message gives its own words, or the document that it brings, with its day, its sender and its subject."""

# ruff: noqa: E501 - the markup of files stands in one piece
from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events import days
from events.model import Document, PublishedBy
from events.reading import Damaged, EmptyText, ReadingError, Scanned, read
from tests.events.papers import page, paragraphs, pdf, shown, word, wp
from tests.growth import grows_linearly

P = paragraphs(5)


def message(
    text: str = "", html: str = "", subject: str = "The bridge at Gyumri", date: str = "Tue, 15 Mar 2022 23:30:00 -0500"
) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Jane Döe <jane@paper.example>"
    made["To"] = "desk@paper.example"
    made["Subject"] = subject
    made["Date"] = date
    if text:
        made.set_content(text, cte="quoted-printable")
    if html and text:
        made.add_alternative(html, subtype="html", cte="base64")
    elif html:
        made.set_content(html, subtype="html")
    return made


def attach(made: EmailMessage, source: bytes, name: str, kind: str = "application/octet-stream") -> None:
    main, _, sub = kind.partition("/")
    made.add_attachment(source, maintype=main, subtype=sub, filename=name)


def test_a_message_states_its_title_author_and_day() -> None:
    document = read(message(f"{P[0]}\n\n{P[1]}\n", subject="Re: FW: Die Brücke – 🌉").as_bytes(), "mail.eml")
    assert document == Document(f"{P[0]}\n\n{P[1]}", "Die Brücke – 🌉", days.to_day(2022, 3, 15), PublishedBy.STATED, author="Jane Döe")


def test_a_message_is_known_by_its_head_and_a_text_with_colons_is_none() -> None:
    source = message(P[0]).as_bytes(policy=policy.SMTP)
    assert read(source).title == read(source, "saved.txt").title == "The bridge at Gyumri"
    text = "From: Baku\nTo: Gyumri\n\nThe train leaves at nine."
    assert read(text.encode()).text == text


def test_of_the_same_text_in_two_forms_one_is_read() -> None:
    both = message(f"{P[0]}\n\n{P[1]}", page([P[0], P[1]]))
    assert read(both.as_bytes()).text == f"{P[0]}\n\n{P[1]}"
    stub = message("Your program cannot show this mail.", page([P[0], P[1]]))
    assert read(stub.as_bytes()).text == f"{P[0]}\n\n{P[1]}"


def test_a_mail_whose_text_stands_in_tables_is_read_whole() -> None:
    letter = f"<html><body><table><tr><td><table><tr><td><p>{P[0]}</p><p>{P[1]}</p></td></tr></table></td></tr></table></body></html>"
    assert read(message(html=letter).as_bytes()).text == f"{P[0]}\n\n{P[1]}"


def test_wrapped_flowed_and_quoted_lines_are_paragraphs_again_and_the_signature_is_left_out() -> None:
    wrapped = "The army of the north entered the small town of\nGyumri in the early hours of the morning, and many\nof its people fled."
    made = message(f"{wrapped}\n\n> It was said before\n> that it would.\n\n-- \nJane Doe\nThe Paper\n")
    assert read(made.as_bytes()).text == f"{wrapped.replace(chr(10), ' ')}\n\nIt was said before\nthat it would."
    flowed = message("The army entered \nthe town of \nGyumri.\n\nA second paragraph.")
    flowed.set_param("format", "flowed")
    assert read(flowed.as_bytes()).text == "The army entered the town of Gyumri.\n\nA second paragraph."


def test_ever_longer_header_fields_take_no_longer_than_their_length() -> None:
    def made(size: int) -> bytes:
        return b"From: a@b.org\nTo: c@d.org\nDate: x\nContent-Type: text/plain; " + b'a*0="b"; ' * size + b"\n\nThe army entered."

    assert grows_linearly(made, read, 1_000)


def test_ever_more_flowed_blank_lines_take_no_longer_than_their_number() -> None:
    def made(size: int) -> bytes:
        return b"From: a@b.org\nTo: c@d.org\nDate: x\nContent-Type: text/plain; format=flowed\n\nThe army" + b" \n" * size + b"entered."

    assert grows_linearly(made, read, 20_000)


@pytest.mark.parametrize(
    ("name", "source", "title"),
    [
        ("report.docx", word("".join(map(wp, P))), "The bridge at Gyumri"),
        ("report.html", page(P, title="A paper").encode(), "A paper"),
        ("report.txt", "\n\n".join(P).encode(), "The bridge at Gyumri"),
    ],
)
def test_an_attached_document_is_the_article_where_the_message_only_brings_it(name: str, source: bytes, title: str) -> None:
    made = message("Please find the report attached.\n")
    attach(made, b"\x89PNG\r\n\x1a\n" + bytes(500), "logo.png", "image/png")
    attach(made, source, name)
    document = read(made.as_bytes(), "mail.eml")
    assert document.text.split("\n\n") == P
    assert (document.title, document.author, document.published) == (title, "Jane Döe", days.to_day(2022, 3, 15))


def test_an_attached_pdf_is_the_article_and_a_long_letter_with_a_leaflet_is_not() -> None:
    lines = [f"Line {n} of a report about the bridge at Gyumri." for n in range(20)]
    short, long = message("See below."), message("\n\n".join(P))
    for made in (short, long):
        attach(made, pdf(shown(*lines)), "Reporté 1.pdf", "application/pdf")
    assert "Line 19 of a report" in read(short.as_bytes()).text
    assert read(long.as_bytes()).text.split("\n\n") == P


def test_an_attachment_that_cannot_be_read_is_named_only_where_there_is_nothing_else() -> None:
    scan = pdf(b"/X Do", objects={100: b"<</Type/XObject/Subtype/Image/Width 1/Height 1/Length 0>>stream\n\nendstream"})
    made = message("See the scan.")
    attach(made, scan, "scan.pdf", "application/pdf")
    assert read(made.as_bytes()).text == "See the scan."
    bare = message("\n")
    attach(bare, scan, "scan.pdf", "application/pdf")
    with pytest.raises(Scanned):
        read(bare.as_bytes())


def test_a_message_sent_on_keeps_its_own_title_author_and_day() -> None:
    inner = message("\n\n".join(P), subject="The bridge has fallen", date="Fri, 11 Mar 2022 08:00:00 +0000")
    inner.replace_header("From", "Ani <ani@x.example>")
    outer = message("FYI", subject="Fwd: The bridge has fallen")
    outer.add_attachment(inner)
    typed = message(
        "FYI\n\n---------- Forwarded message ---------\nFrom: Ani <ani@x.example>\nDate: Fri, Mar 11, 2022 at 9:03 AM\n"
        f"Subject: The bridge has fallen\nTo: Jane <jane@paper.example>\n\n{P[0]}\n\n{P[1]}",
        subject="Fwd: The bridge has fallen",
    )
    for made, text in ((outer, P), (typed, ["FYI", P[0], P[1]])):
        document = read(made.as_bytes())
        assert (document.title, document.author, document.published) == ("The bridge has fallen", "Ani", days.to_day(2022, 3, 11))
        assert document.text.split("\n\n") == text


@pytest.mark.parametrize(
    "source",
    [
        b"From: a@b.example\nDate: yesterday\nSubject: =?utf-8?q?broken\nMIME-Version: 1.0\nContent-Type: text/plain; charset=unknown-8bit\n\nThe bridge fell \x93there\x94.",
        b"From: \nDate: Tue, 99 Foo 2022\nSubject:\nTo: \nContent-Type: multipart/mixed\n\nThe bridge fell \xe2\x80\x9cthere\xe2\x80\x9d.",
    ],
)
def test_a_broken_message_is_read_as_far_as_it_goes(source: bytes) -> None:
    document = read(source, "a.eml")
    assert document.text == "The bridge fell “there”."
    assert document.published is None


def test_messages_in_messages_without_an_end_are_refused() -> None:
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1500))
    source = b"From: a@b.example\nDate: Tue, 15 Mar 2022 23:30:00 -0500\nMIME-Version: 1.0\n" + nested + b"\nWords.\n"
    with pytest.raises((Damaged, EmptyText)):
        read(source, "a.eml")


def test_a_message_without_words_says_so() -> None:
    with pytest.raises(EmptyText):
        read(message("\n").as_bytes(), "a.eml")


@given(st.binary(max_size=400))
def test_any_message_is_read_or_refused(rest: bytes) -> None:
    source = b"From: a@b.example\nDate: Tue, 15 Mar 2022 23:30:00 -0500\nSubject: x\n" + rest
    assert message_from_bytes(source)
    try:
        read(source, "a.eml")
    except ReadingError:
        return


def test_a_message_saved_as_a_file_and_attached_is_read_but_not_without_an_end() -> None:
    inner = message("\n\n".join(P), subject="The bridge has fallen")
    outer = message("See the file.")
    attach(outer, inner.as_bytes(), "saved.eml")
    assert read(outer.as_bytes()).text.split("\n\n") == P
    for _ in range(8):
        outer = message("See the file.")
        attach(outer, inner.as_bytes(), "saved.eml")
        inner = outer
    assert read(outer.as_bytes()).text == "See the file."
