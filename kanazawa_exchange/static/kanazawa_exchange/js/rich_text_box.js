// The writing aid of a box for text with marks: buttons that put the marks, a preview that the portal makes, a count of characters.
// Without this script the box is an ordinary one, and a sentence beside it tells the marks.

const TYPING = 600; // ms after the last letter
const number = new Intl.NumberFormat(document.documentElement.lang);

/** Puts a text in the place of another as if it were typed, so that undo takes it back, and selects a part of it. */
const type = (box, text, [start, end], [from, to] = [text.length, text.length]) => {
  box.focus();
  box.setSelectionRange(start, end);
  if (!document.execCommand(text ? "insertText" : "delete", false, text)) {
    box.setRangeText(text, start, end, "end");
    box.dispatchEvent(new Event("input", {bubbles: true}));
  }
  box.setSelectionRange(start + from, start + to);
};

/** What is selected, without the spaces around it. */
const selected = ({value, selectionStart: start, selectionEnd: end}) => {
  while (start < end && /\s/.test(value[start])) start++;
  while (end > start && /\s/.test(value[end - 1])) end--;
  return [start, end];
};

const stars = (text) => text.match(/^\**/)[0].length;
const backwards = (text) => [...text].reverse().join("");

/** Whether as many asterisks as a mark has stand there: three are a bold and an italic one. */
const holds = (count, sign) => (sign === "*" ? count % 2 === 1 : count >= 2);

const around = (sign) => (box, word) => {
  const [start, end] = selected(box);
  const inside = box.value.slice(start, end);
  const outside = Math.min(stars(backwards(box.value.slice(0, start))), stars(box.value.slice(end)));
  const size = sign.length;
  if (holds(outside, sign)) {
    type(box, inside, [start - size, end + size], [0, inside.length]);
  } else if (inside.length > 2 * size && holds(Math.min(stars(inside), stars(backwards(inside))), sign)) {
    type(box, inside.slice(size, -size), [start, end], [0, inside.length - 2 * size]);
  } else if (inside.includes("\n")) {
    const lines = inside.replace(/^(\s*(?:[-*+>] )*)(.*\S)\s*$/gm, `$1${sign}$2${sign}`);
    type(box, lines, [start, end], [0, lines.length]);
  } else {
    const text = inside || word;
    type(box, sign + text + sign, [start, end], [size, size + text.length]);
  }
};

/** The lines of which anything is selected begin with the sign, or do not any more if all of them did. */
const before = (sign, other) => (box) => {
  const {value, selectionStart, selectionEnd} = box;
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const close = value.indexOf("\n", Math.max(selectionEnd - (selectionEnd > selectionStart), start));
  const end = close < 0 ? value.length : close;
  const lines = value.slice(start, end).split("\n");
  const begun = lines.every((line) => line.startsWith(sign));
  const next = (line) => {
    if (begun) return line.slice(sign.length);
    return line.startsWith(sign) || (lines.length > 1 && !line) ? line : sign + line.replace(other, "");
  };
  const text = lines.map(next).join("\n");
  type(box, text, [start, end], lines.length > 1 ? [0, text.length] : undefined);
};

const link = (box, word) => {
  const [start, end] = selected(box);
  const inside = box.value.slice(start, end).replaceAll("\n", " ");
  if (/^https?:\/\/\S+$/.test(inside)) type(box, `[${word}](${inside})`, [start, end], [1, 1 + word.length]);
  else {
    const text = inside || word;
    type(box, `[${text}](https://)`, [start, end], [text.length + 3, text.length + 11]);
  }
};

const MARKS = {
  strong: around("**"), em: around("*"), heading: before("# ", /^#{1,6} +/), list: before("- ", /^[-*+] +/), quote: before("> ", ""), link,
};
const KEYS = {KeyB: "strong", KeyI: "em"};

class RichTextBox {
  constructor(root) {
    this.root = root;
    this.box = root.querySelector("textarea");
    this.buttons = [...root.querySelectorAll("[data-mark]")];
    this.preview = root.querySelector("[data-preview]");
    this.listen();
    this.follow();
  }

  listen() {
    const {box, buttons} = this;
    for (const button of buttons) {
      button.tabIndex = button === buttons[0] ? 0 : -1;
      button.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps what is selected, and its keyboard
      button.addEventListener("click", () => this.put(button));
      button.addEventListener("keydown", (event) => this.move(event));
    }
    box.addEventListener("keydown", (event) => {
      const key = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && KEYS[event.code];
      if (!key || event.isComposing) return;
      event.preventDefault();
      this.put(buttons.find((one) => one.dataset.mark === key));
    });
    box.addEventListener("input", () => this.follow(TYPING));
    window.addEventListener("pageshow", () => this.follow()); // a browser that goes back puts what was typed in again
    this.root.querySelector("[role=toolbar]").hidden = false;
    this.root.querySelector("[data-without-script]").hidden = true;
  }

  put(button) {
    if (!this.box.readOnly) MARKS[button.dataset.mark](this.box, button.dataset.word);
  }

  /** The arrow keys lead from button to button; the tab key leads past them. */
  move(event) {
    const last = this.buttons.length - 1;
    const here = this.buttons.indexOf(event.currentTarget);
    const next = {ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: last}[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const there = this.buttons.at(next > last ? 0 : next);
    for (const one of this.buttons) one.tabIndex = one === there ? 0 : -1;
    there.focus();
  }

  follow(pause = 0) {
    const count = this.root.querySelector("[data-count]");
    const length = [...this.box.value].length;
    const most = Number(count.dataset.most);
    count.textContent = count.dataset.count.replace("#", number.format(length)).replace("#", number.format(most));
    count.classList.toggle("error", length > most);
    count.hidden = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.show(), pause);
  }

  /** The preview, if the portal makes one: it does for whoever is signed in, of a text that it would take. */
  async show() {
    const text = this.box.value;
    const token = this.box.form?.elements.csrfmiddlewaretoken?.value;
    if (text === this.shown || !token) return;
    this.asked?.abort();
    this.asked = new AbortController();
    const body = new URLSearchParams({csrfmiddlewaretoken: token, text});
    const options = {method: "POST", body, redirect: "manual", credentials: "same-origin", signal: this.asked.signal};
    let markup = "";
    try {
      const answer = text.trim() ? await fetch(this.preview.dataset.preview, options) : null;
      if (answer?.ok) markup = await answer.text();
      else if (answer?.status === 429) return; // too often: the last one stands for a while
      else if (answer) return void (this.preview.hidden = true);
    } catch {
      return; // without a connection the last one stands, until the next letter
    }
    if (this.box.value !== text) return; // the next one is on its way
    this.shown = text;
    this.preview.lastElementChild.innerHTML = markup;
    this.preview.hidden = !markup;
  }
}

for (const root of document.querySelectorAll("[data-rich-text]")) new RichTextBox(root);
