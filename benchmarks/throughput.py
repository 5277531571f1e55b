"""CPU time and memory of `counterfeit-nlp score` beside two pipelines a user would write.

    python benchmarks/throughput.py [--data DIR] [--rows N] [--memory] [--json OUT]

All three read the same Parquet file and write Parquet. Counted is the whole CPU time of the process
(user and system, imports and reading included), each pipeline at two sizes: the difference is what
one more listing costs, the rest is start-up. Runs are interleaved, medians are shown. Trust the
ratios; the times belong to the machine. Listings are simulated unless --data names a folder with
real ones (see data/README.md).
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import composed
import pandas as pd
import peer_pipelines

HERE = Path(__file__).resolve().parent
MIB = 2**20
OURS = "counterfeit-nlp score"
# one thread for everybody: waiting threads of a linear algebra library count as CPU time
ENVIRONMENT = {
    **os.environ,
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "MLFLOW_DISABLE_TELEMETRY": "true",
}


@dataclass(frozen=True)
class Run:
    """CPU seconds (user + system) and peak memory in bytes of one finished process."""

    seconds: float
    peak: int


def measure(folder: Path, *command: str) -> Run:
    """Run a module or script to its end; raises if it fails."""
    out = folder / "peak.json"
    said = folder / "messages.txt"
    with said.open("wb") as messages:
        process = subprocess.Popen(
            [sys.executable, str(HERE / "measured.py"), str(out), *command],
            env=ENVIRONMENT,
            stdout=messages,
            stderr=messages,
        )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(
            f"failed with exit code {process.returncode}: {' '.join(command)}\n"
            + said.read_text(encoding="utf-8", errors="replace")
        )
    peak = json.loads(out.read_text(encoding="utf-8"))["peak_bytes"]
    return Run(usage.ru_utime + usage.ru_stime, peak)


def cli(*command: str) -> None:
    """Run one of our commands, unmeasured."""
    done = subprocess.run(
        [sys.executable, "-m", "counterfeit_nlp", *command],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        errors="replace",
    )
    if done.returncode != 0:
        raise SystemExit(f"failed: {' '.join(command)}\n{done.stderr}")


def listings(data: Path | None, folder: Path) -> tuple[Path, pd.DataFrame]:
    """The labelled listings to train on, and what catalogues are composed of."""
    if data is None:
        cli("simulate", "--out", str(folder), "--listings", "20000", "--seed", "0")
        labelled = folder / "listings.csv.gz"
    else:
        labelled = data / "listings.csv.gz"
        if not labelled.is_file():
            raise SystemExit(f"no listings at {labelled}; see data/README.md, or leave --data out")
    frame = pd.read_csv(labelled, dtype=str, keep_default_na=False, na_values=[""])
    frame["price"] = pd.to_numeric(frame["price"], errors="coerce")
    return labelled, frame.dropna(subset=["title"])


def fit_peers(frame: pd.DataFrame, folder: Path) -> dict[str, Path]:
    """Fit and save the peers' models on the labelled English listings (at most 20,000)."""
    import joblib

    known = composed.english(frame[frame["label"].notna()])
    known = known.sample(min(len(known), 20_000), random_state=0)
    texts = (known["title"] + "\n" + known["description"].fillna("")).tolist()
    labels = known["label"].astype(int).tolist()
    kinds = ["tuned", *(["naive"] if peer_pipelines.full_pipeline_installed() else [])]
    saved = {}
    for kind in kinds:
        saved[kind] = folder / f"{kind}.joblib"
        joblib.dump(peer_pipelines.fit(kind, texts, labels), saved[kind])
    return saved


def compare(
    frame: pd.DataFrame,
    model: Path,
    peers: dict[str, Path],
    folder: Path,
    *,
    rows: int,
    repeats: int,
    note: Callable[[str], None],
) -> dict[str, Any]:
    """Measure each pipeline at two sizes, interleaved."""
    # sizes in proportion to the speed, so that each pipeline runs for seconds, not for hours
    sizes = {
        OURS: (rows // 5, rows),
        "tuned": (max(rows // 50, 1_000), max(rows // 10, 5_000)),
        "naive": (max(rows // 500, 100), max(rows // 150, 500)),
    }
    sizes = {name: size for name, size in sizes.items() if name == OURS or name in peers}
    described: dict[str, Any] = {}
    for name, (small, large) in sizes.items():
        for size in (small, large):
            note(f"composing {size:,} listings")
            described[name] = composed.write(
                folder / f"{name}-{size}.parquet".replace(" ", "-"),
                frame,
                size,
                after=small if size == large else 0,
            )

    runs: dict[str, list[tuple[Run, Run]]] = {name: [] for name in sizes}
    for repeat in range(repeats):
        for name, pair in sizes.items():
            measured = []
            for size in pair:
                note(f"repetition {repeat + 1} of {repeats}: {name}, {size:,} listings")
                source = str(folder / f"{name}-{size}.parquet".replace(" ", "-"))
                out = str(folder / "out.parquet")
                command = (
                    ["counterfeit_nlp", "score", source, "--model", str(model), "--out", out]
                    if name == OURS
                    else [
                        str(HERE / "peer_pipelines.py"),
                        name,
                        str(peers[name]),
                        source,
                        out,
                    ]
                )
                measured.append(measure(folder, *command))
            runs[name].append((measured[0], measured[1]))

    result: dict[str, Any] = {"pipelines": {}, "ratios": {}}
    for name, (small, large) in sizes.items():
        each = median((b.seconds - a.seconds) / (large - small) for a, b in runs[name])
        start = median(a.seconds for a, _ in runs[name]) - each * small
        result["pipelines"][name] = {
            "rows": [small, large],
            "microseconds_per_listing": each * 1e6,
            "listings_per_cpu_second": 1.0 / each,
            "start_seconds": start,
            "total_seconds": start + each * rows,
            "peak_mib": max(b.peak for _, b in runs[name]) / MIB,
            "characters_per_listing": described[name].characters,
            "novel_chunks_per_listing": described[name].novel_chunks,
            "novel_forms_per_listing": described[name].novel_forms,
        }
    ours = result["pipelines"][OURS]
    for name in sizes:
        if name != OURS:
            peer = result["pipelines"][name]
            result["ratios"][name] = {
                key: peer[key] / ours[key]
                for key in ("microseconds_per_listing", "total_seconds", "peak_mib")
            }
    return result


def memory(
    frame: pd.DataFrame, model: Path, folder: Path, note: Callable[[str], None]
) -> dict[str, float]:
    """Peak memory of `score` at 200,000 and 1,000,000 listings, in MiB."""
    result: dict[str, float] = {}
    for rows in (200_000, 1_000_000):
        source = folder / "memory.parquet"
        note(f"composing {rows:,} listings")
        composed.write(source, frame, rows)
        note(f"scoring {rows:,} listings")
        command = ["score", str(source), "--model", str(model), "--out", str(folder / "m.parquet")]
        run = measure(folder, "counterfeit_nlp", *command)
        result[f"peak_mib_at_{rows}"] = run.peak / MIB
        result[f"microseconds_per_listing_at_{rows}"] = run.seconds / rows * 1e6
    result["growth_mib"] = result["peak_mib_at_1000000"] - result["peak_mib_at_200000"]
    return result


def table(result: dict[str, Any]) -> str:
    """The figures as Markdown."""
    rows = result["rows"]
    lines = [
        f"## Cost of scoring, {result['date']}",
        "",
        f"Listings: {result['data']}, composed to catalogue length. "
        f"{result['repeats']} interleaved repetitions, medians; CPU time of the whole process, "
        f"one thread. {result['machine']}.",
        "",
        "| pipeline | µs per listing | listings per CPU second | start-up, s "
        f"| total at {rows:,}, s | peak MiB (at rows) | characters "
        "| new chunks per listing (of a new form) |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    names = {"naive": "full English spaCy pipeline in a loop + TF-IDF + LR", OURS: f"**{OURS}**"}
    names["tuned"] = "blank spaCy pipe + TF-IDF words and characters + LR"
    for name, row in result["pipelines"].items():
        lines.append(
            f"| {names[name]} | {row['microseconds_per_listing']:,.0f} "
            f"| {row['listings_per_cpu_second']:,.0f} | {row['start_seconds']:.1f} "
            f"| {row['total_seconds']:,.0f} | {row['peak_mib']:,.0f} ({row['rows'][1]:,}) "
            f"| {row['characters_per_listing']:.0f} | {row['novel_chunks_per_listing']:.2f} "
            f"({row['novel_forms_per_listing']:.2f}) |"
        )
    lines.append("")
    for name, ratio in result["ratios"].items():
        lines.append(
            f"- Against the {names[name]}: {ratio['microseconds_per_listing']:,.1f} × per listing, "
            f"{ratio['total_seconds']:,.1f} × in total at {rows:,} listings."
        )
    if "naive" not in result["pipelines"]:
        lines.append("- The full pipeline was left out: pip install -e '.[bench]' brings it.")
    if result["pipelines"].keys() - {OURS}:
        lines.append(f"- A peer's total at {rows:,} is start-up plus its cost per listing.")
    if found := result.get("memory"):
        lines.append(
            f"- Peak memory of `score`: {found['peak_mib_at_200000']:,.0f} MiB at 200,000 rows, "
            f"{found['peak_mib_at_1000000']:,.0f} MiB at 1,000,000 "
            f"({found['growth_mib']:+,.0f} MiB)."
        )
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Run from a shell; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, metavar="DIR", help="real listings (data/README.md)")
    parser.add_argument("--model", type=Path, help="a trained model (default: train one here)")
    parser.add_argument("--rows", type=int, default=100_000, help="listings for `score`")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--memory", action="store_true", help="also 200,000 and 1,000,000 rows")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures here too")
    options = parser.parse_args(arguments)
    if options.rows < 10_000:
        parser.error("--rows below 10,000 measures noise: one run must last for seconds")

    def note(text: str) -> None:
        if sys.stderr.isatty():
            print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory(prefix="throughput-") as name:
        folder = Path(name)
        note("making listings")
        labelled, frame = listings(options.data, folder)
        model = options.model
        if model is None:
            note("training our model")
            model = folder / "model"
            cli("train", str(labelled), "--out", str(model), "--no-track")
        note("training the peers")
        peers = fit_peers(frame, folder)
        pool = composed.english(frame)
        result: dict[str, Any] = {
            "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
            "data": "simulated" if options.data is None else "real",
            "simulated": options.data is None,
            "rows": options.rows,
            "repeats": options.repeats,
            "machine": f"{platform.machine()}, Python {platform.python_version()}",
            **compare(
                pool,
                model,
                peers,
                folder,
                rows=options.rows,
                repeats=options.repeats,
                note=note,
            ),
        }
        if options.memory:
            result["memory"] = memory(pool, model, folder, note)
    note("")
    print(table(result))
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
