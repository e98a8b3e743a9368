// Shows how far a job has come while it runs. When it has ended, the whole page is loaded once more: its buttons are other ones.
const shown = document.querySelector("[data-job]");
const SOON = 1500;
const LATEST = 30000;
let pause = SOON;

const isRunning = () => shown.querySelector("[data-running]") !== null;

// Whether to ask again: not after a sign-out, and not where the page may not be read any more.
const ask = async () => {
  const answer = await fetch(shown.dataset.job, { credentials: "same-origin", headers: { "X-By-Itself": "1" } });
  if (answer.redirected || (answer.status >= 400 && answer.status < 500)) return false;
  if (!answer.ok) return true;
  const text = await answer.text();
  pause = text === shown.dataset.last ? Math.min(pause * 1.5, LATEST) : SOON;
  shown.dataset.last = text;
  shown.innerHTML = text;
  if (isRunning()) return true;
  location.reload();
  return false;
};

const turn = async () => {
  let again = true;
  try {
    again = await ask();
  } catch {
    pause = LATEST; // without the network: later
  }
  if (again) setTimeout(turn, pause);
};

if (isRunning()) setTimeout(turn, pause);
