// Writing a proposal: what would be otherwise and what fails while one types, and words, codes and clauses by their names.
// Without this module the form works by its buttons.

const CHECK_AFTER = 700;
const LOOK_AFTER = 150;

const form = document.querySelector('form.writes');
const says = form.querySelector('#says');
let checking = 0;
let asked = 0;

const check = async () => {
  asked += 1;
  const own = asked;
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.dataset.check, { method: 'POST', body, headers: { accept: 'text/html' } }).catch(() => null);
  if (!answer || !answer.ok || own !== asked) return;
  const said = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('#checked');
  if (said) document.querySelector('#checked').replaceWith(said);
};

form.addEventListener('input', () => {
  clearTimeout(checking);
  checking = setTimeout(check, CHECK_AFTER);
});

// --- Words by name: one list, below the text that is typed in.

const list = document.createElement('ul');
list.id = 'words';
list.className = 'codes';
list.setAttribute('role', 'listbox');
list.setAttribute('aria-label', form.dataset.words);
says.setAttribute('aria-autocomplete', 'list');
says.setAttribute('aria-haspopup', 'listbox');
let marked = -1;
let looked = 0;
let waiting = 0;

const close = () => {
  looked += 1;
  clearTimeout(waiting);
  marked = -1;
  says.removeAttribute('aria-controls');
  says.removeAttribute('aria-activedescendant');
  list.remove();
};

// What stands before the caret, back to the last blank or mark.
const typed = () => says.value.slice(0, says.selectionStart).match(/[「\p{L}\p{N}]+$/u)?.[0] ?? '';

const choose = (option) => {
  const word = typed();
  says.setRangeText(option.dataset.text, says.selectionStart - word.length, says.selectionStart, 'end');
  close();
  says.focus();
  says.dispatchEvent(new Event('input', { bubbles: true }));
  close();
};

const mark = (at) => {
  const all = [...list.children];
  marked = (at + all.length) % all.length;
  all.forEach((one, n) => one.setAttribute('aria-selected', String(n === marked)));
  all[marked].scrollIntoView({ block: 'nearest' });
  says.setAttribute('aria-activedescendant', all[marked].id);
};

const look = async () => {
  const word = typed().replaceAll('「', '');
  if (!word) return close();
  looked += 1;
  const own = looked;
  const answer = await fetch(`/proposals/words?q=${encodeURIComponent(word)}`).catch(() => null);
  if (!answer || !answer.ok || own !== looked) return;
  const found = await answer.json();
  if (own !== looked) return;
  if (!found.length || (found.length === 1 && found[0].text === word)) return close();
  list.replaceChildren(...found.map(({ text, says: meaning }, n) => {
    const option = document.createElement('li');
    option.id = `word-${n}`;
    option.setAttribute('role', 'option');
    option.setAttribute('aria-selected', 'false');
    option.dataset.text = text;
    const name = document.createElement('b');
    name.textContent = text;
    option.append(name, ` ${meaning}`);
    option.addEventListener('mousedown', (event) => {
      event.preventDefault();
      choose(option);
    });
    return option;
  }));
  marked = -1;
  says.after(list);
  says.setAttribute('aria-controls', list.id);
};

says.addEventListener('input', () => {
  clearTimeout(waiting);
  waiting = setTimeout(look, LOOK_AFTER);
});
says.addEventListener('blur', close);
says.addEventListener('keydown', (event) => {
  if (!list.isConnected) return;
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    mark(marked + (event.key === 'ArrowDown' ? 1 : -1));
  } else if (event.key === 'Enter' && 0 <= marked) {
    event.preventDefault();
    choose(list.children[marked]);
  } else if (event.key === 'Escape') {
    event.preventDefault();
    close();
  }
});
