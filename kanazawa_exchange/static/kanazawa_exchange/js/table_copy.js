// What is copied out of a table comes into a spreadsheet program cell by cell, each as the text that it is: no leading zero is
// lost, and nothing becomes a formula or another day. What is copied out of one cell is left alone.
import { html, written } from "./grid/tsv.js";

const BOXES = "input, textarea, select";
const TYPED = "input:not([type=checkbox], [type=radio], [type=hidden]), textarea";

/** Whether the selection holds something of the cell: it may end just before its first letter. */
const isSelected = (cell, ranges) =>
  ranges.some((range) => {
    if (!range.intersectsNode(cell)) return false;
    const part = document.createRange();
    part.selectNodeContents(cell);
    if (part.toString().trim() === "" || cell.querySelector(TYPED)) return !cell.contains(range.startContainer) && !cell.contains(range.endContainer);
    if (range.compareBoundaryPoints(Range.START_TO_START, part) > 0) part.setStart(range.startContainer, range.startOffset);
    if (range.compareBoundaryPoints(Range.END_TO_END, part) < 0) part.setEnd(range.endContainer, range.endOffset);
    return part.toString().trim() !== "";
  });

/** What the cell holds: what is typed in it; in a sheet what was sent, without what is said of it; else what can be seen. */
const textOf = (cell) => {
  const box = cell.querySelector(TYPED);
  if (box) return box.value;
  const held = (cell.closest("table.sheet") && cell.querySelector(":scope > bdi, .sheet-row > .num")) ?? cell;
  const seen = [...held.querySelectorAll(".vh")].reduce((text, hidden) => text.replace(hidden.innerText, ""), held.innerText);
  return seen.replace(/[ \t\u00a0]+/g, " ").replace(/ ?\n\s*/g, "\n").trim();
};

/** The smallest block of cells that holds all that are selected; those of it that are not are empty. */
const block = (table, ranges) => {
  const lines = [...table.rows].filter((row) => !row.classList.contains("more"));
  const rows = lines.map((row) => [...row.cells].map((cell) => (isSelected(cell, ranges) ? textOf(cell) : null)));
  const chosen = rows.filter((cells) => cells.some((text) => text !== null));
  const left = Math.min(...chosen.map((cells) => cells.findIndex((text) => text !== null)));
  const right = Math.max(...chosen.map((cells) => cells.findLastIndex((text) => text !== null)));
  return chosen.map((cells) => cells.slice(left, right + 1).map((text) => text ?? ""));
};

document.addEventListener("copy", (event) => {
  const selection = document.getSelection();
  if (event.defaultPrevented || !event.clipboardData || selection.isCollapsed || event.target.closest?.(BOXES)) return;
  const ranges = Array.from({ length: selection.rangeCount }, (_, place) => selection.getRangeAt(place));
  const within = ranges[0].commonAncestorContainer;
  const table = (within.closest ? within : within.parentElement)?.closest("table");
  if (!table) return;
  const rows = block(table, ranges);
  if (rows.flat().length < 2) return;
  event.preventDefault();
  event.clipboardData.setData("text/plain", written(rows));
  event.clipboardData.setData("text/html", html(rows));
});
