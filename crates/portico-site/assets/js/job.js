// What does the page of a job gain from a script? The bar moves by itself, and the page is loaded again when the job is at its end.

const job = document.querySelector("#job[data-state]");

async function look() {
  let pause = 1500;
  try {
    const answer = await fetch(job.dataset.state, { headers: { accept: "application/json" } });
    if (answer.ok) {
      const now = await answer.json();
      if (now.final) {
        location.reload();
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
