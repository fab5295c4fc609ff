// The board by hand: drag a meeting to another time, or choose it with Space and walk with the arrow keys.
// The server checks every drop and answers with the board as it stands then, and a sentence. Without script the
// page of each meeting does the same.
const region = document.querySelector("[data-board-said]");
const words = region ? region.dataset : {};
let carried = null; // meeting, the row and the cell it was taken from, where it would go, the slots free for all

const board = () => document.getElementById("board");
const byPlaces = () => board().dataset.side === "places";
const isBusy = () => board().hasAttribute("aria-busy"); // until the server has answered, nothing else is begun
const slotOf = (cell) => cell.closest("table").tHead.rows[0].cells[cell.cellIndex];
const meetingsIn = (cell) => [...cell.querySelectorAll("[data-meeting]")];

function say(sentence, kind) {
  const note = document.createElement("div");
  note.className = `note ${kind}`;
  const line = document.createElement("p");
  line.textContent = sentence;
  note.append(line);
  region.replaceChildren(...(sentence ? [note] : []));
}

function targets() {
  const rows = byPlaces() ? [...board().querySelectorAll("tbody tr")] : [carried.row];
  return rows.map((row) => [...row.cells].filter((cell) => cell.tagName === "TD"));
}

function pick(link) {
  const cell = link.closest("td");
  carried = { meeting: link.dataset.meeting, row: cell.parentElement, from: cell, at: cell, free: null };
  board().classList.add("carrying");
  link.classList.add("carried");
  for (const row of targets()) for (const one of row) one.classList.add("target");
  say(words.picked, "plain-note");
  mark(carried);
}

async function mark(mine) {
  const answer = await fetch(`${board().dataset.base}/${mine.meeting}/free`).catch(() => null);
  if (!answer || !answer.ok || carried !== mine) return;
  mine.free = new Set((await answer.json()).free.map(String));
  if (carried !== mine) return;
  for (const row of targets()) for (const one of row) one.classList.toggle("busy", !mine.free.has(slotOf(one).dataset.slot));
}

function letGo() {
  if (!carried) return;
  carried = null;
  board().classList.remove("carrying");
  for (const one of board().querySelectorAll(".target, .busy, .over, .carried")) {
    one.classList.remove("target", "busy", "over", "carried");
    one.removeAttribute("tabindex");
  }
}

function giveUp() {
  const link = carried.from.querySelector(`[data-meeting="${carried.meeting}"]`);
  letGo();
  say(words.left, "plain-note");
  if (link) link.focus();
}

// Which meeting stands in the way of a drop, if it is to be exchanged.
function inTheWay(cell, onto) {
  const others = meetingsIn(cell).filter((one) => one.dataset.meeting !== carried.meeting);
  if (onto && others.includes(onto)) return onto;
  const free = !byPlaces() && carried.free && carried.free.has(slotOf(cell).dataset.slot);
  return free ? null : others[0] || null;
}

function over(cell) {
  for (const one of board().querySelectorAll(".over")) one.classList.remove("over");
  cell.classList.add("over");
  carried.at = cell;
}

function walk(key) {
  const rows = targets();
  const row = rows.findIndex((cells) => cells.includes(carried.at));
  const column = rows[row].indexOf(carried.at);
  const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key];
  const cell = rows[row + down] && rows[row + down][column + right];
  if (!cell) {
    if (down && !byPlaces()) say(words.row, "plain-note");
    return;
  }
  over(cell);
  cell.tabIndex = -1;
  cell.focus();
  say(describe(cell), "plain-note");
}

function describe(cell) {
  const place = byPlaces() ? `${cell.parentElement.cells[0].firstChild.textContent.trim()}, ` : "";
  const when = `${place}${slotOf(cell).textContent.trim()}`;
  if (cell === carried.from) return `${when}: ${words.here}`;
  const other = inTheWay(cell);
  if (other) return `${when}: ${words.swap.replace("…", other.querySelector(".who").textContent.trim())}`;
  if (!carried.free) return when;
  return `${when}: ${carried.free.has(slotOf(cell).dataset.slot) ? words.free : words.busy}`;
}

function drop(cell, onto) {
  if (cell === carried.from && !(onto && onto.dataset.meeting !== carried.meeting)) return giveUp();
  const { meeting } = carried;
  const other = inTheWay(cell, onto);
  const slot = slotOf(cell).dataset.slot;
  const place = byPlaces() ? cell.parentElement.dataset.row : "";
  return other ? send(meeting, "swap", { other: other.dataset.meeting }) : send(meeting, "move", { slot, place });
}

async function send(meeting, verb, fields) {
  const row = document.activeElement.closest("tr") || (carried && carried.row);
  const [key, frame] = [row && row.dataset.row, board().querySelector(".board-frame")];
  const [left, top] = [frame.scrollLeft, frame.scrollTop];
  const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: board().querySelector("[name=csrfmiddlewaretoken]").value });
  letGo();
  board().setAttribute("aria-busy", "true");
  const answer = await fetch(`${board().dataset.base}/${meeting}/${verb}${location.search}`, {
    method: "POST",
    body,
    headers: { "HX-Request": "true" },
  }).catch(() => null);
  const known = answer && !answer.redirected && [200, 409].includes(answer.status);
  const fresh = known && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("board");
  if (!fresh) {
    board().removeAttribute("aria-busy");
    say(words.lost, "");
    return;
  }
  board().replaceWith(fresh);
  Object.assign(fresh.querySelector(".board-frame"), { scrollLeft: left, scrollTop: top });
  say(fresh.dataset.said, answer.ok ? "done" : "");
  const here = fresh.querySelector(`tr[data-row="${key}"] [data-meeting="${meeting}"]`) || fresh.querySelector(`.board [data-meeting="${meeting}"]`);
  if (here) here.focus({ preventScroll: true });
}

function pressed(event) {
  if (isBusy()) return;
  if (event.ctrlKey || event.metaKey || event.altKey || !event.target.closest("#board")) return;
  const link = event.target.closest(".board [data-meeting]");
  if (carried && event.key.startsWith("Arrow")) walk(event.key);
  else if (carried && event.key === "Escape") giveUp();
  else if (carried && (event.key === "Enter" || event.key === " ")) drop(carried.at);
  else if (carried && event.key === "Tab") return letGo();
  else if (!carried && link && event.key === " ") pick(link);
  else if (!carried && link && event.key.toLowerCase() === "p") send(link.dataset.meeting, "pin", { pinned: link.classList.contains("pin") ? "0" : "1" });
  else return;
  event.preventDefault();
}

function targetOf(event) {
  const cell = carried && event.target.closest ? event.target.closest("#board td.target") : null;
  if (cell) event.preventDefault();
  return cell;
}

if (region && board() && board().dataset.base) {
  document.addEventListener("keydown", pressed);
  document.addEventListener("dragstart", (event) => {
    const link = event.target.closest ? event.target.closest(".board [data-meeting]") : null;
    if (!link || isBusy()) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", link.dataset.meeting);
    pick(link);
  });
  document.addEventListener("dragover", (event) => {
    const cell = targetOf(event);
    if (cell && cell !== carried.at) over(cell);
  });
  document.addEventListener("drop", (event) => {
    const cell = targetOf(event);
    if (cell) drop(cell, event.target.closest("[data-meeting]"));
  });
  document.addEventListener("dragend", letGo);
}
