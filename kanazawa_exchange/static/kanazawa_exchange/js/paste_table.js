// A table that is pasted anywhere on the page is sent as if it had been pasted into the box; without this script the box and its button do the same.
const form = document.querySelector("[data-paste-form]");
const box = form?.querySelector("[data-paste]");

const isElsewhere = (target) => target === box || !target.closest?.("input, textarea, select, [contenteditable]");

document.addEventListener("paste", (event) => {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!box || !/[\t\n\r]/.test(text) || !isElsewhere(event.target)) return;
  if (event.target === box && box.value.trim()) return; // something stands there already: the sender goes on by hand
  event.preventDefault();
  box.value = text;
  form.requestSubmit();
});
