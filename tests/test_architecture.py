"""Arrows point one way: app -> events -> geodata; steps do not know each other."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ("app", "events", "geodata")
STEPS = ("reading", "language", "dating", "geocoding", "storage", "exports")
# What a step may take from another: types and pure arithmetic are no steps. Only the whole program lists the steps.
ALLOWED = {("dating", "language"), ("geocoding", "language"), ("exports", "storage")}
WEB = {"flask", "werkzeug", "folium", "jinja2", "gunicorn", "huey"}
NETWORK = {"socket", "ssl", "http", "urllib", "urllib3", "requests", "httpx", "aiohttp", "ftplib", "smtplib"}


def modules(layer: str) -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted((ROOT / layer).rglob("*.py")):
        yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.AST) -> Iterator[str]:
    """Full names of all that a module imports, wherever it does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def step_of(name: str) -> str | None:
    parts = name.split(".")
    return parts[1] if parts[0] == "events" and len(parts) > 1 and parts[1] in STEPS else None


@pytest.mark.parametrize(("layer", "above"), [("geodata", {"events", "app"}), ("events", {"app"})])
def test_no_layer_knows_one_above_it(layer: str, above: set[str]) -> None:
    found = [(str(path), name) for path, tree in modules(layer) for name in imports(tree) if name.split(".")[0] in above]
    assert found == []


def test_steps_do_not_know_each_other() -> None:
    found = []
    for path, tree in modules("events"):
        own = step_of(".".join(path.with_suffix("").parts))
        others = {step_of(name) for name in imports(tree)} - {None, own}
        found += [(str(path), other) for other in others if own and (own, other) not in ALLOWED]
    assert found == []


@pytest.mark.parametrize("layer", ["events", "geodata"])
def test_nothing_below_app_knows_the_web_or_the_network(layer: str) -> None:
    found = [
        (str(path), name)
        for path, tree in modules(layer)
        for name in imports(tree)
        if name.split(".")[0] in WEB | NETWORK and name not in ("urllib.parse.quote", "urllib.parse.urlsplit", "urllib.parse.unquote")
    ]
    assert found == []


def test_one_module_knows_spacy_and_one_folium() -> None:
    knowing = {"spacy": set(), "folium": set()}  # type: dict[str, set[str]]
    for layer in LAYERS:
        for path, tree in modules(layer):
            for name in {name.split(".")[0] for name in imports(tree)} & set(knowing):
                knowing[name].add(str(path))
    assert knowing["spacy"] == {"events/language.py"}
    assert all(path.startswith("app/") for path in knowing["folium"])


def test_no_import_goes_in_a_circle() -> None:
    graph = {".".join(path.with_suffix("").parts).removesuffix(".__init__"): tree for layer in LAYERS for path, tree in modules(layer)}
    arrows = {}
    for name, tree in graph.items():
        at_once = (node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom))
        arrows[name] = {_module(target, graph) for node in at_once for target in imports(node)} - {None, name}
    done: set[str] = set()

    def walk(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " -> ".join((*way, name))
        if name not in done:
            for target in sorted(str(each) for each in arrows[name]):
                walk(target, (*way, name))
            done.add(name)

    for name in sorted(graph):
        walk(name, ())


def test_a_module_that_imports_inside_a_function_says_why() -> None:
    found = []
    for layer in LAYERS:
        for path, tree in modules(layer):
            lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
            functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
            hidden = [node.lineno for function in functions for node in function.body if isinstance(node, ast.Import | ast.ImportFrom)]
            if hidden and not any("  # " in lines[number - 1] or lines[number - 2].strip().startswith("#") for number in hidden):
                found.append((str(path), hidden))
    assert found == []


def _module(name: str, graph: dict[str, ast.Module]) -> str | None:
    """The module of ours that an import names, be it the module or something in it."""
    if name in graph:
        return name
    parent = name.rpartition(".")[0]
    return parent if parent in graph else None


def test_importing_events_does_not_load_spacy_nor_the_readers_of_pages() -> None:
    code = "import sys, events; print(sorted({'spacy', 'thinc', 'trafilatura', 'py3langid', 'flask'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout == "[]\n"


def test_the_api_is_read_and_extract_and_nothing_more() -> None:
    import events

    assert events.__all__ == ["extract", "read"]


def test_data_dir_is_read_in_one_place_below_app() -> None:
    found = [str(path) for layer in ("events", "geodata") for path, tree in modules(layer) if "DATA_DIR" in ast.unparse(_code(tree))]
    assert found == ["geodata/gazetteer.py"]


def _code(tree: ast.Module) -> ast.Module:
    """The module without its docstrings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return tree


@pytest.mark.parametrize("layer", LAYERS)
def test_every_module_opens_with_one_line_that_says_what_it_does(layer: str) -> None:
    found = [str(path) for path, tree in modules(layer) if tree.body and not (ast.get_docstring(tree) or "").strip()]
    assert found == []


@pytest.mark.parametrize("layer", LAYERS)
def test_no_function_is_longer_than_sixty_lines(layer: str) -> None:
    found = [
        (str(path), node.name)
        for path, tree in modules(layer)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 60
    ]
    assert found == []
