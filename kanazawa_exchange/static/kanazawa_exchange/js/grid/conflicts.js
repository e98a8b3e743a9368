// Cells in which two people have typed: both texts are shown above the table, and the one who sees them chooses.

export class Conflicts {
  constructor(form, table, saving, changes) {
    Object.assign(this, {table, saving, changes});
    this.list = form.querySelector("[data-conflicts]");
    this.words = saving.words;
    saving.clash = (box, theirs) => this.add(box, theirs);
  }

  add(box, theirs) {
    this.list.querySelector(`[data-of="${CSS.escape(box.name)}"]`)?.remove();
    const line = document.createElement("div");
    line.dataset.of = box.name;
    line.className = "notice attention";
    line.setAttribute("role", "alert");
    const said = document.createElement("p");
    const values = {theirs, mine: box.value, cell: this.table.name(box)};
    said.textContent = this.words.elsewhere.replace(/%\((\w+)\)s/g, (_all, name) => values[name]);
    line.append(said, this.button(this.words.mine, line, () => this.saving.touch([box])),
      this.button(this.words.theirs, line, () => this.changes.put([[this.table.at(box), theirs]])));
    this.list.append(line);
  }

  button(words, line, act) {
    const button = document.createElement("button");
    Object.assign(button, {type: "button", className: "btn ghost", textContent: words});
    button.addEventListener("click", () => {
      act();
      line.remove();
    });
    return button;
  }
}
