"""Which records does DuckDB see? The source files, read by DuckDB itself, with the types that the fields must have."""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

ORDER = "_row"
MACROS = """
CREATE MACRO fin(x) AS CASE WHEN isfinite(x) THEN x END;
CREATE MACRO whole(x) AS CASE WHEN x BETWEEN -9223372036854775808::HUGEINT AND 9223372036854775807::HUGEINT THEN CAST(x AS BIGINT) END;
CREATE MACRO metres(lon, lat, lon0, lat0) AS 2 * 6371008.8 * asin(sqrt(least(1.0, pow(sin(radians(lat - lat0) / 2), 2)
    + cos(radians(lat)) * cos(radians(lat0)) * pow(sin(radians(lon - lon0) / 2), 2))));
"""


@dataclass
class Field:
    """A field: its name and type; `list` is a text of several values, `point` two columns in DuckDB."""

    name: str
    kind: str
    # Different values that the data holds, for literals that hit something.
    known: list[Any] = field(default_factory=list)

    @property
    def sql(self) -> str:
        return f'"{self.name}"'

    @property
    def words(self) -> str:
        """The column of folded words, each between spaces."""
        return f'"_words_{self.name}"'


@dataclass
class Table:
    """A dataset on both sides."""

    name: str
    fields: list[Field]
    rows: int = 0
    # Words of letters only, by field.
    words: dict[str, list[str]] = field(default_factory=dict)
    # Every word, by field.
    vocabulary: dict[str, list[str]] = field(default_factory=dict)

    def of(self, *kinds: str) -> list[Field]:
        return [each for each in self.fields if each.kind in kinds]

    def pick(self, dice: random.Random, *kinds: str) -> Field | None:
        fields = self.of(*kinds)
        return dice.choice(fields) if fields else None

    @property
    def sql(self) -> str:
        return f'"{self.name}"'


TYPES = {"int": "BIGINT", "double": "DOUBLE", "bool": "BOOLEAN", "date": "DATE", "datetime": "TIMESTAMPTZ", "text": "VARCHAR", "list": "VARCHAR[]"}


def _fields(text: str) -> list[Field]:
    pairs = (piece.split(":") for piece in text.split())
    return [Field(name, kind) for name, kind in pairs]


DIRTY = _fields(
    "id:int name:text town:text region:text tags:list level:int big:int ratio:double wild:double flag:bool born:date seen:datetime "
    "lon:double lat:double note:text geo_point:point"
)
STRIKES = _fields(
    "airport_name:text aircraft_make_model:text effect_amount_of_damage:text flight_date:date aircraft_airline_operator:text "
    "origin_state:text phase_of_flight:text wildlife_size:text wildlife_species:text time_of_day:text cost_other:int cost_repair:int "
    "cost_total:int speed_ias_in_knots:int"
)
QUAKES = _fields(
    "mag:double place:text time:datetime updated:datetime tz:int url:text detail:text felt:int cdi:double mmi:double alert:text "
    "status:text tsunami:int sig:int net:text code:text ids:text sources:text types:text nst:int dmin:double rms:double gap:double "
    "magtype:text type:text title:text id:text geo_point_2d:point"
)


def load(folder: Path, dirty: Path) -> tuple[duckdb.DuckDBPyConnection, list[Table]]:
    """Loads the datasets; `folder` holds the files of the demo."""
    base = duckdb.connect(config={"threads": 1})
    base.execute("SET GLOBAL TimeZone = 'UTC'")
    base.execute(MACROS)
    strikes, quakes = folder / "birdstrikes.csv", folder / "earthquakes.geojson"
    _load_dirty(base, dirty)
    _load_strikes(base, strikes)
    _load_quakes(base, quakes)
    tables = [Table("dirty", DIRTY), Table("birdstrikes", STRIKES), Table("earthquakes", QUAKES)]
    for table in tables:
        _survey(base, table)
    return base, tables


def _text(expression: str) -> str:
    """The import takes a text without a sign in it for none."""
    return f"nullif(trim({expression}), '')"


def _load_dirty(base: duckdb.DuckDBPyConnection, path: Path) -> None:
    plain = [each for each in DIRTY if each.kind != "point"]
    columns = ", ".join(f"{each.name}: '{TYPES[each.kind]}'" for each in plain)
    shown = []
    for each in plain:
        shown.append(
            {
                "text": f"{_text(each.sql)} AS {each.sql}",
                "datetime": f"timezone('UTC', {each.sql}) AS {each.sql}",
                "list": f"CASE WHEN len({each.sql}) > 0 THEN {each.sql} END AS {each.sql}",
            }.get(each.kind, each.sql)
        )
    shown += ['lon AS "geo_point.lon"', 'lat AS "geo_point.lat"']
    source = f"read_json('{path}', format = 'array', columns = {{{columns}}})"
    base.execute(f"CREATE TABLE dirty AS SELECT row_number() OVER () AS {ORDER}, {', '.join(shown)} FROM {source}")


def _load_strikes(base: duckdb.DuckDBPyConnection, path: Path) -> None:
    names = [row[0] for row in base.sql(f"DESCRIBE SELECT * FROM read_csv('{path}', header = true, all_varchar = true)").fetchall()]
    shown = []
    for each, name in zip(STRIKES, names, strict=True):
        value = _text(f'"{name}"')
        shown.append(f"{value if each.kind == 'text' else f'CAST({value} AS {TYPES[each.kind]})'} AS {each.sql}")
    source = f"read_csv('{path}', header = true, all_varchar = true)"
    base.execute(f"CREATE TABLE birdstrikes AS SELECT row_number() OVER () AS {ORDER}, {', '.join(shown)} FROM {source}")


def _load_quakes(base: duckdb.DuckDBPyConnection, path: Path) -> None:
    shown = []
    for each in QUAKES:
        key = {"magtype": "magType"}.get(each.name, each.name)
        value = "f ->> '$.id'" if each.name == "id" else f"f ->> '$.properties.{key}'"
        if each.kind == "datetime":
            shown.append(f"make_timestamp(CAST({value} AS BIGINT) * 1000) AS {each.sql}")
        elif each.kind == "text":
            shown.append(f"{_text(value)} AS {each.sql}")
        elif each.kind != "point":
            shown.append(f"CAST({value} AS {TYPES[each.kind]}) AS {each.sql}")
    for index, part in enumerate(["lon", "lat"]):
        shown.append(f"CAST(f ->> '$.geometry.coordinates[{index}]' AS DOUBLE) AS \"geo_point_2d.{part}\"")
    source = f"(SELECT unnest(CAST(json(content) -> '$.features' AS JSON[])) AS f FROM read_text('{path}'))"
    base.execute(f"CREATE TABLE earthquakes AS SELECT row_number() OVER () AS {ORDER}, {', '.join(shown)} FROM {source}")


def fold(text: str) -> str:
    """Lower case, without accents: how words are compared in full-text conditions."""
    for letter, plain in {"ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "ς": "σ"}.items():
        text = text.replace(letter, plain)
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).lower()


def words(text: str) -> list[str]:
    """Runs of letters and digits."""
    return "".join(sign if sign.isalnum() else " " for sign in fold(text)).split()


def _survey(base: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Counts, gathers known values, and adds the columns of words."""
    table.rows = base.sql(f"SELECT count(*) FROM {table.sql}").fetchall()[0][0]
    for each in table.fields:
        if each.kind == "point":
            continue
        value = f"unnest({each.sql})" if each.kind == "list" else each.sql
        found = base.sql(f"SELECT DISTINCT {value} AS v FROM {table.sql} ORDER BY v NULLS LAST LIMIT 3000").fetchall()
        each.known = [row[0] for row in found if row[0] is not None]
        if each.kind in ("text", "list"):
            _add_words(base, table, each)


def _add_words(base: duckdb.DuckDBPyConnection, table: Table, each: Field) -> None:
    texts = {value: " " + " ".join(words(value)) + " " for value in each.known}
    base.execute("CREATE OR REPLACE TEMP TABLE folded (v VARCHAR PRIMARY KEY, w VARCHAR)")
    base.executemany("INSERT INTO folded VALUES (?, ?)", [list(pair) for pair in texts.items()])
    base.execute(f"ALTER TABLE {table.sql} ADD COLUMN {each.words} VARCHAR")
    if each.kind == "list":
        joined = f"SELECT {ORDER}, string_agg(w, ' ') AS w FROM (SELECT {ORDER}, unnest({each.sql}) AS v FROM {table.sql}) JOIN folded USING (v) GROUP BY ALL"
        base.execute(f"UPDATE {table.sql} SET {each.words} = j.w FROM ({joined}) j WHERE j.{ORDER} = {table.sql}.{ORDER}")
    else:
        base.execute(f"UPDATE {table.sql} SET {each.words} = folded.w FROM folded WHERE folded.v = {table.sql}.{each.sql}")
    letters = {word for text in texts.values() for word in text.split() if len(word) > 1 and re.fullmatch(r"[^\W\d_]+", word)}
    table.words[each.name] = sorted(letters)
    table.vocabulary[each.name] = sorted({word for text in texts.values() for word in text.split()})
