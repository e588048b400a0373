// All pages work without this file. It adds a list that is filtered while the user types, pages that
// follow changes by others, and rows that can be added, moved and removed.

const base = document.body.dataset.base;
let version = document.body.dataset.version;

const main = document.getElementById("main");
const notice = document.getElementById("notice");
const dirty = new Set();

// --- Following changes ---------------------------------------------------------------------

function words(element) {
  const copy = element.cloneNode(true);
  for (const time of copy.querySelectorAll("time, [name=_csrf]")) time.remove();
  return copy.innerHTML;
}

function busy(element) {
  return [...dirty].some((form) => element.contains(form))
    || (element.contains(document.activeElement) && document.activeElement.matches("input, textarea, select"));
}

function swap(old, fresh, flash) {
  if (old.outerHTML === fresh.outerHTML) return;
  const changed = words(old) !== words(fresh) || old.className !== fresh.className;
  const focused = old.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  old.replaceWith(fresh);
  if (flash && changed) {
    fresh.classList.add("changed");
    fresh.addEventListener("animationend", () => fresh.classList.remove("changed"), { once: true });
  }
  if (focused) [...fresh.querySelectorAll("a")].find((a) => a.getAttribute("href") === focused)?.focus();
}

function swapRows(old, fresh) {
  const into = old.querySelector("tbody");
  const from = fresh.querySelector("tbody");
  if (!into || !from) return swap(old, fresh, false);
  const known = new Map([...into.rows].map((row) => [row.id, row]));
  let last = null;
  for (const row of [...from.rows]) {
    const present = known.get(row.id);
    known.delete(row.id);
    if (present && present.outerHTML === row.outerHTML) {
      if ((last ? last.nextElementSibling : into.firstElementChild) !== present) {
        last ? last.after(present) : into.prepend(present);
      }
      last = present;
    } else if (present) {
      swap(present, row, true);
      last = row;
    } else {
      last ? last.after(row) : into.prepend(row);
      last = row;
    }
  }
  for (const gone of known.values()) gone.remove();
}

/** Replaces the parts of this page by those of a fresh one, except where a user is typing. */
function replaceParts(page) {
  for (const old of document.querySelectorAll("[data-live]")) {
    const fresh = page.getElementById(old.id);
    if (!fresh) continue;
    if (busy(old)) {
      if (words(old) !== words(fresh)) notify("This flag was changed while you were typing.");
    } else if (old.dataset.live === "rows") {
      swapRows(old, fresh);
    } else {
      swap(old, fresh, old.tagName === "SECTION" && !("still" in old.dataset));
    }
  }
  version = page.body.dataset.version ?? version;
}

function notify(text) {
  if (notice.textContent.startsWith(text)) return;
  const banner = document.createElement("p");
  banner.className = "banner";
  banner.append(text + " ");
  const link = document.createElement("a");
  link.href = location.href;
  link.textContent = "Show the current version";
  banner.append(link);
  notice.replaceChildren(banner);
}

async function page(url) {
  const answer = await fetch(url, { headers: { Accept: "text/html" }, credentials: "same-origin" });
  return { status: answer.status, page: new DOMParser().parseFromString(await answer.text(), "text/html") };
}

/** On a page with an edit form nothing is replaced; a notice tells that it is outdated. */
async function checkEdit(edit) {
  const shown = location.pathname.replace(/\/(edit|json|delete)$/, "");
  const { status, page: fresh } = await page(shown);
  const base = fresh.querySelector("[data-base]")?.dataset.base;
  if (status === 404) notify("This flag was removed.");
  else if (base && base !== edit.dataset.edit) notify("This flag was changed since you opened it.");
}

let refreshing = false;
async function refresh() {
  if (refreshing) return;
  refreshing = true;
  try {
    const edit = document.querySelector("form[data-edit]");
    if (edit) return await checkEdit(edit);
    if (!document.querySelector("main [data-live]")) return;
    const { status, page: fresh } = await page(location.href);
    if (status === 200) replaceParts(fresh);
    else if (status === 404) notify("This flag was removed.");
  } catch {
    // The server is not reachable; the next event or poll tries again.
  } finally {
    refreshing = false;
  }
}

function changed(now) {
  if (now === version) return;
  version = now;
  refresh();
}

async function check() {
  try {
    const answer = await fetch(base + "/version", { credentials: "same-origin" });
    if (answer.ok) changed(await answer.text());
  } catch {
    // As above.
  }
}

let polling = 0;
function poll() {
  polling ||= setInterval(check, 4000);
}

function follow() {
  const events = new EventSource(base + "/events");
  events.addEventListener("change", (event) => changed(event.data));
  // A stream that is refused, or that a proxy blocks, is replaced by polling.
  events.addEventListener("error", () => {
    if (events.readyState === EventSource.CLOSED) poll();
  });
  addEventListener("pagehide", () => events.close());
}

if (window.EventSource) follow();
else poll();
// Times and schedules advance without a change.
setInterval(refresh, 60000);
// The counts of a guard change without an event.
setInterval(() => {
  if (!document.hidden && document.querySelector("[data-counting]")) refresh();
}, 3000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) check(); });

// --- Typing --------------------------------------------------------------------------------

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && form.method === "post") dirty.add(form);
});
document.addEventListener("submit", (event) => dirty.delete(event.target));
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

// --- The list ------------------------------------------------------------------------------

const search = document.querySelector("form[data-search]");
if (search) {
  let asked = 0;
  const show = async () => {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(search)) if (value) query.set(name, value);
    const url = base + "/" + (query.size ? "?" + query : "");
    const mine = ++asked;
    history.replaceState(null, "", url);
    const { status, page: fresh } = await page(url);
    if (mine === asked && status === 200) replaceParts(fresh);
  };
  let timer;
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, 150);
  });
  search.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    show();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.closest("input, textarea, select")) {
      event.preventDefault();
      search.elements.q.focus();
    }
  });
}

// --- The forms -----------------------------------------------------------------------------

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form) return;
  const mirrored = event.target.dataset.mirror;
  if (mirrored) form.elements[mirrored].value = event.target.value;
  for (const slider of form.querySelectorAll("[data-mirror]")) {
    if (slider.dataset.mirror === event.target.name) slider.value = event.target.value;
  }
});

/** Adds a blank row as soon as the last one is used. */
document.addEventListener("input", (event) => {
  const row = event.target.closest(".row, .term");
  if (!row || row.nextElementSibling?.matches(".row, .term") || !event.target.value) return;
  const blank = row.cloneNode(true);
  for (const input of blank.querySelectorAll("input")) {
    input.value = "";
    input.removeAttribute("value");
  }
  row.after(blank);
});

/** Draws the schedule anew while it is edited; the server computes it from the form. */
const preview = document.querySelector("[data-preview]");
if (preview) {
  const form = preview.closest("form");
  let timer;
  let asked = 0;
  const show = async () => {
    const fields = new URLSearchParams(new FormData(form));
    fields.set("preview", "1");
    const mine = ++asked;
    try {
      const answer = await fetch(form.action, { method: "POST", body: fields, credentials: "same-origin" });
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(preview.id);
      if (mine === asked && fresh) preview.innerHTML = fresh.innerHTML;
    } catch {
      // The server is not reachable; the next key tries again.
    }
  };
  const later = (event) => {
    if (!event.target.closest(".choices, .schedule") && !event.target.name.startsWith("guard")) return;
    clearTimeout(timer);
    timer = setTimeout(show, 300);
  };
  form.addEventListener("input", later);
}

const rules = document.querySelector("[data-rules]");
if (rules) {
  for (const moves of rules.querySelectorAll("[data-moves]")) moves.hidden = false;
  rules.addEventListener("click", (event) => {
    const move = event.target.dataset.move;
    const rule = event.target.closest(".rule");
    if (move === "up") rule.previousElementSibling?.before(rule);
    if (move === "down") rule.nextElementSibling?.after(rule);
    if (move === "out") rule.remove();
    else if (move) event.target.focus();
  });
  let added = 0;
  rules.addEventListener("change", (event) => {
    const rule = event.target.closest("[data-rule]");
    if (!event.target.name.endsWith(".outcome") || !event.target.value || rule.nextElementSibling) return;
    const blank = rule.cloneNode(true);
    const id = "new" + ++added;
    blank.dataset.rule = id;
    for (const field of blank.querySelectorAll("[name]")) {
      field.name = field.name.replace(/^rule\.[^.]+\./, "rule." + id + ".");
      if (field.name === "rule") field.value = id;
      else if (field.tagName === "SELECT") field.selectedIndex = 0;
      else field.value = "";
    }
    for (const extra of [...blank.querySelectorAll(".term")].slice(1)) extra.remove();
    rules.append(blank);
  });
}

for (const place of document.querySelectorAll("[data-line]")) {
  place.tabIndex = 0;
  place.setAttribute("role", "button");
  const go = () => {
    const area = document.querySelector(".edit textarea");
    const lines = area.value.split("\n");
    const before = lines.slice(0, place.dataset.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
    const at = before + Number(place.dataset.column) - 1;
    area.focus();
    area.setSelectionRange(at, at + 1);
  };
  place.addEventListener("click", go);
  place.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); go(); } });
}

const file = document.querySelector("[data-file]");
if (file) {
  file.hidden = false;
  file.querySelector("input").addEventListener("change", async (event) => {
    const chosen = event.target.files[0];
    if (chosen) document.getElementById("f-file").value = await chosen.text();
  });
}
