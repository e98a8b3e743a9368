// Saves a form box by box as soon as it is filled in, and says so. While there is no connection, or nobody has signed in, what was
// typed waits and is sent again until the portal has it. Each page says what it sends, and what becomes of its boxes by the answer.
import {Shelf} from "./shelf.js";

const TYPING = 1000; // ms after the last letter of a text, where the form says no other time (`data-typing`)
const FIRST_PAUSE = 2000;
const LONGEST_PAUSE = 60000;
const BUSY_PAUSE = 15000; // while the portal itself cannot save
const KEEPALIVE = 60000; // bytes that browsers send for a page that is left; a longer text is sent while the page is there
const TURNED_DOWN = new Set(["signedOut", "outdated", "wrong"]);

export const isChosen = (box) => box.type === "radio" || box.type === "checkbox";

export class Autosave {
  /**
   * `append(data, key, item)` puts a waiting item into what is sent, `settled(sent, answer)` goes on with what the portal says of
   * it, `isHere(key)` tells whether this page sends it.
   */
  constructor(form, {append, settled, isHere = () => true}) {
    Object.assign(this, {form, append, settled, isHere, pause: FIRST_PAUSE, timer: 0, sending: null});
    this.state = form.querySelector("[data-autosave-state]");
    this.shelf = new Shelf(form.dataset.owner);
    window.addEventListener("online", () => this.flush());
    window.addEventListener("pagehide", () => this.flush());
  }

  get waiting() {
    return Object.fromEntries(Object.entries(this.shelf.items).filter(([key]) => this.isHere(key)));
  }

  get isWaiting() {
    return Object.keys(this.waiting).length > 0;
  }

  /** Whether the portal has answered last that it does not take what was sent: that is not mended by sending it again. */
  get isTurnedDown() {
    return TURNED_DOWN.has(this.state.dataset.autosaveState);
  }

  say(name, words = this.form.dataset[name] ?? "") {
    this.state.textContent = words;
    this.state.dataset.autosaveState = name;
  }

  // --- Filled in ---

  /** `keyOf(box)`: the key of a box that is saved, or nothing; `item(key)`: what it holds now; `typing`: whether letters are waited for. */
  listen(keyOf, item, {typing = true} = {}) {
    this.form.addEventListener("change", (event) => {
      const key = keyOf(event.target);
      if (!key) return;
      this.shelf.put(key, item(key));
      this.say("saving");
      this.flush().then(() => this.isWaiting && this.flush());
    });
    if (!typing) return;
    this.form.addEventListener("input", (event) => {
      const key = keyOf(event.target);
      if (!key || isChosen(event.target)) return;
      this.shelf.put(key, item(key));
      this.flushLater(Number(this.form.dataset.typing) || TYPING);
    });
  }

  /** What waits since an earlier visit goes back into its boxes by `fill(key, item)`, and is sent; whether anything did. */
  async restore(fill) {
    if (!this.isWaiting) return false;
    for (const [key, item] of Object.entries(this.waiting)) fill(key, item);
    this.say("unsaved");
    await this.flush();
    return true;
  }

  // --- Sent ---

  flushLater(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), pause);
  }

  again() {
    this.flushLater(this.pause);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }

  flush() {
    clearTimeout(this.timer);
    if (!this.isWaiting) return Promise.resolve();
    this.sending ??= this.attempt().finally(() => {
      this.sending = null;
    });
    return this.sending;
  }

  post(items) {
    const data = new URLSearchParams({csrfmiddlewaretoken: this.form.elements.csrfmiddlewaretoken.value});
    for (const [key, item] of Object.entries(items)) this.append(data, key, item);
    return fetch(this.form.dataset.autosave, {
      method: "POST", body: data, redirect: "manual", credentials: "same-origin", keepalive: data.toString().length < KEEPALIVE,
    });
  }

  /** Somebody who signs in in another tab changes the token of this device: this page asks for the new one, if it is still its own. */
  async renew() {
    const page = await fetch(location.href, {redirect: "manual", credentials: "same-origin"});
    if (!page.ok) return false;
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
    const token = fresh.querySelector("form[data-autosave] [name=csrfmiddlewaretoken]");
    if (!token || fresh.body.dataset.account !== document.body.dataset.account) return false;
    this.form.elements.csrfmiddlewaretoken.value = token.value;
    return true;
  }

  async attempt() {
    const items = structuredClone(this.waiting);
    let answer;
    try {
      answer = await this.post(items);
      if (answer.status === 403 && (await this.renew())) answer = await this.post(items);
    } catch {
      this.say("unsaved");
      this.again();
      return;
    }
    this.pause = FIRST_PAUSE;
    if (answer.ok) this.settle(items, await answer.json());
    else if (answer.type === "opaqueredirect") this.say("signedOut");
    else if (answer.status === 409) this.say("wrong", (await answer.json()).refused);
    else if (answer.status >= 500) {
      this.say("unsaved");
      this.pause = BUSY_PAUSE;
      this.again();
    } else this.say("outdated");
  }

  /** What the portal says: saved, newer elsewhere, or not to be saved so; none of it waits any longer. */
  settle(items, answer) {
    this.settled(items, answer);
    this.shelf.drop(items);
    const wrong = Object.values(answer.errors);
    if (wrong.length) this.say("wrong", wrong.join(" "));
    else if (Object.keys(answer.newer ?? {}).length) this.say("newer");
    else if (!this.isWaiting) this.say("saved", this.form.dataset.saved.replace("#", answer.at ?? ""));
    if (this.isWaiting) this.again();
  }

  // --- The buttons of the form ---

  /** A button waits while `holds()`; then the form goes, if `lets()`. */
  hold(holds, lets = () => true) {
    let goes = false;
    this.form.addEventListener("submit", async (event) => {
      if (goes || !holds()) return;
      event.preventDefault();
      await this.flush(); // what is on its way
      await this.flush(); // what was typed meanwhile
      if (!lets()) return;
      goes = true;
      this.form.requestSubmit(event.submitter);
      goes = false;
    });
  }

  /**
   * The buttons send the whole page once the portal has what waits, or has said that it does not take it so: its answer to the form says
   * what comes next. Without an answer the page stays, and what was typed stays on the shelf.
   */
  goAlong() {
    this.hold(
      () => this.sending || this.isWaiting || !navigator.onLine,
      () => {
        if (navigator.onLine && (!this.isWaiting || this.isTurnedDown)) return true;
        this.say("unsaved");
        return false;
      },
    );
  }
}
