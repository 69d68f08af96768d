"""A table as Apache Parquet, its columns typed: decimals are decimals, days are days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from services.billing.tables import Table, Type

DIGITS, PLACES = 38, 12
"""Of a decimal: all that an amount may have."""
TYPES: dict[Type, tuple[Any, Callable[[str], Any]]] = {
    Type.TEXT: (pa.string(), str),
    Type.DAY: (pa.date32(), date.fromisoformat),
    Type.DECIMAL: (pa.decimal128(DIGITS, PLACES), Decimal),
    Type.COUNT: (pa.int64(), int),
    Type.FLAG: (pa.bool_(), lambda text: text == "true"),
}


def parquet(table: Table) -> bytes:
    columns = []
    for place, type in enumerate(table.types):
        arrow, read = TYPES[type]
        values = [read(row[place]) if row[place] else None for row in table.rows]
        columns.append(pa.array(values, arrow))
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_arrays(columns, names=list(table.names)), sink)
    written: bytes = sink.getvalue().to_pybytes()
    return written
