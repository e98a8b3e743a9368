// The mouse and the finger: the first touch goes to a cell, the second edits it, Shift or drawing selects several.

import {EDIT} from "./editing.js";

export class Pointer {
  constructor(table, selection, editing) {
    Object.assign(this, {table, selection, editing});
    this.draws = false;
    table.element.addEventListener("mousedown", (event) => this.down(event));
    table.element.addEventListener("mouseover", (event) => this.over(event));
    document.addEventListener("mouseup", () => {
      this.draws = false;
    });
  }

  place(event) {
    return this.table.at(event.target.closest?.("td")?.querySelector("[data-column]"));
  }

  down(event) {
    const place = this.place(event);
    if (!place || event.button !== 0) return;
    const {row, column} = this.selection.active;
    const isHere = place.row === row && place.column === column && document.activeElement === this.selection.box;
    if (isHere && this.selection.isOne && !event.shiftKey) {
      this.editing.begin(EDIT); // and the browser sets the caret
      return;
    }
    event.preventDefault();
    if (event.shiftKey) this.selection.extend(place);
    else this.selection.go(place);
    this.draws = true;
  }

  over(event) {
    const place = this.draws && this.editing.isMoving ? this.place(event) : null;
    if (place) this.selection.extend(place);
  }
}
