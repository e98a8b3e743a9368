// What stands on the clipboard between a spreadsheet program and the grid: cells between tabs, quoted where they hold tabs,
// line breaks or quotation marks; as lib/tables/pasted.py reads it.

const NEEDS_QUOTES = /[\t\r\n"]/;
const IS_QUOTED = /[\t\r\n]|""/;

/** The place of the quotation mark that closes the cell which opens here, or -1 where it is no cell in quotes. */
const closing = (text, opening) => {
  let mark = text.indexOf('"', opening + 1);
  while (mark >= 0 && text[mark + 1] === '"') mark = text.indexOf('"', mark + 2);
  return mark >= 0 && (mark + 1 === text.length || "\t\r\n".includes(text[mark + 1])) ? mark : -1;
};

const cellAt = (text, place) => {
  if (text[place] === '"') {
    const end = closing(text, place);
    const inner = text.slice(place + 1, end);
    if (end > 0 && IS_QUOTED.test(inner)) return [inner.replaceAll('""', '"').replace(/\r\n?/g, "\n"), end + 1];
  }
  const end = text.slice(place).search(/[\t\r\n]/);
  return end < 0 ? [text.slice(place), text.length] : [text.slice(place, place + end), place + end];
};

/** Rows of cells; the last end of line begins no further row. */
export const parsed = (text) => {
  const rows = [];
  let cells = [];
  let place = 0;
  while (place < text.length || cells.length) {
    const [cell, end] = cellAt(text, place);
    cells.push(cell);
    place = end;
    if (text[place] === "\t") {
      place += 1;
      continue;
    }
    rows.push(cells);
    cells = [];
    place += text.startsWith("\r\n", place) ? 2 : 1;
  }
  return rows;
};

const quoted = (cell) => (NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

export const written = (rows) => rows.map((cells) => cells.map(quoted).join("\t")).join("\r\n");

const ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\n": "<br style='mso-data-placement:same-cell'>"};

/** The same cells as a table of texts: of what is pasted from it a spreadsheet program makes no numbers, days or formulas. */
export const html = (rows) => {
  const cell = (text) => `<td style='mso-number-format:"\\@"'>${text.replace(/[&<>\n]/g, (sign) => ESCAPED[sign])}</td>`;
  return `<table>${rows.map((cells) => `<tr>${cells.map(cell).join("")}</tr>`).join("")}</table>`;
};
