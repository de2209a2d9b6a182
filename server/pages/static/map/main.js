// The map of a page: draws the places that the page's address gives, and ties them to the cards of the list.

import { json } from "./ask.js";
import { board } from "./board.js";
import { outlines } from "./outlines.js";
import { link } from "./linked.js";
import { places } from "./places.js";

const frame = document.querySelector(".map-frame");

if (frame && globalThis.L) start(frame);

async function start(frame) {
  const settings = JSON.parse(document.getElementById("map-settings").textContent);
  frame.hidden = false;
  document.querySelectorAll(".mapped").forEach((element) => (element.hidden = false));
  const map = board(frame.querySelector(".map"), settings);
  try {
    const found = await json(settings.places);
    const shown = places(map, found, settings);
    link(map, shown);
  } catch {
    frame.querySelector(".map-trouble").hidden = false;
  }
  outlines(map, settings);
  frame.dataset.ready = "true";
}
