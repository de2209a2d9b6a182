// Download buttons under each result: the endpoint is asked again, in the format of the button.

import { explain } from "./errors.js";

export function addDownloads(yasgui, settings) {
  yasgui.on("queryResponse", (_yasgui, tab) => setTimeout(() => place(tab, settings)));
}

function place(tab, settings) {
  const yasr = tab.getYasr();
  yasr.rootEl.parentElement.querySelector(".downloads")?.remove();
  if (!yasr.results || yasr.results.hasError()) return;
  yasr.rootEl.before(bar(tab, settings, queryOf(tab)));
}

const queryOf = (tab) => tab.getQuery();

function bar(tab, settings, query) {
  const graph = ["CONSTRUCT", "DESCRIBE"].includes(tab.getYasqe().getQueryType());
  const element = document.createElement("p");
  element.className = "downloads";
  element.append(`${settings.words.download} `);
  for (const format of settings.formats[graph ? "graphs" : "results"]) element.append(button(format, query, settings), " ");
  return element;
}

function button(format, query, settings) {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = format.toUpperCase();
  element.dataset.format = format;
  element.addEventListener("click", () => download(element, format, query, settings));
  return element;
}

async function download(element, format, query, settings) {
  element.disabled = true;
  try {
    const answer = await fetch(settings.endpoint, {
      method: "POST",
      body: new URLSearchParams({ query, format }),
      headers: { Accept: "*/*", "Accept-Language": settings.lang },
    });
    if (answer.ok) save(await answer.blob(), `fabcommons.${format}`);
    else element.parentElement.after(await explain(settings.words)({ text: await answer.text() }));
  } catch (error) {
    element.parentElement.after(await explain(settings.words)({ text: String(error) }));
  } finally {
    element.disabled = false;
  }
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
