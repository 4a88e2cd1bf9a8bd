// What is better with scripts on the screen of processing? A preview while the form is filled in, steps that are dragged, a list of kinds
// that is narrowed while one writes. Everything works without.

const form = document.querySelector("form[data-live]");
if (form) {
  let timer;
  let latest = 0;
  const show = async () => {
    const own = ++latest;
    const body = new URLSearchParams(new FormData(form));
    body.set("act", "preview");
    const answer = await fetch(form.dataset.live, { method: "POST", body, credentials: "same-origin" });
    if (!answer.ok || own !== latest) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("preview");
    const old = document.getElementById("preview");
    if (fresh && old) old.replaceChildren(...fresh.childNodes);
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => show().catch(() => {}), 500);
  });
}

const list = document.querySelector("ol[data-steps]");
if (list) {
  for (const hint of document.querySelectorAll(".needs-script")) hint.classList.add("ready");
  let dragged;
  const items = () => [...list.children];
  for (const item of items()) {
    item.draggable = true;
    item.addEventListener("dragstart", (event) => {
      dragged = item;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", item.dataset.uid);
    });
    item.addEventListener("dragover", (event) => {
      if (!dragged || dragged === item) return;
      event.preventDefault();
      const box = item.getBoundingClientRect();
      const after = event.clientY > box.top + box.height / 2;
      list.insertBefore(dragged, after ? item.nextSibling : item);
    });
    item.addEventListener("drop", (event) => event.preventDefault());
    item.addEventListener("dragend", () => {
      const own = dragged?.querySelector("form");
      const to = items().indexOf(dragged);
      dragged = undefined;
      if (!own || to < 0) return;
      for (const [name, value] of [["act", "move"], ["to", String(to)]]) {
        const field = document.createElement("input");
        field.type = "hidden";
        field.name = name;
        field.value = value;
        own.append(field);
      }
      own.submit();
    });
  }
}

const finder = document.querySelector("form[data-find-kinds]");
if (finder) {
  const field = finder.querySelector("input");
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const group of document.querySelectorAll(".kind-group")) {
      let any = false;
      for (const kind of group.querySelectorAll("li")) {
        const text = kind.textContent.toLowerCase();
        kind.hidden = !words.every((word) => text.includes(word));
        any = any || !kind.hidden;
      }
      group.hidden = !any;
    }
  });
}
