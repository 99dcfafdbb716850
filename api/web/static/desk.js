// The page works without this file: it only swaps what the plain form would load whole.

const spoken = document.getElementById("spoken");
const say = (word) => { spoken.textContent = spoken.dataset[word]; };
const typing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

async function ask(form) {
  const body = new URLSearchParams(new FormData(form));
  const desk = document.getElementById("desk");
  const before = document.activeElement;
  desk.setAttribute("aria-busy", "true");
  say("working");
  const reply = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  const fresh = page.getElementById("desk");
  if (!fresh) throw new Error("no answer in the reply");
  desk.replaceWith(document.adoptNode(fresh));
  document.title = page.title;
  if (fresh.dataset.permalink) history.pushState({}, "", fresh.dataset.permalink);
  say("done");
  const stayed = !document.body.contains(before) || before === document.body || form.contains(before);
  const goal = document.getElementById("problem") ? "question" : "answer-title";
  if (stayed) document.getElementById(goal)?.focus({ preventScroll: true });
  fresh.scrollIntoView({ block: "start" });
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-ask]");
  if (!form || !form.reportValidity()) return;
  event.preventDefault();
  if (document.getElementById("desk").getAttribute("aria-busy") === "true") return;
  ask(form).catch(() => { say("failed"); form.submit(); });
});

addEventListener("popstate", () => location.reload());

// A statement lights its bases, a basis its statements; a choice by focus or click stays until the next.
function partners(element) {
  const ids = element.dataset.bases !== undefined
    ? element.dataset.bases.trim().split(/\s+/).map((n) => `b${n}`)
    : element.dataset.statements.trim().split(/\s+/).map((n) => `s${n}`);
  return [element, ...ids.map((id) => document.getElementById(id)).filter(Boolean)];
}

function light(element) {
  document.querySelectorAll(".lit").forEach((one) => one.classList.remove("lit"));
  if (element) partners(element).forEach((one) => one.classList.add("lit"));
}

const lamp = (event) => event.target.closest?.(".statement, .source");
document.addEventListener("focusin", (event) => { if (lamp(event)) light(lamp(event)); });
document.addEventListener("click", (event) => {
  if (lamp(event)) light(lamp(event));
  const example = event.target.closest("a[data-example]");
  if (!example || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const question = document.getElementById("question");
  question.value = example.textContent;
  question.form.requestSubmit();
});

function step(by) {
  const all = [...document.querySelectorAll(".statement")];
  const at = all.indexOf(document.activeElement?.closest(".statement"));
  all[Math.min(Math.max(at + by, 0), all.length - 1)]?.focus();
}

const keys = {
  "/": () => document.getElementById("question") ?? document.getElementById("q"),
  j: () => step(1),
  k: () => step(-1),
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form?.dataset.ask !== undefined) {
    event.preventDefault();
    event.target.form.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") { light(null); return; }
  if (typing(event.target) || !(event.key in keys)) return;
  event.preventDefault();
  keys[event.key]()?.focus();
});
