// Says YASGUI's English words in ours, as it writes them: texts, titles, labels.

const THEIRS = ".CodeMirror-lines, .CodeMirror-hints, .yasr_results td, .yasr_results th, .map, .problem, .tab a > span";
const SPOKEN = ["title", "aria-label", "placeholder"];

export function speak(root, words) {
  const say = sayer(words);
  new MutationObserver((changes) => changes.forEach((change) => heard(change, say))).observe(root, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: SPOKEN,
  });
}

// A text → what we say, or the text itself; `{1}` in a key stands for anything.
export function sayer(words) {
  const exact = new Map(Object.entries(words));
  const patterns = [...exact].filter(([key]) => key.includes("{1}")).map(([key, said]) => [pattern(key), said]);
  const say = (text) => {
    if (exact.has(text)) return exact.get(text);
    for (const [expression, said] of patterns) {
      const found = expression.exec(text);
      if (found) return said.replace(/\{(\d)\}/g, (_, place) => amount(found[place]) ?? say(found[place]));
    }
    return text;
  };
  return say;
}

// A number as the language writes it.
function amount(text) {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text).toLocaleString(document.documentElement.lang) : undefined;
}

function pattern(key) {
  const parts = key.split(/\{\d\}/).map((part) => part.replace(/[.*+?^$()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("(.*)")}$`, "s");
}

function heard(change, say) {
  if (change.type === "attributes") attribute(change.target, change.attributeName, say);
  else if (change.type === "characterData") text(change.target, say);
  else change.addedNodes.forEach((node) => under(node, say));
}

function under(node, say) {
  if (node.nodeType === Node.TEXT_NODE) text(node, say);
  if (node.nodeType !== Node.ELEMENT_NODE || theirs(node)) return;
  for (const name of SPOKEN) attribute(node, name, say);
  node.childNodes.forEach((child) => under(child, say));
}

function text(node, say) {
  if (theirs(node.parentElement)) return;
  const said = say(node.data);
  if (said !== node.data) node.data = said;
}

function attribute(element, name, say) {
  const value = element.getAttribute(name);
  if (value === null) return;
  const said = say(value);
  if (said !== value) element.setAttribute(name, said);
}

// What people wrote is not ours to translate: the query, the cells of a result, the names of tabs.
function theirs(element) {
  return Boolean(element?.closest(THEIRS));
}
