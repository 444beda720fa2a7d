"""A QR code (ISO/IEC 18004, level M) quickly: segno, which knows them all, is asked once a size.

Codes of one size share their patterns and their mask, and adding is all that happens to what they
say: so segno's drawing of one text, less that text, is what is added to every other text. The text
with its parity, and the way its bits take through the square, are worked out here: 0.1 ms, not 2.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain, cycle, islice, pairwise, zip_longest
from operator import itemgetter

from assistant.values import dataclass

_PARITY = (
    *((10, 1), (16, 1), (26, 1), (18, 2), (24, 2), (16, 4), (18, 4)),
    *((22, 4), (22, 5), (26, 5), (30, 5), (22, 8), (22, 9)),
)
"""For each size from the smallest on: the bytes of parity in a block, and how many blocks."""

_MASK = 4
"""Any of the eight can be read; looking for the prettiest takes longer than all the rest."""

_BYTES = 4
_FILLING = b"\xec\x11"
_ANY = b"~"
"""Something that only bytes can say."""

_FIELD = 0x11D
_TIMING = 6
"""The row and column of dots; the way through the square leaves the column out."""

_TELLS_VERSION = 45
"""The side from which on a code says its version."""


@dataclass(frozen=True, slots=True)
class _Size:
    """All that codes of one size have in common."""

    version: int
    squares: Callable[[str], tuple[str, ...]]
    """For each square the bit it shows, row by row; the last bit where it shows none."""

    room: int
    """Bytes, of what is said and of parity."""

    @property
    def side(self) -> int:
        return 17 + 4 * self.version

    @property
    def most(self) -> int:
        """How many bytes can be said."""
        parity, blocks = _PARITY[self.version - 1]
        return self.room - parity * blocks - (2 if self.version < 10 else 3)

    def laid(self, said: bytes) -> int:
        """The squares of what is said, row by row, without patterns and mask."""
        bits = f"{int.from_bytes(self._sent(said)):0{8 * self.room}b}"
        return int("".join(self.squares(bits + "0" * 8)), 2)

    def _sent(self, said: bytes) -> bytes:
        """The blocks, each with its parity, in turns."""
        parity, blocks = _PARITY[self.version - 1]
        whole = self._filled(said, self.room - parity * blocks)
        short, longer = divmod(len(whole), blocks)
        ends = [short * at + max(0, at - blocks + longer) for at in range(blocks + 1)]
        parts = [whole[start:end] for start, end in pairwise(ends)]
        turns = (zip_longest(*parts), zip(*(_parity(each, parity) for each in parts), strict=True))
        return bytes(each for turn in chain(*turns) for each in turn if each is not None)

    def _filled(self, said: bytes, room: int) -> bytes:
        """What it is, how long it is, the text, four bits to end it, and filling."""
        count = 8 if self.version < 10 else 16
        head = (_BYTES << count | len(said)) << 8 * len(said) | int.from_bytes(said)
        begun = (head << 4).to_bytes(1 + count // 8 + len(said))
        return begun + bytes(islice(chain(b"\0", cycle(_FILLING)), room - len(begun)))


DARK, LIGHT = "#", "-"
LARGEST = 17 + 4 * len(_PARITY)
"""The side of the largest."""
_SQUARES = str.maketrans("10", DARK + LIGHT)


def qr_code(said: bytes) -> list[str] | None:
    """Its rows of dark and light squares; None if it is more than 331 bytes (EPC069-12)."""
    for version in range(1, len(_PARITY) + 1):
        size, added = _size(version)
        if len(said) <= size.most:
            squares = f"{size.laid(said) ^ added:0{size.side**2}b}".translate(_SQUARES)
            return [squares[at : at + size.side] for at in range(0, len(squares), size.side)]
    return None


@lru_cache
def _size(version: int) -> tuple[_Size, int]:
    """A size, and what is added to all of its codes."""
    import segno

    code = segno.make_qr(_ANY, version=version, error="m", boost_error=False, mask=_MASK)
    side = len(code.matrix)
    way = [square for square in _way(side) if not _patterned(*square, side)]
    bit = {square: at for at, square in enumerate(way)}
    last = len(way)
    every = (bit.get((down, across), last) for down in range(side) for across in range(side))
    size = _Size(version, itemgetter(*every), last // 8)
    drawn = int("".join("01"[square] for row in code.matrix for square in row), 2)
    return size, drawn ^ size.laid(_ANY)


def _patterned(down: int, across: int, side: int) -> bool:
    """Whether a square belongs to a pattern, or says how the code is to be read."""
    near, far = sorted((down, across))
    corners = far < 9 or (near < 9 and far >= side - 8)
    version = side >= _TELLS_VERSION and near < 6 and far >= side - 11
    return corners or version or near == _TIMING or far == _TIMING or _aligning(near, far, side)


def _aligning(near: int, far: int, side: int) -> bool:
    """Squares of five by five: one at the far corner, from version 7 on also half way to it."""
    last = side - 7
    half = (_TIMING + last) // 2 if side >= _TELLS_VERSION else last
    centres = {(last, last), (half, last), (half, half)}
    if half != last:
        centres.add((_TIMING, half))
    return last > 14 and any(abs(near - a) < 3 and abs(far - b) < 3 for a, b in centres)


def _way(side: int) -> Iterator[tuple[int, int]]:
    """Two columns at a time, from the right, up and down in turns."""
    downward = cycle((False, True))
    for right in (*range(side - 1, _TIMING, -2), *range(_TIMING - 1, 0, -2)):
        rows = range(side) if next(downward) else reversed(range(side))
        yield from ((down, across) for down in rows for across in (right, right - 1))


def _parity(block: Iterable[int], size: int) -> bytes:
    """What is left of the block when it is divided by the generator (Reed-Solomon)."""
    multiples, rest = _multiples(size), 0
    above, kept = 8 * size - 8, (1 << 8 * size - 8) - 1
    for each in block:
        rest = (rest & kept) << 8 ^ multiples[each ^ rest >> above]
    return rest.to_bytes(size)


@lru_cache
def _multiples(size: int) -> list[int]:
    """The generator of so many bytes of parity, times each byte."""
    generator, root = [1], 1
    for _ in range(size):
        pairs = zip([*generator, 0], [0, *generator], strict=True)
        generator, root = [a ^ _times(b, root) for a, b in pairs], _times(root, 2)
    return [
        int.from_bytes(bytes(_times(each, factor) for each in generator[1:]))
        for factor in range(256)
    ]


def _times(one: int, other: int) -> int:
    """In the field of 256, where adding is the exclusive or."""
    product = 0
    while other:
        product ^= one * (other & 1)
        one, other = one << 1, other >> 1
        one ^= _FIELD * (one >> 8)
    return product
