// Sends photos one by one, and says how far each has come. One that does not get through stays on the page until it is sent: it is tried
// again when the connection is back, or when its author says so. The server answers with the page, as it does without a script: of that
// page only the photos that are new are taken over, so that what is typed about the others stays as it is.
const form = document.querySelector("[data-photo-queue]");
const chosen = form.querySelector("input[type=file]");
const list = form.querySelector("[data-queue]");
const state = form.querySelector("[data-queue-state]");
const words = form.dataset;
const PAUSES = [2000, 5000, 15000, 30000];
const PREVIEW = 160;
const LOOK_AGAIN = 3000;
const LOOKS = 40;
const queue = [];
let sending = null;

const part = (item, name) => item.line.querySelector(`[data-queue-${name}]`);

// Drawn, as the page shows no picture that did not come from the portal.
const draw = async (item) => {
  try {
    const bitmap = await createImageBitmap(item.file, { resizeWidth: PREVIEW, resizeQuality: "medium" });
    const canvas = part(item, "preview");
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    bitmap.close();
  } catch {
    part(item, "preview").hidden = true; // a kind that this browser does not read; the portal may
  }
};

const show = (item, sentence, percent = null) => {
  part(item, "words").textContent = sentence;
  part(item, "progress").hidden = percent === null;
  if (percent !== null) part(item, "progress").value = percent;
  part(item, "again").hidden = sending === item || item.refused;
  part(item, "later").hidden = sending === item || item.refused || item.held;
};

const tell = () => {
  const left = queue.filter((item) => !item.refused).length;
  state.textContent = left ? words.left.replace("#", left) : words.done;
};

const drop = (item) => {
  queue.splice(queue.indexOf(item), 1);
  clearTimeout(item.timer);
  if (sending === item) {
    sending = null;
    item.request.abort();
  }
  item.line.remove();
};

const read = (text) => new DOMParser().parseFromString(text, "text/html");

const adopt = (page) => {
  const place = document.querySelector("[data-photos]");
  const fresh = page.querySelector("[data-photos]");
  if (!fresh) return;
  if (!place.querySelector("li")) {
    place.replaceWith(document.importNode(fresh, true));
    return;
  }
  for (const line of fresh.querySelectorAll(".photos > li")) {
    if (!document.getElementById(line.id)) place.querySelector(".photos").append(document.importNode(line, true));
  }
};

// A worker makes the sizes of a photo some seconds after it has come.
const awaitPictures = async () => {
  for (let look = 0; look < LOOKS && document.querySelector(".picture-awaited"); look += 1) {
    await new Promise((ready) => setTimeout(ready, LOOK_AGAIN));
    const answer = await fetch(form.action, { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok) continue;
    const page = read(await answer.text());
    for (const awaited of document.querySelectorAll(".picture-awaited")) {
      const made = page.getElementById(awaited.closest("li").id)?.querySelector("picture");
      if (made) awaited.replaceWith(document.importNode(made, true));
    }
  }
};

const refuse = (item, sentence) => {
  item.refused = true;
  show(item, sentence);
};

const wait = (item) => {
  const pause = PAUSES[Math.min(item.tries, PAUSES.length - 1)];
  item.tries += 1;
  item.timer = setTimeout(() => {
    item.timer = null;
    next();
  }, pause);
  show(item, words.failed);
};

const ended = (item, request) => {
  sending = null;
  const page = request.status === 200 ? read(request.responseText) : null;
  if (!page) wait(item);
  else if (page.querySelector("input[type=password]")) {
    item.held = true;
    show(item, words.signedOut);
  } else if (page.getElementById("error-photos")) {
    refuse(item, page.getElementById("error-photos").textContent.trim());
  } else if (!page.querySelector("[data-photo-queue]")) {
    refuse(item, words.closed);
  } else {
    drop(item);
    adopt(page);
    awaitPictures();
  }
  tell();
  next();
};

const send = (item) => {
  sending = item;
  const body = new FormData(form);
  body.delete("photos");
  body.append("go", "add");
  body.append("photos", item.file, item.file.name);
  const request = new XMLHttpRequest();
  item.request = request;
  request.open("POST", form.action);
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) show(item, words.sending, Math.floor((event.loaded / event.total) * 100));
  });
  request.addEventListener("load", () => ended(item, request));
  request.addEventListener("error", () => ended(item, request));
  request.addEventListener("timeout", () => ended(item, request));
  request.timeout = 180000;
  show(item, words.sending, 0);
  request.send(body);
};

function next() {
  if (sending) return;
  const item = queue.find((one) => !one.refused && !one.held && !one.timer);
  if (item) send(item);
}

const add = (file) => {
  const line = form.querySelector("template").content.firstElementChild.cloneNode(true);
  const item = { file, line, tries: 0, timer: null, held: false, refused: false, request: null };
  part(item, "name").textContent = file.name;
  part(item, "again").addEventListener("click", () => {
    clearTimeout(item.timer);
    item.timer = null;
    item.held = false;
    show(item, words.waiting);
    next();
  });
  part(item, "later").addEventListener("click", () => {
    clearTimeout(item.timer);
    item.timer = null;
    item.held = true;
    show(item, words.held);
  });
  part(item, "remove").addEventListener("click", () => {
    drop(item);
    tell();
    next();
  });
  queue.push(item);
  list.append(line);
  draw(item);
  if (file.size > Number(words.limit)) refuse(item, words.large);
  else show(item, words.waiting);
};

chosen.addEventListener("change", () => {
  for (const file of chosen.files) add(file);
  chosen.value = "";
  tell();
  next();
});
window.addEventListener("online", () => {
  for (const item of queue) {
    clearTimeout(item.timer);
    item.timer = null;
  }
  next();
});
// A photo that was not sent is on this page alone.
window.addEventListener("beforeunload", (event) => {
  if (queue.some((item) => !item.refused)) event.preventDefault();
});
form.querySelector("[data-queue-send]").hidden = true; // a photo is sent when it is chosen
awaitPictures();
