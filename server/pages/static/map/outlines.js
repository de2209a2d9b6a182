// What lies under the places: countries, the operator's outlines with their names, degrees where there is nothing else.

import { graticule } from "../editor/graticule.js";
import { json } from "./ask.js";

const FINE = 4.5; // from this zoom on, the coarse countries look cut with an axe
const NAMED = 10; // from this zoom on, the operator's outlines bear their names
const MOST_NAMES = 60;

export async function outlines(map, settings) {
  if (settings.tiles) return;
  if (!settings.outlines) graticule(map);
  const coarse = await countries(map, settings.world);
  map.on("movestart", ({ target }) => target._animatingZoom || refine());
  let refined = Boolean(settings.outlines);
  function refine() {
    if (refined || map.getZoom() < FINE) return;
    refined = true;
    countries(map, settings.fine).then((fine) => fine && coarse?.remove());
  }
  if (settings.outlines) own(map, settings.outlines);
}

async function countries(map, address) {
  const world = await json(address).catch(() => undefined);
  return world && lines(map, topojson.feature(world, world.objects.countries), "land");
}

function lines(map, shapes, className) {
  const layer = L.geoJSON(shapes, { pane: "outlines", interactive: false, style: { className, weight: 1 } });
  layer.addTo(map);
  layer.eachLayer((each) => each.getElement?.()?.setAttribute("aria-hidden", "true"));
  return layer;
}

async function own(map, address) {
  const shapes = await json(address).catch(() => undefined);
  if (!shapes) return;
  const layer = lines(map, shapes, "outline");
  const names = L.layerGroup().addTo(map);
  const rename = () => name(map, layer, names);
  map.on("moveend", rename);
  rename();
}

// The names of the outlines in sight, when they are few enough to be read.
function name(map, layer, names) {
  names.clearLayers();
  if (map.getZoom() < NAMED) return;
  const seen = layer.getLayers().filter((each) => each.feature.properties.name && map.getBounds().contains(each.getBounds().getCenter()));
  if (seen.length > MOST_NAMES) return;
  for (const each of seen) {
    const said = document.createElement("span");
    said.textContent = each.feature.properties.name;
    const icon = L.divIcon({ className: "outline-name", html: said, iconSize: null });
    L.marker(each.getBounds().getCenter(), { icon, interactive: false, keyboard: false }).addTo(names);
  }
}
