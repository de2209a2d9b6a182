"""The one set of tables of `hub.sqlite`: gathering's stand in `hub.py`, the labs' desk's in `desk/tables.py`."""

from sqlalchemy import MetaData

metadata = MetaData()
