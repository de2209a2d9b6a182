// The form of a lab's file where scripts run: the position by a click on the map, texts copied, the language kept.

import { board } from "../map/board.js";
import { outlines } from "../map/outlines.js";

const frame = document.querySelector(".publish .map-frame");
if (frame && globalThis.L) place(frame);
document.querySelectorAll("[data-copies]").forEach(copying);
document.querySelectorAll(".tongues a").forEach(keeping);

function place(frame) {
  const settings = JSON.parse(document.getElementById("map-settings").textContent);
  const [lat, lon] = settings.inputs.map((id) => document.getElementById(id));
  frame.hidden = false;
  const map = board(frame.querySelector(".map"), settings);
  const said = () => [lat, lon].map((input) => Number.parseFloat(input.value.replace(",", ".")));
  const stated = () => said().every(Number.isFinite) && Math.abs(said()[0]) <= 90;
  let pin;
  const show = () => {
    pin?.remove();
    if (!stated()) return;
    const icon = L.divIcon({ className: "place", iconSize: [24, 24] });
    pin = L.marker(said(), { icon, title: settings.pin, keyboard: false }).addTo(map);
  };
  const whole = () => {
    if (stated()) map.setView(said(), 14, { animate: false });
    else if (settings.centre) map.setView(settings.centre.slice(0, 2), settings.centre[2], { animate: false });
    else if (Math.abs(settings.area[0][0]) < 90) map.fitBounds(settings.area, { animate: false });
    else map.setView([46.6, 2.5], 5, { animate: false });
  };
  whole();
  show();
  map.on("whole", whole);
  map.on("click", ({ latlng }) => {
    const { lat: north, lng: east } = latlng.wrap();
    [lat.value, lon.value] = [north.toFixed(5), east.toFixed(5)];
    show();
  });
  for (const input of [lat, lon]) input.addEventListener("change", show);
  outlines(map, settings);
  frame.dataset.ready = "true";
}

function copying(button) {
  const said = button.parentElement.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copies);
    await navigator.clipboard?.writeText(text.value).catch(() => text.select());
    said.textContent = button.dataset.done;
  });
}

// What is typed goes with the reader into the other language.
function keeping(link) {
  const form = document.querySelector(".publish form[novalidate]");
  if (!form) return;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    form.action = link.href;
    form.requestSubmit(form.querySelector("button[value=keep]") ?? undefined);
  });
}
