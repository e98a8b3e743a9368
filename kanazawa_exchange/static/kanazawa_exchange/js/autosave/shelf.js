// What a form could not save yet, box by box. It waits on this device, under a name that belongs to one account and one form, and
// without a name in this page alone. What is too old, or somebody else's, kept_answers.js has swept before.
import {KEPT} from "../kept_answers.js";

export class Shelf {
  constructor(owner = "") {
    this.name = owner && KEPT + owner;
    this.items = this.read();
  }

  read() {
    try {
      const items = JSON.parse(localStorage.getItem(this.name));
      return Object.fromEntries(Object.entries(items ?? {}).filter(([, item]) => Array.isArray(item?.values)));
    } catch {
      return {};
    }
  }

  write() {
    if (!this.name) return;
    try {
      if (Object.keys(this.items).length) localStorage.setItem(this.name, JSON.stringify(this.items));
      else localStorage.removeItem(this.name);
    } catch {
      // a browser that keeps nothing: what waits is in this page alone
    }
  }

  /** The last that was typed stands last: what follows another box is filled in after that. */
  put(key, item) {
    delete this.items[key];
    this.items[key] = {at: Date.now(), ...item, kept: Date.now()};
    this.write();
  }

  /** These items were sent; what was typed in their boxes since stays. */
  drop(sent) {
    for (const [key, item] of Object.entries(sent)) if (this.items[key]?.at === item.at) delete this.items[key];
    this.write();
  }
}
