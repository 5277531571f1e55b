"""What the documents say exists: commands with their options, make targets, links, columns.

Checks what is written in code blocks and in `code` in running text. Nothing is executed.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "data/*.md", "models/*.md", "benchmarks/*.md")
    for path in ROOT.glob(pattern)
)
COLUMN_PAGE = ROOT / "docs" / "data-contracts.md"
METRIC_PAGE = ROOT / "docs" / "metrics.md"

_FENCE = re.compile(r"^[ \t]*(```+|~~~+)[ \t]*(\w*)[^\n]*\n(.*?)^[ \t]*\1[ \t]*$", re.M | re.S)
_INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
_HTML_LINK = re.compile(r"<(?:a|img)\b[^>]*?\b(?:href|src)=[\"']([^\"']+)[\"']")
_SHELLS = {"", "sh", "bash", "shell", "console", "text"}
_PLACEHOLDERS = {"...", "…", "[...]", "[…]"}


@dataclass(frozen=True)
class Line:
    """A command line of a document."""

    page: str
    text: str


def _commands(text: str) -> Iterator[str]:
    """Command lines in the code blocks and inline code of a page, without prompts."""
    for _, language, body in _FENCE.findall(text):
        if language.lower() not in _SHELLS:
            continue
        for line in re.sub(r"\\\n\s*", " ", body).splitlines():
            yield re.sub(r"^\s*(\$|%|>)\s+", "", line).strip()
    yield from _INLINE.findall(_FENCE.sub("", text))


def _split(line: str) -> list[list[str]]:
    """The simple commands of a line: words without comments, cut at pipes and the like."""
    try:
        lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        words = list(lexer)
    except ValueError:  # an apostrophe in an explanation: not a command
        return []
    parts: list[list[str]] = [[]]
    for word in words:
        if word in {"|", "||", "&&", ";", "&", ">", ">>", "<", "(", ")"}:
            parts.append([])
        else:
            parts[-1].append(word)
    return [part for part in parts if part]


def our_arguments(words: list[str]) -> list[str] | None:
    """The arguments if the words call our command line, else None."""
    while words and re.fullmatch(r"[A-Z_][A-Z0-9_]*=.*", words[0]):
        words = words[1:]
    if words and words[0].rsplit("/", 1)[-1] == "counterfeit-nlp":
        return words[1:]
    if len(words) > 2 and "python" in words[0] and words[1:3] == ["-m", "counterfeit_nlp"]:
        return words[3:]
    return None


def _options(command: Any) -> dict[str, bool]:
    """Option names of a command and whether each takes a value."""
    found = {"--help": False, "-h": False}
    for parameter in command.params:
        if parameter.param_type_name == "option":
            takes = not (getattr(parameter, "is_flag", False) or getattr(parameter, "count", False))
            for name in (*parameter.opts, *parameter.secondary_opts):
                found[name] = takes
    return found


def complaint(group: Any, arguments: list[str]) -> str | None:
    """Why a documented call can't be right, or None."""
    command, name = group, "counterfeit-nlp"
    positional = 0
    words = iter(arguments)
    for word in words:
        if word in _PLACEHOLDERS:
            continue
        if word.startswith("-") and word != "-":
            option, equals, _ = word.partition("=")
            known = _options(command)
            if option not in known:
                return f"{name} has no option {option}; it has {', '.join(sorted(known))}"
            if option in {"--help", "-h"}:
                return None
            if known[option] and not equals and next(words, None) is None:
                return f"{name} {option} lacks its value"
        elif hasattr(command, "commands"):
            if word not in command.commands:
                return f"no command '{word}'; there are {', '.join(sorted(command.commands))}"
            command, name = command.commands[word], f"{name} {word}"
        else:
            positional += 1
    places = [p for p in command.params if p.param_type_name == "argument"]
    if positional > len(places) and all(p.nargs != -1 for p in places):
        return f"{name} takes {len(places)} arguments, not {positional}"
    return None


@pytest.fixture(scope="module")
def group() -> Any:
    from counterfeit_nlp.cli import app

    return typer.main.get_command(app)


def _pages(*, calls: bool) -> list[Any]:
    found = []
    for path in PAGES:
        name = path.relative_to(ROOT).as_posix()
        for text in _commands(path.read_text(encoding="utf-8")):
            for words in _split(text):
                ours = our_arguments(words)
                if calls and ours:
                    found.append(pytest.param(ours, id=f"{name}: {' '.join(words)[:80]}"))
                elif not calls and words[0] == "make" and len(words) > 1:
                    found.append(pytest.param(words[1:], id=f"{name}: {' '.join(words)[:80]}"))
    return found


@pytest.mark.parametrize("arguments", _pages(calls=True))
def test_documented_commands_exist_with_those_options(group: Any, arguments: list[str]) -> None:
    assert complaint(group, arguments) is None


def test_every_command_is_documented(group: Any) -> None:
    documented = {
        words[0]
        for case in _pages(calls=True)
        for words in [[w for w in case.values[0] if not w.startswith("-")]]
        if words
    }
    hidden = {name for name, command in group.commands.items() if command.hidden}
    assert set(group.commands) - hidden - documented == set()


def _targets() -> set[str]:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):", text, re.M))


@pytest.mark.parametrize("words", _pages(calls=False))
def test_documented_make_targets_exist(words: list[str]) -> None:
    named = {w for w in words if re.fullmatch(r"[a-z][a-z-]*", w)}
    assert named <= _targets()


def _anchors(text: str) -> set[str]:
    """The anchors GitHub gives to the headings of a page."""
    without = _FENCE.sub("", text)
    return {
        re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")
        for title in re.findall(r"^#+\s+(.+?)\s*#*$", without, re.M)
    }


def broken_links(page: Path) -> list[str]:
    """Relative links of a page that lead nowhere."""
    text = page.read_text(encoding="utf-8")
    outside = _INLINE.sub("", _FENCE.sub("", text))
    broken = []
    for link in [*_LINK.findall(outside), *_HTML_LINK.findall(outside)]:
        if re.match(r"[a-z][a-z0-9+.-]*:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists():
            broken.append(link)
            continue
        headings = _anchors(target.read_text("utf-8")) if target.suffix == ".md" else {anchor}
        if anchor and anchor not in headings:
            broken.append(link)
    return broken


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_relative_links_lead_somewhere(page: Path) -> None:
    assert broken_links(page) == []


def _rows(page: Path, heading: str) -> list[str]:
    """First cells, in `code`, of the table rows under a heading."""
    section = page.read_text(encoding="utf-8").split(f"\n## {heading}\n", 1)[1]
    return re.findall(r"^\| `([^`]+)` \|", section.split("\n## ", 1)[0], re.M)


def test_the_contract_page_names_every_column_in_order() -> None:
    from counterfeit_nlp.schema.listing import LABEL_COLUMNS, LISTING_COLUMNS
    from counterfeit_nlp.schema.prediction import PREDICTION_SCHEMA, REASON_TYPE
    from counterfeit_nlp.schema.reject import REJECT_SCHEMA

    assert _rows(COLUMN_PAGE, "Listing") == list(LISTING_COLUMNS)
    assert _rows(COLUMN_PAGE, "Label columns") == list(LABEL_COLUMNS)
    reason = [REASON_TYPE.field(n).name for n in range(REASON_TYPE.num_fields)]
    assert _rows(COLUMN_PAGE, "Prediction") == PREDICTION_SCHEMA.names
    assert _rows(COLUMN_PAGE, "Reason") == reason
    assert _rows(COLUMN_PAGE, "Reject") == REJECT_SCHEMA.names


def test_the_contract_page_names_every_key_of_a_manifest(tmp_path: Path, model_dir: Path) -> None:
    import json

    from counterfeit_nlp import api
    from counterfeit_nlp.scoring.local import score_file

    (tmp_path / "in.csv").write_text("listing_id,title\n1,bag\n")
    score_file(tmp_path / "in.csv", api.load(model_dir), f"{tmp_path}/out/")
    manifest = json.loads((tmp_path / "out" / "_manifest.json").read_text())
    assert _rows(COLUMN_PAGE, "Manifest") == list(manifest)


def test_the_metrics_page_names_every_metric() -> None:
    from counterfeit_nlp.evaluate import calibration, intervals, metrics

    text = METRIC_PAGE.read_text(encoding="utf-8")
    names = {
        name
        for module in (metrics, calibration, intervals)
        for name in module.__all__
        if name.islower() and callable(getattr(module, name))
    }
    plumbing = {"bin_numbers", "cluster_codes", "interval", "replicates"}
    plumbing |= {"ranking_figures", "threshold_figures"}  # several of the metrics at once
    assert {name for name in names - plumbing if f"`{name}`" not in text} == set()


# --- these checks can fail ---------------------------------------------------------------------


@pytest.fixture
def small() -> Any:
    app = typer.Typer()

    @app.command()
    def score(
        listings: str,
        out: Annotated[str, typer.Option("--out", "-o")] = "",
        json: Annotated[bool, typer.Option("--json")] = False,
    ) -> None: ...

    @app.command()
    def models() -> None: ...

    return typer.main.get_command(app)


@pytest.mark.parametrize(
    "line",
    [
        "counterfeit-nlp score a.csv --out b.csv --json",
        "$ .venv/bin/counterfeit-nlp score - --out=b.csv | head  # a comment",
        "python -m counterfeit_nlp models --help",
        "X=1 counterfeit-nlp score a.csv -o b.csv && counterfeit-nlp models",
        "counterfeit-nlp score …",
    ],
)
def test_sound_calls_pass(small: Any, line: str) -> None:
    (text,) = _commands(f"```console\n{line}\n```\n")
    calls = [ours for words in _split(text) if (ours := our_arguments(words)) is not None]
    assert calls
    assert [complaint(small, ours) for ours in calls] == [None] * len(calls)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("counterfeit-nlp scoer a.csv", "no command 'scoer'"),
        ("counterfeit-nlp score a.csv --outt b", "no option --outt"),
        ("counterfeit-nlp score a.csv --out", "lacks its value"),
        ("counterfeit-nlp score a.csv b.csv", "takes 1 arguments, not 2"),
        ("counterfeit-nlp models \\\n    --all", "no option --all"),
    ],
)
def test_wrong_calls_are_found(small: Any, line: str, named: str) -> None:
    (text,) = _commands(f"Text.\n\n```sh\n{line}\n```\n")
    (words,) = _split(text)
    ours = our_arguments(words)
    assert ours is not None
    assert named in (complaint(small, ours) or "")


def test_broken_links_are_found(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text("# A *good* heading: one\n", encoding="utf-8")
    page = tmp_path / "a.md"
    page.write_text(
        "[x](b.md) [y](b.md#a-good-heading-one) [z](https://example.org/q) `[c](d.md)`\n"
        '[1](c.md) [2](b.md#gone) ![3](pic.svg) <img src="pic.png">\n',
        encoding="utf-8",
    )
    assert broken_links(page) == ["c.md", "b.md#gone", "pic.svg", "pic.png"]
