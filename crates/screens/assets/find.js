// The field in the top bar: what fits is listed while one types. Without this script the form leads to /search.

const form = document.querySelector("form.find");
const field = form?.querySelector("input");
const WAIT_MS = 120;
const HITS = 8;

/** Whether keys are being typed into something. */
const typing = (target) => target.closest("input, textarea, select, [contenteditable], dialog") !== null;

function start() {
  const list = document.createElement("ul");
  const said = document.createElement("span");
  let chosen = -1;
  let timer = 0;
  let asked = new AbortController();

  list.id = "find-hits";
  list.className = "hits";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.getAttribute("aria-label"));
  said.className = "unseen";
  said.setAttribute("role", "status");
  form.append(list, said);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");

  const close = () => {
    asked.abort();
    clearTimeout(timer);
    chosen = -1;
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };

  const choose = (to) => {
    chosen = to;
    [...list.children].forEach((hit, n) => hit.setAttribute("aria-selected", String(n === to)));
    const hit = list.children[to];
    if (hit) {
      field.setAttribute("aria-activedescendant", hit.id);
      hit.scrollIntoView({ block: "nearest" });
    } else {
      field.removeAttribute("aria-activedescendant");
    }
  };

  const open = (hit) => {
    location.href = `/case/${encodeURIComponent(hit.dataset.no)}`;
  };

  const hitOf = (found, n) => {
    const hit = document.createElement("li");
    hit.id = `find-hit-${n}`;
    hit.dataset.no = found.no;
    hit.setAttribute("role", "option");
    hit.setAttribute("aria-selected", "false");
    for (const [kind, text] of [["number", found.no], ["goods", found.goods], ["quiet", found.owner_name], ["quiet", found.stage_name]]) {
      const part = document.createElement("span");
      part.className = kind;
      part.textContent = text;
      hit.append(part, " ");
    }
    // The field keeps the focus, so that the list does not close before it is pressed.
    hit.addEventListener("pointerdown", (event) => event.preventDefault());
    hit.addEventListener("click", () => open(hit));
    return hit;
  };

  const ask = async (typed) => {
    asked.abort();
    const now = new AbortController();
    asked = now;
    try {
      const address = `/api/v1/search?limit=${HITS}&key=${encodeURIComponent(typed)}`;
      const answer = await fetch(address, { signal: now.signal, headers: { accept: "application/json" } });
      if (!answer.ok) return close();
      const { cases } = await answer.json();
      if (now.signal.aborted || document.activeElement !== field) return;
      list.replaceChildren(...cases.slice(0, HITS).map(hitOf));
      list.hidden = list.children.length === 0;
      field.setAttribute("aria-expanded", String(!list.hidden));
      choose(-1);
      said.textContent = form.dataset.hits.replace("{n}", String(list.children.length));
    } catch {
      // An answer that was given up, or none at all: the form still works.
    }
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    const typed = field.value.trim();
    if ([...typed].length < 2) return close();
    timer = setTimeout(ask, WAIT_MS, typed);
  });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    const count = list.children.length;
    if (event.key === "ArrowDown") choose((chosen + 1) % count);
    else if (event.key === "ArrowUp") choose(chosen <= 0 ? count - 1 : chosen - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && 0 <= chosen) open(list.children[chosen]);
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    event.preventDefault();
    field.select();
    field.focus();
  });
}

if (field) start();
