"""Which dataset is dirty in every way that real ones are? One made of a fixed seed, the same on every machine.

Nulls in every field, texts of several scripts, duplicates, empty texts, negative and extreme numbers, dates before 1970, instants
around the changes of summer time, lists that are empty or hold a value twice.
"""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

ROWS = 3000
SEED = 20_260_101

WORDS = (
    "river harbour forêt Ångström straße city light secret book film tree café naïve Ελλάδα москва 東京 été "
    "bridge north Nord paris port garden œuvre piñata zürich façade mountain tram"
).split()
TOWNS = ["Paris", "paris", "Nantes", "Besançon", "Sèvres", "Suresnes", "Zürich", "Αθήνα", "São Paulo", "O'Brien", 'Say "hi"', ""]
REGIONS = [
    "Europe/France/Bretagne",
    "Europe/France/Île-de-France",
    "Europe/France",
    "Europe/Italy/Lazio",
    "Europe",
    "America/Mexico/CDMX",
    "America/Canada",
    "Asia/Japan/Kantō",
]
TAGS = ["river", "port", "capital", "été", "River", "a b", "old-town", "sea"]
EXTREMES = [2**63 - 1, -(2**63) + 1, 2**53 + 1, -(2**53) - 1, 2**31, -(2**31), 0, 1, -1, 10**18]
WILD = [1e300, -1e300, 1e-300, -1e-300, 0.1, -0.1, 1.5, 3.141592653589793, 1e15, 123456789.125, 5e-324]
# Two hours around the changes of the clock in Paris, New York, Lord Howe and São Paulo.
EDGES = ["2024-03-31T00:30", "2024-10-27T00:30", "2023-03-12T06:30", "2023-11-05T05:30", "2022-10-01T15:00", "2023-04-01T14:30", "2018-11-04T02:30"]


def rows() -> list[dict[str, Any]]:
    """The records in the order of the file."""
    dice = random.Random(SEED)
    numbers = list(range(1, ROWS + 1))
    dice.shuffle(numbers)
    return [_row(dice, number) for number in numbers]


def write(path: Path) -> list[dict[str, Any]]:
    """Writes the file that the portal imports; the records in it."""
    made = rows()
    path.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
    return made


def _row(dice: random.Random, number: int) -> dict[str, Any]:
    def perhaps(value: Any, missing: float = 0.1) -> Any:
        return None if dice.random() < missing else value

    return {
        "id": number,
        "name": perhaps(" ".join(dice.choices(WORDS, k=dice.randint(1, 2))), 0.05),
        "town": perhaps(dice.choice(TOWNS)),
        "region": perhaps(dice.choice(REGIONS)),
        "tags": perhaps(dice.choices(TAGS, k=dice.choice([0, 1, 1, 2, 2, 3, 4]))),
        "level": perhaps(dice.randint(-6, 6)),
        "big": perhaps(dice.choice(EXTREMES) if dice.random() < 0.4 else dice.randint(-(10**12), 10**12)),
        "ratio": perhaps(round(dice.uniform(-50, 50), dice.choice([0, 1, 2]))),
        "wild": perhaps(dice.choice(WILD) if dice.random() < 0.5 else dice.uniform(-1e6, 1e6)),
        "flag": perhaps(dice.random() < 0.4, 0.15),
        "born": perhaps(_day(dice)),
        "seen": perhaps(_instant(dice)),
        **_spot(dice),
        "note": perhaps(" ".join(_shout(dice, word) for word in dice.choices(WORDS, k=dice.randint(2, 6))), 0.2),
    }


def _shout(dice: random.Random, word: str) -> str:
    return word.upper() if dice.random() < 0.2 else word


def _day(dice: random.Random) -> str:
    year = dice.choice([1852, 1899, 1900, 1958, 1969, 1970, 2000, 2023, 2024, 2024, 2024, 2025])
    day = datetime(year, 1, 1) + timedelta(days=dice.choice([0, 30, 58, 59, 60, 364]) if dice.random() < 0.3 else dice.randint(0, 364))
    return day.date().isoformat()


def _instant(dice: random.Random) -> str:
    if dice.random() < 0.2:
        moment = datetime.fromisoformat(dice.choice(EDGES)) + timedelta(minutes=dice.randint(0, 119))
    else:
        year = dice.choice([1931, 1955, 1969, 1970, 1999, 2020, 2022, 2023, 2023, 2024, 2024])
        moment = datetime(year, 1, 1) + timedelta(seconds=dice.randint(0, 365 * 86_400 - 1))
    if dice.random() < 0.1:
        moment = moment.replace(microsecond=dice.choice([1, 500_000, 999_999]))
    if dice.random() < 0.2:
        moment = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    zoned = moment.replace(tzinfo=timezone.utc)
    if dice.random() < 0.2:
        zoned = zoned.astimezone(timezone(timedelta(hours=dice.choice([-5, 2, 9]))))
    return zoned.isoformat()


def _spot(dice: random.Random) -> dict[str, float | None]:
    if dice.random() < 0.1:
        return {"lon": None, "lat": None}
    return {"lon": round(dice.uniform(-180, 180), 4), "lat": round(dice.uniform(-85, 85), 4)}
