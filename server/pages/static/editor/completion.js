// Completion: prefixes, and the classes, properties and codes of the hub, found by their names in any language.

const MOST = 60;

export function offer(Yasqe, settings) {
  let document = Promise.resolve({ prefixes: settings.prefixes, offers: [] });
  if (settings.completions) document = fetch(settings.completions).then((answer) => answer.json());
  const offers = document.then((known) => known.offers.map((each) => ({ ...each, plain: searchable(each) }))).catch(() => []);
  Yasqe.forkAutocompleter("prefixes", {
    name: "hub-prefixes",
    persistenceId: null,
    get: () => document.catch(() => settings).then(({ prefixes }) => Object.entries(prefixes).map(([name, iri]) => `${name}: <${iri}>`).sort()),
  }, false);
  Yasqe.registerAutocompleter(names(offers, settings.words), false);
  return ["hub-prefixes", "hub-names", "variables"];
}

function names(offers, words) {
  let shown = new Map();
  return {
    name: "hub-names",
    bulk: false,
    autoShow: true,
    isValidCompletionPosition: (yasqe) => wordAt(yasqe) !== "",
    preProcessToken: (yasqe, token) => ({ ...token, ...placed(yasqe, wordAt(yasqe)) }),
    get: async (_yasqe, token) => {
      const found = matching(await offers, token.string);
      shown = new Map(found.map((each) => [each.name, each]));
      return [...shown.keys()];
    },
    postprocessHints: (yasqe, hints) => accepted(yasqe, hints).map((hint) => ({ ...hint, render: (element) => draw(element, shown.get(hint.text), words) })),
  };
}

// Enter pressed while the list is being looked up again takes the name that was seen, if it still stands in the list.
function accepted(yasqe, hints) {
  const { widget } = yasqe.state.completionActive ?? {};
  if (!widget?.picked) return hints;
  const seen = widget.data.list[widget.selectedHint]?.text;
  const again = hints.filter(({ text }) => text === seen);
  return again.length ? again : hints;
}

// The word before the cursor, if it can begin a name: not a variable, an IRI, a string, a comment, a PREFIX line.
function wordAt(yasqe) {
  const { line, ch } = yasqe.getDoc().getCursor();
  const before = yasqe.getDoc().getLine(line).slice(0, ch);
  const { type } = yasqe.getTokenAt({ line, ch });
  if (/^\s*(prefix|base)\b/i.test(before) || ["comment", "string", "atom", "variable-3"].includes(type)) return "";
  const [, word] = /(?:^|[\s/|^!(;,.{[])((?:\p{L}[\p{L}\d_-]*)?:?[\p{L}\d_-]+|\p{L}[\p{L}\d_-]*:)$/u.exec(before) ?? [];
  return word?.length > 1 ? word : "";
}

function placed(yasqe, word) {
  const { line, ch } = yasqe.getDoc().getCursor();
  return { string: word, autocompletionString: word, from: { line, ch: ch - word.length }, to: { line, ch } };
}

// Best first: the name begins so, then a word of what it is called, then anything in it.
export function matching(offers, typed) {
  const wanted = plain(typed.trim());
  const ranked = offers.map((each) => [rank(each, wanted), each]).filter(([place]) => place < 4);
  ranked.sort(([one, { name: a }], [other, { name: b }]) => one - other || a.localeCompare(b));
  return ranked.slice(0, MOST).map(([, each]) => each);
}

function rank({ name, plain: words }, wanted) {
  const lower = name.toLowerCase();
  if (lower.startsWith(wanted)) return 0;
  if (wanted.includes(":")) return 4;
  if (lower.slice(lower.indexOf(":") + 1).startsWith(wanted)) return 1;
  if (words.includes(` ${wanted}`)) return 2;
  return words.includes(wanted) ? 3 : 4;
}

const searchable = ({ label, found_by: others }) => ` ${plain(`${label} ${others}`).replace(/[^\p{L}\d]+/gu, " ")}`;

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function draw(element, { name, label, comment, kind }, words) {
  for (const [cls, text] of [["name", name], ["label", label], ["kind", words[kind]], ["comment", comment]]) {
    const part = document.createElement("span");
    part.className = `offer-${cls}`;
    part.textContent = text;
    element.append(part, " ");
  }
}
