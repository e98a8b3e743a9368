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

const item = (key) => ({values: values(key), seen: seen(key).value});

/** Boxes whose text the portal does not have, because another box did not say what it rests on: a score without its certificate. */
const unkept = new Set();

const saving = new Autosave(form, {
  isHere: (key) => Boolean(field(key)),
  append: (data, key, {values: pairs, seen: stamp}) => {
    data.append(SEEN + key, stamp);
    for (const [name, value] of pairs) data.append(name, value);
  },
  settled: (items, answer) => {
    const told = Object.keys(answer.saved).filter(seen);
    for (const key of told) {
      seen(key).value = answer.saved[key];
      if (saving.shelf.items[key]) saving.shelf.items[key].seen = answer.saved[key];
    }
    for (const key of Object.keys(items)) unkept.delete(key);
    for (const key of [...Object.keys(answer.errors), ...told.filter((one) => !(one in items))]) unkept.add(key);
    if (!told.some((key) => key in items)) return;
    for (const key of [...unkept].filter((one) => !(one in items) && seen(one))) saving.shelf.put(key, item(key));
  },
});

saving.listen((box) => box.closest("[data-box]")?.dataset.box ?? "", item);
saving.goAlong();
saving.restore(fill);
