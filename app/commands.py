"""What an operator does: preparing the service (python -m app prepare), and reading articles into it (flask read)."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import click
from filelock import FileLock
from flask import Flask, current_app
from flask.cli import with_appcontext

from app.service import SAMPLE, fingerprint, program
from app.settings import Settings
from events.model import Collection, State, Visibility
from events.query import Query
from events.reading import SAMPLE as ARTICLE
from events.reading import ReadingError, read
from events.storage import EventStore
from geodata.gazetteer import Gazetteer, open_gazetteer

DECIDED = (State.CONFIRMED, State.EDITED, State.REJECTED)


def init_app(app: Flask) -> None:
    app.cli.add_command(_read)


def prepare(settings: Settings) -> None:
    """Builds the gazetteer, migrates the store and reads the sample, as far as that is still to be done; one process at a time."""
    gazetteer = open_gazetteer(settings.gazetteer)
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
    keep(store, gazetteer, SAMPLE, ARTICLE)
    # A text that was rewritten is another article: the old one goes, unless somebody has worked on it.
    if before != document.id and store.document(SAMPLE, before) and not store.count(SAMPLE, Query(article=(before,), state=DECIDED)):
        store.delete_document(SAMPLE, before)
    stamp.write_text(f"{version} {document.id}")


def keep(store: EventStore, gazetteer: Gazetteer, slug: str, path: Path) -> int:
    """Reads one file into a collection; the number of events found. Raises ReadingError, OSError."""
    from events.extraction import extract  # brings spaCy, which the web workers that import this module must not

    reading = extract(read(path.read_bytes(), path.name), gazetteer, slug)
    store.add(slug, reading)
    return len(reading.events)


@click.command("read")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--collection", "slug", required=True, help="The collection to read into; it is made if there is none.")
@click.option("--title", help="The title of a new collection.")
@click.option("--public", is_flag=True, help="Make a new collection public.")
@with_appcontext
def _read(files: tuple[Path, ...], slug: str, title: str | None, public: bool) -> None:
    """Reads articles into a collection of the store."""
    settings: Settings = current_app.config["SETTINGS"]
    store = EventStore.open(settings.store)
    gazetteer = open_gazetteer(settings.gazetteer)
    try:
        if store.collection(slug) is None:
            store.add_collection(Collection(slug, title or slug, visibility=Visibility.PUBLIC if public else Visibility.PRIVATE))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--collection") from None
    failed = 0
    for path in files:
        try:
            click.echo(f"{path}: {keep(store, gazetteer, slug, path)} events")
        except (ReadingError, OSError) as error:
            click.echo(f"{path}: {error}", err=True)
            failed += 1
    sys.exit(1 if failed else 0)
