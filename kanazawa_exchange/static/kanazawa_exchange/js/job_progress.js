// Shows how far a job has come while it runs. When it has ended, the whole page is loaded once more: its buttons are other ones.
const shown = document.querySelector("[data-job]");
const PAUSE = 1500;

const isRunning = () => shown.querySelector("[data-running]") !== null;

const ask = async () => {
  try {
    const answer = await fetch(shown.dataset.job, { credentials: "same-origin" });
    if (answer.ok && !answer.redirected) {
      shown.innerHTML = await answer.text();
      if (!isRunning()) {
        location.reload();
        return;
      }
    }
  } catch {
    // without the network: the next time
  }
  setTimeout(ask, PAUSE);
};

if (isRunning()) setTimeout(ask, PAUSE);
