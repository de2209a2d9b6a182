"""Settings of the whole hub: gathering's, and how it is served."""

from datetime import timedelta

from pydantic import Field

from harvester.settings import Duration, HarvestSettings
from server.store.limits import QueryLimits


class Settings(HarvestSettings):
    """Everything an operator may set."""

    host: str = Field("127.0.0.1", description="Address the web server listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port the web server listens on; 0 takes a free one.")
    harvest_every: Duration = Field(
        timedelta(minutes=10), description="How often `serve` looks for sources that are due."
    )
    web_threads: int = Field(16, gt=0, description="Requests answered at the same time.")
    query_workers: int = Field(2, gt=0, description="Processes that run SPARQL queries.")

    query_time: Duration = Field(timedelta(seconds=10), description="Longest a query may run; over it: 503.")
    query_rows: int = Field(100_000, gt=0, description="Most rows or triples of an answer; over it: 413.")
    query_bytes: int = Field(50 * 1024 * 1024, gt=0, description="Largest answer; over it: 413.")
    query_memory_bytes: int = Field(
        1024**3, gt=0, description="Memory of a query worker above the opened dataset; over it: 503."
    )
    query_length: int = Field(64 * 1024, gt=0, description="Longest query text in bytes; over it: 413.")
    query_waiting: Duration = Field(
        timedelta(seconds=10), description="Longest a query waits for a free worker; over it: 503."
    )
    export_bytes: int = Field(
        512 * 1024 * 1024, gt=0, description="Temporary disk space for built exports; over it the oldest go first."
    )
    export_builds: int = Field(
        2, gt=0, description="Exports built at the same time; over it, after `query_waiting`: 503 with Retry-After."
    )

    @property
    def query_limits(self) -> QueryLimits:
        """The limits of one query, for the guard pool."""
        return QueryLimits(
            seconds=self.query_time.total_seconds(),
            rows=self.query_rows,
            bytes=self.query_bytes,
            memory=self.query_memory_bytes,
            query_bytes=self.query_length,
            waiting=self.query_waiting.total_seconds(),
        )
