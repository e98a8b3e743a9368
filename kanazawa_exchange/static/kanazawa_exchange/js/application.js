// Saves each box of an application as soon as it was typed in, and says when; see autosave/autosave.js.
import {Autosave} from "./autosave/autosave.js";

const BOX = "box-";
const SEEN = "seen-";
const form = document.querySelector("form[data-autosave]");

const field = (key) => [...form.querySelectorAll("[data-box]")].find((one) => one.dataset.box === key);
const boxes = (key) => [...(field(key)?.querySelectorAll(`[name^="${BOX}"]`) ?? [])];
const seen = (key) => form.elements[SEEN + key];

const values = (key) =>
  boxes(key).filter((box) => box.type !== "radio" || box.checked).map((box) => [box.name, box.value]);

/** The text comes back beside the stamp of what it was typed over, so that its button overwrites nothing that was saved since. */
const fill = (key, {values: pairs, seen: stamp}) => {
  seen(key).value = stamp;
  for (const box of boxes(key)) {
    const pair = pairs.find(([name]) => name === box.name);
    if (box.type === "radio") box.checked = pair?.[1] === box.value;
    else if (pair) box.value = pair[1];
    box.dispatchEvent(new Event("filled"));
  }
};

const saving = new Autosave(form, {
  isHere: (key) => Boolean(field(key)),
  append: (data, key, item) => {
    data.append(SEEN + key, item.seen);
    for (const [name, value] of item.values) data.append(name, value);
  },
  settled: (items, answer) => {
    for (const key of Object.keys(items).filter((one) => one in answer.saved && seen(one))) {
      seen(key).value = answer.saved[key];
      if (saving.shelf.items[key]) saving.shelf.items[key].seen = answer.saved[key];
    }
  },
});

saving.listen(
  (box) => box.closest("[data-box]")?.dataset.box ?? "",
  (key) => ({values: values(key), seen: seen(key).value}),
);
saving.goAlong();
saving.restore(fill);
