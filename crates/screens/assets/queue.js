// The queue by keyboard: j and k move, Enter opens as links do, ? lists the keys. Without this script all is done by pointer.

const rows = [...document.querySelectorAll(".queue > li > a")];
const keys = document.querySelector("dialog.keys");
const button = document.querySelector(".keys-open");

/** Whether keys are being typed into something. */
const typing = (target) => target.closest("input, textarea, select, [contenteditable], dialog") !== null;

function move(by) {
  if (rows.length === 0) return;
  const at = rows.indexOf(document.activeElement);
  const to = at < 0 ? (0 < by ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1);
  rows[to].focus();
  rows[to].scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "?") keys?.showModal();
  else return;
  event.preventDefault();
});

if (button && keys) {
  button.hidden = false;
  button.addEventListener("click", () => keys.showModal());
}
