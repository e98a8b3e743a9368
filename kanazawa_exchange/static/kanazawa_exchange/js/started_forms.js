// A form that somebody has begun: it asks before it is left, goes along into another language, and is there again after Back.
// A form that saves by itself has nothing to lose, and rows that are ticked in a list are no text. What was typed is kept by the server, sealed, for the account alone; here stands only the name under which it is found.
const OWN = new Set(["csrfmiddlewaretoken", "form_mark", "kept"]);
const CONTROLS = "input:not([type=hidden]), select, textarea";
const languages = document.querySelector("[data-keep]");
const forms = [...document.querySelectorAll("main form[method=post]:not([data-autosave], [data-ticked])")].filter((form) => form.querySelector(CONTROLS));
let sending = false;

const texts = (form) => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
const typed = (form) => [...texts(form)].filter(([name]) => !OWN.has(name)).join("\n");
const shown = new Map(forms.map((form) => [form, typed(form)]));
const files = (form) => [...form.querySelectorAll("input[type=file]")].some((box) => box.files.length);
const isStarted = (form) => Boolean(form.dataset.started) || typed(form) !== shown.get(form) || files(form);
const started = () => forms.find(isStarted);

// What came back unsaved, or was kept, is begun from the start: its page brings the name with it.
for (const form of forms) if (form.elements.kept) form.dataset.started = "yes";

function named(form) {
  if (!form.elements.kept) {
    const box = document.createElement("input");
    Object.assign(box, { type: "hidden", name: "kept", value: crypto.randomUUID() });
    form.append(box);
  }
  history.replaceState({ ...history.state, kept: form.elements.kept.value }, "");
}

for (const form of forms) {
  form.addEventListener("input", () => named(form), { once: true });
  form.addEventListener("submit", () => {
    named(form);
    sending = true;
  });
}

window.addEventListener("beforeunload", (event) => {
  if (!sending && started()) event.preventDefault();
});
window.addEventListener("pagehide", () => {
  const form = started();
  if (form && !sending && languages) navigator.sendBeacon(languages.dataset.keep, texts(form));
});
window.addEventListener("pageshow", () => {
  sending = false;
});

async function goAlong(link, form) {
  named(form);
  const address = `${languages.dataset.keep}?language=${link.lang}`;
  const answer = await fetch(address, { method: "POST", body: texts(form) });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).page;
}

for (const link of languages?.querySelectorAll("a") ?? []) {
  link.addEventListener("click", async (event) => {
    const form = started();
    if (!form || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const page = await goAlong(link, form).catch(() => "");
    sending = Boolean(page); // without it the question is asked
    location.assign(page || link.href);
  });
}

const here = new URL(location.href);
const kept = history.state?.kept;
const cameBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
if (cameBack && kept && forms.length && !here.searchParams.has("kept") && !started()) {
  here.searchParams.set("kept", kept);
  location.replace(here);
}
