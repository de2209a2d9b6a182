"""When to look again, and what silence means: fresh → stale → silent → gone."""

from datetime import datetime, timedelta

from harvester.registry import Source
from harvester.settings import HarvestSettings

STATES = ("pending", "fresh", "stale", "silent", "gone")


def state(source: Source, now: datetime, settings: HarvestSettings) -> str:
    """How fresh a source is: one of STATES. `pending`: registered, never publishable yet."""
    if source.gone_at is not None:
        return "gone"
    if source.last_success_at is None:
        return "pending"
    age = now - source.last_success_at
    if age < settings.stale_after:
        return "fresh"
    return "stale" if age < settings.silent_after else "silent"


def is_gone(source: Source, now: datetime, settings: HarvestSettings) -> bool:
    """True when what is still served has had no publishable file for too long."""
    last = source.last_success_at or source.registered_at
    return source.graph is not None and now - last >= settings.gone_after


def after_success(now: datetime, settings: HarvestSettings) -> datetime:
    """The next regular visit."""
    return now + settings.visit_every


def after_failure(failures: int, retry_after: float | None, now: datetime, settings: HarvestSettings) -> datetime:
    """The next visit after `failures` failures in a row (this one counted); never before what the source asked."""
    wait = settings.back_off[min(failures, len(settings.back_off)) - 1]
    return now + max(wait, timedelta(seconds=min(retry_after or 0, 30 * 86400)))
