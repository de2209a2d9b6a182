// «Près de moi»: the browser's position, rounded to some kilometre before anything leaves the browser.

const button = document.querySelector(".near-me");

if (button && navigator.geolocation && globalThis.isSecureContext) offer(button);

// Two decimals of a degree are about a kilometre.
export const rounded = ({ latitude, longitude }) => ({ lat: latitude.toFixed(2), lon: longitude.toFixed(2) });

function offer(button) {
  const said = document.getElementById("near-said");
  button.hidden = false;
  button.addEventListener("click", () => {
    said.textContent = button.dataset.waiting;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => send(button.form, rounded(coords)),
      () => (said.textContent = button.dataset.refused),
      { maximumAge: 600_000, timeout: 15_000 },
    );
  });
}

function send(form, position) {
  form.elements.lieu.value = "";
  for (const [name, value] of Object.entries(position)) hidden(form, name).value = value;
  form.requestSubmit();
}

function hidden(form, name) {
  if (form.elements[name]) return form.elements[name];
  const field = Object.assign(document.createElement("input"), { type: "hidden", name });
  form.append(field);
  return field;
}
