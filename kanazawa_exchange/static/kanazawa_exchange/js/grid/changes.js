// What was changed in the cells, so that it can be taken back and done again; what is done at once is one step.

const MOST = 200;

export class Changes {
  constructor(table, changed) {
    this.table = table;
    this.changed = changed;
    this.done = [];
    this.undone = [];
  }

  /** Put texts into cells as one step: [[place, text], …]. */
  put(pairs) {
    const step = pairs
      .map(([place, text]) => {
        const before = this.table.text(place);
        this.table.put(place, text);
        return {place, before, after: this.table.text(place)};
      })
      .filter(({before, after}) => before !== after);
    this.keep(step);
  }

  /** What somebody has typed into one cell. */
  typed(place, before) {
    const after = this.table.text(place);
    if (before !== after) this.keep([{place, before, after}]);
  }

  keep(step) {
    if (!step.length) return;
    this.done.push(step);
    this.done.splice(0, Math.max(0, this.done.length - MOST));
    this.undone = [];
    this.tell(step);
  }

  tell(step) {
    this.changed(step.map(({place}) => this.table.box(place)));
  }

  /** Takes the last step back; tells where it was, or nothing. */
  undo() {
    return this.turn(this.done, this.undone, "before");
  }

  redo() {
    return this.turn(this.undone, this.done, "after");
  }

  turn(from, onto, which) {
    const step = from.pop();
    if (!step) return null;
    onto.push(step);
    for (const change of step) this.table.put(change.place, change[which]);
    this.tell(step);
    return step[0].place;
  }
}
