// How does a list follow what is typed? The same page is fetched and its region swapped; the count is announced.

import { autosubmit } from "./enhance.js";

const PAUSE = 250;
let running;
let timer;

/** Shows the page at that address in place of the list; gives the way to the browser when something is odd. */
async function swap(address, { push = true } = {}) {
  running?.abort();
  running = new AbortController();
  let page;
  try {
    const response = await fetch(address, { signal: running.signal, headers: { Accept: "text/html" } });
    if (!response.ok) return location.assign(address);
    page = new DOMParser().parseFromString(await response.text(), "text/html");
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
    return;
  }
  const [mine, theirs] = [document, page].map((root) => root.querySelector("[data-region]"));
  if (!mine || !theirs) return location.assign(address);
  const focused = document.activeElement?.id;
  const caret = document.activeElement?.selectionStart;
  const typed = focused && document.activeElement.value;
  const opened = new Set([...mine.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent));
  const status = mine.querySelector("[role=status]");
  mine.replaceChildren(...theirs.childNodes);
  // The same element stays, so that what changes in it is announced.
  const fresh = mine.querySelector("[role=status]");
  if (status && fresh) {
    const words = fresh.textContent;
    fresh.replaceWith(status);
    status.textContent = words;
  }
  for (const details of mine.querySelectorAll("details.filters")) {
    details.open = opened.has(details.querySelector("summary").textContent);
  }
  listen(mine);
  autosubmit(mine);
  document.title = page.title;
  for (const form of document.querySelectorAll("form[data-live]")) {
    const other = page.querySelector("form[data-live]");
    if (mine.contains(form) || !other) continue;
    const hidden = (root) => [...root.querySelectorAll("input[type=hidden]")];
    hidden(form).forEach((input) => input.remove());
    form.prepend(...hidden(other));
  }
  if (focused) {
    const field = document.getElementById(focused);
    if (field && field !== document.activeElement) {
      field.focus();
      if (typed !== undefined && "value" in field) field.value = typed;
      if (caret != null && field.setSelectionRange) field.setSelectionRange(caret, caret);
    }
  }
  for (const input of document.querySelectorAll(".menu-list input[name=next]")) {
    const url = new URL(address, location);
    input.value = url.pathname + url.search;
  }
  if (push) history.replaceState(null, "", address);
}

function addressOf(form) {
  const data = [...new FormData(form)].filter(([, value]) => value !== "");
  const query = new URLSearchParams(data).toString();
  return form.action.split("?")[0] + (query ? `?${query}` : "");
}

function listen(root) {
  for (const form of root.querySelectorAll("form[data-live]")) {
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => swap(addressOf(form)), PAUSE);
    });
  }
}

listen(document);
