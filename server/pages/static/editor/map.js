// The map of a result that has coordinates: no tiles, only a grid in degrees, a scale, and the points of the rows.

import { graticule } from "./graticule.js";
import { located } from "./positions.js";

const MANY = 500; // markers that the keyboard reaches one by one; above, they are drawn on a canvas

export const MapView = (words) =>
  class {
    priority = 5;
    label = words.map;

    constructor(yasr) {
      this.yasr = yasr;
    }

    canHandleResults() {
      return this.places().length > 0;
    }

    places() {
      const results = this.yasr.results;
      if (this.seen !== results) this.found = located(results?.getVariables() ?? [], results?.getBindings() ?? []);
      this.seen = results;
      return this.found;
    }

    draw() {
      const places = this.places();
      const [note, place] = frame(places, this.yasr, words);
      this.yasr.resultsEl.append(note, place);
      this.map = map(place, words);
      const shapes = L.geoJSON(features(places), { pointToLayer: marker(places.length) });
      shapes.bindPopup(({ feature }) => card(feature.properties.row, this.yasr.getPrefixes()), { minWidth: 220, maxWidth: 340 });
      shapes.addTo(this.map);
      this.map.fitBounds(shapes.getBounds(), { maxZoom: 11, padding: [30, 30], animate: false });
      graticule(this.map);
    }

    destroy() {
      this.map?.remove();
      this.map = undefined;
    }

    getIcon = pin;
  };

function pin() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", "M12 1a8 8 0 0 0-8 8c0 6 8 14 8 14s8-8 8-14a8 8 0 0 0-8-8zm0 11a3 3 0 1 1 0-6 3 3 0 0 1 0 6z");
  svg.append(path);
  return svg;
}

function frame(places, yasr, words) {
  const note = document.createElement("p");
  const rows = new Set(places.map(({ row }) => row));
  note.className = "map-note";
  note.textContent = words.mapNote.replace("{1}", rows.size).replace("{2}", yasr.results.getBindings().length);
  const place = document.createElement("div");
  place.className = "map";
  place.setAttribute("role", "region");
  place.setAttribute("aria-label", words.mapLabel);
  return [note, place];
}

function map(place, words) {
  const made = L.map(place, { zoomControl: false, attributionControl: false, zoomSnap: 0.5, maxZoom: 19, minZoom: 1 });
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(made);
  L.control.scale({ imperial: false }).addTo(made);
  return made;
}

const features = (places) => places.map(({ row, geometry }) => ({ type: "Feature", geometry, properties: { row } }));

function marker(count) {
  const renderer = count > MANY ? L.canvas() : undefined;
  const color = getComputedStyle(document.documentElement).getPropertyValue("--accent");
  return ({ properties: { row } }, position) =>
    renderer
      ? L.circleMarker(position, { renderer, radius: 6, color })
      : L.marker(position, { icon: L.divIcon({ className: "point", iconSize: [18, 18] }), title: name(row), alt: name(row) });
}

// What a row is called: its first text in words, else its first value.
function name(row) {
  const terms = Object.values(row);
  return (terms.find((term) => term.type === "literal" && !term.datatype) ?? terms[0])?.value ?? "";
}

// The row, as text: nothing that a lab wrote is read as HTML.
function card(row, prefixes) {
  const list = document.createElement("dl");
  for (const [variable, term] of Object.entries(row)) {
    const [key, value] = [document.createElement("dt"), document.createElement("dd")];
    key.textContent = variable;
    value.append(term.type === "uri" ? link(term.value, prefixes) : term.value);
    list.append(key, value);
  }
  return list;
}

function link(iri, prefixes) {
  const [prefix, start] = Object.entries(prefixes).find(([, begin]) => iri.startsWith(begin)) ?? [];
  const text = prefix ? `${prefix}:${iri.slice(start.length)}` : iri;
  if (!/^https?:\/\//i.test(iri)) return text;
  const element = document.createElement("a");
  Object.assign(element, { href: iri, textContent: text, rel: "noopener noreferrer", target: "_blank" });
  return element;
}
