"""Digits that spreadsheets take for numbers: what comes back, and what stays as it is."""

import pytest

from harvester.adapters.table.restored import restored
from harvester.names import FAB, SCHEMA

POSTCODE, INSEE, SIRET, PHONE = f"{SCHEMA}postalCode", f"{FAB}inseeCode", f"{FAB}siret", f"{SCHEMA}telephone"

#: Property, what the cell holds, whether it is in France → what is read.
CELLS = (
    (POSTCODE, "1500", True, "01500"),
    (POSTCODE, "1000", False, "1000"),
    (POSTCODE, "42700", True, "42700"),
    (POSTCODE, "427", True, "427"),
    (INSEE, "1004", True, "01004"),
    (INSEE, "2A004", True, "2A004"),
    (SIRET, "8212345600012", True, "08212345600012"),
    (SIRET, "17", True, "17"),
    (PHONE, "465710000", True, "0465710000"),
    (PHONE, "0465710000", True, "0465710000"),
    (PHONE, "33465710000", True, "+33465710000"),
    (PHONE, "3222345678", False, "+3222345678"),
    (PHONE, "+33465710000", True, "+33465710000"),
    (PHONE, "04 65 71 00 00", True, "04 65 71 00 00"),
    (PHONE, "999999999999999", True, "999999999999999"),
    (f"{SCHEMA}serialNumber", "1500", True, "1500"),
)


@pytest.mark.parametrize(("iri", "held", "in_france", "read"), CELLS)
def test_what_was_typed_is_read(iri: str, held: str, in_france: bool, read: str) -> None:
    assert restored(iri, held, in_france=in_france) == read
