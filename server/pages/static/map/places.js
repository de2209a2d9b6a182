// The places of a search as markers: near ones gathered in one that says how many, each with a card of its own.

// No place under the buttons or the scale.
const CLEAR = { paddingTopLeft: [28, 28], paddingBottomRight: [60, 40] };

export function places(map, found, settings) {
  const group = L.markerClusterGroup({
    showCoverageOnHover: false,
    maxClusterRadius: 44,
    spiderLegPolylineOptions: { className: "spider", weight: 1.5 },
    iconCreateFunction: (cluster) => gathered(cluster.getChildCount(), settings.words),
  });
  const near = found.near && { at: [found.near[0], found.near[1]], km: found.near[2] };
  const markers = new Map(found.labs.map((row) => [row[0], marker(lab(row, near), settings)]));
  group.addLayers([...markers.values()]).addTo(map);
  const frame = around(map, near, group);
  const view = () => map.fitBounds(frame, { maxZoom: 12, ...CLEAR, animate: false });
  view();
  map.on("whole", view);
  return { group, markers };
}

// What the hub sends as a row: slug, name, latitude, longitude, machines, whether the place is that of the commune.
function lab([slug, name, lat, lon, machines, approximate], near) {
  const km = near && Number((L.latLng(near.at).distanceTo([lat, lon]) / 1000).toFixed(1));
  return { slug, name, at: [lat, lon], machines, approximate: Boolean(approximate), km };
}

function gathered(count, words) {
  const [shown, said] = [document.createElement("span"), document.createElement("span")];
  shown.textContent = count.toLocaleString(document.documentElement.lang);
  shown.setAttribute("aria-hidden", "true");
  said.className = "unseen";
  said.textContent = words.gathered.replace("{1}", shown.textContent);
  const both = document.createElement("span");
  both.append(shown, said);
  const size = count < 10 ? 32 : count < 100 ? 38 : 46;
  return L.divIcon({ className: "gathered", html: both, iconSize: [size, size] });
}

function marker(lab, settings) {
  const dot = document.createElement("span");
  dot.className = "unseen";
  dot.textContent = lab.name;
  const icon = L.divIcon({ className: lab.approximate ? "place approximate" : "place", html: dot, iconSize: [24, 24] });
  const made = L.marker(lab.at, { icon, title: lab.name });
  made.slug = lab.slug;
  made.bindPopup(() => card(lab, settings), { minWidth: 180, maxWidth: 280 });
  return made;
}

// Nothing that a lab wrote is read as HTML.
function card(lab, { lab: page, words }) {
  const [box, name, more] = [document.createElement("div"), document.createElement("p"), document.createElement("p")];
  const link = document.createElement("a");
  Object.assign(link, { href: page.replace("SLUG", encodeURIComponent(lab.slug)), textContent: lab.name, dir: "auto" });
  name.className = "popup-name";
  name.append(link);
  more.className = "quiet";
  const said = [
    lab.km == null ? "" : words.away.replace("{1}", amount(lab.km)),
    lab.machines ? words.machines.replace("{1}", amount(lab.machines)) : "",
    lab.approximate ? words.approximate : "",
  ];
  more.textContent = said.filter(Boolean).join(" · ");
  box.append(name, more);
  return box;
}

const amount = (number) => number.toLocaleString(document.documentElement.lang);

// Where the search is near: a point and its circle, in the frame with the places.
function around(map, near, group) {
  const bounds = L.latLngBounds([]);
  if (group.getLayers().length) bounds.extend(group.getBounds());
  if (near) {
    map.setView(near.at, 9, { animate: false });
    L.circleMarker(near.at, { radius: 4, className: "here", interactive: false }).addTo(map);
    bounds.extend(near.at);
    if (near.km) L.circle(near.at, { radius: near.km * 1000, className: "around", interactive: false }).addTo(map);
    if (near.km) bounds.extend(L.latLng(near.at).toBounds(near.km * 2000));
  }
  return bounds.isValid() ? bounds : L.latLngBounds([[35, -10], [60, 25]]);
}
