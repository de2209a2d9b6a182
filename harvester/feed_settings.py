"""Settings of what labs' files link to: calendars, manifests, and whether a lab is open now."""

from datetime import timedelta

from pydantic import Field
from pydantic_settings import BaseSettings

from harvester.durations import Duration


class FeedSettings(BaseSettings):
    """How many feeds of a lab are followed, how far, how long."""

    feeds_per_lab: int = Field(
        8, ge=0, description="Calendars, SpaceAPI documents and manifests followed for one lab; 0: none."
    )
    feed_days: int = Field(90, gt=0, description="How many days ahead the recurrences of calendars are unfolded.")
    feed_events: int = Field(200, gt=0, description="Most sessions read in one calendar, the nearest first.")
    feed_kept: Duration = Field(
        timedelta(days=30), description="How long what was read of a feed is shown after it was last readable."
    )
    live_every: Duration = Field(
        timedelta(minutes=5), description="Time between two looks at whether a lab is open, for labs that tell."
    )
    live_kept: Duration = Field(
        timedelta(minutes=15), description="How long such an answer counts; after that nobody knows."
    )
    live_bytes: int = Field(256 * 1024, gt=0, description="Largest SpaceAPI document asked for it.")
