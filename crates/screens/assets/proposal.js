// Writing a proposal: what would be otherwise and what fails, while one types. Without this module the form works by its buttons.

const CHECK_AFTER = 700;

const form = document.querySelector('form.writes');
let waiting = 0;
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
  clearTimeout(waiting);
  waiting = setTimeout(check, CHECK_AFTER);
});
