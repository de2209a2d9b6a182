// Meridians and parallels with their degrees, redrawn as the map moves.

const STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 45];
const LINES = 8;

export function graticule(map) {
  const layer = L.layerGroup().addTo(map);
  const redraw = () => draw(map, layer);
  map.on("moveend", redraw);
  redraw();
}

function draw(map, layer) {
  layer.clearLayers();
  const [south, west, north, east] = edges(map.getBounds());
  for (const lat of round(south, north)) add(layer, [[lat, west], [lat, east]], [lat, west], degrees(lat, "N", "S"));
  for (const lon of round(west, east)) add(layer, [[south, lon], [north, lon]], [south, lon], degrees(lon, "E", "O"));
}

function edges(bounds) {
  const within = (value, most) => Math.max(-most, Math.min(most, value));
  return [within(bounds.getSouth(), 85), within(bounds.getWest(), 180), within(bounds.getNorth(), 85), within(bounds.getEast(), 180)];
}

// Round values between two, some eight at most.
export function round(from, to) {
  const step = STEPS.find((each) => (to - from) / each <= LINES) ?? 90;
  const values = [];
  for (let value = Math.ceil(from / step) * step; value <= to; value += step) values.push(Number(value.toFixed(2)));
  return values;
}

function degrees(value, positive, negative) {
  return `${Math.abs(value)}° ${value === 0 ? "" : value > 0 ? positive : negative}`.trim();
}

function add(layer, line, at, text) {
  L.polyline(line, { className: "graticule", interactive: false, weight: 1 }).addTo(layer);
  const icon = L.divIcon({ className: "degrees", html: text, iconSize: null });
  L.marker(at, { icon, interactive: false, keyboard: false }).addTo(layer);
}
