// Files one by one, with their progress: what is not taken is told before it is sent, and what was cut goes on by itself.
// Without this script the form sends all at once.

const form = document.querySelector("form.give-files");
const field = form.querySelector("input[type=file]");
const list = form.querySelector(".sending");
const button = form.querySelector("button");
const takes = new Map(form.dataset.takes.split(" ").map((one) => one.split(":")));
/** Milliseconds between two tries; the last is used again. */
const PAUSES = [1000, 3000, 10000];
let chosen = [];

/** Why a file need not be sent; empty if it may be. */
function unfit(file) {
  const largest = takes.get(file.name.split(".").pop().toLowerCase());
  if (largest === undefined) return form.dataset.kind;
  return Number(largest) < file.size ? form.dataset.large : "";
}

/** A line with a name, a bar and a word. */
function line(file) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  const bar = document.createElement("progress");
  const word = document.createElement("span");
  name.textContent = file.name;
  bar.max = Math.max(1, file.size);
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  item.append(name, bar, word);
  return { item, bar, word };
}

function choose(files) {
  chosen = [...files].map((file) => ({ file, said: unfit(file), key: crypto.randomUUID(), ...line(file) }));
  for (const one of chosen) {
    one.word.textContent = one.said;
    one.item.classList.toggle("stop", one.said !== "");
  }
  list.replaceChildren(...chosen.map((one) => one.item));
  list.hidden = chosen.length === 0;
}

/** What the server says of a file that it did not take. */
function told(answer) {
  const language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
  const faults = (answer.faults ?? []).map((fault) => fault.wanted[language]);
  const title = language === "zh" ? answer.detail ?? answer.title : answer.detail_en ?? answer.title_en;
  return [title, ...faults].filter(Boolean).join(" · ");
}

/** Sends one; whether it is settled, taken or not. */
function send(one) {
  return new Promise((settle) => {
    const [of, which = ""] = form.elements.of.value.split(/ (.*)/s);
    const asked = new URLSearchParams({ name: one.file.name, of, which });
    // What a camera or a folder says of a photograph.
    if (one.file.type.startsWith("image/") && !one.untimed) {
      asked.set("taken_at", new Date(one.file.lastModified).toISOString());
    }
    for (const name of ["kind", "replaces", "taken_where"]) {
      if (form.elements[name]?.value) asked.set(name, form.elements[name].value);
    }
    const request = new XMLHttpRequest();
    request.open("POST", `${form.dataset.api}?${asked}`);
    request.setRequestHeader("Idempotency-Key", one.key);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = (event) => (one.bar.value = event.loaded);
    request.onerror = () => settle(false);
    request.onload = () => {
      if ([408, 429, 502, 503].includes(request.status)) return settle(false);
      one.taken = request.status === 200 || request.status === 201;
      const answer = one.taken ? {} : JSON.parse(request.responseText || "{}");
      // A telephone's clock may be wrong: then it says nothing of the time.
      one.untimed = (answer.faults ?? []).some((fault) => fault.at === "taken_at");
      if (one.untimed) return settle(false);
      one.word.textContent = one.taken ? form.dataset.sent : told(answer);
      one.item.classList.toggle("stop", !one.taken);
      if (one.taken) one.bar.value = one.bar.max;
      settle(true);
    };
    request.send(one.file);
  });
}

/** Sends one until it is settled. */
async function insist(one) {
  for (let tries = 0; !(await send(one)); tries += 1) {
    one.word.textContent = form.dataset.waits;
    await new Promise((go) => setTimeout(go, PAUSES[Math.min(tries, PAUSES.length - 1)]));
  }
}

field.addEventListener("change", () => choose(field.files));

form.addEventListener("dragover", (event) => event.preventDefault());
form.addEventListener("drop", (event) => {
  event.preventDefault();
  field.files = event.dataTransfer.files;
  choose(field.files);
});

form.addEventListener("submit", async (event) => {
  if (chosen.length === 0) return;
  event.preventDefault();
  button.disabled = true;
  for (const one of chosen.filter((one) => one.said === "" && !one.taken)) await insist(one);
  button.disabled = false;
  const done = new URL(form.dataset.done, location.href);
  // Where the reader is there already, only its part would be gone to.
  if (!chosen.every((one) => one.taken)) button.textContent = form.dataset.again;
  else if (done.href === location.href) location.reload();
  else location.assign(done);
});

// Files go one by one from here on.
form.dataset.ready = "on";
