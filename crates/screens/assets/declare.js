// The form of a declaration while one types: codes by name, advice and faults without a click. Without this module the
// form works by its buttons.

const LOOK_AFTER = 120;
const ADVISE_AFTER = 600;
const CODES = 8;

const form = document.querySelector('form.declare');
const said = document.createElement('p');
said.className = 'unseen';
said.setAttribute('role', 'status');
form.append(said);

// --- Codes by name: one list, below the field that is typed in.

const list = document.createElement('ul');
list.id = 'codes';
list.className = 'codes';
list.setAttribute('role', 'listbox');
list.setAttribute('aria-label', form.dataset.codes);
let owner = null;
let marked = -1;
let asked = 0;
let waiting = 0;

const prepare = (input) => {
  input.removeAttribute('list');
  input.setAttribute('role', 'combobox');
  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-expanded', 'false');
};

const close = () => {
  asked += 1;
  clearTimeout(waiting);
  if (owner) {
    owner.setAttribute('aria-expanded', 'false');
    owner.removeAttribute('aria-controls');
    owner.removeAttribute('aria-activedescendant');
  }
  owner = null;
  marked = -1;
  list.remove();
};

const mark = (at) => {
  const all = [...list.children];
  marked = (at + all.length) % all.length;
  all.forEach((one, n) => one.setAttribute('aria-selected', String(n === marked)));
  all[marked].scrollIntoView({ block: 'nearest' });
  owner.setAttribute('aria-activedescendant', all[marked].id);
};

const tell = (input, name) => {
  const field = input.closest('.field');
  let meaning = field.querySelector('.meaning');
  if (!meaning) {
    meaning = document.createElement('p');
    meaning.className = 'quiet meaning';
    field.append(meaning);
  }
  meaning.textContent = name;
};

const choose = (option) => {
  const target = owner.dataset.finds ? form.elements.namedItem(owner.dataset.finds) : owner;
  close();
  target.value = option.dataset.code;
  tell(target, option.dataset.name);
  touched.add(target.name);
  adviseSoon();
};

const open = (input, found) => {
  list.replaceChildren(...found.map(({ code, zh, en }, n) => {
    const option = document.createElement('li');
    const name = (document.documentElement.lang === 'en' ? en : zh) || zh || en;
    option.id = `code-${n}`;
    option.setAttribute('role', 'option');
    option.setAttribute('aria-selected', 'false');
    option.dataset.code = code;
    option.dataset.name = name;
    const number = document.createElement('b');
    number.className = 'number';
    number.textContent = code;
    const words = document.createElement('span');
    words.textContent = name;
    option.append(number, words);
    return option;
  }));
  owner = input;
  marked = -1;
  input.closest('.field').append(list);
  input.setAttribute('aria-controls', list.id);
  input.setAttribute('aria-expanded', 'true');
};

const look = async (input) => {
  const mine = asked += 1;
  const typed = input.value.trim();
  if (!typed) return close();
  const answer = await fetch(`/api/v1/tables/${input.dataset.table}/search?limit=${CODES}&q=${encodeURIComponent(typed)}`)
    .catch(() => null);
  if (mine !== asked || document.activeElement !== input || !answer?.ok) return;
  const { found } = await answer.json();
  if (mine !== asked) return;
  const fits = found.filter(({ code }) => code !== typed);
  said.textContent = form.dataset.found.replace('{n}', fits.length);
  if (fits.length) open(input, fits);
  else close();
};

form.querySelectorAll('input[data-table]').forEach(prepare);

form.addEventListener('keydown', (event) => {
  if (!owner || event.target !== owner || event.isComposing) return;
  if (event.key === 'ArrowDown') mark(marked + 1);
  else if (event.key === 'ArrowUp') mark(marked < 0 ? -1 : marked - 1);
  else if (event.key === 'Enter' && 0 <= marked) choose(list.children[marked]);
  else if (event.key === 'Escape') close();
  else return;
  event.preventDefault();
});
// Before the field loses the focus.
list.addEventListener('pointerdown', (event) => {
  event.preventDefault();
  const option = event.target.closest('[role=option]');
  if (option) choose(option);
});

// --- Advice and faults.

const touched = new Set();
let advising = 0;
let latest = 0;

const controls = (root) => [...root.querySelectorAll('.field[id], .field [id][name]')];

// A fault is told beside a field that somebody was at; the advisor lists the others.
const judge = (answer) => {
  for (const there of controls(answer)) {
    const here = document.getElementById(there.id);
    const field = here?.closest('.field');
    if (!field) continue;
    const before = field.querySelector(':scope > .fault');
    const now = touched.has(there.name || there.id) ? there.closest('.field').querySelector(':scope > .fault') : null;
    if (before && !now) before.remove();
    else if (before && before.textContent !== now.textContent) before.replaceWith(now);
    else if (!before && now) field.append(now);
    field.classList.toggle('wrong', Boolean(now));
    const meaning = there.closest('.field').querySelector('.meaning');
    const known = field.querySelector('.meaning');
    if (known && known.textContent !== (meaning?.textContent ?? '')) known.textContent = meaning?.textContent ?? '';
  }
};

// What was understood of what was typed stands in its field, once it is left: 1,800 is 1800. Rows may be counted anew in the
// answer, so that a value counts only if it reads the same.
const plain = (text) => text.normalize('NFKC').replace(/[\s,-]/g, '').toUpperCase();
const alike = (one, other) => plain(one).replaceAll('.', '') === plain(other).replaceAll('.', '')
  || Number(plain(one)) === Number(plain(other));
const understand = (answer, sent) => {
  for (const there of answer.querySelectorAll('form.declare input:not([type=hidden], [type=checkbox], [type=radio])')) {
    const here = form.elements.namedItem(there.name);
    if (!(here instanceof HTMLInputElement) || here === document.activeElement) continue;
    if (sent.get(there.name) === here.value && alike(here.value, there.value)) here.value = there.value;
  }
};

const beside = (answer) => {
  const here = document.querySelector('.advisor');
  const there = answer.querySelector('.advisor');
  if (!there || here.contains(document.activeElement)) return;
  const faults = answer.querySelector('form.declare .said.stop');
  if (faults) {
    faults.className = 'lacks';
    faults.removeAttribute('role');
    there.querySelector('h2').after(faults);
  }
  here.replaceChildren(...there.children);
};

const advise = async () => {
  const mine = latest += 1;
  const body = new URLSearchParams(new FormData(form));
  body.set('do', 'advise');
  const answer = await fetch(form.action, { method: 'POST', body, headers: { accept: 'text/html' } }).catch(() => null);
  if (mine !== latest || !answer || ![200, 409, 422].includes(answer.status)) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (mine !== latest || !page.querySelector('form.declare')) return;
  judge(page);
  understand(page, body);
  beside(page);
};

const adviseSoon = () => {
  clearTimeout(advising);
  advising = setTimeout(advise, ADVISE_AFTER);
};

form.addEventListener('input', (event) => {
  if (event.target.dataset.table && !event.isComposing) {
    clearTimeout(waiting);
    waiting = setTimeout(look, LOOK_AFTER, event.target);
  }
  adviseSoon();
});
form.addEventListener('compositionend', (event) => {
  if (event.target.dataset.table) waiting = setTimeout(look, LOOK_AFTER, event.target);
});
form.addEventListener('focusout', (event) => {
  if (event.target.name && event.target.value) touched.add(event.target.name);
  if (event.target === owner) close();
});
