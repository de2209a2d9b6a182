// Queries in tabs: opened without losing what somebody wrote, and shared by a short address.

export function open(yasgui, query, name) {
  const known = Object.values(yasgui._tabs).find((tab) => queryOf(tab) === query);
  if (!known) return yasgui.addTab(true, { name: yasgui.createTabName(name), yasqe: { value: query } });
  yasgui.selectTabId(known.getId());
  return known;
}

export function queryOf(tab) {
  return tab.getYasqe() ? tab.getQuery() : tab.getPersistedJson().yasqe.value;
}

// YASGUI would write the endpoint, headers and settings into the address as well.
export function sharing(Yasgui) {
  Yasgui.Tab.prototype.getShareableLink = function () {
    return `${location.origin}${location.pathname}#query=${encodeURIComponent(queryOf(this))}`;
  };
}
