// Keeps a person's page new, keeps what is typed, and hands in even when the network comes and goes.
// Without this script everything works too; then one presses "Look for news".
"use strict";

const EVERY = 2000, LONGEST = 15000, PATIENCE = 8000, SHOWN = 7000; // milliseconds
const main = document.getElementById("main");
const words = main.dataset;
const newsPlace = document.getElementById("news");
const OUTBOX = "outbox-" + words.person;
let tag = `"${words.mark}"`, failures = 0, looking = false, sending = false, known = true;
let nextLook = 0, nextSend = 0, tries = 0, newsTimer = 0, ends = null;

// What a phone keeps until it is closed. Where it may keep nothing, everything else works all the same.
function keep(name, value) {
  try {
    if (value === null) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, JSON.stringify(value));
  } catch { /* no place to keep things */ }
}

function kept(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return null;
  }
}

function say(text, stays = false) {
  clearTimeout(newsTimer);
  newsPlace.textContent = text;
  if (!stays) newsTimer = setTimeout(() => { newsPlace.textContent = ""; }, SHOWN);
}

async function ask(address, options = {}) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const answer = await fetch(address, { cache: "no-store", signal: patience.signal, ...options });
    const text = await answer.text();
    return { status: answer.status, tag: answer.headers.get("ETag") || "", text };
  } finally {
    clearTimeout(timer);
  }
}

// Looking for news

function lookIn(wait) {
  clearTimeout(nextLook);
  nextLook = setTimeout(look, wait * (0.8 + 0.4 * Math.random()));
}

async function look() {
  if (looking || !known || document.hidden) return;
  looking = true;
  try {
    const answer = await ask("state", { headers: tag ? { "If-None-Match": tag } : {} });
    if (answer.status === 200) await hear(JSON.parse(answer.text), answer.tag);
    else if (answer.status !== 304) throw new Error(String(answer.status));
    if (failures > 1) say(words.back);
    failures = 0;
  } catch {
    failures += 1;
    if (failures === 2) say(kept(OUTBOX) ? words.waiting : words.away, true);
  } finally {
    looking = false;
    lookIn(Math.min(EVERY * 2 ** failures, LONGEST));
  }
}

async function hear(state, newTag) {
  if (!state.here && !state.mark) {
    known = false;
    say(words.stranger, true);
    return;
  }
  ends = state.left === null ? null : Date.now() + 1000 * state.left;
  if (newTag === tag) return;
  const answer = await ask("here");
  if (answer.status !== 200) throw new Error(String(answer.status));
  renew(answer.text);
  tag = newTag;
}

function lookNow() {
  if (document.hidden) return;
  failures = Math.min(failures, 2);
  clearTimeout(nextLook);
  look();
  send();
}

// Only those parts of the page are replaced whose mark differs: nobody's half-filled form is touched.
function renew(html) {
  const parts = [...new DOMParser().parseFromString(html, "text/html").querySelectorAll("section")];
  const ids = new Set(parts.map(part => part.id));
  for (const old of main.querySelectorAll(":scope > section")) if (!ids.has(old.id)) old.remove();
  const first = !main.querySelector(":scope > section");
  let last = null, moved = false, message = "";
  for (const part of parts) {
    const old = document.getElementById(part.id);
    let node = old;
    if (!old || old.dataset.mark !== part.dataset.mark) {
      node = document.importNode(part, true);
      const wasOpen = old && old.querySelector(":scope > details[open]") && !old.querySelector("form");
      const fold = node.querySelector(":scope > details");
      if (wasOpen && fold) fold.open = true;
      if (old) old.replaceWith(node);
      if (node.id === "top") moved = true;
      if (node.id === "part-message") message = node.textContent.trim();
      if (node.id === "part-sheet" || node.id === "part-questions") restore(node);
    }
    const right = last ? last.nextElementSibling : main.firstElementChild;
    if (right !== node) last ? last.after(node) : main.prepend(node);
    last = node;
  }
  const trouble = document.getElementById("trouble");
  if (moved && trouble) trouble.remove();
  if (moved && !first) window.scrollTo(0, 0);
  if (message) say(message.replace(/\s+/g, " "));
  else if (moved) say(words.news.replace("{where}", main.querySelector("h1").textContent));
  tick();
}

// The clock

function tick() {
  const place = main.querySelector(".clock strong");
  if (!place || ends === null) return;
  const left = Math.max(0, Math.floor((ends - Date.now()) / 1000));
  place.textContent = Math.floor(left / 60) + ":" + String(left % 60).padStart(2, "0");
  main.querySelector(".over").hidden = left > 0;
}

// What is typed

const typedIn = form => Object.fromEntries([...new FormData(form)].filter(([name]) => name !== "form"));
const draftOf = form => "draft-" + form.dataset.keep;

function restore(inside) {
  for (const form of inside.querySelectorAll("form[data-keep]")) {
    const draft = kept(draftOf(form));
    if (!draft) continue;
    let differs = false;
    for (const box of form.elements) {
      if (!box.name || box.type === "hidden" || !(box.name in draft)) continue;
      if (box.type === "radio") {
        differs = differs || box.checked !== (draft[box.name] === box.value);
        box.checked = draft[box.name] === box.value;
      } else {
        differs = differs || box.value !== draft[box.name];
        box.value = draft[box.name];
      }
    }
    const fold = form.closest("details");
    if (fold && differs) fold.open = true;
  }
}

main.addEventListener("input", event => {
  const form = event.target.closest("form[data-keep]");
  if (form) keep(draftOf(form), typedIn(form));
});

// Handing in: one sheet at a time, the same one again and again until the kit says that it has it

main.addEventListener("submit", event => {
  const form = event.target;
  if (!form.dataset.keep) return;
  event.preventDefault();
  unmark(form);
  const body = new URLSearchParams(new FormData(form)).toString();
  keep(draftOf(form), typedIn(form));
  const letter = { action: form.getAttribute("action"), body, keep: form.dataset.keep, draft: typedIn(form) };
  keep(OUTBOX, letter);
  tries = 0;
  say(words.sending, true);
  send(letter);
});

async function send(letter = kept(OUTBOX)) {
  if (!letter || sending) return;
  sending = true;
  clearTimeout(nextSend);
  let answer = null;
  try {
    answer = await ask(letter.action, {
      method: "POST",
      body: letter.body,
      headers: { "Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json" },
    });
  } catch { /* no network: below */ }
  sending = false;
  const waits = kept(OUTBOX);
  if (waits && waits.body !== letter.body) return void send(waits); // changed and handed in again meanwhile
  if (!answer || answer.status >= 500) {
    tries += 1;
    say(words.waiting, true);
    nextSend = setTimeout(() => send(waits || letter), Math.min(1000 * 2 ** tries, LONGEST) * (0.8 + 0.4 * Math.random()));
    return;
  }
  keep(OUTBOX, null);
  await answered(letter, answer);
}

async function answered(letter, answer) {
  let told = {};
  try {
    told = JSON.parse(answer.text);
  } catch { /* a page of something between us */ }
  const form = [...main.querySelectorAll("form[data-keep]")].find(one => one.dataset.keep === letter.keep);
  if (form && told.form) form.elements.form.value = told.form;
  if (answer.status === 200) {
    const draft = kept("draft-" + letter.keep);
    if (draft && JSON.stringify(draft) === JSON.stringify(letter.draft)) keep("draft-" + letter.keep, null);
    tag = "";
    clearTimeout(nextLook);
    await look();
    say(words.sent);
    show(document.getElementById("part-handed") || document.getElementById("part-questions"));
    return;
  }
  say("");
  const trouble = told.trouble || (answer.status === 403 ? words.stranger : words.broken);
  if (form) mark(form, trouble, told.fields || {});
  else say(trouble, true);
  if (answer.status === 409) lookNow();
}

function show(part) {
  if (!part) return;
  const head = part.querySelector("h2") || part;
  head.tabIndex = -1;
  head.focus({ preventScroll: true });
  part.scrollIntoView({ block: "center" });
}

// What cannot be taken as it is

function mark(form, trouble, fields) {
  const fold = form.closest("details");
  if (fold) fold.open = true;
  const place = document.createElement("p");
  place.className = "trouble";
  place.setAttribute("role", "alert");
  place.textContent = trouble;
  form.querySelector("button").before(place);
  let first = null;
  for (const [name, sentence] of Object.entries(fields)) {
    const said = document.getElementById(name + "-wrong"), box = document.getElementById(name);
    if (!said || !box) continue;
    said.textContent = sentence;
    said.hidden = false;
    box.setAttribute("aria-invalid", "true");
    const hint = document.getElementById(name + "-hint");
    box.setAttribute("aria-describedby", said.id + (hint ? " " + hint.id : ""));
    first = first || box;
  }
  const target = first && first.matches("fieldset") ? first.querySelector("input") : first;
  if (target) target.focus();
  else place.scrollIntoView({ block: "center" });
}

function unmark(form) {
  for (const place of form.querySelectorAll(".trouble")) place.remove();
  for (const place of form.querySelectorAll(".wrong")) place.hidden = true;
  for (const box of form.querySelectorAll("[aria-invalid]")) box.removeAttribute("aria-invalid");
  const trouble = document.getElementById("trouble");
  if (trouble) trouble.remove();
}

const clock = main.querySelector(".clock");
if (clock && clock.dataset.left) ends = Date.now() + 1000 * clock.dataset.left;
restore(main);
setInterval(tick, 500);
document.addEventListener("visibilitychange", lookNow);
window.addEventListener("online", lookNow);
window.addEventListener("pageshow", lookNow);
window.addEventListener("offline", () => say(kept(OUTBOX) ? words.waiting : words.away, true));
