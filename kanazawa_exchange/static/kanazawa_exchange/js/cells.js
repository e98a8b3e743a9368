// A row of a table pasted into one box is laid out over the empty boxes from there on, one cell each. Where it would not fit
// without doubt nothing is changed, and a sentence says so; without this script the server says it of the box.

const BOXES = "input:not([type=hidden], [type=checkbox], [type=radio], [type=file], [type=search]), select, textarea";
const words = document.querySelector("[data-cells]");

const shown = (box) => box.checkVisibility({contentVisibilityAuto: true}) && !box.disabled && !box.readOnly;

const say = (sentence) => {
  words.replaceChildren(Object.assign(document.createElement("p"), {className: "notice", textContent: sentence}));
};

/** The value of a list whose word, or whose value, is written in the cell. */
const choice = (select, cell) =>
  [...select.options].find((option) => [option.text.trim(), option.value].includes(cell.trim()))?.value;

const KANA = /[\u3041-\u30ff\uff66-\uff9f]/;

/** The boxes that the cells would stand in; a reading is left empty where the cell holds none. */
const placesOf = (cells, boxes) => {
  let next = 0;
  return cells.map((cell) => {
    while (boxes[next]?.dataset.kana !== undefined && cell.trim() && !KANA.test(cell)) next += 1;
    next += 1;
    return boxes[next - 1];
  });
};

/** What each box would hold, or nothing when a cell has no box or a box no place for its cell. */
const laidOut = (cells, boxes) => {
  if (boxes.includes(undefined)) return null;
  const values = cells.map((cell, at) =>
    boxes[at].tagName === "SELECT" ? (cell.trim() ? choice(boxes[at], cell) : boxes[at].value) : cell.trim());
  const fits = cells.every((cell, at) =>
    values[at] !== undefined && (boxes[at].tagName === "SELECT" || at === 0 || !cell.trim() || !boxes[at].value));
  return fits ? values : null;
};

const pasted = (event) => {
  const box = event.target;
  if (!words || !box.matches?.("main form[method=post] input[type=text]")) return;
  const rows = event.clipboardData.getData("text/plain").replace(/[\r\n\t]+$/, "").split(/\r?\n/);
  const cells = rows[0].split("\t");
  if (rows.length === 1 && cells.length === 1) return;
  event.preventDefault();
  const all = [...box.form.querySelectorAll(BOXES)].filter(shown);
  const boxes = placesOf(cells, all.slice(all.indexOf(box)));
  const values = rows.length === 1 && !box.value.trim() ? laidOut(cells, boxes) : null;
  if (!values) {
    say(rows.length > 1 ? words.dataset.rows : words.dataset.unfit);
    return;
  }
  values.forEach((value, at) => {
    boxes[at].value = value;
    boxes[at].dispatchEvent(new Event("input", {bubbles: true}));
    boxes[at].dispatchEvent(new Event("change", {bubbles: true}));
  });
  boxes[cells.length - 1].focus();
  say(words.dataset.cells);
};

document.addEventListener("paste", pasted);
