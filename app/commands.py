"""What an operator does: preparing the service (python -m app prepare), reading articles (flask read), publishing (flask publish)."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Never

import click
from filelock import FileLock
from flask import Flask, current_app
from flask.cli import with_appcontext
from tqdm import tqdm

from app.fetching import fetch
from app.publishing import Site, refuse_private
from app.publishing.folder import File, PublishError, check, write
from app.publishing.ground import MOST, WORLD
from app.service import SAMPLE, Service, fingerprint, program
from app.settings import Settings
from events.model import Collection, Document, State, Visibility
from events.query import Query
from events.reading import SAMPLE as ARTICLE
from events.reading import ReadingError, read
from events.storage import EventStore
from geodata.gazetteer import Gazetteer, open_gazetteer

Progress = Callable[[float, str], None]  # the share of the work that is done, of 1, and its step in words

DECIDED = (State.CONFIRMED, State.EDITED, State.REJECTED)


def init_app(app: Flask) -> None:
    app.cli.add_command(_read)
    app.cli.add_command(_publish)


def prepare(settings: Settings) -> None:
    """Builds the gazetteer, migrates the store and reads the sample, as far as that is still to be done; one process at a time."""
    gazetteer = open_gazetteer(settings.gazetteer, settings.boundary_view)
    with FileLock(settings.data_dir / "prepare.lock"):
        _prepare_sample(settings, EventStore.open(settings.store), gazetteer)


def _prepare_sample(settings: Settings, store: EventStore, gazetteer: Gazetteer) -> None:
    """Reads the sample where nobody has, or where another version of the program did; decisions about it stay."""
    stamp = settings.sample_stamp
    read_by, _, before = stamp.read_text().partition(" ") if stamp.exists() else ("", "", "")
    version = hashlib.sha256(f"{fingerprint(*program())} {gazetteer.version}".encode()).hexdigest()
    is_there = store.collection(SAMPLE) is not None
    if not is_there and read_by and store.collections(private=True):
        return  # an editor deleted it
    if is_there and read_by == version:
        return
    click.echo("Reading the sample ...", err=True)
    document = read(ARTICLE.read_bytes(), ARTICLE.name)
    if not is_there:
        store.add_collection(Collection(SAMPLE, document.title, "A short article that comes with the program.", Visibility.PUBLIC))
    keep(store, gazetteer, SAMPLE, document)
    # A text that was rewritten is another article: the old one goes, unless somebody has worked on it.
    if before != document.id and store.document(SAMPLE, before) and not store.count(SAMPLE, Query(article=(before,), state=DECIDED)):
        store.delete_document(SAMPLE, before)
    stamp.write_text(f"{version} {document.id}")


def keep(store: EventStore, gazetteer: Gazetteer, slug: str, document: Document, progress: Progress = lambda share, step: None) -> int:
    """Finds the events of a document and keeps them in a collection; how many they are."""
    from events.extraction import extract  # brings spaCy, which the web workers that import this module must not

    reading = extract(document, gazetteer, slug, progress)
    store.add(slug, reading)
    return len(reading.events)


def _sources(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> list[str | Path]:
    """Addresses as they are, all else as files that there are."""
    files = click.Path(exists=True, dir_okay=False, path_type=Path)
    return [each if re.match("https?://", each, re.IGNORECASE) else Path(files.convert(each, parameter, context)) for each in given]


@click.command("read")
@click.argument("sources", nargs=-1, required=True, metavar="FILE|ADDRESS...", callback=_sources)
@click.option("--collection", "slug", required=True, help="The collection to read into; it is made if there is none.")
@click.option("--title", help="The title of a new collection.")
@click.option("--public", is_flag=True, help="Make a new collection public.")
@with_appcontext
def _read(sources: list[str | Path], slug: str, title: str | None, public: bool) -> None:
    """Reads articles into a collection of the store: files of any kind that is read, or pages by their addresses."""
    settings: Settings = current_app.config["SETTINGS"]
    try:
        collection = Collection(slug, title or slug, visibility=Visibility.PUBLIC if public else Visibility.PRIVATE)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--collection") from None
    store, gazetteer = EventStore.open(settings.store), open_gazetteer(settings.gazetteer, settings.boundary_view)
    failed = 0
    for source in sources:
        try:
            document = _document(source, settings)
            if store.collection(slug) is None:
                store.add_collection(collection)
            with _bar(source) as tell:
                count = keep(store, gazetteer, slug, document, tell)
            click.echo(f"{source}: {count} event{'' if count == 1 else 's'}")
        except (ReadingError, OSError) as error:
            click.echo(f"{source}: {error}", err=True)
            failed += 1
    sys.exit(1 if failed else 0)


def _document(source: str | Path, settings: Settings) -> Document:
    """The article in a file or at an address. Raises ReadingError, OSError."""
    with _bar(source) as tell:
        if isinstance(source, Path):
            return read(source.read_bytes(), source.name, limit=settings.article_characters, progress=tell)
        fetched = fetch(source, settings, tell)
        return read(fetched.content, fetched.name, url=fetched.address, limit=settings.article_characters, progress=tell)


@contextmanager
def _bar(source: str | Path) -> Iterator[Progress]:
    """On a terminal, how far one part of the reading is."""
    with tqdm(total=100, desc=str(source), bar_format="{desc}: {percentage:3.0f}%{postfix}", leave=False, disable=None) as bar:

        def tell(share: float, step: str) -> None:
            bar.set_postfix_str(step, refresh=False)
            bar.update(round(100 * share) - bar.n)

        yield tell


@click.command("publish")
@click.argument("slug", metavar="COLLECTION")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--address", help="Where the folder will be found, such as https://news.example/map/; PUBLIC_URL if it is not given.")
@click.option("--tiles", default=MOST, show_default=True, type=click.IntRange(WORLD), help="At most so many tiles of each theme.")
@click.option("--private-too", is_flag=True, help="Also publish a collection that only those who may write can see.")
@with_appcontext
def _publish(slug: str, folder: Path, address: str | None, tiles: int, private_too: bool) -> None:
    """Writes a collection into a folder that any web host serves: page, embed, GeoJSON, CSV and the map under them."""
    service: Service = current_app.extensions["service"]
    collection = service.store.collection(slug)
    if collection is None:
        raise click.BadParameter(f"there is no collection “{slug}”.", param_hint="COLLECTION")
    try:
        if not private_too:
            refuse_private(collection)
        check(folder)
        address = service.settings.public_url if address is None else address
        site = Site(service, current_app.jinja_env, collection, address, tiles)
        with tqdm(total=site.drawings, desc="Drawing the map", unit=" tiles", leave=False, disable=None) as bar:
            written = write(folder, _told(site.files(), bar))
    except PublishError as error:
        raise click.ClickException(str(error)) from None
    events = f"{len(site.rows)} event{'' if len(site.rows) == 1 else 's'}"
    click.echo(f"{slug}: {events}, {written.files} files, {written.size / 1e6:.1f} MB in {folder}")


def _told(files: Iterable[File], bar: tqdm[Never]) -> Iterator[File]:
    """The files, with word of each tile once it is drawn."""
    for file in files:
        yield file
        bar.update(file.path.startswith("tiles/"))
