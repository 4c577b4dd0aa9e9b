"""What an operator types: flask prepare, flask read."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

import events
import geodata
from app.service import SAMPLE
from app.settings import Settings
from events.model import Collection, Visibility
from events.reading import SAMPLE as ARTICLE
from events.reading import ReadingError, read
from events.storage import EventStore
from geodata.gazetteer import Gazetteer, open_gazetteer


def init_app(app: Flask) -> None:
    app.cli.add_command(_read)


def prepare(settings: Settings) -> None:
    """Builds the gazetteer, migrates the store and reads the sample, as far as that is still to be done."""
    gazetteer = open_gazetteer(settings.gazetteer)
    store = EventStore.open(settings.store)
    stamp = settings.data_dir / "sample.stamp"
    wanted = _version(gazetteer)
    known = stamp.read_text() if stamp.exists() else ""
    if store.collection(SAMPLE) is None:
        text = read(ARTICLE.read_bytes(), ARTICLE.name)
        store.add_collection(Collection(SAMPLE, text.title, "A short article that comes with the program.", Visibility.PUBLIC))
        known = ""
    if known != wanted:
        click.echo("Reading the sample ...", err=True)
        keep(store, gazetteer, SAMPLE, ARTICLE)
        stamp.write_text(wanted)


def keep(store: EventStore, gazetteer: Gazetteer, slug: str, path: Path) -> int:
    """Reads one file into a collection; the number of events found. Raises ReadingError, OSError."""
    from events.extraction import extract  # brings spaCy, which the web workers that import this module must not

    reading = extract(read(path.read_bytes(), path.name), gazetteer, slug)
    store.add(slug, reading)
    return len(reading.events)


def _version(gazetteer: Gazetteer) -> str:
    """Changes with whatever decides what is found in the sample; then it is read again, and decisions about it stay."""
    sources = [path for module in (events, geodata) for path in sorted(Path(module.__path__[0]).rglob("*")) if path.is_file()]
    texts = (path.read_bytes() for path in sources if path.suffix != ".pyc" and path.stat().st_size < 1_000_000)
    return hashlib.sha256(b"".join(texts) + gazetteer.version.encode()).hexdigest()


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
