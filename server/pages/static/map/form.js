// The finder's form where scripts run: addresses without empty fields, and «près de moi».

import "./near.js";

const form = document.querySelector("form.finder");

form?.addEventListener("formdata", ({ formData }) => {
  for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
  if (formData.has("lieu")) for (const name of ["lat", "lon"]) formData.delete(name); // a commune that is typed wins
  else if (!formData.has("lat")) formData.delete("rayon");
});
