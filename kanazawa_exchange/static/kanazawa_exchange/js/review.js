// Saves each box of a review as soon as it was changed, and only that box, beside the text over which it was typed: what another window
// of the same reviewer has saved there meanwhile stays, and the button shows both. See autosave/autosave.js. Nothing of it waits on the
// device: what a reviewer thinks of others stays in this page alone.
import {Autosave} from "./autosave/autosave.js";

const form = document.querySelector("form[data-review]");

if (form) {
  const values = (name) => new FormData(form).getAll(name);
  const seen = new Map([...new FormData(form).keys()].map((name) => [name, values(name)]));

  const saving = new Autosave(form, {
    append: (data, name, item) => {
      for (const value of item.values) data.append(name, value);
      for (const value of seen.get(name) ?? []) data.append(`seen-${name}`, value);
    },
    /** The page goes on with the new version, unless somebody else has saved in between: then its button asks. */
    settled: (items, answer) => {
      const version = form.elements.version;
      if (String(answer.before) === version.value) version.value = answer.version;
      for (const [name, item] of Object.entries(items)) {
        if (!(name in answer.newer) && !(name in answer.errors)) seen.set(name, item.values);
      }
    },
  });
  saving.listen((box) => box.name, (name) => ({values: values(name)}), {typing: false});
  saving.goAlong();
}
