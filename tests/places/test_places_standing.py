"""A lab stands where it says, else at the centre of its commune."""

import pytest

from server.places import Places
from server.places.standing import Address, position_of


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (Address("45.01", "4.02", "99001"), (45.01, 4.02, False, "99001")),
        (Address("45.01", "4.02"), (45.01, 4.02, False, None)),
        (Address(insee="99001"), (45.0, 4.0, True, "99001")),
        (Address(commune="VALROUGE", postcode="98600"), (47.0, 4.5, True, "98006")),
        (Address(commune="Valrouge"), (45.0, 4.0, True, "99001")),
        (Address("46.9", "4.4", commune="Valrouge"), (46.9, 4.4, False, "98006")),
        (Address("91", "4", "99002"), (45.1, 4.0, True, "99002")),
        (Address("nan", "inf", postcode="99130"), (45.3, 4.0, True, "99004")),
        (Address("x", "y", "00000", "Nulle part", "00000"), None),
        (Address("45.0", "4.0", commune="Valrouge", country="FR"), (45.0, 4.0, False, "99001")),
        (Address("33.66", "-95.55", commune="Valrouge"), (33.66, -95.55, False, None)),  # another Valrouge
        (Address(commune="Valrouge", country="US"), None),
        (Address(commune="Valrouje"), None),  # what a file states is not guessed
        (Address(), None),
    ],
)
def test_position(communes: Places, address: Address, expected: tuple[float, float, bool, str | None] | None) -> None:
    found = position_of(address, communes)
    told = (found.lat, found.lon, found.approximate, found.place.code if found.place else None) if found else None
    assert told == expected
