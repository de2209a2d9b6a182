// What went wrong, as the hub's own sentence instead of raw JSON (RFC 9457).

// In: the words, and what brings the reader to a line and column of the query. Out: a renderer of YASR.
export const explain = (words, goTo) => async (error) => {
  const problem = read(error.text);
  const box = document.createElement("div");
  box.className = "problem";
  box.setAttribute("role", "alert");
  const sentence = document.createElement("p");
  sentence.textContent = problem?.detail ?? (isStop(error) ? words.stopped : words.failed);
  box.append(sentence);
  if (problem?.line) box.append(place(problem, words, goTo));
  return box;
};

function place({ line, column }, words, goTo) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words.goTo.replace("{1}", line).replace("{2}", column);
  button.addEventListener("click", () => goTo(line, column));
  return button;
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isStop = ({ text }) => /abort/i.test(text ?? "");
