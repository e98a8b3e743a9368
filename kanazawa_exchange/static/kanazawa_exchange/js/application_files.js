// Sends each file as soon as it was chosen, and says how far it has come. The server answers with the page, as it does without a script:
// of that page only the box of the file is taken over, so that a file that is on its way in another box goes on.
const boxes = document.querySelector("[data-files]");
const state = document.querySelector("[data-files-state]");
const words = boxes.dataset;
const MEGABYTE = 1024 * 1024;
const onTheWay = new Set();

// A file is sent when it is chosen: nobody needs the button for it.
const hideButtons = (where) => {
  for (const button of where.querySelectorAll("[data-file-send]")) button.hidden = true;
};

const part = (form, name) => form.querySelector(`[data-file-${name}]`);

const refuse = (form, sentence) => {
  const error = part(form, "error");
  error.firstElementChild.textContent = sentence;
  error.hidden = false;
  form.querySelector(".field").classList.add("invalid");
  form.closest("section").classList.add("invalid");
  state.textContent = sentence;
};

const tell = (form, percent) => {
  const shown = part(form, "progress");
  shown.hidden = percent === null;
  if (percent === null) return;
  shown.querySelector("progress").value = percent;
  shown.querySelector("span").textContent = words.sending;
};

// The same box on the page that came back, with what stands in it now.
const takeOver = (form, text) => {
  const box = form.closest("section");
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById(box.id);
  if (!fresh) return false;
  const made = document.importNode(fresh, true);
  const failed = !made.querySelector("[data-file-error]").hidden;
  hideButtons(made);
  box.replaceWith(made);
  state.textContent = failed ? made.querySelector("[data-file-error]").textContent : words.stored;
  made.querySelector("input[type=file]").focus();
  return true;
};

const ended = (form, request) => {
  tell(form, null);
  if (request.status !== 200) refuse(form, words.failed);
  else if (takeOver(form, request.responseText)) return;
  else if (request.responseText.includes('type="password"')) refuse(form, words.signedOut);
  else location.assign(request.responseURL); // the application has left the hands of its applicant
};

const send = (form) => {
  const chosen = form.querySelector("input[type=file]");
  if (chosen.files[0].size > Number(form.dataset.limit)) {
    refuse(form, words.large.replace("#", Math.floor(form.dataset.limit / MEGABYTE)));
    chosen.value = "";
    return;
  }
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) tell(form, Math.floor((event.loaded / event.total) * 100));
  });
  request.addEventListener("load", () => ended(form, request));
  request.addEventListener("error", () => {
    tell(form, null);
    refuse(form, words.failed);
  });
  request.addEventListener("loadend", () => {
    onTheWay.delete(request);
    chosen.value = "";
    chosen.disabled = false;
  });
  onTheWay.add(request);
  tell(form, 0);
  request.send(new FormData(form));
  chosen.disabled = true;
};

boxes.addEventListener("change", (event) => {
  if (event.target.type === "file" && event.target.files.length) send(event.target.form);
});

// Nobody leaves while a file is on its way: it would not arrive.
window.addEventListener("beforeunload", (event) => {
  if (onTheWay.size) event.preventDefault();
});
document.addEventListener("click", (event) => {
  if (!onTheWay.size || !event.target.closest("[data-onward]")) return;
  event.preventDefault();
  const way = event.target.closest("[data-onward]").href;
  const goOn = () => {
    if (!onTheWay.size && !boxes.querySelector(".file-box.invalid")) location.assign(way);
  };
  for (const request of onTheWay) request.addEventListener("loadend", goOn, { once: true });
});
hideButtons(boxes);
