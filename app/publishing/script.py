"""ES modules that import each other in, one plain script out: pages opened from disk and sandboxed frames may not load modules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:const|let|class|function\*?) (\w+))", re.MULTILINE)
_OTHER = re.compile(r"^\s*(import|export)\b.*|\bimport(\(|\.meta).*", re.MULTILINE)


def joined(entries: Iterable[str], read: Callable[[str], str], instead: Mapping[str, str] = MappingProxyType({})) -> str:
    """These modules with all that they import, in the order in which a browser would run them; `read` gives a module's text.

    `instead` names modules that stand in for others, which they alone may still import. Each module becomes a function that gives back
    what it exports. Raises ValueError for forms of import and export that our modules do not use.
    """
    done: dict[str, str] = {}

    def add(name: str, way: tuple[str, ...]) -> None:
        if name in way:
            raise ValueError(f"These modules import each other: {' -> '.join((*way, name))}.")
        if name in done:
            return

        def meant(other: str) -> str:
            return other if instead.get(other) == name else instead.get(other, other)

        text = _IMPORT.sub(lambda match: f'import {{{match[1]}}} from "./{meant(match[2])}";\n', read(name))
        for match in _IMPORT.finditer(text):
            add(match[2], (*way, name))
        done[name] = _wrapped(name, text)

    for entry in entries:
        add(entry, ())
    return '"use strict";\n(() => {\nconst modules = {};\n' + "".join(done.values()) + "})();\n"


def _wrapped(name: str, text: str) -> str:
    exports = [match[1] for match in _EXPORT.finditer(text)]
    body = _EXPORT.sub("", _IMPORT.sub(_taken, text))
    if strange := _OTHER.search(body):
        raise ValueError(f"{name} cannot be joined with the others: {strange[0].strip()}")
    return f'modules["{name}"] = (() => {{\n{body.strip()}\nreturn {{ {", ".join(exports)} }};\n}})();\n'


def _taken(match: re.Match[str]) -> str:
    names = ", ".join(": ".join(part.split(" as ")) for part in map(str.strip, match[1].split(",")) if part)
    return f'const {{ {names} }} = modules["{match[2]}"];\n'
