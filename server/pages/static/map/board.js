// An empty map with its controls, in the reader's words; tiles only where the operator named some.

export function board(place, { words, tiles }) {
  const map = L.map(place, { zoomControl: false, attributionControl: false, zoomSnap: 0.5, minZoom: 1, maxZoom: tiles?.zoom ?? 16 });
  L.control.zoom({ position: "topright", zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  map.createPane("outlines").style.zIndex = 300;
  for (const drawn of ["outlines", "overlayPane"]) map.getPane(drawn).setAttribute("aria-hidden", "true"); // only shapes
  if (tiles) pictures(map, tiles);
  map.on("popupopen", ({ popup }) => popup.getElement().querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", words.close));
  whole(map, place, words);
  calm(map);
  return map;
}

// Leaflet empties a tile with a picture written into the page's text, which our policy refuses: the tile is just dropped.
function pictures(map, { url, attribution, zoom }) {
  const Tiles = L.TileLayer.extend({
    _abortLoading() {},
    _removeTile(key) {
      L.GridLayer.prototype._removeTile.call(this, key);
    },
  });
  const said = document.createElement("span");
  said.textContent = attribution;
  L.control.attribution({ prefix: false }).addAttribution(said.innerHTML).addTo(map);
  new Tiles(url, { maxZoom: zoom }).addTo(map);
}

// On a phone one finger scrolls the page, two move the map; the wheel zooms once the map is in use.
function calm(map) {
  map.scrollWheelZoom.disable();
  map.once("focus click", () => map.scrollWheelZoom.enable());
  if (L.Browser.mobile) map.dragging.disable();
  if (L.Browser.mobile) map.getContainer().addEventListener("touchstart", ({ touches }) => map.dragging[touches.length > 1 ? "enable" : "disable"]());
}

// A button that shows all the places again.
function whole(map, _place, words) {
  const control = L.control({ position: "topright" });
  control.onAdd = () => {
    const bar = L.DomUtil.create("div", "leaflet-bar");
    const button = L.DomUtil.create("button", "map-whole", bar);
    Object.assign(button, { type: "button", title: words.whole, textContent: "⤢" });
    button.setAttribute("aria-label", words.whole);
    L.DomEvent.disableClickPropagation(bar);
    button.addEventListener("click", () => map.fire("whole"));
    return bar;
  };
  control.addTo(map);
}
