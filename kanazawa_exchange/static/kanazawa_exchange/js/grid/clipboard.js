// Cells that go to a spreadsheet program and come from one. While a cell is edited the clipboard is that of its text.

import {html, parsed, written} from "./tsv.js";

export class Clipboard {
  constructor(table, selection, editing, changes, say) {
    Object.assign(this, {table, selection, editing, changes, say});
    for (const [name, act] of [["copy", this.copied], ["cut", this.cut], ["paste", this.pasted]]) {
      table.element.addEventListener(name, (event) => {
        if (!this.editing.isMoving || !this.table.at(event.target)) return;
        event.preventDefault();
        act.call(this, event.clipboardData);
      });
    }
  }

  copied(data) {
    const {top, bottom, left, right} = this.selection.range;
    const rows = [];
    for (let row = top; row <= bottom; row += 1) {
      rows.push(this.table.boxes[row].slice(left, right + 1).map((box) => box.value));
    }
    data.setData("text/plain", written(rows));
    data.setData("text/html", html(rows));
  }

  cut(data) {
    this.copied(data);
    this.changes.put(this.selection.places.map((place) => [place, ""]));
  }

  /** One cell fills all that is selected, and so does a block that fits into it several times; any other is laid out from the first
   * selected cell on, and the table grows for it. */
  pasted(data) {
    const rows = parsed(data.getData("text/plain"));
    if (!rows.length) return;
    const {top, left, bottom, right} = this.selection.range;
    const width = rows[0].length;
    const [high, wide] = [bottom - top + 1, right - left + 1];
    const fills = high % rows.length === 0 && wide % width === 0 && rows.every((cells) => cells.length === width);
    if (fills && high * wide > rows.length * width) {
      const from = ({row, column}) => rows[(row - top) % rows.length][(column - left) % width];
      this.changes.put(this.selection.places.map((place) => [place, from(place)]));
      return;
    }
    const fits = this.table.grow(top + rows.length);
    const pairs = rows.flatMap((cells, row) => cells.map((cell, column) => [{row: top + row, column: left + column}, cell]));
    this.changes.put(pairs.filter(([place]) => this.table.box(place)));
    const widest = Math.max(...rows.map((cells) => cells.length));
    this.selection.go({row: top, column: left});
    this.selection.extend({row: top + rows.length - 1, column: left + widest - 1});
    if (!fits) this.say("full");
    else if (pairs.some(([place, cell]) => cell !== "" && !this.table.box(place))) this.say("wide");
  }
}
