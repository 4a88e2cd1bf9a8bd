// What does the page of a job gain from a script? The bar moves by itself, and what came of the job takes its place at the end.

const job = document.querySelector("#job[data-state]");

/** The page anew, in place: who works with the keyboard or a screen reader stays where they are. */
async function end() {
  const answer = await fetch(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [before, after] = [document.querySelector("main"), page.querySelector("main")];
  if (!answer.ok || !after) {
    location.reload();
    return;
  }
  const held = before.contains(document.activeElement) ? document.activeElement : null;
  const same = held?.id ? after.querySelector(`#${CSS.escape(held.id)}`) : null;
  document.title = page.title;
  before.replaceWith(after);
  if (held) {
    const place = same ?? after.querySelector("h1");
    if (!same) place?.setAttribute("tabindex", "-1");
    place?.focus({ preventScroll: true });
  }
}

async function look() {
  let pause = 1500;
  try {
    const answer = await fetch(job.dataset.state, { headers: { accept: "application/json" } });
    if (answer.ok) {
      const now = await answer.json();
      if (now.final) {
        job.querySelector("[data-word]").textContent = now.word;
        await end();
        return;
      }
      const word = job.querySelector("[data-word]");
      if (word.textContent !== now.word) word.textContent = now.word;
      if (now.progress) job.querySelector("[data-progress]").textContent = now.progress;
      const bar = job.querySelector("progress");
      if (now.percent === null) bar.removeAttribute("value");
      else bar.value = now.percent;
    } else {
      pause = 5000;
    }
  } catch {
    pause = 5000;
  }
  setTimeout(look, pause);
}

if (job?.querySelector("progress")) {
  job.querySelector("[data-again]")?.setAttribute("hidden", "");
  setTimeout(look, 700);
}
