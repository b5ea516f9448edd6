// The page of a case by keyboard: a goes to the act that it waits for, r to the return, j and k from act to act, n to the next case,
// ? lists the keys. Without this script all is done by pointer.

const acts = [...document.querySelectorAll("#now details.act")];
const keys = document.querySelector("dialog.keys");
const button = document.querySelector(".keys-open");

/** Whether keys are being typed into something. */
const typing = (target) => target.closest("input, textarea, select, [contenteditable], dialog") !== null;

/** Unfolds an act and goes to what is to be filled in, or to its button. */
function go(act) {
  if (!act) return;
  act.open = true;
  const field = act.querySelector("textarea, select, input:not([type=hidden])");
  (act.querySelector("input[value=review-pass]") || !field ? act.querySelector("button") : field).focus();
}

function move(by) {
  if (acts.length === 0) return;
  const at = acts.findIndex((act) => act.contains(document.activeElement));
  const to = at < 0 ? (0 < by ? 0 : acts.length - 1) : Math.min(Math.max(at + by, 0), acts.length - 1);
  acts[to].querySelector("summary").focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  if (event.key === "a") go(acts[0]);
  else if (event.key === "r") go(acts.find((act) => act.querySelector("input[value=review-return]")));
  else if (event.key === "n") document.querySelector("a.next-case")?.click();
  else if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "?") keys?.showModal();
  else return;
  event.preventDefault();
});

if (button && keys) {
  button.hidden = false;
  button.addEventListener("click", () => keys.showModal());
}

// Keys work from here on.
document.documentElement.dataset.keys = "on";
