"""Articles whose paragraphs are known, files of many kinds made from them, and how like the text that is read is to them."""

# ruff: noqa: E501 - the markup of files stands in one piece
from __future__ import annotations

import random
import re
import subprocess
import zipfile
from difflib import SequenceMatcher
from html import escape
from io import BytesIO
from pathlib import Path

from benchmarks.chromium import CHROMIUM, FLAGS

SUBJECTS = (
    "The self-appointed government", "A well-known commander of the north-eastern front", "The joint delegation", "Parliament in Yerevan",
    "The office of the mayor", "An international commission of inquiry", "The coal miners' union of the Donbas", "Nobody in the capital",
    "The twenty-four-hour station “Radio Kura”", "Mr O’Neill, the first ambassador,", "Refugees from Nagorno-Karabakh", "The state-owned railway",
)  # fmt: skip
VERBS = (
    "announced negotiations about the fortifications near", "withdrew its administrative personnel from", "officially inaugurated the bridge at",
    "found difficulties in the reconstruction of", "offered humanitarian assistance to the inhabitants of", "lost communication with",
    "condemned the bombardment of", "finally acknowledged responsibility for the flight of civilians from",
)  # fmt: skip
PLACES = (
    "Gyumri", "Saint-Jean-de-Luz", "Tbilisi and its suburbs", "the Lachin corridor", "Mariupol", "Port-au-Prince", "Zürich", "the Suwałki gap",
    "Nakhchivan", "Sarajevo’s western districts",
)  # fmt: skip
TIMES = (
    "on 3 March 2021", "in the winter of 1941–42", "shortly before midnight", "between 1988 and 1994", "at 9.30 a.m. on the following Tuesday",
    "for the first time since the ceasefire of 12 May 1994", "during the counter-offensive", "in mid-October 2020", "after 44 days",
)  # fmt: skip
ENDS = (
    "; its effects were felt for years.", ", which the U.S. delegation called “unacceptable”.", " (see the appendix).", ".", ", officials said.",
    ": twelve people died, 1,500 fled.", " – and nothing followed.", ".", "; firefighters were sufficiently equipped.",
)  # fmt: skip


def paragraphs(count: int, seed: int = 1, sentences: tuple[int, int] = (2, 6)) -> list[str]:
    """So many paragraphs, always the same ones, in our own words."""
    choose = random.Random(seed)
    parts = (SUBJECTS, VERBS, PLACES, TIMES)
    return [
        " ".join(
            " ".join(choose.choice(part) for part in parts) + choose.choice(ENDS) for _ in range(choose.randint(*sentences))
        )
        for _ in range(count)
    ]  # fmt: skip


def likeness(expected: list[str], text: str) -> float:
    """1 where the text is these paragraphs in this order and nothing else; words and ends of paragraphs count alike."""
    one = " ¶ ".join(expected).split()
    other = " ¶ ".join(re.split(r"\n+", text)).split()
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def soft(text: str) -> str:
    """The text with a soft hyphen wherever a long word may be parted, roughly."""
    return re.sub(r"[a-z]{7,}", lambda word: "\u00ad".join(re.findall(r".{3,5}(?=..)|.+", word[0])), text)


def page(blocks: list[str], style: str = "", title: str = "A paper", hyphens: bool = False) -> str:
    """HTML of these paragraphs; a block that begins with < is taken as it is."""
    inner = "\n".join(
        block if block.startswith("<") else f"<p>{escape(soft(block) if hyphens else block, quote=False)}</p>" for block in blocks
    )
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>
<style>@page {{ size: A4; margin: 22mm 18mm }} body {{ font: 11pt/1.35 serif; margin: 0 }} p {{ margin: 0 0 8pt }} {style}</style>
<body>{inner}</body></html>"""


def printed(html: str, folder: Path, *flags: str) -> bytes:
    """The page as Chromium prints it."""
    source, target = folder / "page.html", folder / "page.pdf"
    source.write_text(html, encoding="utf-8")
    command = [CHROMIUM, *FLAGS, "--headless", f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={target}", *flags, source.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return target.read_bytes()


# ---- Packed files, part by part ----

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'  # fmt: skip
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'  # fmt: skip
ODF = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"'  # fmt: skip


def packed(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def word(body: str, **parts: str) -> bytes:
    """A .docx with this XML as its body; further parts by their name without folder and ending."""
    named: dict[str, str | bytes] = {f"word/{name}.xml": content for name, content in parts.items() if name != "core"}
    if "core" in parts:
        named["docProps/core.xml"] = parts["core"]
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    return packed({"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS, "word/document.xml": document, **named})


def wp(text: str, properties: str = "") -> str:
    """One paragraph of Word."""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def opendocument(body: str, meta: str = "", **parts: str) -> bytes:
    content = f"<office:document-content {ODF}><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    about = f"<office:document-meta {ODF}><office:meta>{meta}</office:meta></office:document-meta>"
    named: dict[str, str | bytes] = {f"META-INF/{name}.xml": content for name, content in parts.items()}
    return packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, "meta.xml": about, **named})


def book(chapters: dict[str, str], spine: list[str], metadata: str = "", **parts: str) -> bytes:
    """An .epub: chapters by file name; `spine` is the order of reading, a name with ! before it is the table of contents."""
    items = "".join(
        f'<item id="i{n}" href="text/{name}" media-type="application/xhtml+xml"{" properties=" + chr(34) + "nav" + chr(34) if "!" + name in spine else ""}/>'
        for n, name in enumerate(chapters)
    )  # fmt: skip
    numbers = {name: n for n, name in enumerate(chapters)}
    order = "".join(f'<itemref idref="i{numbers[name.lstrip("!")]}"/>' for name in spine)
    package = f'<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{metadata}</metadata><manifest>{items}</manifest><spine>{order}</spine></package>'  # fmt: skip
    pages: dict[str, str | bytes] = {
        f"OEBPS/text/{name}": f'<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>{name}</title></head><body>{body}</body></html>'
        for name, body in chapters.items()
    }  # fmt: skip
    named: dict[str, str | bytes] = {f"META-INF/{name}.xml": content for name, content in parts.items()}
    container = '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/package.opf"/></rootfiles></container>'
    return packed({"mimetype": "application/epub+zip", "META-INF/container.xml": container, "OEBPS/package.opf": package, **pages, **named})


# ---- PDF by hand ----


def pdf(*contents: bytes, trailer: bytes = b"", fonts: bytes = b"/F1 4 0 R", objects: dict[int, bytes] | None = None) -> bytes:
    """A PDF of these content streams, a page each, with Helvetica as F1; further objects by their number (from 100)."""
    count = len(contents)
    made: dict[int, bytes] = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[" + b" ".join(b"%d 0 R" % (10 + 2 * n) for n in range(count)) + b"]/Count %d>>" % count,
        4: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    }
    for n, content in enumerate(contents):
        made[10 + 2 * n] = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<<" + fonts + b">>/XObject<</X 100 0 R>>>>/Contents %d 0 R>>" % (11 + 2 * n)  # fmt: skip
        made[11 + 2 * n] = b"<</Length %d>>stream\n" % len(content) + content + b"\nendstream"
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, content in {**made, **(objects or {})}.items():
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n" + b"".join(b"%d 1\n%010d 00000 n \n" % each for each in places.items())
    out += b"trailer<</Size 200/Root 1 0 R" + trailer + b">>\nstartxref\n%d\n%%%%EOF" % start
    return bytes(out)


def shown(*lines: str, x: int = 60, y: int = 780, step: int = 14, size: int = 11) -> bytes:
    """The drawing of lines under each other."""
    escaped = (re.sub(r"([()\\])", r"\\\1", line).encode("cp1252") for line in lines)
    return b"BT /F1 %d Tf %d TL %d %d Td " % (size, step, x, y) + b" T* ".join(b"(" + each + b") Tj" for each in escaped) + b" ET\n"
