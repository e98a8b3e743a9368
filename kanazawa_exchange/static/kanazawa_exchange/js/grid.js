// A table of boxes becomes a grid with the keys of a spreadsheet, which saves by itself. Without this script it is a form.

import {Changes} from "./grid/changes.js";
import {Clipboard} from "./grid/clipboard.js";
import {Conflicts} from "./grid/conflicts.js";
import {Editing, TYPE} from "./grid/editing.js";
import {Keys} from "./grid/keys.js";
import {Pointer} from "./grid/pointer.js";
import {Saving} from "./grid/saving.js";
import {Selection} from "./grid/selection.js";
import {Table} from "./grid/table.js";

const form = document.querySelector("form[data-autosave][data-batch]");

const dressed = (boxes, line) => {
  line.setAttribute("role", "row");
  line.cells[0].setAttribute("role", "rowheader");
  for (const box of boxes) {
    box.tabIndex = -1;
    const cell = box.closest("td");
    cell.setAttribute("role", "gridcell");
    cell.setAttribute("aria-selected", "false");
  }
};

if (form) {
  const table = new Table(form);
  table.element.setAttribute("role", "grid");
  table.element.setAttribute("aria-multiselectable", "true");
  table.boxes.forEach((boxes, row) => dressed(boxes, table.lines[row]));
  table.added = dressed;
  const saving = new Saving(form, table);
  const changes = new Changes(table, (boxes) => {
    saving.touch(boxes);
    editing.renew();
  });
  const selection = new Selection(table);
  const editing = new Editing(table, selection, changes);
  new Keys(table, selection, editing, changes);
  new Pointer(table, selection, editing);
  new Clipboard(table, selection, editing, changes, (name) => saving.say(name));
  new Conflicts(form, table, saving, changes);

  table.element.addEventListener("focusin", (event) => {
    const place = table.at(event.target);
    if (!place) return;
    if (event.target !== selection.box) selection.go(place);
    event.target.select();
    selection.paint();
    editing.enter();
  });
  table.element.addEventListener("focusout", () => {
    editing.commit();
    saving.flush();
  });
  table.element.addEventListener("input", (event) => {
    if (!table.at(event.target)) return;
    editing.begin(TYPE);
    saving.touch([event.target]);
  });
  table.element.addEventListener("change", (event) => {
    if (table.at(event.target)) saving.touch([event.target]);
  });
  table.element.addEventListener("compositionstart", () => {
    editing.begin(TYPE);
    saving.composes = true;
  });
  table.element.addEventListener("compositionend", () => {
    saving.composes = false;
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    editing.commit();
    await saving.flush();
  });
  saving.recall();
}
