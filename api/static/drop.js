// A file dropped anywhere on the form is sent as if it had been chosen.
const form = document.getElementById("drop");
const field = document.getElementById("file");

for (const name of ["dragenter", "dragover"]) {
  form.addEventListener(name, (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
}
form.addEventListener("dragleave", () => form.classList.remove("over"));
form.addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("over");
  if (event.dataTransfer.files.length !== 1) return;
  field.files = event.dataTransfer.files;
  form.requestSubmit();
});
form.addEventListener("submit", () => form.setAttribute("aria-busy", "true"));
