"""Reading in the background: jobs in the store, a queue that calls for them, and the one process that reads."""

from __future__ import annotations

import faulthandler
import logging
import re
import time
from collections.abc import Callable

from filelock import FileLock
from huey import SqliteHuey
from huey.consumer import Consumer

from app.fetching import INTERNET, Network, fetch
from app.processes import die_with_parent
from app.settings import Settings
from events.model import Collection, Document
from events.reading import ReadingError, read
from events.storage import EventStore, Job, JobState, NotStored
from geodata.gazetteer import Gazetteer, open_gazetteer

log = logging.getLogger("reader")

ATTEMPTS = 2  # a job that ended its reader so often is not tried again
STEP_SECONDS = 0.1  # progress is written no more often
FETCHED, OPENED = 0.05, 0.25  # shares of a job when its source is there, and when its text is


class Queue:
    """Calls the reader to a job. The job's row in the store is the truth: a lost or doubled call does no harm."""

    def __init__(self, settings: Settings, work: Callable[[str], None] | None = None) -> None:
        self.huey = SqliteHuey("reading", filename=str(settings.data_dir / "queue.sqlite"), results=False)
        self.huey.storage.close()  # opened anew by whoever uses it: SQLite's connections must not be carried across a fork
        # Only the id travels through the queue; only the reader brings the work.
        self._call = self.huey.task(name="read")(work or _elsewhere)

    def submit(self, job: str) -> None:
        self._call(job)

    def begin(self, job: str) -> int:
        """Counts the attempts at a job, in the queue's own file, where they outlive the process."""
        attempt = int(self.huey.get(f"attempts-{job}", peek=True) or 0) + 1
        self.huey.put(f"attempts-{job}", attempt)
        return attempt

    def end(self, job: str) -> None:
        self.huey.delete(f"attempts-{job}")


def _elsewhere(job: str) -> None:
    raise RuntimeError("Only the reader process reads.")


def first_words(text: str, most: int = 80) -> str:
    """A title for an article that has none: its first line, cut between words."""
    line = " ".join(text.strip().split("\n", 1)[0].split())
    return line if len(line) <= most else line[: line.rfind(" ", most // 2, most)].rstrip(",;:–—- ") + " …"


def language_name(code: str) -> str:
    """The English name of a language by its ISO 639-1 code."""
    from pycountry import languages  # read from a file of 1 MB, for the few articles in another language

    found = languages.get(alpha_2=code)
    return re.sub(r"^Modern | \(.*\)", "", found.name) if found else code


class Reader:
    """The one process that reads: it owns the language model, and takes one job at a time."""

    def __init__(self, settings: Settings, network: Network = INTERNET) -> None:
        self.settings, self.network = settings, network
        self.store = EventStore.open(settings.store)
        self.queue = Queue(settings, self.work)
        self.gazetteer: Gazetteer = open_gazetteer(settings.gazetteer, settings.boundary_view)
        self.current = ""

    def run(self) -> None:
        # A second service over the same folder has a reader that waits, and takes over when this one ends.
        with FileLock(self.settings.data_dir / "reader.lock"):
            self.resume()
            self.queue.huey.on_startup()(_warm)
            Consumer(self.queue.huey, workers=1, periodic=False, initial_delay=0.05, max_delay=0.2).run()
            if self.current:
                self.queue.end(self.current)  # stopped in order: that was no failed attempt

    def resume(self) -> None:
        """Calls again for whatever was not finished when the last reader ended."""
        self.queue.huey.storage.flush_queue()  # not flush(): that forgets the attempts, too
        for job in self.store.unfinished():
            self.store.advance(job.id, state=JobState.WAITING)
            self.queue.submit(job.id)

    def work(self, id: str) -> None:
        """Does one job to its end; whatever goes wrong is said in its row."""
        job = self.store.job(id)
        if job is None or not self.store.claim(id):
            return
        try:
            self.current = id
            if self.queue.begin(id) > ATTEMPTS:
                raise ReadingError("Reading this article was given up: it took too long or needed too much memory. Give it in parts.")
            # Also a computation that never looks up ends here: the process is started again, and the attempt counted.
            faulthandler.dump_traceback_later(self.settings.reading_minutes * 60, exit=True)
            self._read(job)
        except ReadingError as error:
            self._fail(id, str(error))
        except NotStored:
            log.info("Job %s went with its collection.", id)
        except Exception:
            log.exception("Job %s", id)
            self._fail(id, "Something went wrong while this was read. It has been written to the log.")
        finally:
            faulthandler.cancel_dump_traceback_later()
            self.queue.end(id)
            self.current = ""

    def _read(self, job: Job) -> None:
        from events.extraction import extract  # brings spaCy: web workers import this module too

        source = self.store.source(job.id)
        if job.address and not source:
            job, source = self._fetch(job)
        tell = self._progress(job.id, FETCHED, OPENED)
        tell(0.0, "Opening the text")
        limit = self.settings.article_characters
        document = read(source, job.name, job.published, title=job.title, url=job.address, limit=limit, progress=tell)
        self.store.advance(job.id, language=document.language)
        if document.language != "en" and not job.language_ok:
            name = language_name(document.language)
            words = f"This seems to be in {name}. Only English is read well; in another language little is found, and wrongly."
            self.store.advance(job.id, state=JobState.FAILED, message=words)  # the source stays for “read anyway”
            return
        reading = extract(document, self.gazetteer, job.collection, self._progress(job.id, OPENED, 1.0))
        self.store.advance(job.id, step="Keeping the events")  # NotStored where somebody has deleted it meanwhile
        if self.store.collection(job.collection) is None:
            self.store.add_collection(new_collection(job, document))
        self.store.add(job.collection, reading)
        self.store.advance(job.id, state=JobState.DONE, progress=1.0, step="Done", document=document.id)

    def _fetch(self, job: Job) -> tuple[Job, bytes]:
        """What lies at the job's address; kept, so that no second attempt asks the site again."""
        fetched = fetch(job.address, self.settings, self._progress(job.id, 0.0, FETCHED), self.network)
        self.store.keep_source(job.id, fetched.content)
        return self.store.advance(job.id, name=fetched.name, address=fetched.address), fetched.content

    def _fail(self, id: str, message: str) -> None:
        """What will not be read is not kept."""
        self.store.advance(id, state=JobState.FAILED, message=message)
        self.store.keep_source(id, b"")

    def _progress(self, id: str, start: float, end: float) -> Callable[[float, str], None]:
        """Tells how far one part of the reading is, as a part of the whole."""
        last = 0.0

        def tell(share: float, step: str) -> None:
            nonlocal last
            if time.monotonic() - last >= STEP_SECONDS:
                last = time.monotonic()
                self.store.advance(id, progress=start + (end - start) * min(max(share, 0.0), 1.0), step=step)

        return tell


def new_collection(job: Job, document: Document) -> Collection:
    """What was given at once has a private collection of its own."""
    return Collection(job.collection, job.heading or document.title or first_words(document.text))


def _warm() -> None:
    """Loads the language model before anybody asks for it, in the thread that reads."""
    from events.language import pipeline  # brings spaCy

    pipeline()("The reader is ready.")


def run(settings: Settings) -> None:
    die_with_parent()
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    Reader(settings).run()
