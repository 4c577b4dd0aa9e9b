"""The tiles of the map: what is drawn, where it is kept, and that neighbours agree."""

from __future__ import annotations

import fcntl
import io
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import aggdraw
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from geodata import basemap
from geodata.__main__ import main
from geodata.basemap import Tiles, drawing, lettering
from geodata.basemap.ground import DASH, mercator
from geodata.basemap.layers import AT_SEA, BORDER, DISPUTED, FACES, MAX_ZOOM, TILE, viewed
from geodata.basemap.shelf import Shelf
from geodata.basemap.style import style
from geodata.gazetteer import Gazetteer
from geodata.views import VIEWS

Colour = tuple[int, int, int]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tiles(gazetteer: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> Tiles:
    return Tiles(gazetteer.path, "deu", tmp_path_factory.mktemp("tiles"), 64)


@pytest.fixture(scope="module")
def de_facto(gazetteer: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> Tiles:
    return Tiles(gazetteer.path, "default", tmp_path_factory.mktemp("tiles"), 64)


def picture(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png))
    assert image.format == "PNG"
    return image.convert("RGB")


def colour(theme: str, name: str) -> Colour:
    code = style()[theme][name]
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def around(tiles: Tiles, longitude: float, latitude: float, zoom: int, theme: str = "light", scale: int = 1) -> Image.Image:
    """The picture of 9 tiles with that place in the middle one."""
    x, y = (int(each // TILE) for each in mercator(np.array([[longitude, latitude]]), zoom)[0])
    side = TILE * scale
    whole = Image.new("RGB", (3 * side, 3 * side))
    for column in (-1, 0, 1):
        for row in (-1, 0, 1):
            part = picture(tiles.tile(theme, zoom, (x + column) % 2**zoom, y + row, scale))
            whole.paste(part, ((column + 1) * side, (row + 1) * side))
    return whole


def pixel(tiles: Tiles, longitude: float, latitude: float, zoom: int, theme: str = "light") -> Colour:
    """The colour of most pixels thereabouts: a name may stand there."""
    place = mercator(np.array([[longitude, latitude]]), zoom)[0]
    x, y = (int(each // TILE) for each in place)
    column, row = (int(each % TILE) for each in place)
    near = picture(tiles.tile(theme, zoom, x, y)).crop((column - 6, row - 6, column + 6, row + 6))
    found = max(near.getcolors() or [], key=lambda each: each[0])[1]
    assert isinstance(found, tuple)
    return found[0], found[1], found[2]


# What is drawn


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("zoom", [1, 4, 6, 9])
def test_land_is_land_and_water_is_water(tiles: Tiles, theme: str, zoom: int) -> None:
    """Far from coasts, borders and names."""
    assert pixel(tiles, 1.3, 24.3, zoom, theme) == colour(theme, "land")  # the Sahara
    assert pixel(tiles, -27.3, 30.3, zoom, theme) == colour(theme, "water")  # the Atlantic
    if zoom > 3:
        assert pixel(tiles, 51.3, 39.2, zoom, theme) == colour(theme, "water")  # the Caspian Sea, a hole in Eurasia


def test_the_poles_end_with_land_in_the_south_and_sea_in_the_north(tiles: Tiles) -> None:
    """Mercator's square ends at 85 degrees: Antarctica reaches beyond it, and no line is drawn along the world's edge."""
    for x in range(4):
        south, north = picture(tiles.tile("light", 2, x, 3)), picture(tiles.tile("light", 2, x, 0))
        assert north.getpixel((128, 1)) == colour("light", "water")
        if x in (1, 2):
            assert south.getpixel((128, 254)) == colour("light", "land")
            assert len(south.crop((0, 250, 256, 256)).getcolors() or []) == 1


def test_the_worlds_edges_meet(tiles: Tiles) -> None:
    """No line stands where the map is cut at 180 degrees: Chukotka is one land."""
    west, east = (np.asarray(picture(tiles.tile("light", 5, x, 7)), dtype=int) for x in (0, 31))
    land = np.array(colour("light", "land"))
    inland = (west[:, 3] == land).all(axis=1) & (east[:, -4] == land).all(axis=1)
    assert inland.sum() > 20
    assert (west[inland, 0] == land).all(axis=1).mean() > 0.9
    assert (east[inland, -1] == land).all(axis=1).mean() > 0.9


@pytest.mark.parametrize("scale", [1, 2])
def test_a_tile_of_scale_two_has_twice_the_pixels_of_the_same_picture(tiles: Tiles, scale: int) -> None:
    image = picture(tiles.tile("light", 6, 39, 23, scale))
    assert image.size == (256 * scale, 256 * scale)
    small = np.asarray(picture(tiles.tile("light", 6, 39, 23, 1)), dtype=int)
    half = np.asarray(image.resize((256, 256), Image.Resampling.BOX), dtype=int)
    assert np.abs(small - half).mean() < 4


def labels(tiles: Tiles, zoom: int) -> list[tuple[str, tuple[float, float, float, float]]]:
    view = list(VIEWS).index(tiles.view) + 1
    first, last = tiles.arrays[f"label_zooms_{view}"][zoom : zoom + 2]
    rows, text = tiles.arrays[f"labels_{view}"][first:last], bytes(tiles.arrays["text"])
    return [
        (
            text[row["text"] : row["text"] + row["length"]].decode(),
            (float(row["left"]), float(row["top"]), float(row["right"]), float(row["bottom"])),
        )
        for row in rows
    ]


def drawn_as_one(tiles: Tiles, zoom: int, x: int, y: int) -> Image.Image:
    """A tile and its right neighbour as one wide picture."""
    sheet = drawing.Sheet(tiles.arrays, "deu", "light", (zoom, x, y), 1)
    sheet.image, sheet.side = Image.new("RGB", (2 * TILE, TILE), sheet.colours["water"]), 2 * TILE
    sheet.canvas = aggdraw.Draw(sheet.image)
    return picture(sheet.png())


@pytest.mark.parametrize("zoom", range(1, MAX_ZOOM + 1))
def test_no_label_is_cut_at_a_tiles_edge(tiles: Tiles, zoom: int) -> None:
    """Where names cross from one tile into the next, the two tiles side by side are what would be drawn without the edge."""
    crossing = [box for _, box in labels(tiles, zoom) if 0 < box[0] // TILE * TILE + TILE < box[2] < TILE * 2**zoom]
    pairs = sorted(
        {(int(box[0] // TILE), int(box[1] // TILE)) for box in crossing if box[0] > 0 and box[0] // TILE % 2 == 0 and box[1] > 0}
    )
    assert pairs
    for x, y in pairs[:: max(1, len(pairs) // 3)]:
        two = Image.new("RGB", (2 * TILE, TILE))
        two.paste(picture(tiles.tile("light", zoom, x, y)), (0, 0))
        two.paste(picture(tiles.tile("light", zoom, x + 1, y)), (TILE, 0))
        difference = np.abs(np.asarray(two, dtype=int) - np.asarray(drawn_as_one(tiles, zoom, x, y), dtype=int))
        assert difference.max() < 12, (zoom, x, y)


@pytest.mark.parametrize("zoom", [3, 5, 7])
def test_labels_keep_clear_of_each_other(tiles: Tiles, zoom: int) -> None:
    """No two lines of text touch."""
    first, last = tiles.arrays["label_zooms_1"][zoom : zoom + 2]
    rows, text = tiles.arrays["labels_1"][first:last], bytes(tiles.arrays["text"])
    words = [text[row["text"] : row["text"] + row["length"]].decode() for row in rows]
    faces = [style()["face"][FACES[row["face"]]] for row in rows]
    size, left = rows["size"].astype(float), rows["x"].astype(float)
    right = left + [lettering.width(*each) for each in zip(faces, words, size, rows["spacing"].astype(float), strict=True)]
    top, bottom = rows["y"] - 0.7 * size, rows["y"] + 0.2 * size
    for number, word in enumerate(words):
        touching = (left < right[number]) & (right > left[number]) & (top < bottom[number]) & (bottom > top[number])
        assert touching.sum() == 1, (word, [words[other] for other in np.flatnonzero(touching)])


@pytest.mark.parametrize("zoom", range(1, MAX_ZOOM + 1))
def test_no_name_stands_twice_side_by_side(tiles: Tiles, zoom: int) -> None:
    """Words of two lines ("Sea" of many seas) are not meant: names of towns and countries are."""
    seen: dict[str, list[tuple[float, float, float, float]]] = {}
    for text, box in labels(tiles, zoom):
        if box[3] - box[1] < 26:
            seen.setdefault(text, []).append(box)
    for text, boxes in seen.items():
        for number, box in enumerate(boxes):
            near = [other for other in boxes[:number] if abs(other[0] - box[0]) < 60 and abs(other[1] - box[1]) < 10]
            assert not near, (text, box)


@pytest.mark.parametrize(
    ("zoom", "name"),
    [
        (2, "CHINA"),
        (3, "GERMANY"),
        (4, "Moscow"),
        (5, "Tbilisi"),
        (6, "Yerevan"),
        (6, "ARMENIA"),
        (9, "Shusha"),
        (8, "Khankendi"),
        (9, "LACHIN"),
        (5, "Black Sea"),
    ],
)
def test_what_a_reader_looks_for_is_named(tiles: Tiles, zoom: int, name: str) -> None:
    assert name in [text for text, _ in labels(tiles, zoom)]


def test_capitals_come_before_larger_towns(tiles: Tiles) -> None:
    """Ankara is smaller than Istanbul, Washington than New York, Bern than Zürich."""
    for zoom in (5, 6, 7):
        names = [text for text, _ in labels(tiles, zoom)]
        assert {"Ankara", "Washington", "Bern"} <= set(names)


def test_disputed_borders_are_dashed(tiles: Tiles) -> None:
    """The line between Abkhazia and the rest of Georgia comes in pieces of a dash's length; the border to Turkey does not."""
    sheet = drawing.Sheet(tiles.arrays, "deu", "light", (8, 157, 94), 1)
    lengths = {}
    for kind in (BORDER, DISPUTED):
        shapes = [np.array(points).reshape(-1, 2) for points in sheet.parts(viewed(0, kind))]
        lengths[kind] = [float(np.hypot(*np.diff(points, axis=0).T).sum()) for points in shapes]
    assert len(lengths[DISPUTED]) > 5
    assert max(lengths[DISPUTED]) < DASH + 1 < max(lengths[BORDER])


def test_a_border_at_sea_is_a_thin_line_and_far_off_it_is_left_to_the_coasts(tiles: Tiles) -> None:
    """Where the line leaves the Strait of Kerch for the Sea of Azov, far from any name, there is nothing but water at zoom 6."""
    shades = {}
    for zoom in (6, 8):
        x, y = mercator(np.array([[36.69, 45.62]]), zoom)[0]
        near = picture(tiles.tile("light", zoom, int(x // TILE), int(y // TILE)))
        column, row = int(x % TILE), int(y % TILE)
        shades[zoom] = {shade for _, shade in near.crop((column - 7, row - 2, column + 7, row + 2)).getcolors() or []}
    assert shades[6] == {colour("light", "water")}
    assert len(shades[8]) > 1


# Whose borders


def test_the_view_decides_what_is_a_border(tiles: Tiles, de_facto: Tiles) -> None:
    """In the German view a border runs through the Strait of Kerch, in the other one a disputed line. Elsewhere both agree."""
    x, y = (int(each // TILE) for each in mercator(np.array([[36.55, 45.3]]), 8)[0])
    sheet = drawing.Sheet(tiles.arrays, "deu", "light", (8, x, y), 1)
    drawn = {(number, kind) for number in (1, 2) for kind in (BORDER, AT_SEA, DISPUTED) if sheet.parts(viewed(number, kind))}
    assert drawn == {(1, AT_SEA), (2, DISPUTED)}
    assert tiles.tile("light", 8, x, y) != de_facto.tile("light", 8, x, y)
    assert tiles.tile("light", 5, 10, 12) == de_facto.tile("light", 5, 10, 12)


def test_the_views_have_addresses_of_their_own(tiles: Tiles, de_facto: Tiles) -> None:
    assert tiles.address_version != de_facto.address_version
    assert tiles.address_version.isalnum()


def test_an_unknown_view_is_named_in_the_error(gazetteer: Gazetteer, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="deu, default"):
        Tiles(gazetteer.path, "martian", tmp_path, 1)


# Which tiles there are


@given(zoom=st.integers(-3, 40), x=st.integers(-3, 600), y=st.integers(-3, 600))
def test_a_tile_that_does_not_exist_is_refused(zoom: int, x: int, y: int) -> None:
    tiles = Tiles.__new__(Tiles)
    if not (0 <= zoom <= MAX_ZOOM and 0 <= x < 2**zoom and 0 <= y < 2**zoom):
        with pytest.raises(ValueError, match="zoom 0 to 9"):
            tiles.tile("light", zoom, x, y)


@pytest.mark.parametrize(("theme", "scale"), [("sepia", 1), ("light", 3), ("../..", 1), ("", 2)])
def test_a_theme_or_scale_that_does_not_exist_is_refused(tiles: Tiles, theme: str, scale: int) -> None:
    with pytest.raises(ValueError, match="light, dark"):
        tiles.tile(theme, 0, 0, 0, scale)


# Where they are kept


@pytest.fixture
def fresh(gazetteer: Gazetteer, tmp_path: Path) -> Tiles:
    return Tiles(gazetteer.path, "deu", tmp_path / "tiles", 8)


def test_a_tile_is_drawn_once(fresh: Tiles, monkeypatch: pytest.MonkeyPatch) -> None:
    first = fresh.tile("light", 3, 4, 2)
    monkeypatch.setattr(drawing, "draw", None)
    assert fresh.tile("light", 3, 4, 2) == first


def test_many_threads_that_ask_for_one_tile_wait_for_one_drawing(fresh: Tiles, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[object] = []
    real = drawing.draw

    def counted(*given: Any) -> bytes:
        drawn.append(given)
        return real(*given)

    monkeypatch.setattr(drawing, "draw", counted)
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(fresh.tile("dark", 4, 9, 5))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(drawn) == 1
    assert len(set(found)) == 1


def test_a_tile_waits_for_the_one_that_another_process_draws(fresh: Tiles) -> None:
    """The kernel keeps the lock for each opening of the file, so this one stands for another process."""
    fresh.shelf.folder.mkdir(parents=True, exist_ok=True)
    with (fresh.shelf.folder / "lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        drawing = threading.Thread(target=fresh.tile, args=("light", 1, 0, 0))
        drawing.start()
        drawing.join(0.3)
        assert drawing.is_alive()
        assert fresh.kept("light", 1, 0, 0) is None
    drawing.join(30)
    assert fresh.kept("light", 1, 0, 0) is not None


def test_a_folder_that_cannot_be_written_still_gives_tiles(gazetteer: Gazetteer, tmp_path: Path) -> None:
    """Here a file lies where the folder should be: nobody, not even root, can write below it."""
    (tmp_path / "file").write_text("in the way")
    tiles = Tiles(gazetteer.path, "deu", tmp_path / "file" / "tiles", 8)
    assert picture(tiles.tile("light", 0, 0, 0)).size == (256, 256)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_still_gives_tiles(fresh: Tiles, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = os.fdopen

    def full(descriptor: int, mode: str) -> Any:
        os.close(descriptor)
        return opened(os.open("/dev/full", os.O_WRONLY), mode)

    monkeypatch.setattr(os, "fdopen", full)
    assert picture(fresh.tile("light", 1, 0, 0)).size == (256, 256)
    monkeypatch.undo()
    assert list(fresh.shelf.folder.rglob("*.partial")) == []
    assert fresh.kept("light", 1, 0, 0) is None


def test_an_empty_file_is_drawn_again(fresh: Tiles) -> None:
    data = fresh.tile("light", 1, 1, 0)
    (file,) = fresh.shelf.folder.rglob("0.png")
    file.write_bytes(b"")
    assert fresh.tile("light", 1, 1, 0) == data


def test_what_was_used_last_stays(tmp_path: Path) -> None:
    """100 files of a block of the disk each in a shelf of 20 blocks: never more, and the one asked for again and again stays."""
    shelf = Shelf(tmp_path, 20 * 4096)
    for number in range(100):
        shelf.put(f"v/{number}.png", bytes([number]) * 1000)
        os.utime(tmp_path / f"v/{number}.png", (number, number))
        assert shelf.get("v/0.png") is not None  # asked for now, which is long after 1970
        assert sum(file.stat().st_blocks * 512 for file in tmp_path.rglob("*.png")) <= 20 * 4096
    assert shelf.get("v/1.png") is None
    assert shelf.get("v/99.png") is not None


def test_a_tile_larger_than_the_whole_shelf_is_not_kept(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, 10)
    shelf.put("v/1.png", bytes(11))
    assert shelf.get("v/1.png") is None


def test_drawing_ahead_draws_all_of_the_first_zooms_and_can_be_stopped(fresh: Tiles) -> None:
    said: list[tuple[int, int]] = []
    assert fresh.draw_ahead(1, lambda done, whole: said.append((done, whole))) == 20  # 1 + 4 tiles in two themes and two scales
    assert said == [(number + 1, 20) for number in range(20)]
    assert len(list(fresh.shelf.folder.rglob("*.png"))) == 20
    asked = iter([False, False, True])
    assert fresh.draw_ahead(2, stop=lambda: next(asked)) == 2


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux for the most memory a process ever had")
def test_a_worker_that_draws_needs_no_shapely(gazetteer: Gazetteer, tmp_path: Path) -> None:
    """Shapes are the builder's; the web's processes stay small."""
    code = (
        "import sys; from pathlib import Path; from geodata.basemap import Tiles;"
        f"tiles = Tiles(Path({str(gazetteer.path)!r}), 'deu', Path({str(tmp_path)!r}), 8);"
        "[tiles.tile('light', 6, x, 24, 2) for x in range(36, 40)];"
        "print(sorted({'shapely', 'pyogrio', 'geopandas', 'matplotlib', 'scipy'} & set(sys.modules)),"
        "next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    loaded, kilobytes = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout.rsplit(
        " ", 1
    )
    assert loaded == "[]"
    assert int(kilobytes) < 150_000


def test_what_is_built_is_one_file_beside_the_gazetteer(gazetteer: Gazetteer) -> None:
    assert basemap.files(gazetteer.path) == [gazetteer.path.with_name("basemap.arrays")]
    assert all(file.exists() for file in basemap.files(gazetteer.path))


def test_the_command_line_draws_ahead_where_the_service_looks(
    gazetteer: Gazetteer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`python -m geodata tiles --zoom 0`: one tile in two themes and two scales."""
    for file in gazetteer.path.parent.iterdir():
        if file.is_file() and file.suffix != ".lock":
            (tmp_path / file.name).symlink_to(file.resolve())
    monkeypatch.setattr("geodata.gazetteer.path", lambda: tmp_path / gazetteer.path.name)
    assert main(["tiles", "--zoom", "0"]) == 0
    assert capsys.readouterr().out.strip() == str(tmp_path / "tiles")
    assert len(list((tmp_path / "tiles").rglob("*.png"))) == 4
