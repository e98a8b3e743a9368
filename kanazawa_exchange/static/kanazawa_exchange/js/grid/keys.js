// The keys of a spreadsheet. While an input method composes, every key is its own.

import {EDIT, TYPE} from "./editing.js";

const ARROWS = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1]};
const SCREEN = 10; // rows that Page Down goes on
const COMPOSES = 229; // the code of a key that an input method has taken

export class Keys {
  constructor(table, selection, editing, changes) {
    Object.assign(this, {table, selection, editing, changes});
    this.leaves = false;
    this.tabbedFrom = null;
    table.element.addEventListener("keydown", (event) => this.pressed(event));
  }

  pressed(event) {
    if (event.isComposing || event.keyCode === COMPOSES || !this.table.at(event.target)) return;
    const done = this.editing.isMoving ? this.moving(event) : this.typing(event);
    if (done) event.preventDefault();
    if (event.key !== "Escape" && event.key !== "Shift") this.leaves = false;
  }

  /** Whether the key was ours, while one moves from cell to cell. */
  moving(event) {
    const {key, shiftKey} = event;
    const ctrl = event.ctrlKey || event.metaKey;
    if (event.altKey) return key === "ArrowDown" ? this.offer() : false;
    if (key in ARROWS) return this.go(this.stepped(ARROWS[key], ctrl, shiftKey), shiftKey);
    if (key === "Home" || key === "End") return this.go(this.end(key, ctrl, shiftKey), shiftKey);
    if (key === "PageUp" || key === "PageDown") return this.go(this.screen(key, shiftKey), shiftKey);
    if (ctrl) return this.command(key.toLowerCase(), shiftKey);
    if (key === "Tab") return this.tab(shiftKey);
    if (key === "Enter") return this.enter(shiftKey);
    if (key === "F2") return this.edit();
    if (key === "Delete" || key === "Backspace") return this.empty();
    if (key === "Escape") return this.escape();
    return false; // a letter replaces the text, which is selected
  }

  typing(event) {
    const {key, shiftKey} = event;
    if (key === "Enter" && event.altKey) return this.breakLine();
    if (key === "Enter" && (event.ctrlKey || event.metaKey)) return this.commitAnd(() => this.fill());
    if (key === "Enter") return this.commitAnd(() => this.enter(shiftKey));
    if (key === "Tab") return this.commitAnd(() => this.tab(shiftKey));
    if (key === "Escape") {
      this.editing.cancel();
      return true;
    }
    const isOffering = this.selection.box.list && (key === "ArrowDown" || key === "ArrowUp");
    if (this.editing.mode === TYPE && key in ARROWS && !isOffering && !event.ctrlKey && !event.altKey && !shiftKey) {
      return this.commitAnd(() => this.go(this.stepped(ARROWS[key], false, false), false));
    }
    return false;
  }

  commitAnd(act) {
    this.editing.commit();
    return act();
  }

  go(place, extends_) {
    this.tabbedFrom = null;
    if (extends_) this.selection.extend(place);
    else this.selection.go(place);
    return true;
  }

  /** Shift moves the other end of what is selected. */
  from(shift) {
    return shift ? this.selection.head : this.selection.active;
  }

  stepped(way, ctrl, shift) {
    const {row, column} = this.from(shift);
    return ctrl ? this.selection.edge({row, column}, way) : {row: row + way[0], column: column + way[1]};
  }

  end(key, ctrl, shift) {
    const {row} = this.from(shift);
    if (key === "Home") return {row: ctrl ? 0 : row, column: 0};
    return {row: ctrl ? this.table.rows - 1 : row, column: this.table.columns - 1};
  }

  screen(key, shift) {
    const {row, column} = this.from(shift);
    return {row: row + (key === "PageDown" ? SCREEN : -SCREEN), column};
  }

  command(key, shift) {
    if (key === "z" && !shift) return this.turn(this.changes.undo());
    if (key === "y" || (key === "z" && shift)) return this.turn(this.changes.redo());
    if (key === "d") return this.fillDown();
    if (key === "enter") return this.fill();
    if (key === "a") {
      this.selection.selectAll();
      return true;
    }
    return false; // copy, cut and paste come as events of the clipboard
  }

  turn(place) {
    if (place) this.go(place, false);
    return true;
  }

  /** Through the cells row by row; behind the last one, and after Esc, out of the table. */
  tab(shift) {
    const {row, column} = this.selection.active;
    const next = row * this.table.columns + column + (shift ? -1 : 1);
    if (this.leaves || next < 0 || next >= this.table.rows * this.table.columns) return false;
    const start = this.tabbedFrom ?? column;
    this.selection.go({row: Math.floor(next / this.table.columns), column: next % this.table.columns});
    this.tabbedFrom = shift ? null : start;
    return true;
  }

  /** Down, and after Tab to the column in which one has begun. Below the last row a further one begins. */
  enter(shift) {
    const {row, column} = this.selection.active;
    if (!shift) this.table.grow(row + 2);
    return this.go({row: row + (shift ? -1 : 1), column: shift ? column : (this.tabbedFrom ?? column)}, false);
  }

  /** The text of the cell one stands in goes into all that are selected. */
  fill() {
    const text = this.table.text(this.selection.active);
    this.changes.put(this.selection.places.map((place) => [place, text]));
    this.selection.box.select();
    return true;
  }

  /** What stands in the first selected row goes into those below; of one row, what stands above it. */
  fillDown() {
    const {top, bottom} = this.selection.range;
    const from = top === bottom ? top - 1 : top;
    if (from < 0) return true;
    const below = this.selection.places.filter(({row}) => row > from);
    this.changes.put(below.map((place) => [place, this.table.text({row: from, column: place.column})]));
    this.selection.box.select();
    return true;
  }

  edit() {
    this.editing.begin(EDIT);
    return true;
  }

  offer() {
    this.editing.begin(EDIT);
    this.selection.box.showPicker?.();
    return true;
  }

  empty() {
    this.changes.put(this.selection.places.map((place) => [place, ""]));
    this.selection.box.select();
    return true;
  }

  escape() {
    this.leaves = true;
    this.selection.extend(this.selection.active);
    return true;
  }

  breakLine() {
    const box = this.selection.box;
    if (box.tagName === "TEXTAREA") box.setRangeText("\n", box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input", {bubbles: true}));
    return true;
  }
}
