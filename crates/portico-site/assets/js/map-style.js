// Which colours and lines does the map have? Paper land, pale water, thin borders, terracotta data: the page's own tokens.

/** The style of our base map with the records of the dataset on top. */
export function mapStyle(description, settings) {
  const css = getComputedStyle(document.documentElement);
  const colour = (name) => css.getPropertyValue(`--${name}`).trim();
  const [land, water, line, label] = ["map-land", "map-water", "map-line", "map-label"].map(colour);
  const [data, paper] = ["terracotta", "paper"].map(colour);
  const origin = location.origin;
  const face = { "text-font": ["sans-serif"] };
  const name = ["coalesce", ["get", `name_${settings.lang}`], ["get", "name"]];
  const isMany = [">", ["coalesce", ["get", "count"], 1], 1];
  const isPoint = ["==", ["geometry-type"], "Point"];
  const base = { source: "base" };
  const outside = settings.outside;
  // The library writes attributions as markup: here they are words.
  const plain = (text) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
  const records = { source: "records", "source-layer": description.vector_layers[0].id };
  const style = {
    version: 8,
    sources: {
      base: { type: "vector", tiles: [`${origin}/assets/basemap/{z}/{x}/{y}.mvt`], maxzoom: 6, attribution: "Natural Earth" },
      ...(outside && { outside: { type: "raster", tiles: [outside.tiles], tileSize: 256, attribution: plain(outside.attribution) } }),
      records: {
        type: "vector",
        tiles: description.tiles,
        minzoom: description.minzoom,
        maxzoom: description.maxzoom,
        attribution: description.attribution ?? "",
      },
    },
    layers: [
      { id: "water", type: "background", paint: { "background-color": water } },
      { id: "land", type: "fill", ...base, "source-layer": "land", paint: { "fill-color": land, "fill-outline-color": line } },
      { id: "counties", type: "line", ...base, "source-layer": "counties", paint: { "line-color": line, "line-width": 0.4, "line-opacity": 0.5 } },
      { id: "states", type: "line", ...base, "source-layer": "states", paint: { "line-color": line, "line-width": 0.5, "line-opacity": 0.7 } },
      {
        id: "borders", type: "line", ...base, "source-layer": "borders", filter: ["!", ["has", "disputed"]],
        paint: { "line-color": line, "line-width": ["interpolate", ["linear"], ["zoom"], 0, 0.5, 6, 1.4] },
      },
      {
        id: "disputed", type: "line", ...base, "source-layer": "borders", filter: ["has", "disputed"],
        paint: { "line-color": line, "line-width": 0.8, "line-dasharray": [3, 2] },
      },
      // Agreed to: pictures of others cover what we draw ourselves.
      ...(outside ? [{ id: "outside", type: "raster", source: "outside" }] : []),
      {
        id: "records-areas", type: "fill", ...records, filter: ["==", ["geometry-type"], "Polygon"],
        paint: { "fill-color": data, "fill-opacity": 0.22 },
      },
      {
        id: "records-lines", type: "line", ...records, filter: ["!", isPoint],
        paint: { "line-color": data, "line-width": ["interpolate", ["linear"], ["zoom"], 3, 0.8, 12, 2] },
      },
      {
        id: "places", type: "symbol", ...base, "source-layer": "places",
        layout: { ...face, "text-field": name, "text-size": 12 },
        paint: { "text-color": label, "text-halo-color": land, "text-halo-width": 1.2 },
      },
      {
        id: "labels", type: "symbol", ...base, "source-layer": "labels",
        layout: { ...face, "text-field": name, "symbol-sort-key": ["get", "rank"], "text-size": ["interpolate", ["linear"], ["zoom"], 1, 11, 6, 15], "text-max-width": 7 },
        paint: { "text-color": label, "text-halo-color": land, "text-halo-width": 1.4 },
      },
      {
        id: "records-points", type: "circle", ...records, filter: ["all", isPoint, ["!", isMany]],
        paint: {
          "circle-color": data,
          "circle-radius": ["interpolate", ["linear"], ["zoom"], 0, 2.6, 6, 4, 14, 7],
          "circle-opacity": 0.85,
          "circle-stroke-color": paper,
          "circle-stroke-width": ["interpolate", ["linear"], ["zoom"], 0, 0.4, 8, 1],
        },
      },
      {
        id: "records-clusters", type: "circle", ...records, filter: ["all", isPoint, isMany],
        layout: { "circle-sort-key": ["get", "count"] },
        paint: {
          "circle-color": data,
          "circle-radius": ["interpolate", ["linear"], ["log10", ["get", "count"]], 0.3, 5, 1, 8, 2, 12, 3, 16, 5, 24],
          "circle-opacity": 0.82,
          "circle-stroke-color": paper,
          "circle-stroke-width": 1,
        },
      },
      {
        id: "records-counts", type: "symbol", ...records, filter: ["all", isPoint, isMany],
        layout: {
          ...face,
          "text-field": ["number-format", ["get", "count"], { locale: settings.lang }],
          "text-size": ["interpolate", ["linear"], ["log10", ["get", "count"]], 1, 11, 4, 13],
          "symbol-sort-key": ["-", 0, ["get", "count"]],
        },
        paint: { "text-color": paper },
      },
    ],
  };
  // Those pictures carry names of their own.
  if (outside) style.layers = style.layers.filter((layer) => !["places", "labels"].includes(layer.id));
  return style;
}
