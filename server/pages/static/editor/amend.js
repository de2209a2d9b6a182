// What YASGUI's result lacks: names and states for those who listen, room for many columns; and a link out, taken away.

const COLUMN = 7; // rem

export function amend(root, words) {
  const observer = new MutationObserver(() => {
    for (const field of root.querySelectorAll(".tableSizer:not([aria-label])")) field.setAttribute("aria-label", words.pageSize);
    for (const link of root.querySelectorAll(".yasr_external_ref_btn")) link.remove();
    for (const button of root.querySelectorAll(".yasr_btnGroup .yasr_btn")) button.ariaDisabled = String(button.classList.contains("disabled"));
    for (const icon of root.querySelectorAll(".parseErrorIcon:not([title])")) tell(icon, words);
    for (const table of root.querySelectorAll("table.dataTable")) widen(table);
  });
  observer.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ["class"] });
}

function widen(table) {
  const width = `${table.querySelectorAll("thead th").length * COLUMN}rem`;
  if (table.style.minWidth !== width) table.style.minWidth = width;
}

// YASGUI writes the tooltip of a line it cannot read as HTML with styles, which the page's policy refuses; a title will do.
function tell(icon, words) {
  const editor = icon.closest(".CodeMirror").CodeMirror;
  const line = icon.closest(".CodeMirror-gutter-wrapper").parentElement.querySelector(".CodeMirror-linenumber").textContent - 1;
  const { errorMsg, possibleCurrent } = editor.getTokenAt({ line, ch: editor.getLine(line).length }, true).state;
  icon.onmouseover = icon.onmouseout = null;
  icon.title = errorMsg ?? words.unreadable.replace("{1}", (possibleCurrent ?? []).slice(0, 12).join(", "));
}
