// The cell one stands in, and the cells that are selected from there. The box of the cell always has the focus, with its text
// selected: so typing replaces it, also through an input method, and a screen reader reads a box with its headings.

const clamp = (value, most) => Math.max(0, Math.min(value, most));

export class Selection {
  constructor(table) {
    this.table = table;
    this.anchor = {row: 0, column: 0};
    this.head = this.anchor;
    this.table.box(this.anchor).tabIndex = 0;
  }

  get active() {
    return this.anchor;
  }

  get box() {
    return this.table.box(this.anchor);
  }

  /** The selected cells as a block. */
  get range() {
    const rows = [this.anchor.row, this.head.row].sort((one, other) => one - other);
    const columns = [this.anchor.column, this.head.column].sort((one, other) => one - other);
    return {top: rows[0], bottom: rows[1], left: columns[0], right: columns[1]};
  }

  get places() {
    const {top, bottom, left, right} = this.range;
    const places = [];
    for (let row = top; row <= bottom; row += 1) {
      for (let column = left; column <= right; column += 1) places.push({row, column});
    }
    return places;
  }

  get isOne() {
    return this.places.length === 1;
  }

  inside({row, column}) {
    return {row: clamp(row, this.table.rows - 1), column: clamp(column, this.table.columns - 1)};
  }

  /** Stand in a cell and select it alone. */
  go(place) {
    this.box.tabIndex = -1;
    this.anchor = this.inside(place);
    this.head = this.anchor;
    this.box.tabIndex = 0;
    this.box.focus();
    this.box.select();
    this.paint();
  }

  /** Select from the cell one stands in to another. */
  extend(place) {
    this.head = this.inside(place);
    this.table.box(this.head).closest("td").scrollIntoView({block: "nearest", inline: "nearest"});
    this.paint();
  }

  selectAll() {
    this.box.tabIndex = -1;
    this.anchor = {row: 0, column: 0};
    this.box.tabIndex = 0;
    this.box.focus();
    this.extend({row: this.table.rows, column: this.table.columns});
  }

  paint() {
    const chosen = new Set(this.places.map((place) => this.table.box(place).closest("td")));
    for (const cell of this.table.element.querySelectorAll("td.is-selected")) {
      if (!chosen.has(cell)) {
        cell.classList.remove("is-selected");
        cell.setAttribute("aria-selected", "false");
      }
    }
    for (const cell of chosen) {
      cell.classList.add("is-selected");
      cell.setAttribute("aria-selected", "true");
    }
  }

  /** The next cell in a direction where what is filled begins or ends, as in spreadsheets. */
  edge({row, column}, [down, right]) {
    const step = (place) => ({row: place.row + down, column: place.column + right});
    const isThere = (place) => Boolean(this.table.box(place));
    const isFull = (place) => this.table.text(place) !== "";
    let place = {row, column};
    let next = step(place);
    if (!isThere(next)) return place;
    const within = isFull(place) && isFull(next);
    while (isThere(next)) {
      if (within && !isFull(next)) return place;
      place = next;
      if (!within && isFull(place)) return place;
      next = step(place);
    }
    return place;
  }
}
