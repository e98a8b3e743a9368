// A table that is pasted anywhere on the page is sent as if it had been pasted into the box; without this script the box and its button do
// the same. What is too long for a box goes as a file.
const LONG = 500_000;
const form = document.querySelector("[data-paste-form]");
const box = form?.querySelector("[data-paste]");
const file = form?.querySelector("input[type=file]");

const isOurs = (target) => target === box || !target.closest?.("input, textarea, select, [contenteditable]");

const put = (text) => {
  if (text.length <= LONG || !file) {
    box.value = text;
    return;
  }
  const files = new DataTransfer();
  files.items.add(new File([text], `${box.dataset.paste}.tsv`, {type: "text/tab-separated-values"}));
  file.files = files.files;
};

document.addEventListener("paste", (event) => {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!box || !/[\t\n\r]/.test(text) || !isOurs(event.target)) return;
  if (event.target === box && box.value.trim()) return; // something stands there already: its sender goes on by hand
  event.preventDefault();
  put(text);
  form.requestSubmit();
});
