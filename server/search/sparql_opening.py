"""The part of the query on opening: the days that count are written out, no calendar is reckoned. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from ontology.names import VOCAB
from server.search.criteria import Criteria
from server.search.opening import PUBLIC, is_holiday
from server.search.sparql_terms import Comment, literal, term, terms
from server.search.weeks import DAYS, patterns_of


def lines(criteria: Criteria, day: date | None, countries: Iterable[str], say: Comment) -> Iterator[str]:
    """Lines of the query; none where no opening is asked."""
    if day is None:
        yield from _access(criteria, say)
        return
    days = [day, day - timedelta(days=1)] if criteria.hour else [day]
    yield say("opening")
    if criteria.hour:
        yield say("night")
    yield f"  VALUES (?slotDate ?weekday ?night) {{ {' '.join(_row(each, n) for n, each in enumerate(days))} }}"
    yield _SLOTS
    yield from _time(criteria)
    yield from _holidays(days, countries, say)
    yield "  OPTIONAL { ?slot schema:dayOfWeek ?slotDay }"
    yield "  FILTER(COALESCE(?slotDay, ?day) = ?day)"
    yield say("weeks")
    yield "  OPTIONAL { ?slot fab:weekPattern ?pattern }"
    yield f"  FILTER({' || '.join(_weeks(each) for each in days)})"
    yield _DATES
    yield say("periods")
    yield "  OPTIONAL { ?slot fab:schoolPeriod ?period }"
    yield say("who")
    yield "  OPTIONAL { ?slot fab:accessMode ?slotMode }"
    yield "  OPTIONAL { ?lab fab:accessMode ?labMode }"
    allowed = terms(criteria.access or sorted(PUBLIC), ", ")
    yield f"  FILTER(COALESCE(?slotMode, ?labMode, access:tout-public) IN ({allowed}))"


_SLOTS = """\
  VALUES (?hours ?special) { (schema:openingHoursSpecification false) (schema:specialOpeningHoursSpecification true) }
  ?lab ?hours ?slot .
  ?slot schema:opens ?start ; schema:closes ?end .
  BIND(SUBSTR(STR(?start), 1, 5) AS ?opens)
  BIND(SUBSTR(STR(?end), 1, 5) AS ?closes)"""

_DATES = """\
  OPTIONAL { ?slot schema:validFrom ?from }
  OPTIONAL { ?slot schema:validThrough ?through }
  FILTER(COALESCE(STR(?from), ?slotDate) <= ?slotDate)
  FILTER(?slotDate <= COALESCE(STR(?through), IF(?special, STR(?from), ?slotDate)))
  OPTIONAL {
    ?lab schema:specialOpeningHoursSpecification ?exception .
    ?exception schema:validFrom ?exceptionFrom .
    OPTIONAL { ?exception schema:validThrough ?exceptionThrough }
    FILTER(STR(?exceptionFrom) <= ?slotDate && ?slotDate <= STR(COALESCE(?exceptionThrough, ?exceptionFrom)))
  }
  FILTER(?special || !BOUND(?exception))"""


def _row(day: date, night: int) -> str:
    return f"({literal(day.isoformat())} {term(DAYS[day.weekday()])} {night})"


def _time(criteria: Criteria) -> Iterator[str]:
    if not criteria.hour:
        return
    hour = literal(criteria.hour)
    last = criteria.until if criteria.until > criteria.hour else "24:00"
    begun = f"?opens < {literal(last)}" if criteria.until else f"?opens <= {hour}"
    now = f"{begun} && ({hour} < ?closes || ?closes <= ?opens)"
    yield f"  FILTER(IF(?night = 0, {now}, ?closes <= ?opens && {hour} < ?closes))"


def _holidays(days: Iterable[date], countries: Iterable[str], say: Comment) -> Iterator[str]:
    pairs = [f"{c} {day.isoformat()}" for c in sorted(set(countries)) for day in days if is_holiday(c, day)]
    if not pairs:
        yield "  BIND(?weekday AS ?day)"
        return
    yield say("holiday")
    yield "  OPTIONAL { ?lab schema:address/schema:addressCountry ?country }"
    named = ", ".join(map(literal, pairs))
    yield '  BIND(CONCAT(UCASE(STR(COALESCE(?country, "FR"))), " ", ?slotDate) AS ?there)'
    yield f"  BIND(IF(?there IN ({named}), schema:PublicHolidays, ?weekday) AS ?day)"


def _weeks(day: date) -> str:
    codes = sorted(f"{VOCAB}week-pattern/{code}" for code in patterns_of(day))
    return f"(?slotDate = {literal(day.isoformat())} && COALESCE(?pattern, week:toutes) IN ({terms(codes, ', ')}))"


def _access(criteria: Criteria, say: Comment) -> Iterator[str]:
    if not criteria.access:
        return
    yield say("modes")
    yield "  FILTER EXISTS {"
    yield f"    VALUES ?mode {{ {terms(criteria.access)} }}"
    yield "    { ?lab fab:accessMode ?mode }"
    hours = "(schema:openingHoursSpecification|schema:specialOpeningHoursSpecification)"
    yield f"    UNION {{ ?lab {hours}/fab:accessMode ?mode }}"
    yield "    UNION {"
    yield f"      ?lab {hours} ?anySlot ."
    yield "      ?anySlot schema:opens ?anyTime ."
    yield "      FILTER NOT EXISTS { ?anySlot fab:accessMode ?said }"
    yield "      FILTER NOT EXISTS { ?lab fab:accessMode ?saidByLab }"
    yield "      FILTER(?mode = access:tout-public)"
    yield "    }"
    yield "  }"
