"""The quarters that a text tells in, the one that it reports on out, and the three months of a firm's own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from events import edtf
from events.dating.leaning import Lean
from events.dating.stepping import last_month, quarter_to
from events.dating.values import Point
from events.model import Precision, When


@dataclass(slots=True)
class Quarters:
    """News reports on the latest quarter that it tells; what it says of another holds in that sentence."""

    latest: Point | None = None
    beside: Point | None = None  # told last
    sentence: int = -1  # that told it
    counting: bool = False  # "a year ago" means the quarter a year before
    ended: Point | None = None  # the month or day with which the quarter that is read now ended
    own: dict[int, int] = field(default_factory=dict)  # number of a quarter -> months from the calendar's to a firm's own

    def tell(self, quarter: Point, sentence: int, lean: Lean, now: Point | None) -> None:
        """One to come is not reported on."""
        self.beside, self.sentence, self.counting = quarter, sentence, True
        over = now is not None and (quarter.year, (quarter.first_month or 1) + 2) < (now.year, now.month or 13)
        later = self.latest is None or (self.latest.year, self.latest.quarter or 0) < (quarter.year, quarter.quarter or 0)
        if later and (over or lean <= 0):
            self.latest = quarter

    def meant(self, sentence: int) -> Point | None:
        """The quarter that "the quarter" and "a year ago" mean."""
        if self.ended:
            return quarter_to(last_month(self.ended))
        return self.beside if self.sentence == sentence else self.latest or self.beside

    def months(self, quarter: Point) -> When | None:
        """A firm's fourth quarter that ended in September ended so a year before, too; None for one of the calendar."""
        if not quarter.quarter:
            return None
        end = quarter.year * 12 + quarter.quarter * 3 - 1
        if self.ended:
            self.own[quarter.quarter] = last_month(self.ended) - end
        if not self.own.get(quarter.quarter):
            return None
        end += self.own[quarter.quarter]
        names = (edtf.write(month // 12, month % 12 + 1) for month in (end - 2, end))
        return replace(edtf.parse("/".join(names)), precision=Precision.QUARTER)
