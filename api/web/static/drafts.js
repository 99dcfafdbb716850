// What is typed and not yet sent is kept in this tab: a reload, the back button or a lost connection loses none.

const keyOf = (field) => `draft:${field.dataset.keep}:${field.name}`;
const fields = (within) => [...within.querySelectorAll("[data-keep]")];

function kept(change) {
  try { return change(sessionStorage); } catch { return null; } // a browser that keeps nothing
}

export function fillDrafts() {
  const asked = document.getElementById("answer-title")?.textContent.trim();
  for (const field of fields(document)) {
    const draft = kept((store) => store.getItem(keyOf(field)));
    if (draft === null) continue;
    // It was sent by the plain form and stands above with its answer.
    if (field.id === "question" && draft.trim() === asked) kept((store) => store.removeItem(keyOf(field)));
    else if (field.value === field.defaultValue) field.value = draft;
  }
}

export function dropDrafts(within) {
  for (const field of fields(within)) kept((store) => store.removeItem(keyOf(field)));
}

document.addEventListener("input", ({ target }) => {
  if (target.dataset?.keep === undefined) return;
  const empty = target.value === target.defaultValue;
  kept((store) => (empty ? store.removeItem(keyOf(target)) : store.setItem(keyOf(target), target.value)));
});

fillDrafts();
