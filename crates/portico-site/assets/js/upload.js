// What does sending a file gain from a script? It is sent in pieces, with a bar, and goes on where it stopped: after a pause, a lost network, or when
// the page was loaded again and the same file is chosen.

const area = document.querySelector("[data-upload]");

function setUp() {
  const form = area.querySelector("form");
  const input = form.querySelector("input[type=file]");
  const sending = area.querySelector(".sending");
  const bar = sending.querySelector("progress");
  const status = sending.querySelector("[data-status]");
  const stop = sending.querySelector("[data-stop]");
  const words = area.querySelector("[data-words]").dataset;
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const limit = Number(area.dataset.limit);
  const piece = Number(area.dataset.piece);
  let paused = false;
  let wake = () => {};

  const say = (text) => {
    if (status.textContent !== text) status.textContent = text;
  };
  const wait = (time) => new Promise((done) => {
    wake = done;
    setTimeout(done, time);
  });

  async function digest(bytes) {
    // Only secure pages have it; the piece is then checked by nobody but the network.
    if (!globalThis.crypto?.subtle) return null;
    const hash = await crypto.subtle.digest("SHA-256", bytes);
    return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function refuse(text) {
    sending.hidden = true;
    form.hidden = false;
    let notice = area.querySelector(".notice.bad");
    if (!notice) {
      notice = document.createElement("div");
      notice.className = "notice bad";
      notice.setAttribute("role", "alert");
      form.before(notice);
    }
    notice.textContent = text;
  }

  /** The server's answer: facts, or null when it should be asked again. Throws what cannot be mended. */
  async function ask(address, options) {
    let answer;
    try {
      answer = await fetch(address, options);
    } catch {
      return null;
    }
    if (answer.ok) return answer.json();
    if (answer.status >= 500 || answer.status === 429) return null;
    const fault = await answer.json().catch(() => ({ message: String(answer.status) }));
    if (fault.error_code === "WrongOffset" || fault.error_code === "WrongHash") return { again: true };
    throw new Error(fault.hint ? `${fault.message}: ${fault.hint}` : fault.message);
  }

  async function send(file) {
    if (file.size > limit) {
      refuse(words.tooLarge);
      return;
    }
    area.querySelector(".notice.bad")?.remove();
    form.hidden = true;
    sending.hidden = false;
    sending.querySelector("[data-name]").textContent = file.name;
    say(words.sending);
    const announcement = new URLSearchParams({
      csrfmiddlewaretoken: token,
      name: file.name,
      size: file.size,
      fingerprint: `${file.name} ${file.size} ${file.lastModified}`,
      dataset: form.querySelector("[name=dataset]").value,
    });
    const persist = async (step) => {
      let pause = 1000;
      for (;;) {
        while (paused) {
          say(words.paused);
          await wait(3600000);
        }
        const facts = await step();
        if (facts) return facts;
        say(words.lost);
        await wait(pause);
        pause = Math.min(pause * 2, 15000);
      }
    };
    let facts = await persist(() => ask("/backoffice/uploads/begin/", { method: "POST", body: announcement }));
    const here = `/backoffice/uploads/${facts.id}/`;
    while (!facts.complete) {
      bar.value = (100 * facts.received) / file.size;
      const from = facts.received;
      const bytes = await file.slice(from, from + piece).arrayBuffer();
      const hash = await digest(bytes);
      const headers = { "x-csrftoken": token, "content-type": "application/octet-stream" };
      if (hash) headers["x-content-sha256"] = hash;
      const next = await persist(() => ask(`${here}?offset=${from}`, { method: "PUT", headers, body: bytes }));
      facts = next.again ? await persist(() => ask(here)) : next;
      say(`${words.sending} ${Math.floor((100 * facts.received) / file.size)} %`);
    }
    bar.value = 100;
    say(words.whole);
    location.assign(facts.next);
  }

  const begin = (file) => send(file).catch((error) => refuse(error.message));

  stop.addEventListener("click", () => {
    paused = !paused;
    stop.textContent = paused ? words.resume : words.pause;
    if (!paused) say(words.sending);
    wake();
  });
  globalThis.addEventListener("online", () => wake());
  form.addEventListener("submit", (event) => {
    if (!input.files.length) return;
    event.preventDefault();
    begin(input.files[0]);
  });
  area.addEventListener("dragover", (event) => {
    event.preventDefault();
    area.classList.add("over");
  });
  area.addEventListener("dragleave", () => area.classList.remove("over"));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    area.classList.remove("over");
    if (event.dataTransfer.files.length) begin(event.dataTransfer.files[0]);
  });
}

if (area) setUp();
