// Does a real browser hold what the register declares, when it declares it, and nothing else?

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { addPerson, NOTHING, PAGES, portico, startBrowser, startPortal, storageOf, visitor } from "./harness.mjs";

let portal;
let browser;
let register;

before(async () => {
  portal = await startPortal();
  browser = await startBrowser();
  register = JSON.parse(portico("cookies", "list", "--json"));
  addPerson(portal.data, "reader@example.org", "administrator", "a password to test with");
});

after(async () => {
  await browser?.close();
  await portal?.stop();
});

const names = async (context) => (await context.cookies()).map((cookie) => cookie.name).sort();

test("an anonymous reader holds no cookie and nothing else on any reading page", async () => {
  for (const path of PAGES.filter((path) => path !== "/login/")) {
    const { context, page, requests } = await visitor(browser);
    const response = await page.goto(portal.address + path, { waitUntil: "networkidle" });
    assert.equal(response.status(), 200, path);
    assert.deepEqual(await names(context), [], path);
    assert.deepEqual(await storageOf(page), NOTHING, path);
    const foreign = requests.filter((url) => !url.startsWith(portal.address) && !url.startsWith("data:") && !url.startsWith("blob:"));
    assert.deepEqual(foreign, [], `${path} asks someone else`);
    await context.close();
  }
});

test("files, API, exports, errors and redirects set no cookie", async () => {
  const paths = [
    "/api/explore/v2.1/catalog/datasets",
    "/api/explore/v2.1/catalog/datasets/earthquakes/records",
    "/api/explore/v2.1/catalog/datasets/earthquakes/exports/csv",
    "/api/explore/v2.1/catalog/datasets/none",
    "/api/tiles/earthquakes.json",
    "/none",
    "/terms/cookies-information",
    "/robots.txt",
    "/healthz",
  ];
  for (const path of paths) {
    const response = await fetch(portal.address + path, { redirect: "manual" });
    assert.deepEqual(response.headers.getSetCookie(), [], path);
  }
});

test("walking the whole site as everyone gives exactly the register", async () => {
  const { context, page } = await visitor(browser);
  const seen = new Map();
  const collect = async () => {
    for (const cookie of await context.cookies()) seen.set(cookie.name, cookie);
  };

  // A failed sign-in gives the token of its form, never a session.
  await page.goto(`${portal.address}/login/`);
  assert.deepEqual(await names(context), ["csrftoken"]);
  await page.fill("input[name=email]", "reader@example.org");
  await page.fill("input[name=password]", "wrong");
  await page.click("main button[type=submit]");
  assert.deepEqual(await names(context), ["csrftoken"]);
  await collect();

  // An explicit switch of language.
  await page.goto(`${portal.address}/`);
  const [switched] = await Promise.all([
    page.waitForResponse((response) => response.url().includes("/i18n/setlang/")),
    switchLanguage(page, "fr"),
  ]);
  assert.ok(switched.status() < 400);
  await page.waitForLoadState();
  assert.equal(await page.getAttribute("html", "lang"), "fr");
  await collect();

  // An explicit choice about cookies.
  await page.goto(`${portal.address}/cookies/preferences/`);
  await page.click("main form button[type=submit]");
  await page.waitForLoadState();
  await collect();

  // A sign-in.
  await page.goto(`${portal.address}/login/`);
  const before = (await context.cookies()).find((cookie) => cookie.name === "csrftoken").value;
  await page.fill("input[name=email]", "reader@example.org");
  await page.fill("input[name=password]", "a password to test with");
  await page.click("main button[type=submit]");
  await page.waitForLoadState();
  for (const path of PAGES) await page.goto(portal.address + path);
  await collect();
  assert.notEqual(seen.get("csrftoken").value, before, "signing in changes the token");

  assert.deepEqual([...seen.keys()].sort(), register.map((cookie) => cookie.name).sort());
  for (const declared of register) {
    const held = seen.get(declared.name);
    assert.equal(held.path, "/", declared.name);
    assert.equal(held.sameSite, "Lax", declared.name);
    assert.equal(held.httpOnly, declared.name !== "csrftoken", declared.name);
  }
  const days = (cookie) => Math.round((cookie.expires - Date.now() / 1000) / 86_400);
  assert.equal(seen.get("sessionid").expires, -1, "a session cookie unless asked to stay");
  assert.equal(days(seen.get("csrftoken")), 364);
  assert.equal(days(seen.get("django_language")), 365);
  assert.equal(days(seen.get("cookies_preferences")), 180);
  assert.match(seen.get("sessionid").value, /^[a-z0-9]{32}$/);
  assert.match(seen.get("csrftoken").value, /^[A-Za-z0-9]{32}$/);
  await context.close();
});

test("the policy page and its twins say what the register says", async () => {
  const { context, page } = await visitor(browser);
  await page.goto(`${portal.address}/terms/cookies-policy/`);
  const text = await page.innerText("main");
  for (const cookie of register) assert.ok(text.includes(cookie.name), cookie.name);
  const twin = await (await fetch(`${portal.address}/terms/cookies-policy.json`)).json();
  const inTwin = JSON.stringify(twin);
  for (const cookie of register) assert.ok(inTwin.includes(`"${cookie.name}"`), cookie.name);
  const csv = await (await fetch(`${portal.address}/terms/cookies-policy.csv`)).text();
  for (const cookie of register) assert.ok(csv.includes(cookie.name), cookie.name);
  const moved = await fetch(`${portal.address}/terms/cookies-information`, { redirect: "manual" });
  assert.ok([301, 308].includes(moved.status), String(moved.status));
  await context.close();
});

test("a planted or a foreign form is refused", async () => {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const planted = "A".repeat(32);
  const login = await fetch(`${portal.address}/login/`, {
    method: "POST",
    redirect: "manual",
    headers: { ...headers, origin: portal.address, cookie: `csrftoken=${planted}`, "x-csrftoken": planted },
    body: "email=reader@example.org&password=a+password+to+test+with",
  });
  assert.equal(login.status, 403);
  const language = await fetch(`${portal.address}/i18n/setlang/`, {
    method: "POST",
    redirect: "manual",
    headers: { ...headers, origin: "https://evil.example" },
    body: "language=fr",
  });
  assert.equal(language.status, 403);
  assert.deepEqual(language.headers.getSetCookie(), []);
});

/** Uses the language form of the header, whatever its shape: buttons or a list with a button. */
async function switchLanguage(page, code) {
  const form = page.locator("form[action*='/i18n/setlang/']").first();
  const button = form.locator(`button[name=language][value=${code}]`);
  if (await button.count()) {
    await form.evaluate((element) => element.closest("details")?.setAttribute("open", ""));
    return button.click();
  }
  await form.locator("select[name=language]").selectOption(code);
  return form.locator("button[type=submit]").click();
}
