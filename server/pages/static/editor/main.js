// Replaces the plain form of the page by the editor (YASGUI), once everything it needs has arrived.

import { announce } from "./announce.js";
import { offer } from "./completion.js";
import { addDownloads } from "./downloads.js";
import { explain } from "./errors.js";
import { wireExamples } from "./examples.js";
import { amend } from "./amend.js";
import { leaveByEscape } from "./keyboard.js";
import { MapView } from "./map.js";
import { goTo, keeping, open, sharing } from "./tabs.js";
import { speak } from "./words.js";

const { Yasgui } = globalThis;
const settings = JSON.parse(document.getElementById("settings").textContent);

if (Yasgui) start(document.getElementById("editor"));

function start(place) {
  place.hidden = false;
  document.getElementById("plain").hidden = true;
  document.querySelectorAll(".scripted").forEach((element) => (element.hidden = false));
  speak(place, settings.words.yasgui);
  amend(place, settings.words);
  const explained = explain(settings.words, goTo(() => yasgui));
  const yasgui = new Yasgui(place, configuration(explained));
  wire(yasgui, place, explained);
  const linked = new URLSearchParams(location.hash.slice(1)).get("query");
  if (linked) open(yasgui, linked, settings.words.tab, [settings.text]).query().catch(() => {});
  wireExamples(yasgui, settings);
}

// Nothing of ours is asked of anybody but this hub: no prefix.cc, no vocabulary service, no other endpoint, no shortener.
function configuration(explained) {
  const endpoint = new URL(settings.endpoint, location.href).href;
  Yasgui.Yasqe.defaults.autocompleters = [];
  const autocompleters = offer(Yasgui.Yasqe, settings);
  Yasgui.Yasr.registerPlugin("map", MapView(settings.words));
  Yasgui.Yasr.defaults.errorRenderers = [explained];
  Yasgui.Yasr.plugins.table.defaults.tableConfig.language = settings.words.table;
  Yasgui.Yasr.defaults.plugins.table.dynamicConfig = { compact: true };
  sharing(Yasgui);
  return {
    autofocus: false,
    persistenceId: "fabcommons",
    tabName: settings.words.tab,
    populateFromUrl: false,
    copyEndpointOnNewTab: false,
    endpointCatalogueOptions: { getData: () => [], keys: [], renderItem: () => {} },
    requestConfig: { endpoint, method: "POST", headers: { "Accept-Language": settings.lang } },
    yasqe: {
      value: settings.text,
      autocompleters,
      prefixCcApi: null,
      createShortLink: undefined,
      screenReaderLabel: settings.words.editor,
      extraKeys: { Esc: leaveByEscape },
    },
    yasr: {
      prefixes: settings.prefixes,
      pluginOrder: ["table", "map", "response"],
      maxPersistentResponseSize: 0, // an answer of yesterday is not kept: it would look like today's
    },
  };
}

function wire(yasgui, place, explained) {
  for (const tab of Object.values(yasgui._tabs)) tab.setEndpoint(yasgui.config.requestConfig.endpoint);
  addDownloads(yasgui, settings, explained);
  announce(yasgui, settings.words);
  keeping(yasgui);
  place.dataset.ready = "true";
}
