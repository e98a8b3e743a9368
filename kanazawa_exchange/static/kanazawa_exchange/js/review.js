// Saves each box of a review as soon as it was changed, and only that box, so that another window of the same reviewer loses nothing;
// see autosave/autosave.js. Nothing of it waits on the device: what a reviewer thinks of others stays in this page alone.
import {Autosave} from "./autosave/autosave.js";

const form = document.querySelector("form[data-review]");

if (form) {
  const saving = new Autosave(form, {
    append: (data, name, item) => {
      for (const value of item.values) data.append(name, value);
    },
    /** The page goes on with the new version, unless somebody else has saved in between: then its button asks. */
    settled: (_items, answer) => {
      const version = form.elements.version;
      if (String(answer.before) === version.value) version.value = answer.version;
    },
  });
  saving.listen((box) => box.name, (name) => ({values: new FormData(form).getAll(name)}), {typing: false});
  saving.goAlong();
}
