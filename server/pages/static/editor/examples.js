// The example questions: sifted by words, loaded and run where one stands.

import { open } from "./tabs.js";

export function wireExamples(yasgui, settings) {
  const list = document.getElementById("examples");
  if (!list) return;
  const narrow = matchMedia("(max-width: 62rem)");
  if (narrow.matches) document.querySelector(".questions").open = false;
  sift(list);
  list.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-example]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.replaceState(null, "", link.href);
    if (narrow.matches) document.querySelector(".questions").open = false;
    load(yasgui, settings, link.dataset.example);
  });
  if (settings.example) load(yasgui, settings, settings.example);
}

function load(yasgui, { examples, text }, id) {
  const tab = open(yasgui, examples[id], id, [text, ...Object.values(examples)]);
  tab.setName(id);
  tab.getYasqe().collapsePrefixes(true);
  mark(id);
  tab.query().catch(() => {});
}

function mark(id) {
  for (const link of document.querySelectorAll("a[data-example]")) {
    if (link.dataset.example === id) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  for (const about of document.querySelectorAll("[data-about]")) about.hidden = about.dataset.about !== id;
}

function sift(list) {
  const field = document.getElementById("sift");
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const whole = (item) => item.textContent + document.querySelector(`[data-about=${item.firstElementChild.dataset.example}]`).textContent;
  const items = [...list.children].map((item) => [item, plain(whole(item))]);
  field.closest("p").hidden = false;
  field.addEventListener("input", () => {
    const words = plain(field.value).split(/\s+/);
    for (const [item, text] of items) item.hidden = !words.every((word) => text.includes(word));
  });
}
