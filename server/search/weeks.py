"""Days of the week, and which patterns of weeks hold on a day. Pure."""

from datetime import date, timedelta

from harvester.names import SCHEMA

DAYS = tuple(f"{SCHEMA}{d}" for d in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"))
HOLIDAYS = f"{SCHEMA}PublicHolidays"


def patterns_of(day: date) -> set[str]:
    """The codes of the list «week-pattern» that hold on a day."""
    parity = "impaires" if day.isocalendar().week % 2 else "paires"
    last = {"derniere-du-mois"} if (day + timedelta(days=7)).month != day.month else set()
    nth = ("premiere", "deuxieme", "troisieme", "quatrieme", "cinquieme")[(day.day - 1) // 7]
    return {"toutes", parity, f"{nth}-du-mois"} | last
