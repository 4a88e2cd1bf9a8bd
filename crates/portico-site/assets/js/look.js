// What does the preview gain from a script? It follows each change without a click; the button is for those without scripts.

const form = document.querySelector("form[data-look]");
let running = null;

async function follow() {
  running?.abort();
  const mine = (running = new AbortController());
  const region = form.querySelector("#look");
  const fields = new URLSearchParams(new FormData(form));
  fields.set("go", "look");
  region.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: fields, signal: mine.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("#look");
    if (mine.signal.aborted || !fresh) return;
    region.replaceChildren(...fresh.childNodes);
  } catch {
    // Another change came first, or the network is gone: the button is still there.
  } finally {
    if (running === mine) region.removeAttribute("aria-busy");
  }
}

if (form) {
  form.addEventListener("change", (event) => {
    if (event.target.closest("#look")) return;
    follow();
  });
}
