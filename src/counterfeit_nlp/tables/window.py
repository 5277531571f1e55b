"""Bytes of a stream, looked at through a window that grows when a record is longer."""

from __future__ import annotations

from counterfeit_nlp.tables.records import WINDOW_BYTES
from counterfeit_nlp.tables.source import ByteStream

__all__ = ["Buffer"]


class Buffer:
    """Bytes read ahead; ``window`` shows the next ones, ``skip`` is done with them."""

    def __init__(self, stream: ByteStream) -> None:
        self._read = stream.read
        self._bytes = b""
        self._position = 0
        self._ended = False

    def window(self, size: int) -> tuple[bytes, bool]:
        """Show the next ``size`` bytes (fewer at the end), and whether the stream ends there."""
        missing = size - (len(self._bytes) - self._position)
        if missing > 0 and not self._ended:
            pieces = [self._bytes[self._position :]]
            while missing > 0:
                piece = self._read(max(missing, 1 << 16))
                if not piece:
                    self._ended = True
                    break
                pieces.append(piece)
                missing -= len(piece)
            self._bytes = b"".join(pieces)
            self._position = 0
        stop = self._position + size
        return self._bytes[self._position : stop], self._ended and stop >= len(self._bytes)

    def skip(self, count: int) -> None:
        """Be done with the next bytes."""
        self._position += count

    def skip_line(self) -> int:
        """Skip to the next line without holding this one; return the bytes skipped."""
        skipped = 0
        while True:
            window, final = self.window(WINDOW_BYTES)
            at = min((i for i in (window.find(b"\n"), window.find(b"\r")) if i >= 0), default=-1)
            if at >= 0:
                count = at + (2 if window[at : at + 2] == b"\r\n" else 1)
                self.skip(count)
                return skipped + count
            self.skip(len(window))
            skipped += len(window)
            if final:
                return skipped
