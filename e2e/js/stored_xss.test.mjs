// Does anything that somebody wrote ever run, or become part of a page? Markup in every text that can be written, and every page that shows it.

import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addPerson, after, before, portico, startBrowser, startPortal, test, visitor } from "./harness.mjs";

const EMAIL = "root@example.org";
const PASSWORD = "a password to test with";
/** Markup that would make an element, close a script, and run; `mark` says where it was written. */
const nasty = (mark) => `${mark}"'><img src=x onerror=globalThis.hacked='${mark}' data-evil=${mark}></script><script data-evil>globalThis.hacked=1</script>`;
const ADDRESS = "javascript:globalThis.hacked=2";
/** Pages of one address with something that varies: so many of them are looked at. */
const ALIKE = 1;

let portal;
let browser;

before(async () => {
  portal = await startPortal("serve");
  addPerson(portal.data, EMAIL, "administrator", PASSWORD);
  publish();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await portal?.stop();
});

function file(name, content) {
  const path = join(mkdtempSync(join(tmpdir(), "portico-xss-")), name);
  writeFileSync(path, content);
  return path;
}

const cell = (text) => `"${text.replaceAll('"', '""')}"`;

/** A dataset with markup in every word of its description, its headers and its cells. */
function publish() {
  const header = ["id", "position", cell(nasty("header")), "link", "name"].join(",");
  const row = (id, place) => [id, cell(place), cell(nasty("cell")), ADDRESS, cell(nasty("name"))].join(",");
  const csv = file("trees.csv", `${header}\n${row(1, "48.5,2.5")}\n${row(2, "48.6,2.6")}\n`);
  const words = ["description", "keyword", "theme", "license", "publisher", "attributions", "references", "dcat.creator", "dcat.spatial", "dcat.contact_name", "custom.owner"];
  const metas = words.flatMap((name) => ["--meta", `${name}=${nasty(name)}`]);
  portico("import", csv, "--id", "trees", "--title", nasty("title"), ...metas, "--data", portal.data);
}

async function officer() {
  const one = await visitor(browser);
  await one.page.goto(`${portal.address}/login/?next=/backoffice/`);
  await one.page.fill("#email", EMAIL);
  await one.page.fill("#password", PASSWORD);
  await one.page.click("main button[type=submit]");
  await one.page.waitForURL(/\/backoffice\/$/);
  return one;
}

/** What the page holds that came out of a text: nothing. */
async function clean(page, path) {
  const found = await page.evaluate(() => ({
    hacked: globalThis.hacked,
    elements: [...document.querySelectorAll("[data-evil], img[src='x'], [onerror], [onload]")].map((one) => one.outerHTML.slice(0, 200)),
    addresses: [...document.querySelectorAll("[href], [src], [action], [formaction]")]
      .flatMap((one) => ["href", "src", "action", "formaction"].map((name) => one.getAttribute(name) ?? ""))
      .filter((text) => /^\s*(javascript|data:text|vbscript):?/i.test(text)),
  }));
  assert.deepEqual(found, { hacked: undefined, elements: [], addresses: [] }, path);
}

const shape = (path) => path.replace(/\/[0-9a-f]{8}-[0-9a-f-]{27}(?=\/)/g, "/…").replace(/\/[0-9a-f]{40}(?=\/)/g, "/…").replace(/\/\d+(?=\/)/g, "/…");

/** Every page that links lead to, from these on. */
async function walk(page, starts) {
  const seen = new Map();
  const waiting = [...starts];
  let looked = 0;
  while (waiting.length > 0) {
    const path = waiting.shift();
    const alike = seen.get(shape(path)) ?? 0;
    if (alike >= ALIKE) continue;
    seen.set(shape(path), alike + 1);
    const response = await page.request.get(portal.address + path, { maxRedirects: 0 });
    if (!(response.headers()["content-type"] ?? "").startsWith("text/html")) continue;
    assert.ok(response.status() < 500, `${path}: ${response.status()}`);
    await page.goto(portal.address + path);
    await clean(page, path);
    looked += 1;
    const links = await page.$$eval("a[href]", (list) => list.filter((link) => !link.hasAttribute("download")).map((link) => new URL(link.href)).filter((url) => url.origin === location.origin).map((url) => url.pathname));
    waiting.push(...links.filter((link) => /^\/(explore|backoffice|account|terms|cookies|statistics|console|docs)\b/.test(link) && !/\.\w+$|\/discard\/|\/download\//.test(link)));
  }
  return looked;
}

/** The button of a form that says this is pressed; the page that comes. */
async function save(page, name) {
  await Promise.all([page.waitForLoadState(), page.getByRole("button", { name, exact: true }).first().click()]);
}

/** A form of that address with these fields, as somebody's browser sends it; the status and the page that comes, which is clean. */
async function send(page, path, fields) {
  const submit = page.evaluate(([action, pairs]) => {
    const form = Object.assign(document.createElement("form"), { method: "post", action });
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    for (const [name, value] of Object.entries({ csrfmiddlewaretoken: token, ...pairs })) form.append(Object.assign(document.createElement("textarea"), { name, value }));
    document.body.append(form);
    form.submit();
  }, [path, fields]);
  const [response] = await Promise.all([page.waitForNavigation(), submit]);
  await clean(page, `${path} ${Object.keys(fields)}`);
  return response.status();
}

/** What a program does with that key. */
async function call(key, method, path, body, type = "application/json") {
  const answer = await fetch(`${portal.address}/api/automation/v1.0${path}`, { method, body, headers: { authorization: `apikey ${key}`, "content-type": type } });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : {};
}

/** Every link of the page that has that shape, looked at. */
async function lookAtAll(page, path, links) {
  await page.goto(portal.address + path);
  const found = await page.$$eval("main a[href]", (list) => [...new Set(list.map((link) => new URL(link.href).pathname))]);
  const wanted = found.filter((link) => links.test(link));
  for (const link of wanted) {
    await page.goto(portal.address + link);
    await clean(page, link);
  }
  return wanted.length;
}

test("markup in names of files, themes, attributes, rules, updates, fields and keys stays a text", async () => {
  const { page, context, errors } = await officer();
  // Themes, beside the one that a dataset has already.
  await page.goto(`${portal.address}/backoffice/settings/catalog/`);
  await page.fill("[name=themes]", `${nasty("theme").slice(0, 100)}\n`);
  await save(page, "Save");
  await page.waitForURL(/done=saved/);
  await clean(page, "themes");
  // Attributes of a person, names of attributes, the address of somebody who is invited.
  await page.goto(`${portal.address}/backoffice/people/`);
  const person = await page.locator("main a", { hasText: EMAIL }).first().getAttribute("href");
  await page.goto(portal.address + person);
  assert.equal(await send(page, person, { step: "attributes", attributes: `town = ${nasty("attribute")}` }), 200);
  assert.ok((await page.inputValue("[name=attributes]")).includes("data-evil=attribute"), "it is kept, as a text");
  assert.equal(await send(page, person, { step: "attributes", attributes: `${nasty("name").replaceAll("=", "")} = x` }), 422);
  await page.goto(`${portal.address}/backoffice/people/invite/`);
  assert.equal(await send(page, "/backoffice/people/invite/", { email: `${nasty("mail")}@example.org`, role: "reader" }), 422);
  // Rules of a dataset: a condition that holds markup, one that is wrong, and whom it is for.
  const access = "/backoffice/datasets/trees/access/";
  await page.goto(portal.address + access);
  const subject = (await page.$$eval("#for option", (all) => all.map((one) => one.value))).find((value) => value !== "everyone");
  const rule = { step: "rules", subject, access: "filtered", calls: "", filter: `name != '${nasty("rule").replaceAll("'", "")}'` };
  assert.equal(await send(page, access, { ...rule, filter: nasty("wrong") }), 422);
  assert.equal(await send(page, access, rule), 200);
  assert.ok((await page.textContent("main")).includes("data-evil=rule"), "the rule is shown, as a text");
  await send(page, access, { ...rule, subject: nasty("subject") });
  // Updates: a time and an address.
  const updates = "/backoffice/datasets/trees/updates/";
  await page.goto(`${portal.address}${updates}new/`);
  const plan = { act: "save", address: `https://example.org/${nasty("address")}`, times: "own", cron: "0 3 1 1 *", mode: "replace", key: "" };
  assert.equal(await send(page, `${updates}new/`, { ...plan, cron: nasty("cron") }), 422);
  assert.equal(await send(page, `${updates}new/`, plan), 200);
  // A file on its way, and files, fields and steps of a program.
  await page.goto(`${portal.address}/backoffice/datasets/new/`);
  const name = `${nasty("file").replaceAll("/", "")}.csv`;
  await send(page, "/backoffice/uploads/begin/", { name, size: "9", fingerprint: "one", dataset: "" });
  const key = portico("key", "create", "--user", EMAIL, "--label", nasty("label").slice(0, 100), "--data", portal.data).trim().split("\n").at(-1);
  const { uid } = await call(key, "POST", "/datasets/", JSON.stringify({ dataset_id: "sent", metadata: { default: { title: { value: nasty("title") } } } }));
  const quoted = name.replaceAll('"', '\\"');
  const sent = `--part\r\ncontent-disposition: form-data; name="file"; filename="${quoted}"\r\n\r\nid,name\n1,Oak\n\r\n--part--\r\n`;
  const kept = await call(key, "POST", `/datasets/${uid}/resources/files/`, sent, "multipart/form-data; boundary=part");
  assert.ok(kept.filename.includes("<img"), kept.filename);
  const source = { title: nasty("source"), type: "csvfile", datasource: { type: "uploaded_file", file: { uid: kept.uid } } };
  await call(key, "POST", `/datasets/${uid}/resources/`, JSON.stringify(source));
  const words = { label: nasty("step").slice(0, 200), field: "name" };
  for (const one of [{ type: "annotate", annotation: "unit", args: [nasty("unit")] }, { type: "description", description: nasty("help") }]) {
    await call(key, "POST", `/datasets/${uid}/fields/`, JSON.stringify({ ...words, ...one }));
  }
  await call(key, "POST", `/datasets/${uid}/processors/`, JSON.stringify({ type: "replace_text", field: "name", old: "Oak", new: nasty("new"), label: nasty("step").slice(0, 200) }));
  await call(key, "POST", `/datasets/${uid}/fields/`, JSON.stringify({ type: "rename", from_name: "name", to_name: "tree", field_label: nasty("field") }));
  await call(key, "POST", `/datasets/${uid}/attachments/`, sent, "multipart/form-data; boundary=part");
  await call(key, "POST", `/datasets/${uid}/publish/`);
  await page.goto(`${portal.address}/backoffice/jobs/`);
  const job = await page.locator("main a[href^='/backoffice/jobs/01']").first().getAttribute("href");
  await page.waitForFunction(async (path) => (await (await fetch(path)).json()).final, `${job}state.json`, { polling: 200, timeout: 60_000 });

  // Where these are shown; the next test walks through the rest.
  for (const path of ["", "source/", "processing/", "updates/", "versions/", "access/"].map((part) => `/backoffice/datasets/sent/${part}`)) {
    await page.goto(portal.address + path);
    await clean(page, path);
  }
  for (const tab of ["information", "table", "export", "api"]) {
    await page.goto(`${portal.address}/explore/dataset/sent/${tab}/`);
    await clean(page, tab);
  }
  for (const [path, mark] of [["/backoffice/datasets/sent/source/", "file"], ["/backoffice/datasets/sent/source/", "source"], ["/explore/dataset/sent/information/", "help"], ["/explore/dataset/sent/table/", "new"]]) {
    await page.goto(portal.address + path);
    assert.ok((await page.textContent("main")).includes(`data-evil=${mark}`), `${path} shows ${mark}, as a text`);
  }
  const changes = await lookAtAll(page, "/backoffice/trail/", /\/trail\/(?!refusals)[^/]+\/$/);
  assert.ok(changes > 8, `${changes} changes`);
  assert.ok((await lookAtAll(page, "/backoffice/jobs/", /\/jobs\/[0-9a-f-]{36}\/$/)) > 0);
  await lookAtAll(page, "/backoffice/datasets/new/", /\/datasets\/new\/./);
  await lookAtAll(page, updates, /\/updates\/sc_/);
  assert.deepEqual(errors.filter((text) => /Content.Security|hacked/.test(text)), [], "nothing even tried");
  await context.close();
});

test("markup in settings, people, groups, keys and steps stays a text", async () => {
  const { page, context, errors } = await officer();
  const dialogs = [];
  page.on("dialog", (dialog) => (dialogs.push(dialog.message()), dialog.dismiss()));
  await page.goto(`${portal.address}/backoffice/settings/`);
  await page.fill("#f-title", nasty("T").slice(0, 100));
  await page.fill("#f-contact", nasty("contact"));
  await page.fill("#f-footer", nasty("footer"));
  await save(page, "Save");
  await page.waitForURL(/done=saved/);
  await page.goto(`${portal.address}/backoffice/settings/catalog/`);
  await page.locator("textarea").first().fill(`${nasty("licence").slice(0, 150)}\n`);
  await save(page, "Save");
  await clean(page, "licences");
  await page.goto(`${portal.address}/backoffice/settings/legal/`);
  for (const area of await page.locator("textarea").all()) await area.fill(`# ${nasty("legal")}\n\n[click](${ADDRESS}) <a href="${ADDRESS}">here</a>`);
  await save(page, "Save");
  await clean(page, "legal");
  await page.goto(`${portal.address}/backoffice/groups/new/`);
  await page.fill("#f-name", nasty("group").slice(0, 100));
  await page.fill("#f-description", nasty("about"));
  await page.locator("main form.office-form button[type=submit]").first().click();
  await page.waitForURL(/done=group/);
  await page.goto(`${portal.address}/account/keys/`);
  await page.fill("#f-label", nasty("key").slice(0, 190));
  await page.locator("main form.office-form button[type=submit]").click();
  await page.waitForLoadState();
  await clean(page, "keys");

  const looked = await walk(page, ["/", "/explore/", "/backoffice/", "/account/", "/explore/dataset/trees/", "/explore/embed/dataset/trees/table/", "/explore/embed/dataset/trees/map/", "/console/", `/explore/?q=${encodeURIComponent(nasty("q"))}`, `/explore/dataset/trees/table/?q=${encodeURIComponent(nasty("q"))}&where=${encodeURIComponent(nasty("w"))}`]);
  assert.ok(looked > 40, `${looked} pages`);
  assert.deepEqual(dialogs, []);
  assert.deepEqual(errors.filter((text) => /Content.Security|hacked/.test(text)), [], "nothing even tried");
  await context.close();
});

test("markup in a record stays a text in what the map shows of it", async () => {
  const { page, context } = await visitor(browser, { viewport: { width: 900, height: 700 } });
  await page.goto(`${portal.address}/explore/dataset/trees/map/`);
  await clean(page, "map");
  const canvas = page.locator(".maplibregl-canvas");
  if ((await canvas.count()) > 0) {
    await page.waitForTimeout(1500);
    const box = await canvas.boundingBox();
    for (const [x, y] of [[0.5, 0.5], [0.25, 0.75], [0.75, 0.25], [0.1, 0.9], [0.9, 0.1]]) {
      await page.mouse.click(box.x + box.width * x, box.y + box.height * y);
      await page.waitForTimeout(150);
      await clean(page, "map");
    }
  }
  await context.close();
});

test("a document beside a dataset, or a file in a record, never runs under the portal's address", async () => {
  for (const [name, content] of [["page.html", "<script>globalThis.hacked=1</script>"], ["picture.svg", "<svg xmlns='http://www.w3.org/2000/svg' onload='globalThis.hacked=1'/>"], ["page.xml", "<html xmlns='http://www.w3.org/1999/xhtml'><script>1</script></html>"]]) {
    portico("attachment", "add", "trees", file(name, content), "--data", portal.data);
  }
  // Another process added them: this one knows it a moment later.
  let all = [];
  for (let tries = 0; all.length < 3 && tries < 100; tries += 1) {
    await new Promise((later) => setTimeout(later, 100));
    const listed = await (await fetch(`${portal.address}/api/explore/v2.1/catalog/datasets/trees/attachments`)).json();
    all = listed.attachments ?? listed;
  }
  assert.equal(all.length, 3);
  for (const one of all) {
    const answer = await fetch(new URL(one.href ?? one.url, portal.address));
    assert.match(answer.headers.get("content-disposition") ?? "", /^attachment/, one.id);
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
    assert.match(answer.headers.get("content-security-policy") ?? "", /sandbox|default-src 'none'|script-src/);
  }
});
