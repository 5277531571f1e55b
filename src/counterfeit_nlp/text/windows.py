"""Long fields in windows, of which the worst counts.

Averaging over a whole text lets a seller wash a listing clean with innocent words, or bury the
telling line under them. So a field that is longer than an ordinary title is cut into overlapping
windows of an ordinary title's length, and it counts as much as its most suspect window: what is
added elsewhere changes nothing about that window. No window is left out. Measured on real
listings (see docs/design.md): with whole fields 150 added words wash every replica listing clean,
with windows nine in ten stay found.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

__all__ = ["STEP", "WHOLE", "WINDOW", "Windows", "cut_windows", "windows_of"]

# In words; see :func:`counterfeit_nlp.text.chunks.analyse` for what counts as one
WINDOW = 12
STEP = 6
WHOLE = 24  # a field of up to so many is read as a whole


class Windows(NamedTuple):
    """Windows of many fields, in order; shape (n,) each.

    Attributes
    ----------
    begin, end
        Its chunks [begin, end), counted over all fields; both rise (not strictly).
    field
        What it is a window of.
    """

    begin: np.ndarray
    end: np.ndarray
    field: np.ndarray

    def at(self, chosen: np.ndarray) -> Windows:
        """Some of them, by number or by mask."""
        return Windows(*(one[chosen] for one in self))


def windows_of(field: np.ndarray, words: np.ndarray) -> Windows:
    """Cut the fields of a batch into windows of whole chunks.

    Parameters
    ----------
    field
        Shape (n_chunks,): which field each chunk belongs to, rising.
    words
        Shape (n_chunks,): words in each chunk.

    Returns
    -------
    Windows
        A field without chunks has none; every chunk is in one window at least.
    """
    if not len(field):
        nothing = np.zeros(0, dtype=np.int64)
        return Windows(nothing, nothing, nothing)
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
    base = np.repeat(np.cumsum(windows) - windows, sizes)
    n = int(windows.sum())
    # chunks go on rising through the windows, so a window is a stretch of them
    begin = np.cumsum(np.bincount(base + last + 1, minlength=n + 1))[:n]
    end = np.cumsum(np.bincount(base + first, minlength=n))
    found = Windows(begin, end, np.repeat(field[starts], windows))
    # a chunk of many words may leave windows empty
    return found.at(np.flatnonzero(begin < end))


def cut_windows(field: np.ndarray, words: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The windows of :func:`windows_of`, chunk by chunk.

    Returns
    -------
    tuple of numpy.ndarray
        For each chunk of each window, windows in order and chunks in order within them: the
        number of the chunk and the number of the window; and for each window its field.
    """
    windows = windows_of(field, words)
    sizes = windows.end - windows.begin
    window = np.repeat(np.arange(len(sizes)), sizes)
    chunk = np.arange(len(window)) + np.repeat(windows.begin - (np.cumsum(sizes) - sizes), sizes)
    return chunk, window, windows.field
