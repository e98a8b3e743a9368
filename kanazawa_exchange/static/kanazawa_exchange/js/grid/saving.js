// Saves what is typed as soon as it is typed, the cells that wait in one request, very many in several. While there is no connection,
// nobody has signed in or the portal cannot save, they wait in this tab and are sent again. A cell in which somebody else has typed
// is left to the one who typed.

const TYPING = 800; // ms after the last letter
const KEEPING = 200; // ms after the last letter until it is written down in this tab
const FIRST_PAUSE = 2000;
const LONGEST_PAUSE = 60000;
const MOST = 1_500_000; // letters of a request, as they are sent; the portal takes 2.6 million
const STAYS = new Set(["unsaved", "signedOut", "failing", "busy", "forbidden", "some", "outdated", "refused"]); // until it is saved

const filled = (words, values) => words.replace(/%\((\w+)\)s/g, (_all, name) => values[name]);

export class Saving {
  constructor(form, table) {
    this.form = form;
    this.table = table;
    this.words = form.querySelector("[data-words]").dataset;
    this.state = form.querySelector("[data-state]");
    this.shelf = `grid:${document.body.dataset.account}:${form.dataset.batch}`;
    this.shown = new Map(); // name of a box → what the portal holds, where that is not what came with the page
    this.waiting = new Set();
    this.refused = new Map(); // name of a box → the text that no cell can hold, and why; another text is sent again
    this.pause = FIRST_PAUSE;
    this.most = MOST;
    this.composes = false;
    this.stored = this.initial();
    window.addEventListener("online", () => this.flush());
    window.addEventListener("pagehide", () => this.keep());
    window.addEventListener("beforeunload", (event) => {
      if (this.isWaiting) event.preventDefault();
    });
  }

  initial() {
    try {
      return JSON.parse(this.form.elements.shown.value);
    } catch {
      return {};
    }
  }

  shownIn(box) {
    return this.shown.get(box.name) ?? this.stored[box.name] ?? "";
  }

  get isWaiting() {
    return this.waiting.size > 0;
  }

  say(name, values = {}, words = this.words[name]) {
    this.state.dataset.state = name;
    this.state.textContent = filled(words, values);
  }

  /** Boxes were changed; while somebody types in one, it is sent when nothing more comes. */
  touch(boxes) {
    for (const box of boxes) {
      if (box.value === this.shownIn(box)) this.waiting.delete(box.name);
      else this.waiting.add(box.name);
    }
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.keep(), KEEPING);
    this.later(TYPING);
    if (this.isWaiting && !STAYS.has(this.state.dataset.state)) this.say("saving");
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), pause);
  }

  flush() {
    clearTimeout(this.timer);
    if (this.composes) return this.later(TYPING);
    if (!this.cells().length) return undefined;
    this.sending ??= this.attempt().finally(() => {
      this.sending = null;
    });
    return this.sending;
  }

  /** The cells that wait: name of the box, what it showed, what it holds. */
  kept() {
    return [...this.waiting].map((name) => this.table.named(name)).filter(Boolean)
      .map((box) => [box.name, this.shownIn(box), box.value]);
  }

  /** Those of them that may be saved. */
  cells() {
    return this.kept().filter(([name, , text]) => this.refused.get(name)?.text !== text);
  }

  /** As many of the cells that wait as one request holds, one at least. */
  part() {
    const cells = this.cells();
    let room = this.most;
    const end = cells.findIndex((cell) => (room -= encodeURIComponent(JSON.stringify(cell)).length + 3) < 0);
    return end < 0 ? cells : cells.slice(0, Math.max(1, end));
  }

  post(cells) {
    const body = new URLSearchParams({csrfmiddlewaretoken: this.form.elements.csrfmiddlewaretoken.value, cells: JSON.stringify(cells)});
    return fetch(this.form.dataset.autosave, {method: "POST", body, redirect: "manual", credentials: "same-origin"});
  }

  /** Somebody who signs in in another tab changes the token of this device: this page asks for the new one, if it is still its own.
   * Tells what stands against it, or nothing. */
  async renew() {
    const page = await fetch(location.href, {redirect: "manual", credentials: "same-origin"});
    if (page.type === "opaqueredirect") return "signedOut";
    if (!page.ok) return "forbidden";
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
    if (fresh.body.dataset.account !== document.body.dataset.account) return "signedOut";
    const token = fresh.querySelector("form[data-autosave] [name=csrfmiddlewaretoken]")?.value;
    if (!token) return "outdated";
    this.form.elements.csrfmiddlewaretoken.value = token;
    return "";
  }

  async attempt() {
    const cells = this.part();
    this.say("saving");
    try {
      let answer = await this.post(cells);
      if (answer.status === 403) {
        const why = await this.renew();
        if (why) return this.stopped(why);
        answer = await this.post(cells);
      }
      if (answer.ok) return this.settle(cells, await answer.json());
      if (answer.type === "opaqueredirect") return this.stopped("signedOut");
      if (answer.status === 409) return this.say("refused", {}, (await answer.json()).refused);
      if (answer.status === 413) return this.tooLarge(cells);
      if (answer.status === 429) return this.again("busy", Number(answer.headers.get("Retry-After")) * 1000);
      if (answer.status >= 500) return this.again("failing");
      return this.stopped([403, 404, 410].includes(answer.status) ? "forbidden" : "outdated");
    } catch {
      return this.again("unsaved");
    }
  }

  /** Nothing is sent again by itself where that would end as before, but for somebody who may sign in meanwhile. */
  stopped(why) {
    if (why === "signedOut") this.again(why);
    else this.say(why);
  }

  /** Something on the way takes less than the portal: it goes in smaller parts. */
  tooLarge(cells) {
    if (cells.length > 1) this.most = encodeURIComponent(JSON.stringify(cells)).length / 2;
    else this.refuse(cells[0][0], cells[0][2], filled(this.words.large, {cell: this.name(cells[0][0])}));
    this.goOn();
  }

  name(name) {
    return this.table.name(this.table.named(name));
  }

  /** A text that cannot be saved is told at its cell; all others go on. */
  refuse(name, text, words) {
    this.refused.set(name, {text, words});
    this.table.fault(this.table.named(name), [words]);
  }

  /** What is still to be sent is sent; else it is told how it stands. */
  goOn(at) {
    const left = this.kept().find(([name, , text]) => this.refused.get(name)?.text === text);
    if (this.cells().length) this.later(TYPING);
    else if (left) this.say("some", {cell: this.name(left[0])});
    else this.say("saved", {time: at});
  }

  again(why, pause = 0) {
    this.say(why);
    this.later(Math.min(Math.max(this.pause, pause || 0), LONGEST_PAUSE));
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }

  /** What was sent is saved, but for the cells in which somebody else has typed. */
  settle(cells, answer) {
    this.pause = FIRST_PAUSE;
    const sent = new Map(cells.map(([name, , text]) => [name, text]));
    const impossible = new Set(answer.impossible.map(([name]) => name));
    const elsewhere = new Map(answer.elsewhere.map(([row, column, text]) => [`c-${row}-${column}`, text]));
    for (const [name, , text] of cells) {
      if (impossible.has(name)) continue;
      const box = this.table.named(name);
      if (elsewhere.has(name)) this.clash?.(box, elsewhere.get(name));
      this.shown.set(name, elsewhere.get(name) ?? text);
      if (elsewhere.has(name) || box.value === text) this.waiting.delete(name);
    }
    this.table.tell(answer.rows);
    for (const [name, words] of answer.impossible) this.refused.set(name, {text: sent.get(name), words});
    for (const [name, {text, words}] of this.refused) {
      if (this.table.named(name).value === text) this.refuse(name, text, words);
      else this.refused.delete(name);
    }
    this.form.querySelector("[data-counts]").textContent = answer.counts.map((pair) => pair.join(" ")).join(" · ");
    this.keep();
    this.goOn(answer.at);
  }

  // --- What waits in this tab -------------------------------------------------------------------------------------------
  keep() {
    clearTimeout(this.keeping);
    try {
      if (this.isWaiting) sessionStorage.setItem(this.shelf, JSON.stringify(this.kept()));
      else sessionStorage.removeItem(this.shelf);
    } catch {
      // a browser that keeps nothing still has it on the page
    }
  }

  /** What waited when the page was left is put back into its cells. */
  recall() {
    let cells = [];
    try {
      cells = JSON.parse(sessionStorage.getItem(this.shelf)) ?? [];
    } catch {
      return;
    }
    for (const [name, shown, text] of cells) {
      const number = Number(name.split("-")[1]);
      const last = Number(this.table.lines.at(-1).dataset.row);
      if (number > last) this.table.grow(this.table.rows + number - last);
      const box = this.table.named(name);
      if (!box) continue;
      this.shown.set(name, shown);
      box.value = text;
      this.waiting.add(name);
    }
    if (this.isWaiting) this.flush();
  }
}
