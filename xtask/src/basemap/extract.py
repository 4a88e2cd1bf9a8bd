"""What do we use of a GeoPackage and two shapefiles? Written as one JSON file, with the standard library alone.

Usage: extract.py WORLD_MAP.gpkg GEOPANDAS_DATASETS OUTPUT.json
"""

import collections
import json
import pathlib
import sqlite3
import struct
import sys


def lines_of(blob):
    """The rings and lines of a GeoPackage geometry."""
    envelope = [0, 32, 48, 48, 64][(blob[3] >> 1) & 7]
    found = []

    def line(at):
        (count,) = struct.unpack_from("<I", blob, at)
        values = struct.unpack_from(f"<{2 * count}d", blob, at + 4)
        found.append([(round(x, 4), round(y, 4)) for x, y in zip(values[::2], values[1::2])])
        return at + 4 + 16 * count

    def geometry(at):
        kind = struct.unpack_from("<I", blob, at + 1)[0] % 1000
        at += 5
        if kind == 2:
            return line(at)
        (count,) = struct.unpack_from("<I", blob, at)
        at += 4
        for _ in range(count):
            at = line(at) if kind == 3 else geometry(at)
        return at

    geometry(8 + envelope)
    return found


def shared(rows):
    """The segments that two provinces of one country share, as lines from fork to fork."""
    counts = collections.Counter()
    for country, blob in rows:
        for ring in lines_of(blob):
            for a, b in zip(ring, ring[1:]):
                if a != b:
                    counts[country, min(a, b), max(a, b)] += 1
    ways = {}
    for (country, a, b), count in counts.items():
        if count > 1:
            near = ways.setdefault(country, collections.defaultdict(set))
            near[a].add(b)
            near[b].add(a)
    lines = []
    for country in sorted(ways):
        near = ways[country]
        ends = {place for place in near if len(near[place]) != 2}
        for begin in sorted(ends) + sorted(near):
            while near[begin]:
                line, place = [begin], begin
                while near[place]:
                    after = min(near[place])
                    near[place].discard(after)
                    near[after].discard(place)
                    line.append(after)
                    place = after
                    if place in ends:
                        break
                lines.append(line)
    return lines


def table(path):
    """The rows of a dBASE file."""
    data, page = path.read_bytes(), path.with_suffix(".cpg").read_text().strip()
    count, begin, size = struct.unpack_from("<IHH", data, 4)
    fields, at = [], 32
    while data[at] != 13:
        fields.append((data[at : at + 11].split(b"\0")[0].decode(), data[at + 16]))
        at += 32
    for row in range(count):
        at, values = begin + row * size + 1, {}
        for name, width in fields:
            values[name] = data[at : at + width].decode(page).strip()
            at += width
        yield values


def points(path):
    """The points of a shapefile."""
    data, at = path.read_bytes(), 100
    while at < len(data):
        (words,) = struct.unpack_from(">i", data, at + 4)
        yield struct.unpack_from("<dd", data, at + 12)
        at += 8 + 2 * words


def main(package, datasets, output):
    world = sqlite3.connect(package)
    datasets = pathlib.Path(datasets)
    cities = datasets / "naturalearth_cities"
    places = zip(table(cities / "naturalearth_cities.dbf"), points(cities / "naturalearth_cities.shp"))
    countries = table(datasets / "naturalearth_lowres/naturalearth_lowres.dbf")
    found = {
        "provinces": shared(world.execute("SELECT adm0_a3, geom FROM states_provinces ORDER BY fid")),
        "disputed": [line for (blob,) in world.execute("SELECT geom FROM disputed_borders ORDER BY fid") for line in lines_of(blob)],
        "cities": [[row["name"], round(lon, 4), round(lat, 4)] for row, (lon, lat) in places],
        "countries": [[row["iso_a3"], row["name"], row["continent"], float(row["pop_est"])] for row in countries],
    }
    pathlib.Path(output).write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
