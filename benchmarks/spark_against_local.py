"""What a listing costs on Spark and without it: seconds, CPU and memory of all processes.

::

    python benchmarks/spark_against_local.py LISTINGS.parquet --model MODEL [--cores 2] [--json OUT]

Scores the same file by the command line, on this machine with one process and on Spark's
``local[CORES]``, and adds up what Linux tells of every process of each run. Needs the extra
``spark`` and Java; seconds mean nothing while the machine does anything else.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def processes(session: int) -> dict[int, tuple[str, float, int]]:
    """Of a session's processes: what each is, its CPU seconds and the most memory it held (MiB)."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text()
            name = stat[stat.index("(") + 1 : stat.rindex(")")]
            fields = stat[stat.rindex(")") + 2 :].split()
            if int(fields[3]) != session:
                continue
            status = (entry / "status").read_text()
        except (OSError, ValueError):
            continue  # it ended meanwhile
        peak = next((line for line in status.splitlines() if line.startswith("VmHWM")), "VmHWM: 0")
        cpu = (int(fields[11]) + int(fields[12])) / TICKS
        found[int(entry.name)] = name, cpu, int(peak.split()[1]) // 1024
    return found


def measured(words: list[str]) -> dict[str, object]:
    """Run the command; a process that lives less than a quarter of a second is not seen."""
    start = time.monotonic()
    run = subprocess.Popen(
        [sys.executable, "-m", "counterfeit_nlp", *words], start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    met: dict[int, tuple[str, float, int]] = {}
    while run.poll() is None:
        for pid, (name, cpu, peak) in processes(run.pid).items():
            # one that has ended, and is not yet taken note of, holds nothing any more
            met[pid] = name, cpu, max(peak, met[pid][2] if pid in met else 0)
        time.sleep(0.25)
    seconds = time.monotonic() - start
    if run.returncode:
        sys.exit(run.stderr.read().decode() if run.stderr else "it failed")
    pythons = sorted((peak for name, _, peak in met.values() if name != "java"), reverse=True)
    return {
        "seconds": round(seconds, 1),
        "cpu": round(sum(cpu for _, cpu, _ in met.values()), 1),
        "cpu_java": round(sum(cpu for name, cpu, _ in met.values() if name == "java"), 1),
        "peak_mib_java": max((peak for name, _, peak in met.values() if name == "java"), default=0),
        "peak_mib_python": [peak for peak in pythons if peak > 200],
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("listings")
    parser.add_argument("--model", required=True)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--json", metavar="OUT")
    asked = parser.parse_args()
    told: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as folder:
        call = ["score", asked.listings, "--model", asked.model, "--rejects", f"{folder}/bad.csv"]
        spark = ["--engine", "spark", "--spark-conf", f"spark.master=local[{asked.cores}]"]
        told["local"] = measured([*call, "--out", f"{folder}/local/"])
        print("local, 1 process:", told["local"], flush=True)
        told["spark"] = measured([*call, *spark, "--out", f"{folder}/spark/"])
        print(f"Spark local[{asked.cores}]:", told["spark"], flush=True)
        rows = json.loads(Path(folder, "spark", "_manifest.json").read_text())["rows_in"]
    told["rows"] = rows
    if asked.json:
        Path(asked.json).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
