"""The layers of docs/design.md, read from the source with ``ast``; nothing is imported.

Each rule is a function from a package folder to a list of complaints. It is used twice: on our
package, where it must find nothing, and on a made-up package that breaks exactly that rule, where
it must find it, so that a rule that can't fail doesn't hide here.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PACKAGE = "counterfeit_nlp"
SOURCE = Path(__file__).resolve().parents[1] / "src" / PACKAGE

# Imports point to a lower floor only. A room is a folder or a file of the package.
FLOORS = {
    "errors": -1,  # the ground: every room may raise
    "schema": 0,
    "curated": 1,
    "tables": 1,
    "text": 1,
    "attacks": 2,
    "brands": 2,
    "cues": 2,
    "duplicates": 2,
    "labels": 2,
    "names": 2,
    "showing": 2,
    "features": 3,
    "hard_cases": 3,
    "sellers": 3,
    "evaluate": 4,
    "model": 4,
    "drift": 5,
    "review": 5,
    "rights": 5,
    "scoring": 5,
    "simulate": 5,
    "track": 5,
    "api": 6,
    "mlflow_model": 6,
    "serving": 7,
    "cli": 8,
    "__main__": 9,
}
# Libraries with one home: the files (relative to the package, posix) that may import them.
HOMES: dict[str, Callable[[str], bool]] = {
    "fastapi": lambda path: path.startswith("serving/"),
    "mlflow": lambda path: path in {"track.py", "mlflow_model.py"} or path.startswith("track/"),
    "prometheus_client": lambda path: path.startswith("serving/"),
    "pyspark": lambda path: path.rsplit("/", 1)[-1] == "spark.py",
    "spacy": lambda path: path.startswith(("text/", "brands/", "cues/")),
    "starlette": lambda path: path.startswith("serving/"),
    "uvicorn": lambda path: path.startswith("serving/"),
}
# Scoring starts in seconds and opens no pickle: what it imports at start must not bring these.
SCORING = ("scoring/", "model/artefact.py", "text/", "tables/", "schema/")
NOT_WHILE_SCORING = {"joblib", "mlflow", "sklearn"}
# `--help` answers at once: the commands import these inside functions.
HEAVY = {
    "dvc", "fastapi", "jieba", "joblib", "matplotlib", "mlflow", "numpy", "pandas",
    "prometheus_client", "pyarrow", "scipy", "sklearn", "spacy", "starlette", "uvicorn",
}  # fmt: skip
# Names that say nothing about what is inside.
SHAPELESS = {"util", "utils", "helper", "helpers", "common", "misc", "tools", "stuff"}


@dataclass(frozen=True)
class Import:
    """One imported name: the absolute module, where, and whether it runs when the file loads."""

    module: str
    name: str | None
    line: int
    at_load: bool


def _files(package: Path) -> list[Path]:
    return sorted(path for path in package.rglob("*.py") if "__pycache__" not in path.parts)


def _parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def _module_name(package: Path, path: Path) -> str:
    parts = [PACKAGE, *path.relative_to(package).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _is_type_checking(node: ast.AST) -> bool:
    if not isinstance(node, ast.If):
        return False
    test = node.test
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


@functools.cache
def _imports(package: Path, path: Path) -> list[Import]:
    """Every import of a file, relative ones made absolute."""
    here = _module_name(package, path).split(".")
    parent = here if path.name == "__init__.py" else here[:-1]
    found: list[Import] = []

    def visit(node: ast.AST, at_load: bool) -> None:
        if isinstance(node, ast.Import):
            found.extend(Import(alias.name, None, node.lineno, at_load) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = parent[: len(parent) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found.extend(Import(module, alias.name, node.lineno, at_load) for alias in node.names)
        elif (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == PACKAGE
        ):  # `import counterfeit_nlp` and then a name of it
            found.append(Import(PACKAGE, node.attr, node.lineno, at_load))
        inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        if _is_type_checking(node):
            assert isinstance(node, ast.If)
            for child in node.body:
                visit(child, False)
            for child in node.orelse:
                visit(child, at_load)
            return
        for child in ast.iter_child_nodes(node):
            visit(child, at_load and not inside)

    visit(_parse(path), True)
    return found


def _room(module: str, name: str | None) -> str | None:
    """The room an absolute import leads to; None for other packages, "" for the package itself."""
    parts = module.split(".")
    if parts[0] != PACKAGE:
        return None
    if len(parts) > 1:
        return parts[1]
    return name if name in FLOORS else ""


def _own_room(package: Path, path: Path) -> str:
    relative = path.relative_to(package)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


def _where(package: Path, path: Path, line: int) -> str:
    return f"{path.relative_to(package).as_posix()}:{line}"


def rooms_have_a_floor(package: Path) -> list[str]:
    return [
        f"{path.relative_to(package).as_posix()}: room '{_own_room(package, path)}' has no floor"
        for path in _files(package)
        if _own_room(package, path) not in {*FLOORS, "__init__"}
    ]


def imports_point_down(package: Path) -> list[str]:
    complaints = []
    for path in _files(package):
        own = _own_room(package, path)
        if own not in FLOORS:  # the package's own __init__ hands out names from any floor
            continue
        for found in _imports(package, path):
            room = _room(found.module, found.name)
            if room is None or room == own or (room == "" and found.name in {None, "__version__"}):
                continue
            if room not in FLOORS:
                complaints.append(
                    f"{_where(package, path, found.line)}: '{own}' imports the package itself "
                    f"({found.module}.{found.name}); import the room"
                )
            elif FLOORS[room] >= FLOORS[own]:
                complaints.append(
                    f"{_where(package, path, found.line)}: '{own}' (floor {FLOORS[own]}) imports "
                    f"'{room}' (floor {FLOORS[room]})"
                )
    return complaints


def libraries_stay_at_home(package: Path) -> list[str]:
    return [
        f"{_where(package, path, found.line)}: imports {library}"
        for path in _files(package)
        for found in _imports(package, path)
        for library in [found.module.split(".")[0]]
        if library in HOMES and not HOMES[library](path.relative_to(package).as_posix())
    ]


def _own_modules(found: Import, modules: dict[str, Path]) -> Iterator[str]:
    """Modules of ours that an import runs: the one named and every package above it."""
    names = [found.module, f"{found.module}.{found.name}" if found.name else ""]
    for name in names:
        parts = name.split(".")
        for end in range(1, len(parts) + 1):
            if ".".join(parts[:end]) in modules:
                yield ".".join(parts[:end])


def _reached_at_load(package: Path, starts: list[Path], banned: set[str]) -> list[str]:
    """Complain about each banned library that loading a start file imports, through any chain."""
    modules = {_module_name(package, path): path for path in _files(package)}
    complaints = []
    for start in starts:
        first = _module_name(package, start)
        ancestors = [".".join(first.split(".")[:end]) for end in range(1, first.count(".") + 1)]
        chains = {name: [name] for name in [*ancestors, first] if name in modules}
        queue = list(chains)
        while queue:
            name = queue.pop()
            for found in _imports(package, modules[name]):
                if not found.at_load:
                    continue
                library = found.module.split(".")[0]
                if library in banned:
                    chain = " -> ".join([*chains[name], library])
                    complaints.append(f"{_where(package, modules[name], found.line)}: {chain}")
                for target in _own_modules(found, modules):
                    if target not in chains:
                        chains[target] = [*chains[name], target]
                        queue.append(target)
    return sorted(set(complaints))


def scoring_loads_no_training_library(package: Path) -> list[str]:
    starts = [
        path for path in _files(package) if path.relative_to(package).as_posix().startswith(SCORING)
    ]
    return _reached_at_load(package, starts, NOT_WHILE_SCORING)


def commands_load_nothing_heavy(package: Path) -> list[str]:
    starts = [path for path in _files(package) if _own_room(package, path) in {"cli", "__main__"}]
    return _reached_at_load(package, starts, HEAVY)


def package_loads_nothing_heavy(package: Path) -> list[str]:
    return _reached_at_load(package, [package / "__init__.py"], HEAVY)


def modules_have_a_docstring(package: Path) -> list[str]:
    return [
        f"{path.relative_to(package).as_posix()}: no docstring"
        for path in _files(package)
        if not (ast.get_docstring(_parse(path)) or "").strip()
    ]


def _assigned_names(node: ast.stmt) -> set[str]:
    targets = (
        node.targets
        if isinstance(node, ast.Assign)
        else [node.target]
        if isinstance(node, ast.AnnAssign)
        else []
    )
    names: set[str] = set()
    for target in targets:
        inner = target.elts if isinstance(target, ast.Tuple) else [target]
        names |= {name.id for name in inner if isinstance(name, ast.Name)}
    return names


def modules_say_what_they_export(package: Path) -> list[str]:
    """``__all__`` is there, and names only what exists."""
    complaints = []
    for path in _files(package):
        where = path.relative_to(package).as_posix()
        tree = _parse(path)
        exported: list[str] | None = None
        for node in tree.body:
            if "__all__" in _assigned_names(node):
                assert isinstance(node, ast.Assign | ast.AnnAssign)
                assert node.value is not None
                exported = list(ast.literal_eval(node.value))
        if exported is None:
            complaints.append(f"{where}: no __all__")
            continue
        defined: set[str] = set()
        for inner in ast.walk(tree):
            if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                defined.add(inner.name)
            elif isinstance(inner, ast.Import | ast.ImportFrom):
                defined |= {alias.asname or alias.name.split(".")[0] for alias in inner.names}
            elif isinstance(inner, ast.Assign | ast.AnnAssign):
                defined |= _assigned_names(inner)
        lazy = "__getattr__" in defined
        complaints += [
            f"{where}: __all__ names '{name}', which is not defined"
            for name in exported
            if name not in defined and not lazy
        ]
    return complaints


def files_are_named_by_idea(package: Path) -> list[str]:
    return [
        f"{path.relative_to(package).as_posix()}: the name says nothing"
        for path in sorted(package.rglob("*"))
        if path.stem.strip("_").lower() in SHAPELESS
    ]


Rule = Callable[[Path], list[str]]
RULES: list[Rule] = [
    rooms_have_a_floor,
    imports_point_down,
    libraries_stay_at_home,
    scoring_loads_no_training_library,
    commands_load_nothing_heavy,
    package_loads_nothing_heavy,
    modules_have_a_docstring,
    modules_say_what_they_export,
    files_are_named_by_idea,
]

DOC = '"""Doc."""\n__all__ = []\n'
# Each entry: the rule, the files that break it, and what the complaint must name.
BROKEN: list[tuple[Rule, dict[str, str], str]] = [
    (rooms_have_a_floor, {"attic/box.py": DOC}, "attic"),
    (imports_point_down, {"text/a.py": DOC + "import counterfeit_nlp.model.fit\n"}, "'model'"),
    (imports_point_down, {"text/a.py": DOC + "from ..scoring import frame\n"}, "'scoring'"),
    (imports_point_down, {"tables/a.py": DOC + "from counterfeit_nlp import text\n"}, "'text'"),
    (imports_point_down, {"model/a.py": DOC + "from ..evaluate.metrics import x\n"}, "'evaluate'"),
    (
        imports_point_down,
        {"track.py": DOC + "def f():\n    from .scoring import frame\n"},
        "'scoring'",
    ),
    (imports_point_down, {"scoring/a.py": DOC + "from counterfeit_nlp import load\n"}, "itself"),
    (
        imports_point_down,
        {"text/a.py": DOC + "import counterfeit_nlp\ncounterfeit_nlp.api.load()"},
        "'api'",
    ),
    (libraries_stay_at_home, {"cli/a.py": DOC + "def f():\n    import mlflow\n"}, "mlflow"),
    (libraries_stay_at_home, {"model/a.py": DOC + "from spacy.lang.en import English\n"}, "spacy"),
    (libraries_stay_at_home, {"scoring/local.py": DOC + "import pyspark.sql\n"}, "pyspark"),
    (scoring_loads_no_training_library, {"scoring/a.py": DOC + "import sklearn.svm\n"}, "sklearn"),
    (scoring_loads_no_training_library, {"model/artefact.py": DOC + "import joblib\n"}, "joblib"),
    (
        scoring_loads_no_training_library,
        {
            "scoring/a.py": DOC + "from counterfeit_nlp.features import price\n",
            "features/__init__.py": DOC,
            "features/price.py": DOC + "from .columns import x\n",
            "features/columns.py": DOC
            + "try:\n    import sklearn\nexcept ImportError:\n    raise\n",
        },
        "counterfeit_nlp.features.price -> counterfeit_nlp.features.columns -> sklearn",
    ),
    (
        scoring_loads_no_training_library,  # a package's __init__ runs before its modules
        {"scoring/__init__.py": DOC + "import sklearn\n", "scoring/a.py": DOC},
        "scoring/__init__.py",
    ),
    (commands_load_nothing_heavy, {"cli/score.py": DOC + "import pandas as pd\n"}, "pandas"),
    (
        commands_load_nothing_heavy,
        {
            "cli/score.py": DOC + "from ..schema import listing\n",
            "schema/__init__.py": DOC,
            "schema/listing.py": DOC + "import pyarrow as pa\n",
        },
        "pyarrow",
    ),
    (
        package_loads_nothing_heavy,
        {"__init__.py": DOC + "from .api import f\n", "api.py": DOC + "import numpy\n"},
        "numpy",
    ),
    (modules_have_a_docstring, {"text/a.py": "__all__ = []\n"}, "text/a.py"),
    (modules_say_what_they_export, {"text/a.py": '"""Doc."""\n'}, "no __all__"),
    (modules_say_what_they_export, {"text/a.py": '"""Doc."""\n__all__ = ["gone"]\n'}, "'gone'"),
    (files_are_named_by_idea, {"text/utils.py": DOC}, "text/utils.py"),
    (files_are_named_by_idea, {"helpers/unicode.py": DOC}, "helpers"),
]
# What looks like a breach and is none.
SOUND: dict[str, str] = {
    "__init__.py": '"""Doc."""\n__all__ = ["load"]\n'
    "def __getattr__(name):\n    from .api import f\n",
    "errors.py": DOC,
    "schema/__init__.py": DOC + "from ..errors import X\nA, B = 1, 2\n__all__ = ['A', 'B']\n",
    "text/__init__.py": DOC + "import spacy\nfrom ..errors import X\nfrom . import sibling\n",
    "text/sibling.py": DOC + "from counterfeit_nlp import __version__\n",
    "tables/__init__.py": DOC + "import counterfeit_nlp\nversion = counterfeit_nlp.__version__\n",
    "features/__init__.py": DOC,
    "features/columns.py": DOC + "import sklearn\n",
    "model/__init__.py": DOC,
    "model/artefact.py": DOC + "def pipeline():\n    import joblib\n",
    "model/fit.py": DOC + "import sklearn\nfrom counterfeit_nlp.features import columns\n",
    "scoring/__init__.py": DOC + "from counterfeit_nlp import model\nfrom ..text import sibling\n",
    "api.py": DOC + "import numpy\nfrom .scoring import frame\n",
    "cli/__init__.py": DOC + "def main():\n    import pandas\n    from ..scoring import frame\n",
    "cli/score.py": DOC + "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import numpy\n",
    "track.py": DOC + "import mlflow\n",
    "__main__.py": DOC + "from .cli import main\n",
}


def _write(folder: Path, files: dict[str, str]) -> Path:
    package = folder / PACKAGE
    for name, text in files.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return package


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_our_package_keeps_the_rule(rule: Rule) -> None:
    assert len(_files(SOURCE)) > 1
    assert rule(SOURCE) == []


@pytest.mark.parametrize(
    ("rule", "files", "named"),
    [pytest.param(*case, id=f"{case[0].__name__}-{n}") for n, case in enumerate(BROKEN)],
)
def test_each_rule_can_fail(tmp_path: Path, rule: Rule, files: dict[str, str], named: str) -> None:
    package = _write(tmp_path, {"__init__.py": DOC, **files})
    complaints = rule(package)
    assert complaints
    assert named in complaints[0]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_sound_package_passes(tmp_path: Path, rule: Rule) -> None:
    assert rule(_write(tmp_path, SOUND)) == []


def test_every_rule_has_a_broken_example() -> None:
    assert {rule for rule, _, _ in BROKEN} == set(RULES)
