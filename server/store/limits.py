"""How much one query may take: time, rows, bytes, memory, length, and how long it may wait for a worker."""

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True)
class QueryLimits:
    """Limits of every query, whoever asks it (web, command line, pages)."""

    seconds: float = 10.0
    """Wall time, opening of the generation included; the worker is killed when it is over."""
    rows: int = 100_000
    """Solutions of a SELECT, triples of a CONSTRUCT or DESCRIBE."""
    bytes: int = 50 * MIB
    """Size of the answer as sent."""
    memory: int = GIB
    """What a worker may allocate above what the opened generation needs."""
    query_bytes: int = 64 * KIB
    """Length of the query text in UTF-8."""
    waiting: float = 10.0
    """Seconds a query may wait for a free worker."""
    quick: float = 2.0
    """Seconds after which a query is long: it then makes room for others, or ends where too many are long."""
    long: int = 1
    """Long queries that may run at once."""
    rest: float = 60.0
    """Seconds without a task after which a worker closes its generation and gives its memory back."""
