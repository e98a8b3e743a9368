// What a form that saves by itself has left on this device belongs to one account: as soon as a page says who has signed in, answers of anybody else
// go, and own ones that nobody sent within thirty days. Before somebody has signed in nothing is touched.
export const KEPT = "survey:"; // before the name of an owner
const DAYS = 30;
const owner = document.body.dataset.account;

const isFresh = (item) =>
  Array.isArray(item?.values) && Number.isFinite(item.at) && Math.abs(Date.now() - item.kept) < DAYS * 86400000;

/** What of a shelf can still be sent; of one that cannot be read nothing. */
const fresh = (text) => {
  try {
    return Object.entries(JSON.parse(text)).filter(([, item]) => isFresh(item));
  } catch {
    return [];
  }
};

const sweep = (shelf) => {
  const items = shelf.startsWith(`${KEPT}${owner}:`) ? fresh(localStorage.getItem(shelf)) : [];
  if (items.length) localStorage.setItem(shelf, JSON.stringify(Object.fromEntries(items)));
  else localStorage.removeItem(shelf);
};

if (owner) {
  try {
    Object.keys(localStorage).filter((name) => name.startsWith(KEPT)).forEach(sweep);
  } catch {
    // a browser that keeps nothing has nothing to sweep
  }
}
