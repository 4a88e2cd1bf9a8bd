// Does a real browser hold what the register declares, when it declares it, and nothing else?

import assert from "node:assert/strict";
import { NOTHING, PAGES, addPerson, after, before, portico, startBrowser, startPortal, storageOf, test, visitor } from "./harness.mjs";

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
  const sitemap = await (await fetch(`${portal.address}/sitemap.xml`)).text();
  const listed = [...sitemap.matchAll(/<loc>([^<]+)<\/loc>/g)].map((found) => new URL(found[1]).pathname);
  assert.ok(listed.length > 3, "the sitemap lists pages");
  const more = ["/docs/odsql/", "/terms/cookies-policy/versions/1/", "/explore/embed/dataset/earthquakes/table/", "/explore/embed/dataset/earthquakes/map/"];
  for (const path of new Set([...PAGES, ...listed, ...more].filter((path) => path !== "/login/"))) {
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
  // What every answer asks the browser to keep: the lives in it are compared with the register, to the second.
  const lives = new Map();
  const wrong = [];
  page.on("response", async (response) => {
    const headers = await response.headersArray().catch(() => []);
    const now = Date.parse(headers.find((header) => header.name.toLowerCase() === "date")?.value);
    for (const { value } of headers.filter((header) => header.name.toLowerCase() === "set-cookie")) {
      const name = value.split("=")[0];
      const age = Number(value.match(/; Max-Age=(\d+)/)?.[1] ?? -1);
      const until = Date.parse(value.match(/; expires=([^;]+)/)?.[1]);
      if (age > 0 && Math.abs(until - now - age * 1000) > 2000) wrong.push(`${value} at ${now}`);
      if (age !== 0) lives.set(name, Math.max(age, lives.get(name) ?? -1));
    }
  });

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
  assert.deepEqual(await names(context), ["csrftoken", "django_language"]);
  await collect();

  // An explicit choice about cookies.
  await page.goto(`${portal.address}/cookies/preferences/`);
  await page.click("main form button[type=submit]");
  await page.waitForLoadState();
  assert.deepEqual(await names(context), ["cookies_preferences", "csrftoken", "django_language"]);
  await collect();

  // A sign-in.
  await page.goto(`${portal.address}/login/`);
  const before = (await context.cookies()).find((cookie) => cookie.name === "csrftoken").value;
  await page.fill("input[name=email]", "reader@example.org");
  await page.fill("input[name=password]", "a password to test with");
  assert.ok(!(await names(context)).includes("sessionid"), "no session before it");
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
  assert.deepEqual(wrong, [], "Max-Age and expires say the same");
  for (const declared of register) {
    const expected = declared.browser_session_by_default ? -1 : declared.max_age_seconds;
    assert.equal(lives.get(declared.name), expected, declared.name);
  }
  const days = (cookie) => Math.round((cookie.expires - Date.now() / 1000) / 86_400);
  assert.equal(seen.get("sessionid").expires, -1, "a session cookie unless asked to stay");
  assert.equal(days(seen.get("csrftoken")), 364);
  assert.equal(days(seen.get("django_language")), 365);
  assert.equal(days(seen.get("cookies_preferences")), 180);
  assert.match(seen.get("sessionid").value, /^[a-z0-9]{32}$/);
  assert.match(seen.get("csrftoken").value, /^[A-Za-z0-9]{32}$/);

  // Asking to stay signed in: as long as the register says, and not a second more. Signing out takes the session away.
  await context.clearCookies();
  await page.goto(`${portal.address}/login/`);
  await page.fill("input[name=email]", "reader@example.org");
  await page.fill("input[name=password]", "a password to test with");
  await page.check("main form input[type=checkbox]");
  await page.click("main button[type=submit]");
  await page.waitForLoadState();
  assert.equal(lives.get("sessionid"), register.find((cookie) => cookie.name === "sessionid").max_age_seconds);
  assert.ok((await names(context)).includes("sessionid"));
  await page.goto(`${portal.address}/account/`);
  await page.locator("form[action='/logout/'] button").first().click();
  await page.waitForLoadState();
  assert.ok(!(await names(context)).includes("sessionid"), "signed out");
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
