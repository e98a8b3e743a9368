// Saves each box of a review as soon as it was changed, and only that box, so that another window of the same reviewer loses nothing.
// The buttons below send the whole form; they wait for what is on its way, so that the form is not sent against an older version.
const form = document.querySelector("form[data-review]");
const state = form?.querySelector("[data-autosave-state]");
const waiting = new Set();
let sending = null;
let goes = false;

const say = (name) => {
  state.textContent = form.dataset[name] ?? name;
  state.dataset.autosaveState = name;
};

const body = (names) => {
  const data = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  for (const [name, value] of new FormData(form)) if (names.includes(name)) data.append(name, value);
  return data;
};

/** The page goes on with the new version, unless somebody else has saved in between: then its button asks. */
const settle = (answer) => {
  const version = form.elements.version;
  if (String(answer.before) === version.value) version.value = answer.version;
  const wrong = Object.values(answer.errors);
  say(wrong.length ? wrong.join(" ") : "saved");
};

const attempt = async () => {
  const names = [...waiting];
  try {
    const answer = await fetch(form.dataset.autosave, {
      method: "POST", body: body(names), redirect: "manual", credentials: "same-origin", keepalive: true,
    });
    if (answer.ok) settle(await answer.json());
    else if (answer.status === 409) say((await answer.json()).refused);
    else if (answer.status >= 500) return say("unsaved");
    else say("outdated");
    for (const name of names) waiting.delete(name);
  } catch {
    say("unsaved");
  }
};

const flush = async () => {
  while (sending) await sending;
  if (!waiting.size) return;
  sending = attempt();
  await sending;
  sending = null;
};

form?.addEventListener("change", (event) => {
  if (!event.target.name) return;
  waiting.add(event.target.name);
  say("saving");
  flush();
});

form?.addEventListener("submit", async (event) => {
  if (goes || !sending) return;
  event.preventDefault();
  await flush();
  goes = true;
  form.requestSubmit(event.submitter);
});

window.addEventListener("online", flush);
window.addEventListener("pageshow", () => {
  goes = false;
});
