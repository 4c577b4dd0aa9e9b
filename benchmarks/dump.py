"""What GeoNames' whole dump costs: `python -m benchmarks.dump [ROWS]` writes a dump of made-up places and builds the gazetteer with it.

The rows are as the real ones are, of which there are some 12.5 million: the same share of each feature class, of other names
(every third row, in several scripts) and of towns with people; names of three to eight syllables, every tenth a town's of today.
The basemap and the boundaries, which do not depend on the dump, are left out.
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

SORTS = {
    "P.PPL": 40, "P.PPLL": 3, "P.PPLX": 2, "S.SCH": 5, "S.HTL": 7, "S.FRM": 5, "S.CH": 4, "S.BLDG": 3, "S.AIRP": 0.3, "H.STM": 11,
    "H.LK": 3, "H.SPNG": 1, "H.WLL": 1, "T.MT": 4, "T.HLL": 4, "T.PK": 2, "T.ISL": 1.3, "A.ADM2": 0.4, "A.ADM4": 2, "A.ADMD": 1.5,
    "L.LCTY": 2, "L.PRK": 1, "R.RD": 0.5, "V.FRST": 0.4, "U.SMU": 0.1,
}  # fmt: skip
SYLLABLES = "ka ra mo li ven stad ber go na to ris bel dor an ski pol var hem ul za mi chi re no ton vik sar da lu per"
COUNTRIES = ("US", "CN", "IN", "RU", "NO", "MX", "ID", "FR", "UA", "DE", "IR", "TH", "PK", "BR", "CD", "TR")
BUILD = """
import sys
from pathlib import Path
from geodata import build
build.PRODUCTS = ()
build.ensure(Path(sys.argv[1]), dump=Path(sys.argv[2]) if len(sys.argv) > 2 else None)
"""


def rows(count: int, seed: int = 1) -> Iterator[str]:
    """Lines of the form that GeoNames publishes."""
    choice = random.Random(seed)
    syllables, sorts, shares = SYLLABLES.split(), list(SORTS), list(SORTS.values())
    towns = ["San Antonio", "Springfield", "Alexandrovka", "Victoria", "Novosilka", "Rancho Grande", "Mill Creek", "Saint-Martin"]
    for number, sort in enumerate(choice.choices(sorts, shares, k=count)):
        name = choice.choice(towns) if number % 10 == 0 else word(choice, syllables)
        letter, code = sort.split(".")
        others = f"{word(choice, syllables)},{name[:3].upper()},{word(choice, syllables)},Камʼянка {number}" if number % 3 == 0 else ""
        people = choice.randint(1, 20_000) if letter == "P" and number % 8 == 0 else 0
        point = f"{choice.uniform(-60, 75):.5f}\t{choice.uniform(-179, 179):.5f}"
        tail = f"{choice.choice(COUNTRIES)}\t\t{choice.randint(1, 40):02}\t\t\t\t{people}\t\t120\tEurope/Paris\t2026-01-31"
        yield f"{20_000_000 + number}\t{name}\t{name}\t{others}\t{point}\t{letter}\t{code}\t{tail}\n"


def word(choice: random.Random, syllables: list[str]) -> str:
    first = "".join(choice.choices(syllables, k=choice.randint(3, 5))).capitalize()
    return first if choice.random() < 0.6 else f"{first} {''.join(choice.choices(syllables, k=choice.randint(2, 3))).capitalize()}"


def write(dump: Path, count: int) -> None:
    with zipfile.ZipFile(dump, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive, archive.open("allCountries.txt", "w") as file:
        for row in rows(count):
            file.write(row.encode("utf-8"))


def cost(*arguments: str) -> tuple[float, float, float]:
    """Seconds, seconds of the processor, MB at the peak so far of a build in a process of its own."""
    start = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", BUILD, *arguments], check=True, stderr=subprocess.DEVNULL, env=os.environ)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    work = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - start, work, after.ru_maxrss / 1024


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3_000_000
    with tempfile.TemporaryDirectory() as folder:
        seconds, work, memory = cost(f"{folder}/without/gazetteer.sqlite")
        print(f"the packages alone: {seconds:.0f} s ({work:.0f} s of the processor), peak {memory:.0f} MB", flush=True)
        dump = Path(folder, "allCountries.zip")
        write(dump, count)
        seconds, work, memory = cost(f"{folder}/with/gazetteer.sqlite", str(dump))
        size = sum(file.stat().st_size for file in Path(folder, "with").iterdir()) / 1e6
        told = f"{seconds:.0f} s ({work:.0f} s of the processor), peak {memory:.0f} MB, {size:,.0f} MB on disk"
        print(f"with {count:,} more rows of a dump ({dump.stat().st_size / 1e6:.0f} MB): {told}")


if __name__ == "__main__":
    main()
