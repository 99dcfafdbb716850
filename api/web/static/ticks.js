// Ticks stay in this browser: the page works without this file, it only forgets them.

const sheet = document.querySelector("[data-procedure]");
const boxes = [...sheet.querySelectorAll(".ticks input")];
const bar = sheet.querySelector("[data-ticked]");
const key = `ticks:${sheet.dataset.procedure}`;

function read() {
  try { return new Set(JSON.parse(localStorage.getItem(key)) ?? []); } catch { return new Set(); }
}

function keep() {
  const ticked = boxes.filter((box) => box.checked).map((box) => box.id);
  try {
    if (ticked.length) localStorage.setItem(key, JSON.stringify(ticked)); else localStorage.removeItem(key);
  } catch { /* a browser that keeps nothing */ }
}

function tell() {
  const n = boxes.filter((box) => box.checked).length;
  bar.firstElementChild.textContent = bar.dataset.ticked.replace("{n}", n).replace("{of}", boxes.length);
}

if (bar) {
  const kept = read();
  boxes.forEach((box) => { box.checked ||= kept.has(box.id); }); // one may be ticked before this file is here
  keep();
  bar.hidden = false;
  tell();
  sheet.addEventListener("change", (event) => { if (boxes.includes(event.target)) { keep(); tell(); } });
  bar.querySelector("button").addEventListener("click", () => {
    boxes.forEach((box) => { box.checked = false; });
    keep();
    tell();
  });
}
