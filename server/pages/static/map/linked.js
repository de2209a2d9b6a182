// The list and the map speak of the same labs: what is pointed at here is lit there.

export function link(map, { group, markers }) {
  const cards = new Map([...document.querySelectorAll("[data-lab]")].map((card) => [card.dataset.lab, card]));
  for (const [slug, card] of cards) wire(map, group, markers.get(slug), card);
  for (const marker of markers.values()) {
    marker.on("add", () => answer(marker, cards.get(marker.slug)));
    if (marker.getElement()) answer(marker, cards.get(marker.slug));
  }
  byKeyboard(map);
}

function wire(map, group, marker, card) {
  if (!marker) return;
  const show = (lit) => group.getVisibleParent(marker)?.getElement()?.classList.toggle("lit", lit);
  for (const event of ["mouseenter", "focusin"]) card.addEventListener(event, () => show(true));
  for (const event of ["mouseleave", "focusout"]) card.addEventListener(event, () => show(false));
  card.querySelector(".to-map")?.addEventListener("click", () => {
    group.zoomToShowLayer(marker, () => {
      marker.openPopup();
      marker.getElement()?.focus();
    });
  });
}

function answer(marker, card) {
  const element = marker.getElement();
  if (!card || !element || element.dataset.answers) return;
  element.dataset.answers = "true";
  const lit = (on) => card.classList.toggle("lit", on);
  for (const event of ["mouseenter", "focus"]) element.addEventListener(event, () => lit(true));
  for (const event of ["mouseleave", "blur"]) element.addEventListener(event, () => lit(false));
}

// Enter on a marker leads into its card, Escape back to the marker.
function byKeyboard(map) {
  let from;
  map.getContainer().addEventListener("keydown", ({ key, target }) => {
    if (key === "Enter" && target.matches(".place")) from = target;
    if (key === "Escape" && from) map.closePopup();
  });
  map.on("popupopen", ({ popup }) => from && popup.getElement().querySelector("a")?.focus());
  map.on("popupclose", () => {
    from?.focus();
    from = undefined;
  });
}
