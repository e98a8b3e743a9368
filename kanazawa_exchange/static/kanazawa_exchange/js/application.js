// Saves each box of an application as soon as it was typed in, and says when. While there is no connection, or nobody has signed in,
// the text waits on this device, under a name that belongs to one account and one application (swept by kept_answers.js).
const BOX = "box-";
const SEEN = "seen-";
const TYPING = 1200; // ms after the last letter of a text
const FIRST_PAUSE = 2000;
const LONGEST_PAUSE = 60000;
const KEEPALIVE = 60000; // bytes that browsers send for a page that is left

const form = document.querySelector("form[data-autosave]");
const state = form.querySelector("[data-autosave-state]");
const shelf = `survey:${form.dataset.owner}`;

const read = () => {
  try {
    const items = JSON.parse(localStorage.getItem(shelf));
    return Object.fromEntries(Object.entries(items ?? {}).filter(([, item]) => Array.isArray(item?.values)));
  } catch {
    return {};
  }
};

let waiting = read();

const write = () => {
  try {
    if (Object.keys(waiting).length) localStorage.setItem(shelf, JSON.stringify(waiting));
    else localStorage.removeItem(shelf);
  } catch {
    // a browser that keeps nothing: what waits is in this page alone
  }
};

// --- The boxes of this page ----------------------------------------------------------------------------------------------
const field = (key) => [...form.querySelectorAll("[data-box]")].find((one) => one.dataset.box === key);
const boxes = (key) => [...(field(key)?.querySelectorAll(`[name^="${BOX}"]`) ?? [])];
const seen = (key) => form.elements[SEEN + key];
const isHere = (key) => Boolean(field(key));

const values = (key) =>
  boxes(key).filter((box) => box.type !== "radio" || box.checked).map((box) => [box.name, box.value]);

const fill = (key, pairs) => {
  for (const box of boxes(key)) {
    const pair = pairs.find(([name]) => name === box.name);
    if (box.type === "radio") box.checked = pair?.[1] === box.value;
    else if (pair) box.value = pair[1];
  }
};

const say = (name, words = form.dataset[name] ?? "") => {
  state.textContent = words;
  state.dataset.autosaveState = name;
};

// --- Sent ----------------------------------------------------------------------------------------------------------------
let pause = FIRST_PAUSE;
let timer = 0;
let sending = null;

const later = () => {
  clearTimeout(timer);
  timer = setTimeout(flush, pause);
  pause = Math.min(pause * 2, LONGEST_PAUSE);
};

const here = () => Object.fromEntries(Object.entries(waiting).filter(([key]) => isHere(key)));

const body = (items) => {
  const data = new URLSearchParams({csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value});
  for (const [key, item] of Object.entries(items)) {
    data.append(SEEN + key, item.seen);
    for (const [name, value] of item.values) data.append(name, value);
  }
  return data;
};

const settle = (items, answer) => {
  for (const [key, item] of Object.entries(items)) {
    if (key in answer.saved && seen(key)) {
      seen(key).value = answer.saved[key];
      if (waiting[key]) waiting[key].seen = answer.saved[key];
    }
    if (waiting[key]?.at === item.at) delete waiting[key];
  }
  write();
  const wrong = Object.values(answer.errors);
  if (wrong.length) say("wrong", wrong.join(" "));
  else if (Object.keys(answer.newer).length) say("newer");
  else if (!Object.keys(here()).length) say("saved", form.dataset.saved.replace("#", answer.at));
};

const post = (items) => {
  const data = body(items);
  return fetch(form.dataset.autosave, {
    method: "POST", body: data, redirect: "manual", credentials: "same-origin", keepalive: data.toString().length < KEEPALIVE,
  });
};

const attempt = async () => {
  const items = structuredClone(here());
  let answer;
  try {
    answer = await post(items);
  } catch {
    say("unsaved");
    later();
    return;
  }
  pause = FIRST_PAUSE;
  if (answer.ok) {
    settle(items, await answer.json());
    if (Object.keys(here()).length) later();
  } else if (answer.type === "opaqueredirect") say("signedOut");
  else if (answer.status === 409) say("wrong", (await answer.json()).refused);
  else if (answer.status >= 500) {
    say("unsaved");
    later();
  } else say("outdated");
};

function flush() {
  clearTimeout(timer);
  if (!Object.keys(here()).length) return Promise.resolve();
  sending ??= attempt().finally(() => {
    sending = null;
  });
  return sending;
}

// --- Typed ---------------------------------------------------------------------------------------------------------------
const typed = (key) => {
  waiting[key] = {values: values(key), seen: seen(key).value, at: Date.now(), kept: Date.now()};
  write();
};

const keyOf = (box) => box.closest("[data-box]")?.dataset.box ?? "";

form.addEventListener("change", (event) => {
  const key = keyOf(event.target);
  if (!key) return;
  typed(key);
  say("saving");
  flush().then(() => Object.keys(here()).length && flush());
});
form.addEventListener("input", (event) => {
  const key = keyOf(event.target);
  if (!key || event.target.type === "radio") return;
  typed(key);
  clearTimeout(timer);
  timer = setTimeout(flush, TYPING);
});

// --- Leaving and coming ----------------------------------------------------------------------------------------------------
// The button sends the whole page: what waits goes along with it.
form.addEventListener("submit", (event) => {
  if (navigator.onLine) {
    for (const key of Object.keys(here())) delete waiting[key];
    write();
    return;
  }
  event.preventDefault();
  say("unsaved");
});
window.addEventListener("online", flush);
window.addEventListener("pagehide", flush);

const kept = here();
if (Object.keys(kept).length) {
  for (const [key, item] of Object.entries(kept)) fill(key, item.values);
  say("unsaved");
  flush();
}
