// The box of a reason stands beside its number as soon as that is another than the one in force, and steps back when it is
// that number again. Without this script every box is there.

const shown = (block) => {
  const number = document.getElementById(block.dataset.reasonOf);
  const box = block.querySelector("input, textarea");
  const typed = number.value.trim().normalize("NFKC");
  block.hidden = typed === block.dataset.inForce && !box.value.trim() && !block.classList.contains("invalid");
};

for (const block of document.querySelectorAll("[data-reason-of]")) {
  shown(block);
  document.getElementById(block.dataset.reasonOf).addEventListener("input", () => shown(block));
}
