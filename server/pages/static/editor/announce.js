// Tells those who do not see the page what becomes of their query.

export function announce(yasgui, words) {
  const news = document.getElementById("news");
  yasgui.on("query", () => (news.textContent = words.running));
  yasgui.on("queryAbort", () => (news.textContent = words.stopped));
  yasgui.on("queryResponse", (_yasgui, tab) => {
    const chip = tab.getYasr()?.rootEl.querySelector(".yasr_response_chip");
    setTimeout(() => (news.textContent = chip?.textContent || words.ran));
  });
}
