// The page works without this file: it only swaps what the plain form would load whole.

import { dropDrafts, fillDrafts } from "./drafts.js";
import "./marks.js";

const spoken = document.getElementById("spoken");
const say = (word) => { spoken.textContent = spoken.dataset[word]; };
const here = () => location.pathname + location.search;
let shown = here();

function swap(text, form, address) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const fresh = page.getElementById("desk");
  if (!fresh) throw new Error("no answer in the reply");
  const before = document.activeElement;
  const stayed = before === document.body || form.contains(before);
  const failed = fresh.querySelector("#problem") !== null;
  if (!failed) dropDrafts(form);
  document.getElementById("desk").replaceWith(document.adoptNode(fresh));
  document.title = page.title;
  if (address) history.pushState({}, "", address);
  shown = here();
  fillDrafts();
  showTools();
  say(failed ? "refused" : "done");
  const goal = document.getElementById(failed ? "question" : "answer-title");
  if (stayed) goal?.focus({ preventScroll: true });
  (document.getElementById("answer-title")?.closest("article") ?? fresh).scrollIntoView({ block: "start" });
}

// The piece of the page that shows what is being done, and each statement as soon as it has been verified.
function wait(question) {
  const template = document.getElementById("waiting");
  const shown = template.content.cloneNode(true).firstElementChild;
  shown.querySelector("h2").textContent = question;
  template.before(shown);
  shown.scrollIntoView({ block: "nearest" });
  return shown;
}

async function* eventsOf(reply) {
  let rest = "";
  for await (const text of textOf(reply)) {
    const parts = (rest + text).split("\n\n");
    rest = parts.pop();
    for (const part of parts) {
      const [, kind, data] = part.match(/^event: (\w+)\ndata: (.*)$/s) ?? [];
      if (kind) yield [kind, JSON.parse(data)];
    }
  }
}

async function* textOf(reply) {
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
}

async function ask(form) {
  const body = new URLSearchParams(new FormData(form));
  const desk = document.getElementById("desk");
  desk.setAttribute("aria-busy", "true");
  say("working");
  const shown = wait(body.get("question"));
  const reply = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/event-stream, text/html" } });
  if (!reply.headers.get("content-type")?.startsWith("text/event-stream")) {
    swap(await reply.text(), form, reply.redirected ? reply.url : null);
    return;
  }
  for await (const [kind, data] of eventsOf(reply)) {
    if (kind === "error") throw new Error("the answer failed");
    if (kind === "status") shown.querySelector(".stage").innerHTML = data.html;
    if (kind === "statement") shown.querySelector("ol").insertAdjacentHTML("beforeend", data.html);
    if (kind === "answer") { swap(data.html, form, data.address); return; }
  }
  throw new Error("the stream ended early");
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-ask]");
  if (!form || !form.reportValidity()) return;
  event.preventDefault();
  if (document.getElementById("desk").getAttribute("aria-busy") === "true") return;
  ask(form).catch(() => { say("failed"); form.submit(); });
});

document.addEventListener("click", (event) => {
  const example = event.target.closest("a[data-example]");
  if (!example || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const question = document.getElementById("question");
  question.value = example.textContent;
  question.form.requestSubmit();
});

// What only a script can do is shown only where there is one.
function showTools() {
  document.querySelectorAll("[data-share], [data-print]").forEach((button) => { button.hidden = false; });
}

async function share() {
  const url = location.href;
  if (navigator.share) { await navigator.share({ title: document.title, url }).catch(() => {}); return; }
  await navigator.clipboard.writeText(url);
  say("copied");
}

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-print]")) print();
  if (target.closest("[data-share]")) share().catch(() => document.querySelector(".actions a")?.focus());
});
showTools();

// A place within the page, such as a source that is followed, comes here too.
addEventListener("popstate", () => { if (here() !== shown) location.reload(); });
