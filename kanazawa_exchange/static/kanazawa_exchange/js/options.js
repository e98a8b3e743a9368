// The options of a box follow what another box says, at once, also where a script has filled that in. Without this script they do so as
// soon as the page was saved. A template holds all of them, in a group for each value of the box that decides.
for (const list of document.querySelectorAll("template[data-options-of]")) {
  const box = document.getElementById(list.dataset.optionsOf);
  const deciding = document.getElementById(list.dataset.decidedBy);
  const groups = [...list.content.children];

  /** Whether what was chosen is still offered; before anything decides, all of it is. */
  const follow = () => {
    const chosen = box.value;
    const own = groups.filter((group) => group.dataset.value === deciding.value);
    const offered = deciding.value ? own.flatMap((group) => [...group.children]) : groups;
    box.replaceChildren(box.options[0], ...offered.map((one) => one.cloneNode(true)));
    box.value = chosen;
    if (box.selectedIndex < 0) box.selectedIndex = 0;
    return box.value === chosen;
  };

  deciding.addEventListener("change", () => follow() || box.dispatchEvent(new Event("change", {bubbles: true})));
  deciding.addEventListener("filled", follow);
  window.addEventListener("pageshow", follow); // a browser that goes back puts its own choice in
}
