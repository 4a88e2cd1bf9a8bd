// How does the drawn map become one to move in? The library comes when the page is read, over our own tiles, in the page's colours.

import { mapStyle } from "./map-style.js";
import { popupOf } from "./map-popup.js";

const frame = document.querySelector("[data-map]");

if (frame) {
  const begin = () => start(frame, JSON.parse(frame.dataset.map)).catch((error) => console.warn("the map stays drawn:", error));
  if ("requestIdleCallback" in window) requestIdleCallback(begin, { timeout: 1500 });
  else setTimeout(begin, 200);
}

async function start(frame, settings) {
  const canvas = frame.querySelector("[data-canvas]");
  const [library, description] = await Promise.all([
    import(settings.library),
    fetch(settings.tiles).then((response) => (response.ok ? response.json() : Promise.reject(response.status))),
  ]);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  canvas.hidden = false;
  const extent = settings.extent ?? [-180, -60, 180, 75];
  const bounds = [extent.slice(0, 2), extent.slice(2)];
  const fit = { padding: 40, maxZoom: 14 };
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = new library.Map({
    container: canvas,
    style: mapStyle(description, settings),
    bounds,
    fitBoundsOptions: fit,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    maxPitch: 0,
    renderWorldCopies: extent[2] - extent[0] < 300,
    fadeDuration: still ? 0 : 120,
    maxZoom: 18,
    locale: {
      "NavigationControl.ZoomIn": settings.words.zoomIn,
      "NavigationControl.ZoomOut": settings.words.zoomOut,
      "Popup.Close": settings.words.close,
      "Map.Title": settings.words.map,
    },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new library.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new WholeControl(() => map.fitBounds(bounds, { ...fit, animate: !still }), settings.words.whole), "top-right");
  map.addControl(new library.AttributionControl({ compact: true }), "bottom-right");
  map.once("idle", () => frame.querySelector("[data-drawn]")?.remove());
  dark.addEventListener("change", () => map.setStyle(mapStyle(description, settings)));
  interact(map, library, settings, still);
}

/** Pressing a mark opens what is known of it; pressing a cluster comes closer. */
function interact(map, library, settings, still) {
  const layers = ["records-points", "records-clusters", "records-areas", "records-lines"];
  const near = (point) => {
    const around = [[point.x - 6, point.y - 6], [point.x + 6, point.y + 6]];
    return map.queryRenderedFeatures(around, { layers: layers.filter((layer) => map.getLayer(layer)) })[0];
  };
  const open = async (feature, place) => {
    if (!feature) return;
    const { id, count } = feature.properties;
    if (count > 1 || !id) {
      map.easeTo({ center: feature.geometry.type === "Point" ? feature.geometry.coordinates : place, zoom: map.getZoom() + 2, animate: !still });
      return;
    }
    const at = feature.geometry.type === "Point" ? feature.geometry.coordinates : place;
    const popup = new library.Popup({ maxWidth: "none", focusAfterOpen: true }).setLngLat(at);
    popup.setText(settings.words.wait).addTo(map);
    popup.setDOMContent(await popupOf(id, settings));
  };
  map.on("click", (event) => open(near(event.point), event.lngLat));
  map.on("mousemove", (event) => { map.getCanvas().style.cursor = near(event.point) ? "pointer" : ""; });
  // With the keyboard: the arrows move the map, Enter opens what lies in its middle.
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const middle = map.project(map.getCenter());
    const all = map.queryRenderedFeatures({ layers: layers.filter((layer) => map.getLayer(layer)) });
    const distance = (feature) => {
      if (feature.geometry.type !== "Point") return near(middle)?.properties.id === feature.properties.id ? 0 : Infinity;
      const place = map.project(feature.geometry.coordinates);
      return Math.hypot(place.x - middle.x, place.y - middle.y);
    };
    const closest = all.map((feature) => [distance(feature), feature]).sort((a, b) => a[0] - b[0])[0];
    if (closest && closest[0] < Infinity) open(closest[1], map.getCenter());
  });
}

/** A button that shows every record again. */
class WholeControl {
  constructor(act, label) {
    this.element = document.createElement("div");
    this.element.className = "maplibregl-ctrl maplibregl-ctrl-group";
    const button = document.createElement("button");
    button.type = "button";
    button.title = label;
    button.setAttribute("aria-label", label);
    button.innerHTML = '<svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.5" aria-hidden="true"><path d="M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4"/></svg>';
    button.firstElementChild.classList.add("whole");
    button.addEventListener("click", act);
    this.element.append(button);
  }
  onAdd() { return this.element; }
  onRemove() { this.element.remove(); }
}
