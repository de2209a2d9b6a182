// Queries in tabs: opened without losing what somebody wrote, kept when one leaves, shared by a short address.

// A tab with this query: the one that has it, else the present one if nobody has written in it, else a new one.
export function open(yasgui, query, name, ours) {
  const known = Object.values(yasgui._tabs).find((tab) => queryOf(tab) === query);
  if (known) return shown(yasgui, known);
  const present = yasgui.getTab();
  if (!present || !ours.includes(queryOf(present))) return yasgui.addTab(true, { name: yasgui.createTabName(name), yasqe: { value: query } });
  present.setQuery(query);
  present.setName(name);
  return present;
}

function shown(yasgui, tab) {
  yasgui.selectTabId(tab.getId());
  return tab;
}

export function queryOf(tab) {
  return tab.getYasqe() ? tab.getQuery() : tab.getPersistedJson().yasqe.value;
}

// The cursor to a line and a column, counted from 1.
export const goTo = (yasgui) => (line, column) => {
  const editor = yasgui().getTab().getYasqe();
  editor.getDoc().setCursor({ line: line - 1, ch: column - 1 });
  editor.focus();
};

// YASGUI keeps a query when its field loses the focus; who leaves the page has written it too.
export function keeping(yasgui) {
  addEventListener("pagehide", () => {
    for (const tab of Object.values(yasgui._tabs)) {
      tab.getPersistedJson().yasqe.value = queryOf(tab);
      yasgui.emit("tabChange", yasgui, tab);
    }
  });
}

// YASGUI would write the endpoint, headers and settings into the address as well.
export function sharing(Yasgui) {
  Yasgui.Tab.prototype.getShareableLink = function () {
    return `${location.origin}${location.pathname}#query=${encodeURIComponent(queryOf(this))}`;
  };
}
