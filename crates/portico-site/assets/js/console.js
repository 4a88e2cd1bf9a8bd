// How is the request tried out without leaving the page? The form's address is built, shown, called, and its answer shown.

const root = document.querySelector("[data-console]");
const form = root.querySelector("form");
const link = root.querySelector("[data-address]");
const answer = root.querySelector("[data-answer]");
const { endpoint, kept, wait, failed } = root.dataset;

/** The address that the form stands for. */
function address() {
  const params = new URLSearchParams();
  for (const name of ["select", "where", "group_by", "order_by", "limit", "offset"]) {
    const value = form.elements[name].value.trim();
    if (value) params.append(name, value);
  }
  for (const [name, value] of new URLSearchParams(kept)) params.append(name, value);
  const query = params.toString();
  return new URL(query ? `${endpoint}?${query}` : endpoint, location).href;
}

function show() {
  const url = address();
  link.href = url;
  link.querySelector("code").textContent = url;
  for (const place of root.querySelectorAll("[data-url]")) place.textContent = url.replaceAll('"', "%22");
}

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

async function run(event) {
  event.preventDefault();
  show();
  answer.replaceChildren(element("p", wait, { class: "muted" }));
  try {
    const response = await fetch(address(), { headers: { Accept: "application/json" } });
    const body = await response.json();
    if (response.ok) {
      const pre = element("pre", "", { class: "answer", tabindex: "0" });
      pre.append(element("code", JSON.stringify(body, null, 2)));
      answer.replaceChildren(pre);
    } else {
      const notice = element("div", "", { class: "notice bad" });
      notice.append(element("p", body.message ?? failed));
      if (body.hint) notice.append(element("p", body.hint, { class: "hint" }));
      answer.replaceChildren(notice);
    }
  } catch {
    answer.replaceChildren(element("p", failed, { class: "notice bad" }));
  }
}

form.addEventListener("input", show);
form.addEventListener("submit", run);
