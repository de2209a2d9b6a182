// What went wrong, as the hub's own sentence instead of raw JSON (RFC 9457).

export const explain = (words) => async (error) => {
  const problem = read(error.text);
  const box = document.createElement("div");
  box.className = "problem";
  box.setAttribute("role", "alert");
  const sentence = document.createElement("p");
  sentence.textContent = problem?.detail ?? (isStop(error) ? words.stopped : words.failed);
  box.append(sentence);
  if (problem?.line) box.append(place(problem, words));
  return box;
};

function place({ line, column }, words) {
  const where = document.createElement("p");
  where.className = "place";
  where.textContent = words.line.replace("{1}", line).replace("{2}", column);
  return where;
}

export function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isStop = ({ text }) => /abort/i.test(text ?? "");
