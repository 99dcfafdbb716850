// A statement lights its sources, a source its statements; the keys of the page; sources as a sheet where it is narrow.

const narrow = matchMedia("(max-width: 74.99rem)");
const typing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;
const all = (selector) => [...document.querySelectorAll(selector)];
const numbered = (letter, list) => list.trim().split(/\s+/).map((n) => document.getElementById(`${letter}${n}`));
let cameFrom = null;

function partners(element) {
  const { bases, statements } = element.dataset;
  return (bases !== undefined ? numbered("b", bases) : numbered("s", statements)).filter(Boolean);
}

function light(element) {
  all(".lit").forEach((one) => one.classList.remove("lit"));
  if (!element) return;
  const parts = element.matches(".source") ? all(`[data-part="${element.id.slice(1)}"]`) : [];
  [element, ...partners(element), ...parts].forEach((one) => one.classList.add("lit"));
}

function showSource(source, from) {
  if (!source) return;
  cameFrom = from ?? cameFrom;
  if (narrow.matches) {
    all(".source").forEach((one) => one.classList.toggle("shown", one === source));
    source.closest(".basis").classList.add("sheet-open");
  }
  source.focus({ preventScroll: narrow.matches });
  source.scrollIntoView({ block: "nearest" });
}

function closeSources() {
  const open = document.querySelector(".sheet-open");
  open?.classList.remove("sheet-open");
  const inside = document.activeElement?.closest(".source, .sheet-bar");
  if (inside || open) (cameFrom?.isConnected ? cameFrom : document.getElementById("answer-title"))?.focus();
  light(inside || open ? cameFrom?.closest(".statement") : null);
  cameFrom = null;
}

function stepStatement(by) {
  const each = all(".statement");
  const at = each.indexOf(document.activeElement?.closest(".statement"));
  each[Math.min(Math.max(at + by, 0), each.length - 1)]?.focus();
}

function stepSource(by) {
  const each = all(".source");
  const at = each.findIndex((one) => one.contains(document.activeElement) || one.matches(".sheet-open .shown"));
  showSource(each[at < 0 ? 0 : Math.min(Math.max(at + by, 0), each.length - 1)], document.activeElement?.closest(".statement"));
}

const lamp = (event) => event.target.closest?.(".statement, .source");
document.addEventListener("focusin", (event) => { if (lamp(event)) light(lamp(event)); });
document.addEventListener("click", (event) => {
  const cite = event.target.closest(".statement .cite");
  const step = event.target.closest("[data-step]");
  if (lamp(event)) light(lamp(event));
  if (step) { if (step.dataset.step === "close") closeSources(); else stepSource(Number(step.dataset.step)); }
  if (cite && narrow.matches && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    showSource(document.querySelector(cite.hash), cite);
  }
});

const help = () => document.getElementById("keys");
const keys = {
  "/": () => (document.getElementById("question") ?? document.getElementById("q"))?.focus(),
  j: () => stepStatement(1),
  k: () => stepStatement(-1),
  "[": () => stepSource(-1),
  "]": () => stepSource(1),
  "?": () => help()?.showModal(),
};

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (key === "Enter" && (event.ctrlKey || event.metaKey) && target.form?.dataset.ask !== undefined) {
    event.preventDefault();
    target.form.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || help()?.open) return;
  if (key === "Escape") { closeSources(); return; }
  if (key === "Enter" && target.matches(".statement")) {
    event.preventDefault();
    showSource(partners(target)[0], target);
    return;
  }
  const act = keys[key.length === 1 ? key.toLowerCase() : key];
  if (typing(target) || !act) return;
  event.preventDefault();
  act();
});
