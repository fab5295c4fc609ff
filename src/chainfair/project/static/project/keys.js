// Single keys of a page: whatever carries data-key can be reached by it, and `?` lists them.
// They can be switched off (WCAG 2.1.4), and never act while somebody writes.
const OFF = "keys-off";

function isWriting(target) {
  return target instanceof Element && target.closest("input, select, textarea, [contenteditable]") !== null;
}

function remembered() {
  try {
    return localStorage.getItem(OFF) === "yes";
  } catch {
    return false;
  }
}

function remember(off) {
  try {
    localStorage.setItem(OFF, off ? "yes" : "no");
  } catch {
    // A browser that keeps nothing asks again on the next page.
  }
}

function nameOf(element) {
  const label = element.labels && element.labels[0];
  return element.dataset.keyName || element.getAttribute("aria-label") || (label || element).textContent.trim();
}

function act(element) {
  if (element.matches("input, select, textarea")) {
    element.focus();
    if (element.select) element.select();
  } else {
    element.click();
  }
}

function fill(dialog) {
  const list = dialog.querySelector("dl");
  list.replaceChildren();
  const shown = [["?", dialog.dataset.self], ...[...document.querySelectorAll("[data-key]")].map((e) => [e.dataset.key, nameOf(e)])];
  for (const [key, name] of shown) {
    const term = document.createElement("dt");
    const cap = document.createElement("kbd");
    cap.textContent = key;
    term.append(cap);
    const value = document.createElement("dd");
    value.textContent = name;
    list.append(term, value);
  }
}

export function listenToKeys() {
  const dialog = document.querySelector("[data-keys]");
  if (!dialog || !dialog.showModal) return;
  const open = () => {
    fill(dialog);
    dialog.showModal();
  };
  for (const button of document.querySelectorAll("[data-keys-open]")) button.addEventListener("click", open);
  const off = dialog.querySelector("[data-keys-off]");
  off.checked = remembered();
  off.addEventListener("change", () => remember(off.checked));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target) || dialog.open || remembered()) return;
    if (event.key === "?") {
      event.preventDefault();
      open();
      return;
    }
    const element = [...document.querySelectorAll("[data-key]")].find((e) => e.dataset.key === event.key);
    if (!element) return;
    event.preventDefault();
    act(element);
  });
}
