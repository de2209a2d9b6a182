// «Près de moi»: the browser's position, rounded to some kilometre before anything leaves the browser.

const button = document.querySelector(".near-me");

if (button && navigator.geolocation && globalThis.isSecureContext) offer(button);

export const rounded = ({ latitude, longitude }) => `${latitude.toFixed(2)},${longitude.toFixed(2)}`;

function offer(button) {
  const [field, said] = [document.getElementById(button.dataset.field), document.getElementById("near-said")];
  button.hidden = false;
  button.addEventListener("click", () => {
    said.textContent = button.dataset.waiting;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        field.value = rounded(coords);
        field.form.requestSubmit();
      },
      () => (said.textContent = button.dataset.refused),
      { maximumAge: 600_000, timeout: 15_000 },
    );
  });
}
