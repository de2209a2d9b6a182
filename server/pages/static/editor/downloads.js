// Download buttons under each result: the endpoint is asked again, in the format of the button.

import { queryOf } from "./tabs.js";

export function addDownloads(yasgui, settings, explained) {
  yasgui.on("queryResponse", (_yasgui, tab) => setTimeout(() => place(tab, settings, explained)));
}

function place(tab, settings, explained) {
  const yasr = tab.getYasr();
  yasr.rootEl.parentElement.querySelector(".downloads")?.remove();
  if (!yasr.results || yasr.results.hasError()) return;
  const query = queryOf(tab); // the one that was run: somebody may write on
  yasr.rootEl.before(bar(tab, settings, (format, button) => download(button, format, query, settings, explained)));
}

function bar(tab, { formats, words }, download) {
  const graph = ["CONSTRUCT", "DESCRIBE"].includes(tab.getYasqe().getQueryType());
  const element = document.createElement("p");
  element.className = "downloads";
  element.append(`${words.download} `);
  for (const format of formats[graph ? "graphs" : "results"]) element.append(button(format, download), " ");
  return element;
}

function button(format, download) {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = format.toUpperCase();
  element.dataset.format = format;
  element.addEventListener("click", () => download(format, element));
  return element;
}

async function download(button, format, query, settings, explained) {
  const refuse = async (text) => button.parentElement.after(await explained({ text }));
  button.parentElement.parentElement.querySelector(":scope > .problem")?.remove();
  button.disabled = true;
  try {
    const answer = await ask(format, query, settings);
    if (answer.ok) save(await answer.blob(), `fabcommons.${format}`);
    else await refuse(await answer.text());
  } catch (error) {
    await refuse(String(error));
  } finally {
    button.disabled = false;
  }
}

function ask(format, query, { endpoint, lang }) {
  const headers = { Accept: "*/*", "Accept-Language": lang };
  return fetch(endpoint, { method: "POST", body: new URLSearchParams({ query, format }), headers });
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
