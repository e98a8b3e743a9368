// Saves each answer of a survey as soon as it is given; see autosave/autosave.js. What waits is sent from every page of the survey,
// and nobody goes on while an answer waits.
import {Autosave, isChosen} from "./autosave/autosave.js";
import {Shelf} from "./autosave/shelf.js";

const AT = "at-";
const SEEN = "seen-";
const BOX = "answer-";
const sent = document.querySelector("[data-sent-owner]");
const form = document.querySelector("form[data-autosave]");
const isCheck = form && !form.querySelector("[data-key]");

const boxes = (key) => [...form.elements].filter((box) => box.name === BOX + key);
const seen = (key) => form.elements[SEEN + key];
const values = (key) => boxes(key).filter((box) => !isChosen(box) || box.checked).map((box) => box.value);
const keyOf = (box) => (box.name?.startsWith(BOX) ? box.name.slice(BOX.length) : "");

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

const append = (data, key, item) => {
  data.append(AT + key, item.at);
  for (const text of item.values) data.append(BOX + key, text);
};

const settled = (items, answer) => {
  for (const key of Object.keys(items)) {
    if (answer.saved[key] && seen(key)) seen(key).value = answer.saved[key];
    if (answer.newer[key] && seen(key)) fill(key, answer.newer[key]);
  }
};

const begin = () => {
  const saving = new Autosave(form, {append, settled});
  const answered = (key) => {
    const at = Math.max(Date.now(), Number(seen(key).value) + 1, (saving.waiting[key]?.at ?? 0) + 1);
    stamp(key, at);
    return {values: values(key), at};
  };
  if (!isCheck) saving.listen(keyOf, answered);
  saving.hold(
    () => saving.isWaiting || !navigator.onLine,
    () => {
      if (!saving.isWaiting && navigator.onLine) return true;
      if (!saving.isTurnedDown) saving.say("wait");
      return false;
    },
  );
  const back = (key, item) => {
    if (isCheck || !seen(key)) return;
    fill(key, item.values);
    stamp(key, item.at);
  };
  saving.restore(back).then((hasWaited) => hasWaited && isCheck && !saving.isWaiting && location.reload());
};

if (sent) {
  const shelf = new Shelf(sent.dataset.sentOwner);
  shelf.drop(shelf.items);
}
if (form) begin();
