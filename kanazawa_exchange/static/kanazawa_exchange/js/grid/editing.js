// Whether somebody moves from cell to cell, types over one (arrows leave it) or edits one (arrows move within it).

export const MOVE = "move";
export const TYPE = "type";
export const EDIT = "edit";

export class Editing {
  constructor(table, selection, changes) {
    this.table = table;
    this.selection = selection;
    this.changes = changes;
    this.place = selection.active;
    this.before = "";
    this.mode = MOVE;
  }

  get mode() {
    return this.table.element.dataset.mode;
  }

  set mode(mode) {
    this.table.element.dataset.mode = mode;
  }

  get isMoving() {
    return this.mode === MOVE;
  }

  /** A cell is entered: what it holds now is what Esc gives back. */
  enter() {
    this.place = this.selection.active;
    this.mode = MOVE;
    this.renew();
  }

  /** Something else than typing has changed the cell. */
  renew() {
    if (this.isMoving) this.before = this.table.text(this.place);
  }

  begin(mode) {
    if (!this.isMoving) return;
    this.mode = mode;
    if (mode === EDIT) {
      const end = this.selection.box.value.length;
      this.selection.box.setSelectionRange(end, end);
    }
  }

  /** What was typed stands. */
  commit() {
    if (this.isMoving) return;
    this.mode = MOVE;
    this.changes.typed(this.place, this.before);
    this.renew();
  }

  /** What was typed goes. */
  cancel() {
    this.table.put(this.place, this.before);
    this.mode = MOVE;
    this.table.box(this.place).dispatchEvent(new Event("change", {bubbles: true}));
    this.selection.box.select();
  }
}
