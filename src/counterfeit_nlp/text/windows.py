"""Long fields in windows, of which the worst counts.

Averaging over a whole text lets a seller wash a listing clean with innocent words, or bury the
telling line under them. So a field that is longer than an ordinary title is cut into overlapping
windows of an ordinary title's length, and it counts as much as its most suspect window: what is
added elsewhere changes nothing about that window. No window is left out. Measured on real
listings (see docs/design.md): with whole fields 150 added words wash every replica listing clean,
with windows nine in ten stay found.
"""

from __future__ import annotations

import numpy as np

__all__ = ["STEP", "WHOLE", "WINDOW", "cut_windows"]

# In words; see :func:`counterfeit_nlp.text.chunks.analyse` for what counts as one
WINDOW = 12
STEP = 6
WHOLE = 24  # a field of up to so many is read as a whole


def cut_windows(field: np.ndarray, words: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cut the fields of a batch into windows of whole chunks.

    Parameters
    ----------
    field
        Shape (n_chunks,): which field each chunk belongs to, rising.
    words
        Shape (n_chunks,): words in each chunk.

    Returns
    -------
    tuple of numpy.ndarray
        For each chunk of each window, windows in order and chunks in order within them: the
        number of the chunk and the number of the window; and for each window its field. A field
        without chunks has no window; every chunk is in one window at least.
    """
    if not len(field):
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, nothing
    starts = np.flatnonzero(np.diff(field, prepend=field[0] - 1))
    sizes = np.diff(starts, append=len(field))
    before = np.cumsum(words) - words
    total = np.add.reduceat(words, starts)
    windows = np.where(total > WHOLE, -(-(total - WINDOW) // STEP) + 1, 1)
    place = before - np.repeat(before[starts], sizes)
    last_of_field = np.repeat(windows - 1, sizes)
    # a chunk is in every window that its first word is in
    last = np.minimum(place // STEP, last_of_field)
    first = np.maximum((place - WINDOW) // STEP + 1, 0)
    first = np.minimum(np.where(last_of_field == 0, 0, first), last)
    copies = last - first + 1
    chunk = np.repeat(np.arange(len(field)), copies)
    nth = np.arange(len(chunk)) - np.repeat(np.cumsum(copies) - copies, copies)
    base = np.repeat(np.cumsum(windows) - windows, sizes)
    window = (base + first)[chunk] + nth
    order = np.argsort(window, kind="stable")
    chunk, window = chunk[order], window[order]
    # a chunk of many words may leave windows empty: number those that are not
    kept, number = np.unique(window, return_inverse=True)
    of_window = np.repeat(field[starts], windows)
    return chunk, number, of_window[kept]
