"""Disks that are full: what was there stays as it is, and the error is one line.

    python tests/crash/full_disks.py

Disks of twenty sizes, by mounting small file systems in memory where that is permitted (as root on
Linux), else by a limit on the size of files, which fails a write in the same places.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from runs import (
    FAILED,
    Call,
    Place,
    finish,
    make_inputs,
    make_model,
    reference,
    said,
    start,
    told,
    warm,
)

OLD = b"what was there before\n"


@contextmanager
def disk(folder: Path, size: int) -> Iterator[bool]:
    """A small disk at a folder; whether it could be mounted."""
    folder.mkdir(parents=True)
    mount = shutil.which("mount")
    words = [mount or "mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    mounted = (
        bool(mount) and subprocess.run(words, capture_output=True, check=False).returncode == 0
    )
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)
        shutil.rmtree(folder)


def run(sizes: int, catalog: Path, model: Path, folder: Path, *, mount: bool) -> None:
    """Write to disks of ``sizes`` sizes, from one block to what is needed and more."""
    sources = make_inputs(catalog, folder / "in")
    scorer = warm(sources, model)
    for extension, call in (
        ("parquet", Call(sources, resume=False)),
        ("jsonl", Call(sources, resume=True)),
        ("parquet", Call(sources, folder_of_parts=True, resume=False)),
    ):
        whole = Place(folder / "whole", call, extension)
        hashes, _ = reference(whole, scorer)
        needed = sum(path.stat().st_size for path in whole.folder.rglob("*") if path.is_file())
        largest = max(path.stat().st_size for path in whole.folder.rglob("*") if path.is_file())
        shutil.rmtree(whole.folder)
        full = fitted = limited = 0
        for number in range(1, sizes + 1):
            with disk(folder / "disk", max(8192, needed * 4 * number // sizes)) as mounted:
                by_limit = None
                if not (mounted and mount):
                    # scored portions that wait are larger than the parts made of them
                    by_limit = max(1, largest * 4 * number // sizes)
                    limited += 1
                place = Place(folder / "disk", call, extension)
                if not call.folder_of_parts:
                    place.out.write_bytes(OLD)
                before = place.hashes()
                code = finish(start(place, scorer, file_size=by_limit))
                if code == 0:
                    assert place.hashes() == hashes
                    fitted += 1
                else:
                    words = said(place)
                    assert code == FAILED, words
                    assert "can't write" in words, words
                    assert "\n" not in words, words
                    after = place.hashes()
                    after.pop(place.rejects.name, None)
                    assert after == before, (words, after)
                    assert call.resume or not [
                        one for one in place.hidden() if one.endswith("part")
                    ]
                    full += 1
        assert full, "no disk was too small"
        assert fitted, "no disk was large enough"
        told(call=str(call), format=extension, full=full, fitted=fitted, by_limit=limited)


def main() -> None:
    """Read the call."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, default=20)
    parser.add_argument("--catalog", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--no-mount", action="store_true", help="limits only")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        catalog, model = options.catalog, options.model
        if model is None:
            catalog, model = make_model(folder)
        run(options.sizes, catalog, model, folder, mount=not options.no_mount)


if __name__ == "__main__":
    main()
