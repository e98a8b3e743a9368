// The table as rows of boxes: what stands in each, what is wrong there, and further rows below the last one.

const MARK = "__n__";

export class Table {
  constructor(form) {
    this.element = form.querySelector("[data-grid]");
    this.blank = form.querySelector("[data-blank]").content.querySelector("tr").outerHTML;
    this.most = Number(form.dataset.most);
    this.lines = [...this.element.tBodies[0].rows];
    this.boxes = this.lines.map((line) => [...line.querySelectorAll("[data-column]")]);
    this.places = new Map();
    this.names = new Map();
    this.boxes.forEach((boxes, row) => this.remember(boxes, row));
  }

  remember(boxes, row) {
    boxes.forEach((box, column) => {
      this.places.set(box, {row, column});
      this.names.set(box.name, box);
    });
  }

  get rows() {
    return this.boxes.length;
  }

  get columns() {
    return this.boxes[0].length;
  }

  /** Where a box stands; nothing for what is no box of the table. */
  at(box) {
    return this.places.get(box);
  }

  box({row, column}) {
    return this.boxes[row]?.[column];
  }

  named(name) {
    return this.names.get(name);
  }

  text(place) {
    return this.box(place).value;
  }

  /** A box of one line keeps no ends of lines. */
  put(place, text) {
    const box = this.box(place);
    box.value = box.tagName === "INPUT" ? text.replace(/\s*\n\s*/g, " ") : text;
  }

  /** How the cell is called: heading and row. */
  name(box) {
    const {row, column} = this.at(box);
    return `${this.element.tHead.rows[0].cells[column + 1].textContent.trim()} ${this.lines[row].dataset.row}`;
  }

  /** Rows are added until there are so many, as far as the table may grow; tells whether it has grown enough. */
  grow(rows) {
    const further = Math.max(0, Math.min(rows, this.most) - this.rows);
    if (further) this.add(Number(this.lines.at(-1)?.dataset.row ?? 0), further);
    return this.rows >= rows;
  }

  /** So many empty rows behind that number, all at once. */
  add(last, further) {
    const body = document.createElement("tbody");
    body.innerHTML = Array.from({length: further}, (_none, at) => this.blank.replaceAll(MARK, String(last + at + 1))).join("");
    const lines = [...body.rows];
    for (const line of lines) {
      const boxes = [...line.querySelectorAll("[data-column]")];
      this.lines.push(line);
      this.boxes.push(boxes);
      this.remember(boxes, this.rows - 1);
      this.added?.(boxes, line);
    }
    this.element.tBodies[0].append(...lines);
  }

  /** What the portal says of the rows; one that it does not name is empty. */
  tell(rows) {
    for (const line of this.lines) {
      const told = rows[line.dataset.row] ?? {look: "", words: "", faults: [], cells: {}};
      const verdict = line.querySelector("[data-verdict]");
      verdict.className = `grid-verdict ${told.look}`;
      verdict.textContent = told.words;
      const rest = new Map(Object.entries(told.cells));
      for (const box of line.querySelectorAll("[data-column]")) {
        this.fault(box, rest.get(box.dataset.column) ?? []);
        rest.delete(box.dataset.column);
      }
      line.querySelector("[data-faults]").textContent = [...told.faults, ...[...rest.values()].flat()].join(" ");
    }
  }

  fault(box, sentences) {
    const cell = box.closest("td");
    const words = cell.querySelector("[data-fault]");
    const is = sentences.length > 0;
    if (words.textContent.trim() !== sentences.join(" ")) words.textContent = sentences.join(" ");
    cell.classList.toggle("bad", is);
    if (is) {
      box.setAttribute("aria-invalid", "true");
      box.setAttribute("aria-describedby", words.id);
    } else {
      box.removeAttribute("aria-invalid");
      box.removeAttribute("aria-describedby");
    }
  }
}
