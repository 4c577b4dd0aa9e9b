"""The parse covers the text, word by word; the language of a text is told without refusing English."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events import language
from events.language import parse, pieces
from events.reading import detect_language
from tests.growth import grows_linearly

WORDS = ["The", "army", "left", "Gyumri", "in", "2014", ".", "“Yes”,", "she", "said", "\n", "\n\n", "U.S.", "don’t", " ", "—", "🙂", "\x0c"]

OTHERS = {
    "ar": "أعلنت الحكومة يوم الثلاثاء أن القوات ستغادر البلاد قبل نهاية العام.",
    "az": "Hökumət çərşənbə axşamı qoşunların ilin sonuna qədər ölkəni tərk edəcəyini elan etdi.",
    "da": "Regeringen meddelte tirsdag, at tropperne forlader landet inden årets udgang.",
    "de": "Die Regierung hat am Dienstag beschlossen, die Truppen bis Ende des Jahres abzuziehen.",
    "es": "El gobierno anunció el martes que las tropas saldrían del país antes de fin de año.",
    "fr": "Le gouvernement a annoncé mardi que les troupes quitteraient le pays avant la fin de l'année.",
    "hy": "Կառավարությունը երեքշաբթի հայտարարեց, որ զորքերը կհեռանան երկրից մինչև տարվա վերջ։",
    "ja": "政府は火曜日、部隊が年末までに国を離れると発表した。",
    "nl": "De regering maakte dinsdag bekend dat de troepen voor het einde van het jaar het land verlaten.",
    "ru": "Правительство объявило во вторник, что войска покинут страну до конца года.",
    "tr": "Hükümet salı günü askerlerin yıl sonuna kadar ülkeyi terk edeceğini açıkladı.",
    "uk": "Уряд оголосив у вівторок, що війська залишать країну до кінця року.",
    "zh": "政府星期二宣布，部队将在年底前离开该国。",
}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
def test_words_are_the_text_in_order_and_sentences_cover_them_without_gaps(text: str) -> None:
    found = parse(text)
    position = 0
    for word in found.words:
        assert word.text == text[word.start : word.end]
        assert text[position : word.start].strip() == ""
        position = word.end
    assert text[position:].strip() == ""
    edges = [0, *(sentence.last for sentence in found.sentences)]
    assert [(s.first, s.last) for s in found.sentences] == list(pairwise(edges))
    assert edges[-1] == len(found.words)
    for sentence in found.sentences:
        heads = {word.head for word in found.words[sentence.first : sentence.last]}
        assert all(sentence.first <= head < sentence.last for head in heads)


def test_a_blank_line_ends_a_sentence_and_a_single_line_end_does_not() -> None:
    text = 'Allies close in\n\nOn June 6, 1944 the Western\nAllies landed in Normandy.\n \n"It began at dawn"'
    found = parse(text)
    shown = [text[found.words[s.first].start : found.words[s.last - 1].end].strip() for s in found.sentences]
    assert shown == ["Allies close in", "On June 6, 1944 the Western\nAllies landed in Normandy.", '"It began at dawn"']


@given(st.text(st.sampled_from("a. \n"), max_size=200), st.integers(2, 50))
def test_pieces_are_the_text_and_none_is_too_long(text: str, size: int) -> None:
    parts = list(pieces(text, size))
    assert "".join(part for _, part in parts) == text
    assert all(0 < len(part) <= size and text.startswith(part, start) for start, part in parts)


def test_a_long_text_is_parsed_in_pieces_with_the_offsets_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n\n".join(f"On {day} May 1919 the army left town number {day}. It rained." for day in range(1, 31))
    whole = parse(text)
    monkeypatch.setattr(pieces, "__defaults__", (300,))
    heard: list[float] = []
    in_pieces = parse(text, heard.append)
    assert [(w.start, w.end, w.text) for w in in_pieces.words if w.text.strip()] == [
        (w.start, w.end, w.text) for w in whole.words if w.text.strip()
    ]
    assert [w.text for w in in_pieces.words if w.dep == "ROOT"].count("rained") == 30
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    assert len(heard) > 5


@pytest.mark.parametrize("mark", ["_", "(", "😀"])
def test_a_page_of_one_mark_without_a_blank_is_read_in_linear_time(mark: str) -> None:
    assert grows_linearly(lambda size: mark * size, parse, 5_000)
    text = mark * 5_000 + " The army left Gyumri."
    assert [text[word.start : word.end] for word in parse(text).words[-5:]] == ["The", "army", "left", "Gyumri", "."]


def test_the_piece_is_small_enough_for_a_gigabyte() -> None:
    assert language.PIECE <= 100_000


@pytest.mark.parametrize("code", sorted(OTHERS))
def test_one_sentence_in_another_language_is_told(code: str) -> None:
    assert detect_language(OTHERS[code]) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1914",
        "Paris",
        "Hello.",
        "War breaks out",
        "THE PRESIDENT LEFT PARIS ON MONDAY.",
        "Nikol Pashinyan, Ilham Aliyev, Yerevan, Baku",
        "He called it a “coup d’état”; “Die Wende” came in 1989.",
    ],
)
def test_english_is_never_refused_for_being_short_or_full_of_names(text: str) -> None:
    assert detect_language(text) == "en"


def test_a_foreign_line_at_the_head_of_a_long_english_text_does_not_decide() -> None:
    assert (
        detect_language(
            OTHERS["de"] + "\n\n" + "The government said on Tuesday that the troops would leave the country by the end of the year. " * 50
        )
        == "en"
    )


def test_an_era_is_no_part_of_the_name_behind_it() -> None:
    words = {word.text: word for word in parse("In 753 BC Rome was founded.").words}
    assert words["BC"].entity != "GPE"
    assert (words["Rome"].entity, words["Rome"].begins) == ("GPE", True)
