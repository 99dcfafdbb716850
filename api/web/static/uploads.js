// Files that are dropped, how far they are sent, and what becomes of them; the page works without this file.

const form = document.querySelector("[data-upload]");
let dropped = [];

async function entriesIn(entry) {
  if (entry.isFile) return [await new Promise((done, fail) => { entry.file(done, fail); })];
  const reader = entry.createReader();
  const found = [];
  for (;;) { // a reader gives at most a hundred at a time
    const some = await new Promise((done, fail) => { reader.readEntries(done, fail); });
    if (!some.length) return (await Promise.all(found.map(entriesIn))).flat();
    found.push(...some);
  }
}

function tellChosen() {
  const inputs = [...form.querySelectorAll("input[type=file]")];
  const files = [...dropped, ...inputs.flatMap((input) => [...input.files])];
  const names = files.slice(0, 5).map((file) => file.name).join(", ");
  form.querySelector(".chosen").textContent = files.length
    ? form.dataset.chosen.replace("{n}", files.length).replace("{names}", files.length > 5 ? `${names}, …` : names) : "";
}

function send() {
  const body = new FormData(form);
  dropped.forEach((file) => body.append("file", file));
  const line = form.querySelector(".sending");
  const [bar, words] = line.children;
  line.hidden = false;
  words.textContent = form.dataset.sending;
  form.setAttribute("aria-busy", "true");
  const request = new XMLHttpRequest();
  const stop = (told) => { words.textContent = told; bar.hidden = true; form.removeAttribute("aria-busy"); };
  request.upload.onprogress = (event) => { if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total; };
  request.onerror = () => stop(form.dataset.failed);
  request.onload = () => {
    if (request.status === 200 && request.responseURL !== location.href) { location.assign(request.responseURL); return; }
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    stop((page.getElementById("problem") ?? page.querySelector("main p"))?.textContent ?? form.dataset.failed);
  };
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "text/html");
  const { csrf } = form.elements;
  if (csrf) request.setRequestHeader("X-CSRF-Token", csrf.value);
  bar.hidden = false;
  bar.value = 0;
  request.send(body);
}

if (form) {
  const zone = form.querySelector("[data-drop]");
  zone.querySelector(".onlydrop").hidden = false;
  for (const kind of ["dragover", "dragleave", "drop"]) {
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.toggle("over", kind === "dragover");
    });
  }
  zone.addEventListener("drop", async ({ dataTransfer }) => {
    const entries = [...dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const files = entries.length ? (await Promise.all(entries.map(entriesIn))).flat() : [...dataTransfer.files];
    dropped.push(...files);
    tellChosen();
  });
  form.addEventListener("change", tellChosen);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.getAttribute("aria-busy") !== "true") send();
  });
}

async function look() {
  const reply = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  const page = reply?.ok && new DOMParser().parseFromString(await reply.text(), "text/html");
  const fresh = page && page.getElementById("job");
  if (fresh) document.getElementById("job").replaceWith(document.adoptNode(fresh));
  if (document.querySelector("[data-unfinished]")) setTimeout(look, 1500);
}

if (document.querySelector("[data-unfinished]")) setTimeout(look, 1500);
