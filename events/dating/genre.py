"""What the expressions of time say, and the tenses of a text, in; whether it tells a story of the past out."""

from __future__ import annotations

from events.dating.senses import Said
from events.days import to_date
from events.language import Parse


def is_narrative(saids: list[Said], parse: Parse, published: int | None) -> bool:
    """Histories date by the calendar and tell in the past tense; news says "on Tuesday" and "yesterday".

    In a story, "in May" belongs to the year last named; in news to the year of publication.
    """
    speech = sum(said.basis == "t" or (said.weekday is not None and said.year is None) for said in saids)
    speech += sum(said.kind == "shift" and said.basis == "s" for said in saids) // 2
    dated = [said.year for said in saids if said.year is not None]
    this = to_date(published)[0] if published is not None else None
    older = sum(this is None or year < this - 1 for year in dated)
    tags = [word.tag for word in parse.words]
    past, present = tags.count("VBD"), tags.count("VBZ") + tags.count("VBP")
    if published is None:
        return past >= 1.5 * present and older > 2 * speech and older >= 1
    return past >= 3 * present and older > 8 * speech and older >= 3  # a week day alone is meant for those who read it that week
