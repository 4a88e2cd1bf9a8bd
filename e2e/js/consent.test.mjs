// What happens when a portal adds content of others: who is asked, what loads before and after, how easily does one refuse?

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NOTHING, PAGES, after, before, portico, startBrowser, startPortal, storageOf, test, violations, visitor } from "./harness.mjs";

const FILM = "/explore/dataset/films/information/";
const MAP = "/explore/dataset/earthquakes/map/";
const DESCRIPTION = `<p>Films of the city.</p><iframe src="https://video.example.org/embed/1?a=1&amp;b=2" title="The harbour"></iframe>
<iframe src="https://unknown.example.net/x"></iframe><img src="https://tracker.example.net/p.gif"><script src="https://evil.example.net/x.js"></script><p>After.</p>`;

const words = (title, text) => ({ title, text });
const VIDEO = {
  key: "video",
  provider: "Example Tube",
  controller: "Example Tube Ltd, Dublin",
  policy_url: "https://video.example.org/privacy",
  class: "third-party",
  purpose: "video",
  words: {
    en: words("Videos from Example Tube", "Shows the films that a description mentions."),
    fr: words("Vidéos d'Example Tube", "Affiche les films qu'une description mentionne."),
    es: words("Vídeos de Example Tube", "Muestra las películas que menciona una descripción."),
  },
  hosts: ["video.example.org"],
  storage: [{ name: "visitor", kind: "cookie", days: 180 }],
};
const STREETS = {
  ...VIDEO,
  key: "streets",
  provider: "Example Maps",
  purpose: "map",
  words: { en: words("Street map", "Puts a street map behind the records."), fr: words("Plan des rues", "Place un plan des rues derrière les données."), es: words("Callejero", "Pone un callejero detrás de los datos.") },
  hosts: ["tiles.example.org"],
  storage: [],
  tiles: { url: "https://tiles.example.org/{z}/{x}/{y}.png", attribution: "Example Maps" },
};
const STATS = {
  ...VIDEO,
  key: "stats",
  provider: "Example Count",
  class: "statistical",
  purpose: "audience",
  words: { en: words("Audience measurement", "Counts visits with a tool of others.") },
  hosts: ["stats.example.org"],
  storage: [{ name: "_pk_id*", kind: "cookie", days: 390, own: true }],
  script: { url: "https://stats.example.org/count.js", data: { site: "7" } },
};
const PIXEL = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

let portal;
let browser;

/** Adds or changes a service, and waits until the serving process knows. */
async function add(service, ...options) {
  const file = join(portal.data, "service.json");
  writeFileSync(file, JSON.stringify(service));
  const said = portico("cookies", "add", file, ...options, "--data", portal.data);
  await new Promise((resolve) => setTimeout(resolve, 700));
  return said;
}

async function remove(key) {
  portico("cookies", "remove", key, "--data", portal.data);
  await new Promise((resolve) => setTimeout(resolve, 700));
}

/** A visitor whose requests to others are answered here, and listed. */
async function guest(options = {}) {
  const found = await visitor(browser, options);
  const foreign = [];
  await found.context.route((url) => url.origin !== portal.address, (route) => {
    const url = new URL(route.request().url());
    foreign.push(url.host);
    if (url.host === "tiles.example.org") return route.fulfill({ contentType: "image/png", body: PIXEL, headers: { "access-control-allow-origin": "*" } });
    if (url.host === "stats.example.org") return route.fulfill({ contentType: "text/javascript", body: "document.cookie = '_pk_id.7.1=abc; path=/; max-age=3600'; document.documentElement.dataset.counted = document.currentScript.dataset.site;" });
    return route.fulfill({ contentType: "text/html", body: "<p>a film</p>" });
  });
  const open = (path) => found.page.goto(portal.address + path, { waitUntil: "networkidle" });
  return { ...found, foreign, open, banner: found.page.locator("[data-consent-banner]") };
}

const policyOf = (response) => response.headers()["content-security-policy"];
const choiceOf = async (context) => (await context.cookies(portal.address)).find((cookie) => cookie.name === "cookies_preferences");

before(async () => {
  portal = await startPortal();
  browser = await startBrowser();
  const file = join(portal.data, "films.csv");
  writeFileSync(file, "name,year\nHarbour,1999\nBridge,2004\n");
  portico("import", file, "--id", "films", "--title", "Films", "--description", DESCRIPTION, "--data", portal.data);
});

after(async () => {
  await browser?.close();
  await portal?.stop();
});

test("by default nobody is asked anything, and what an author embeds is a link", async () => {
  const { context, open, banner, foreign, page } = await guest();
  for (const path of [...PAGES, FILM]) {
    const response = await open(path);
    assert.equal(await banner.count(), 0, path);
    assert.ok(!policyOf(response).includes("https://"), path);
  }
  assert.equal(await page.locator("[data-consent-blocked]").count(), 3, "a film, a frame, a picture");
  assert.equal(await page.locator(".outsider-picture a").getAttribute("href"), "https://tracker.example.net/p.gif");
  assert.equal(await page.locator("[data-consent-blocked] a").first().getAttribute("href"), "https://video.example.org/embed/1?a=1&b=2");
  assert.equal(await page.locator("main iframe, main img, main script[src*=evil]").count(), 0);
  assert.deepEqual(foreign, []);
  await context.close();
});

test("a service that is not told completely is refused with the field and the reason", () => {
  const file = join(portal.data, "broken.json");
  writeFileSync(file, JSON.stringify({ ...VIDEO, provider: "", hosts: ["https://video.example.org"], storage: [{ name: "v", kind: "cookie", days: 4000 }] }));
  assert.throws(() => portico("cookies", "add", file, "--data", portal.data), /provider: This must be filled in\..*hosts: Host names only.*storage\.0\.days: Browsers keep a cookie for 400 days/s);
});

test("the banner offers two equal answers, takes nothing over and moves nothing", async () => {
  const said = await add(VIDEO);
  assert.match(said, /video: added/);
  await add(STREETS);
  const { context, page, open, banner, foreign } = await guest();
  await page.addInitScript(() => {
    globalThis.shifts = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (globalThis.shifts += entry.value))).observe({ type: "layout-shift", buffered: true });
  });
  await open("/");
  assert.ok(await banner.isVisible());
  const order = await page.evaluate(() => [...document.body.children].slice(0, 3).map((element) => element.className || element.tagName));
  assert.deepEqual(order.slice(0, 2), ["skip", "consent"]);
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "BODY", "no focus is taken");
  const look = (which) => banner.locator(`[data-consent-${which}]`).evaluate((element) => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return { tag: element.tagName, width: box.width, height: box.height, top: box.top, colours: [style.color, style.backgroundColor, style.borderColor, style.fontSize, style.fontWeight] };
  });
  const [reject, accept] = [await look("reject"), await look("accept")];
  assert.equal(reject.tag, "BUTTON");
  assert.deepEqual([reject.tag, reject.colours], [accept.tag, accept.colours]);
  for (const side of ["width", "height", "top"]) assert.ok(Math.abs(reject[side] - accept[side]) <= 1, side);
  assert.ok(reject.height >= 24);
  const said2 = await banner.innerText();
  for (const part of ["Videos from Example Tube", "Example Maps", "Reject all", "Accept all"]) assert.ok(said2.includes(part), part);
  await page.evaluate(() => scrollTo(0, 400));
  assert.ok((await page.evaluate(() => scrollY)) > 0, "the page scrolls");
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).overflow), "visible");
  assert.equal(await page.evaluate(() => globalThis.shifts), 0);
  await banner.evaluate((element) => (element.style.display = "none"));
  await page.click("header a[href='/explore/']");
  await page.waitForURL("**/explore/");
  for (let visit = 0; visit < 20; visit++) await page.goto(`${portal.address}/explore/?page=${visit}`);
  assert.deepEqual(await context.cookies(), [], "ignoring it is no choice");
  await open(FILM);
  await open(MAP);
  assert.deepEqual(foreign, [], "nothing loads while nothing is chosen");
  assert.deepEqual(await storageOf(page), NOTHING);
  await context.close();
});

test("refusing takes one click, is kept for 180 days, and is not asked again", async () => {
  const { context, page, open, banner, foreign } = await guest();
  await open("/explore/?q=earthquake");
  await banner.locator("[data-consent-reject]").click();
  await page.waitForLoadState("networkidle");
  assert.match(page.url(), /\/explore\/\?q=earthquake$/, "back on the same page");
  assert.equal(await banner.count(), 0);
  await page.waitForFunction(() => document.querySelector("[data-consent-done] [role=status]").textContent.includes("refused"));
  const first = await choiceOf(context);
  assert.match(first.value, /^1\.\d+\.\d{8}\.00$/);
  assert.ok(first.value.length <= 40 && first.httpOnly && first.sameSite === "Lax");
  assert.ok(Math.abs(first.expires - Date.now() / 1000 - 180 * 86_400) < 60);
  for (const path of PAGES.slice(0, 10)) {
    await page.goto(portal.address + path);
    assert.equal(await banner.count(), 0, path);
  }
  assert.equal((await choiceOf(context)).expires, first.expires, "visits do not extend it");
  await open(FILM);
  assert.equal(await page.locator("[data-consent-placeholder=video]").count(), 1);
  assert.deepEqual(foreign, []);
  const other = await guest();
  await other.open("/");
  await other.banner.locator("[data-consent-reject]").click();
  await other.page.waitForLoadState("networkidle");
  assert.equal((await choiceOf(other.context)).value, first.value, "two people with the same choice hold the same value");
  await other.context.close();
  await context.close();
});

test("a placeholder says who gets what; once is once, and always is a choice that can be taken back", async () => {
  const { context, page, open, banner, foreign } = await guest();
  await open(FILM);
  const place = page.locator("[data-consent-placeholder=video]");
  const said = await place.innerText();
  for (const part of ["Videos from Example Tube", "video.example.org", "network address", "visitor", "Example Tube Ltd, Dublin"]) assert.ok(said.includes(part), part);
  assert.equal(await place.locator("a", { hasText: "Open at video.example.org" }).getAttribute("href"), "https://video.example.org/embed/1?a=1&b=2");
  assert.ok((await page.locator("main").innerText()).includes("After."));

  const [once] = await Promise.all([
    page.waitForResponse((response) => response.url().includes("show=") && response.status() === 200),
    place.locator("[data-consent-once]").click(),
  ]);
  await page.waitForLoadState("networkidle");
  assert.ok(policyOf(once).includes("frame-src 'self' https://video.example.org"));
  assert.equal(policyOf(once).match(/https:\/\//g).length, 2, "its two directives and nothing else");
  assert.match(once.headers()["cache-control"], /no-store/);
  assert.equal(await page.locator("iframe[src='https://video.example.org/embed/1?a=1&b=2']").count(), 1);
  assert.deepEqual(new Set(foreign), new Set(["video.example.org"]));
  assert.deepEqual(await context.cookies(portal.address), [], "showing once stores nothing");
  assert.equal(await banner.count(), 1, "and answers nothing");
  foreign.length = 0;
  await open(FILM);
  assert.equal(await place.count(), 1);
  const forged = await page.goto(`${portal.address}${FILM}?show=video.99999999.0123456789abcdef01234567`);
  assert.ok(!policyOf(forged).includes("https://"));
  assert.deepEqual(foreign, [], "a made up note shows nothing");

  await open(FILM);
  await place.locator("[data-consent-always]").click();
  await page.waitForLoadState("networkidle");
  assert.equal(await page.locator("iframe").count(), 1);
  assert.match((await choiceOf(context)).value, /\.11$/);
  const elsewhere = await open("/explore/");
  assert.ok(!policyOf(elsewhere).includes("https://"), "other answers open nothing");
  const film = await open(FILM);
  assert.ok(policyOf(film).includes("frame-src 'self' https://video.example.org;") && !policyOf(film).includes("tiles.example.org"));
  await page.evaluate(() => document.querySelector("main").insertAdjacentHTML("beforeend", "<iframe src='https://unknown.example.net/x'></iframe>"));
  await page.waitForTimeout(300);
  assert.ok(!foreign.includes("unknown.example.net"), "an injected frame of another host is blocked");

  await open("/cookies/preferences/");
  assert.ok(await page.isChecked("#service-video"));
  assert.ok(!(await page.isChecked("#service-streets")));
  await page.click("[data-consent-reject]");
  await page.waitForLoadState("networkidle");
  foreign.length = 0;
  const back = await open(FILM);
  assert.ok(!policyOf(back).includes("https://"));
  assert.equal(await place.count(), 1, "taking it back holds at the next answer");
  assert.deepEqual(foreign, []);
  await context.close();
});

test("tiles of others come behind the map only for who agreed", async () => {
  const { context, page, open, foreign } = await guest();
  await open(MAP);
  await page.locator("details.outside summary").click();
  assert.ok(await page.locator("[data-consent-placeholder=streets]").isVisible());
  assert.deepEqual(foreign, []);
  await page.locator("[data-consent-placeholder=streets] [data-consent-always]").click();
  await page.waitForLoadState("networkidle");
  await page.waitForFunction(() => document.querySelector(".maplibregl-canvas"));
  const answer = await open(MAP);
  await page.waitForTimeout(1500);
  assert.match(policyOf(answer), /connect-src 'self' https:\/\/tiles\.example\.org; img-src 'self' data: https:\/\/tiles\.example\.org;/);
  assert.ok(!policyOf(answer).includes("video.example.org"));
  assert.ok(foreign.includes("tiles.example.org"));
  assert.deepEqual(new Set(foreign), new Set(["tiles.example.org"]));
  assert.ok((await page.locator("[data-consent-shown]").innerText()).includes("Example Maps"));
  await context.close();
});

test("an added service asks again and says what changed; other words do not", async () => {
  const { context, page, open, banner } = await guest();
  await open("/");
  await banner.locator("[data-consent-accept]").click();
  await page.waitForLoadState("networkidle");
  await add({ ...VIDEO, words: { ...VIDEO.words, en: words("Videos from Example Tube", "Shows the films which a description mentions.") } });
  await open("/");
  assert.equal(await banner.count(), 0, "a change of wording asks nobody");
  await add({ ...VIDEO, storage: [{ name: "visitor", kind: "cookie", days: 90 }] });
  await open("/");
  assert.equal(await banner.count(), 0, "a shortening asks nobody");
  await add({ ...VIDEO, storage: [{ name: "visitor", kind: "cookie", days: 365 }] });
  await open("/");
  assert.match(await page.locator("[data-consent-changed]").innerText(), /What Videos from Example Tube stores now stays longer/);
  assert.ok(!(await banner.innerText()).includes("Street map"), "the choice about the other still holds");
  await open("/terms/cookies-policy/");
  const versions = await page.locator(".versions li").count();
  assert.ok(versions >= 6, `${versions} versions`);
  await banner.locator("[data-consent-accept]").click();
  await page.waitForLoadState("networkidle");
  await add(STATS);
  await open("/");
  assert.match(await page.locator("[data-consent-changed]").innerText(), /Audience measurement is new/);
  await context.close();
});

test("every version of the policy stays as it was, byte for byte, in a chain whose head is on the page", async () => {
  const digest = async (text) => Buffer.from(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toString("hex");
  const page = await (await fetch(`${portal.address}/terms/cookies-policy/`)).text();
  const head = page.match(/data-policy-head>([0-9a-f]{64})</)[1];
  const twin = await (await fetch(`${portal.address}/terms/cookies-policy.json`)).json();
  assert.equal(twin.sha256, head);
  let previous = null;
  const texts = [];
  for (const { version } of [...twin.versions].reverse()) {
    const text = await (await fetch(`${portal.address}/terms/cookies-policy/versions/${version}.json`)).text();
    assert.equal(JSON.parse(text).previous, previous, `version ${version}`);
    previous = await digest(text);
    texts.push(text);
    assert.equal((await fetch(`${portal.address}/terms/cookies-policy/versions/${version}/`)).status, 200);
  }
  assert.equal(previous, head);
  const listed = JSON.parse(portico("cookies", "list", "--json", "--data", portal.data));
  assert.deepEqual(listed.map((item) => item.name), twin.items.map((item) => item.name));
  assert.ok(twin.items.some((item) => item.service === "video" && item.hosts[0] === "video.example.org"));
  await remove("stats");
  await add(STATS);
  const again = await (await fetch(`${portal.address}/terms/cookies-policy/versions/2.json`)).text();
  assert.equal(again, texts[1]);
});

test("a tool loads for who agreed, and what its script left goes when they no longer do", async () => {
  const { context, page, open, banner, foreign } = await guest();
  await open("/");
  assert.deepEqual(foreign, []);
  await banner.locator("[data-consent-accept]").click();
  await page.waitForLoadState("networkidle");
  assert.equal(await page.getAttribute("html", "data-counted"), "7");
  assert.ok((await context.cookies(portal.address)).some((cookie) => cookie.name === "_pk_id.7.1"));
  await open("/login/");
  assert.equal(await page.locator("script[src*='stats.example.org']").count(), 0, "not where people sign in");
  await open("/cookies/preferences/");
  await page.click("[data-consent-reject]");
  await page.waitForLoadState("networkidle");
  const left = (await context.cookies(portal.address)).map((cookie) => cookie.name);
  assert.ok(!left.includes("_pk_id.7.1"), left.join());
  await remove("stats");
  await context.close();
});

test("a signal of the browser is honoured without a cookie, and an explicit choice wins over it", async () => {
  for (const [name, value, honoured] of [["Sec-GPC", "1", true], ["DNT", "1", true], ["Sec-GPC", "0", false], ["Sec-GPC", "1;x", false], ["Sec-GPC", "true", false]]) {
    const response = await fetch(`${portal.address}/`, { headers: { [name]: value } });
    assert.equal((await response.text()).includes("data-consent-banner"), !honoured, `${name}: ${value}`);
    assert.deepEqual(response.headers.getSetCookie(), []);
    const vary = response.headers.get("vary").toLowerCase();
    assert.ok(vary.includes("sec-gpc") && vary.includes("dnt") && vary.includes("cookie"), vary);
  }
  const { context, page, open, banner, foreign } = await guest({ extraHTTPHeaders: { "Sec-GPC": "1" } });
  await open(FILM);
  assert.equal(await banner.count(), 0);
  assert.ok((await page.locator("[data-consent-placeholder=video]").innerText()).includes("does not want") || (await page.locator("[data-consent-placeholder=video]").innerText()).includes("do not want to be tracked"));
  await open("/cookies/preferences/");
  assert.ok((await page.locator("[data-consent-signal]").innerText()).includes("honoured"));
  assert.ok(await page.isChecked("#uncounted"));
  assert.deepEqual(await context.cookies(), []);
  await open(FILM);
  await page.locator("[data-consent-always]").first().click();
  await page.waitForLoadState("networkidle");
  assert.ok(foreign.includes("video.example.org"));
  await open("/cookies/preferences/");
  assert.ok((await page.locator("[data-consent-signal]").innerText()).includes("that choice holds"));
  assert.ok(await page.isChecked("#service-video"));
  await context.close();
});

test("everything works without JavaScript, and another site's form is refused", async () => {
  const { context, page, open, banner } = await guest({ javaScriptEnabled: false });
  await open(FILM);
  await page.locator("[data-consent-placeholder=video] [data-consent-once]").click();
  assert.equal(await page.locator("iframe").count(), 1);
  await open("/explore/");
  await banner.locator("[data-consent-choose]").click();
  assert.equal(await page.locator("input[name=service]:checked").count(), 0, "nothing is chosen beforehand");
  await page.check("#service-video");
  await page.click("[data-consent-save]");
  assert.ok((await page.locator("[role=status]").innerText()).includes("180 days"));
  assert.match((await choiceOf(context)).value, /\.11$/);
  await context.close();
  const refused = await fetch(`${portal.address}/cookies/preferences/`, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded", origin: "https://evil.example" },
    body: "action=accept",
  });
  assert.equal(refused.status, 403);
  assert.deepEqual(refused.headers.getSetCookie(), []);
});

for (const colorScheme of ["light", "dark"]) {
  test(`banner, placeholders and choices pass the checks of WCAG 2.2 AA in the ${colorScheme} scheme, at 320 pixels too`, async () => {
    const { context, page, open, banner } = await guest({ colorScheme });
    for (const path of ["/", FILM, MAP, "/cookies/preferences/", "/terms/cookies-policy/", "/terms/cookies-policy/versions/2/"]) {
      await page.setViewportSize({ width: 1280, height: 800 });
      await open(path);
      assert.deepEqual(await violations(page), [], path);
      await page.setViewportSize({ width: 320, height: 640 });
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320, path);
    }
    await open("/");
    const targets = await banner.locator("button, a").evaluateAll((all) => all.map((element) => Math.min(element.getBoundingClientRect().width, element.getBoundingClientRect().height)));
    assert.ok(targets.every((size) => size >= 24), targets.join());
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.dataset.consentReject), "", "the second stop of the keyboard is the first answer");
    await banner.locator("[data-consent-accept]").click();
    await page.waitForLoadState("networkidle");
    assert.deepEqual(await violations(page), [], "the confirmation");
    await page.emulateMedia({ media: "print" });
    assert.ok(!(await page.locator("[data-consent-done]").isVisible()));
    await context.close();
  });
}

test("an extension that refuses for its people finds the banner by its rules of thumb, in each language", async () => {
  const script = readFileSync(new URL("node_modules/@duckduckgo/autoconsent/dist/autoconsent.playwright.js", import.meta.url), "utf8");
  for (const [locale, refused] of [["en-GB", "refused"], ["fr-FR", "refusé"], ["es-ES", "rechazado"], ["de-DE", "abgelehnt"], ["nl-NL", "geweigerd"]]) {
    const { context, page, open, banner } = await guest({ locale });
    const messages = [];
    await page.exposeBinding("autoconsentSendMessage", async ({ frame }, message) => {
      messages.push(message.type);
      if (message.type === "init") {
        const config = { enabled: true, autoAction: "optOut", disabledCmps: [], enablePrehide: false, detectRetries: 20, enableCosmeticRules: false, heuristicMode: "reject" };
        await frame.evaluate(`autoconsentReceiveMessage(${JSON.stringify({ type: "initResp", config, rules: { compact: { v: 1, s: [], r: [] } } })})`);
      }
      if (message.type === "eval") {
        const result = await frame.evaluate(message.code);
        await frame.evaluate(`autoconsentReceiveMessage(${JSON.stringify({ id: message.id, type: "evalResp", result })})`);
      }
    });
    await open("/");
    assert.equal(await banner.count(), 1, locale);
    await page.evaluate(script);
    await page.waitForFunction(() => document.querySelector("[data-consent-done]"), undefined, { timeout: 15_000 }).catch(() => assert.fail(`${locale}: not refused; ${messages.join()}`));
    await page.waitForFunction((word) => document.querySelector("[data-consent-done] [role=status]").textContent.includes(word), refused);
    assert.match((await choiceOf(context)).value, /\.00$/, locale);
    await context.close();
  }
});

test("a rule for extensions is published, and its hooks are there", async () => {
  const response = await fetch(`${portal.address}/consent-o-matic.json`);
  assert.match(response.headers.get("content-type"), /application\/json/);
  const rule = (await response.json()).portico;
  const { context, page, open } = await guest();
  await open("/");
  const selectors = [...rule.detectors[0].presentMatcher, ...rule.detectors[0].showingMatcher].map((matcher) => matcher.target.selector);
  selectors.push(...rule.methods.map((method) => method.action.target.selector));
  for (const selector of selectors) assert.equal(await page.locator(selector).count(), 1, selector);
  await context.close();
});

test("when the last service goes, nobody is asked any more", async () => {
  await remove("video");
  await remove("streets");
  const { context, open, banner } = await guest();
  await open("/");
  assert.equal(await banner.count(), 0);
  await context.close();
});
