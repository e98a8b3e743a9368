// Saves each answer of a survey as soon as it is given. While there is no connection, or nobody has signed in, answers wait on
// this device, under a name that belongs to one account and one survey, and are sent again until the portal has them. What is too
// old, or somebody else's, has been swept by kept_answers.js before.
const AT = "at-";
const SEEN = "seen-";
const BOX = "answer-";
const TYPING = 800; // ms after the last letter of a text
const FIRST_PAUSE = 2000;
const LONGEST_PAUSE = 60000;
const KEPT = "survey:";
const KEEPALIVE = 60000; // bytes that browsers send for a page that is left; a longer text is sent while the page is there

const sent = document.querySelector("[data-sent-owner]");
const form = document.querySelector("form[data-autosave]");
const state = form?.querySelector("[data-autosave-state]");
const shelf = KEPT + (form?.dataset.owner ?? sent?.dataset.sentOwner ?? "");
const isCheck = form && !form.querySelector("[data-key]");

// --- What waits on this device -----------------------------------------------------------------------------------------
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

const isWaiting = () => Object.keys(waiting).length > 0;

// --- The boxes of this page ----------------------------------------------------------------------------------------------
const boxes = (key) => [...form.elements].filter((box) => box.name === BOX + key);
const isChosen = (box) => box.type === "radio" || box.type === "checkbox";
const seen = (key) => form.elements[SEEN + key];

const values = (key) => boxes(key).filter((box) => !isChosen(box) || box.checked).map((box) => box.value);

const fill = (key, texts) => {
  for (const box of boxes(key)) {
    if (isChosen(box)) box.checked = texts.includes(box.value) || (!texts.length && box.type === "radio" && box.value === "");
    else box.value = texts[0] ?? "";
  }
};

/** The moment of a change goes along with the form, so that its button saves the same answer as this script. */
const stamp = (key, at) => {
  if (!form.elements[AT + key]) {
    form.append(Object.assign(document.createElement("input"), {type: "hidden", name: AT + key}));
  }
  form.elements[AT + key].value = at;
};

const say = (name) => {
  state.textContent = form.dataset[name] ?? name;
  state.dataset.autosaveState = name;
};

// --- Sent --------------------------------------------------------------------------------------------------------------
let pause = FIRST_PAUSE;
let timer = 0;
let sending = null;

const later = () => {
  clearTimeout(timer);
  timer = setTimeout(flush, pause);
  pause = Math.min(pause * 2, LONGEST_PAUSE);
};

const body = (items) => {
  const data = new URLSearchParams({csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value});
  for (const [key, item] of Object.entries(items)) {
    data.append(AT + key, item.at);
    for (const text of item.values) data.append(BOX + key, text);
  }
  return data;
};

/** What the portal says of items: saved, answered newer elsewhere, or not to be saved so; none of them waits any longer. */
const settle = (items, answer) => {
  for (const [key, item] of Object.entries(items)) {
    if (waiting[key]?.at === item.at) delete waiting[key];
    if (answer.saved[key] && seen(key)) seen(key).value = answer.saved[key];
    if (answer.newer[key] && seen(key)) fill(key, answer.newer[key]);
  }
  write();
  const wrong = Object.values(answer.errors);
  if (wrong.length) say(wrong.join(" "));
  else if (Object.keys(answer.newer).length) say("newer");
  else if (!isWaiting()) say("saved");
};

const post = (items) => {
  const data = body(items);
  return fetch(form.dataset.autosave, {
    method: "POST", body: data, redirect: "manual", credentials: "same-origin", keepalive: data.toString().length < KEEPALIVE,
  });
};

/** Somebody who signs in in another tab changes the token of this device: this page asks for the new one, if it is still its own. */
const renew = async () => {
  const page = await fetch(location.href, {redirect: "manual", credentials: "same-origin"});
  if (!page.ok) return false;
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("form[data-autosave]");
  if (fresh?.dataset.owner !== form.dataset.owner) return false;
  form.elements.csrfmiddlewaretoken.value = fresh.elements.csrfmiddlewaretoken.value;
  return true;
};

const attempt = async () => {
  const items = {...waiting};
  let answer;
  try {
    answer = await post(items);
    if (answer.status === 403 && (await renew())) answer = await post(items);
  } catch {
    say("unsaved");
    later();
    return;
  }
  pause = FIRST_PAUSE;
  if (answer.ok) {
    settle(items, await answer.json());
    if (isWaiting()) later();
  } else if (answer.type === "opaqueredirect") say("signedOut");
  else if (answer.status === 409) say((await answer.json()).refused);
  else if (answer.status >= 500) {
    say("unsaved");
    pause = LONGEST_PAUSE / 4;
    later();
  } else say("outdated");
};

function flush() {
  clearTimeout(timer);
  if (!form || !isWaiting()) return Promise.resolve();
  sending ??= attempt().finally(() => {
    sending = null;
  });
  return sending;
}

// --- Answered ------------------------------------------------------------------------------------------------------------
const answered = (key) => {
  const at = Math.max(Date.now(), Number(seen(key).value) + 1, (waiting[key]?.at ?? 0) + 1);
  waiting[key] = {values: values(key), at, kept: Date.now()};
  write();
  stamp(key, at);
};

const keyOf = (box) => (box.name?.startsWith(BOX) ? box.name.slice(BOX.length) : "");

if (form && !isCheck) {
  form.addEventListener("change", (event) => {
    const key = keyOf(event.target);
    if (!key) return;
    answered(key);
    say("saving");
    flush().then(() => isWaiting() && flush());
  });
  form.addEventListener("input", (event) => {
    const key = keyOf(event.target);
    if (!key || isChosen(event.target)) return;
    answered(key);
    clearTimeout(timer);
    timer = setTimeout(flush, TYPING);
  });
}

// --- Leaving the page ------------------------------------------------------------------------------------------------------
let goes = false;

form?.addEventListener("submit", async (event) => {
  if (goes || (!isWaiting() && navigator.onLine)) return;
  event.preventDefault();
  if (isWaiting()) await flush();
  if (isWaiting()) await flush();
  if (isWaiting() || !navigator.onLine) {
    if (!["signedOut", "outdated"].includes(state.dataset.autosaveState)) say("wait");
    return;
  }
  goes = true;
  form.requestSubmit(event.submitter);
});

window.addEventListener("online", flush);
window.addEventListener("pagehide", flush);
window.addEventListener("pageshow", () => {
  goes = false;
});

// --- Coming to the page ------------------------------------------------------------------------------------------------------
if (sent) {
  waiting = {};
  write();
}
if (form && isWaiting()) {
  for (const [key, item] of Object.entries(waiting)) {
    if (isCheck || !seen(key)) continue;
    fill(key, item.values);
    stamp(key, item.at);
  }
  say("unsaved");
  flush().then(() => isCheck && !isWaiting() && location.reload());
}
