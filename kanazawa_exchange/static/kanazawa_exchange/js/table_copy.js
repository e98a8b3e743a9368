// What is copied out of a table comes into a spreadsheet program cell by cell, each as the text that it is: no leading zero is
// lost, and nothing becomes a formula or another day. What is copied out of one cell, or of a table to type in, is left alone.
import { written } from "./grid/tsv.js";

const ESCAPED = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\n": "<br style='mso-data-placement:same-cell'>" };
const BOXES = "input, textarea, select";

/** Whether the selection holds something of the cell: it may end just before its first letter. */
const isSelected = (cell, ranges) =>
  ranges.some((range) => {
    if (!range.intersectsNode(cell)) return false;
    const part = document.createRange();
    part.selectNodeContents(cell);
    if (part.toString().trim() === "") return !cell.contains(range.startContainer) && !cell.contains(range.endContainer);
    if (range.compareBoundaryPoints(Range.START_TO_START, part) > 0) part.setStart(range.startContainer, range.startOffset);
    if (range.compareBoundaryPoints(Range.END_TO_END, part) < 0) part.setEnd(range.endContainer, range.endOffset);
    return part.toString().trim() !== "";
  });

const textOf = (cell) => cell.innerText.replace(/[ \t\u00a0]+/g, " ").replace(/ ?\n\s*/g, "\n").trim();

/** The smallest block of cells that holds all that are selected; those of it that are not are empty. */
const block = (table, ranges) => {
  const rows = [...table.rows].map((row) => [...row.cells].map((cell) => (isSelected(cell, ranges) ? textOf(cell) : null)));
  const chosen = rows.filter((cells) => cells.some((text) => text !== null));
  const left = Math.min(...chosen.map((cells) => cells.findIndex((text) => text !== null)));
  const right = Math.max(...chosen.map((cells) => cells.findLastIndex((text) => text !== null)));
  return chosen.map((cells) => cells.slice(left, right + 1).map((text) => text ?? ""));
};

const html = (rows) => {
  const cell = (text) => `<td style='mso-number-format:"\\@"'>${text.replace(/[&<>\n]/g, (sign) => ESCAPED[sign])}</td>`;
  return `<table>${rows.map((cells) => `<tr>${cells.map(cell).join("")}</tr>`).join("")}</table>`;
};

document.addEventListener("copy", (event) => {
  const selection = document.getSelection();
  if (event.defaultPrevented || !event.clipboardData || selection.isCollapsed || event.target.closest?.(BOXES)) return;
  const ranges = Array.from({ length: selection.rangeCount }, (_, place) => selection.getRangeAt(place));
  const within = ranges[0].commonAncestorContainer;
  const table = (within.closest ? within : within.parentElement)?.closest("table");
  if (!table || table.querySelector(BOXES)) return;
  const rows = block(table, ranges);
  if (rows.flat().length < 2) return;
  event.preventDefault();
  event.clipboardData.setData("text/plain", written(rows));
  event.clipboardData.setData("text/html", html(rows));
});
