// Counts down the seconds for which a notice offers to undo what it tells, then takes the button away. The server decides.
const STILL = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

for (const form of document.querySelectorAll("form[data-undo-seconds]")) {
  const seconds = Number(form.dataset.undoSeconds);
  const shown = form.querySelector("[data-undo-left]");
  const end = Date.now() + seconds * 1000;
  const tick = () => {
    const left = Math.ceil((end - Date.now()) / 1000);
    if (left > 0) {
      if (!STILL) shown.textContent = shown.dataset.undoLeft.replace("#", left);
      return;
    }
    clearInterval(clock);
    const hadFocus = form.contains(document.activeElement);
    form.remove();
    if (hadFocus) document.getElementById("main").focus({ preventScroll: true });
  };
  const clock = setInterval(tick, 250);
  tick();
}
