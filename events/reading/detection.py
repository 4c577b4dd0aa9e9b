"""A text in, the language it is written in out."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SAMPLE = 2000  # characters, from three places: a foreign caption or source list shall not decide
SURE = 0.5


def detect_language(text: str) -> str:
    """ISO 639-1 code; "en" where too little is said to be sure of another, so that nothing readable is turned away.

    py3langid: one file of 0.8 MB, no compiled parts, the same answer each time; lingua is better on single words and a hundred times
    larger, langdetect is random by design, fastText's model is 126 MB.
    """
    middle = max(0, len(text) // 2 - SAMPLE // 2)
    parts = (text[:SAMPLE], text[middle : middle + SAMPLE], text[-SAMPLE:]) if len(text) > 3 * SAMPLE else (text,)
    words = " ".join(parts).lower()  # capitals hide the language
    code, confidence = _identifier().classify(words)
    return str(code) if confidence >= SURE or not _is_latin(words) else "en"


def _is_latin(text: str) -> bool:
    letters = re.findall(r"[^\W\d_]", text)
    return 2 * sum(1 for letter in letters if letter < "\u0250") >= len(letters)


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # 0.4 s and 30 MB

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([code for code in identifier.labels if len(code) == 2])  # no pidgins and dialects, which English is taken for
    return identifier
