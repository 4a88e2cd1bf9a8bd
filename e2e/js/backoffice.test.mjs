// Can everyone work in the back office? Every screen that its links lead to: accessibility, small screens, keyboard, both directions.

import assert from "node:assert/strict";
import { NOTHING, addPerson, after, before, startBrowser, startPortal, storageOf, test, violations, visitor } from "./harness.mjs";

const EMAIL = "office@example.org";
const PASSWORD = "a password to test with";
/** Screens of one address with something that varies: so many of them are looked at. */
const ALIKE = 2;
/** Actions, not screens, and files. */
const NO_SCREEN = /\.(csv|json|pdf|xlsx|zip)$|\/download\//;

let portal;
let browser;
let screens;

before(async () => {
  portal = await startPortal();
  browser = await startBrowser();
  addPerson(portal.data, EMAIL, "administrator", PASSWORD);
  screens = await walk();
});

after(async () => {
  await browser?.close();
  await portal?.stop();
});

/** Someone who works there. */
async function officer(options = {}) {
  const one = await visitor(browser, options);
  await one.page.goto(`${portal.address}/login/?next=/backoffice/`);
  await one.page.fill("#email", EMAIL);
  await one.page.fill("#password", PASSWORD);
  await one.page.click("main button[type=submit]");
  await one.page.waitForURL(/\/backoffice\/$/);
  return one;
}

/** An address without what varies in it: identifiers of datasets, versions, changes, people. */
const shape = (path) =>
  path
    .replace(/\/[0-9a-f]{8}-[0-9a-f-]{27}(?=\/)/g, "/…")
    .replace(/(\/datasets\/)(?!new\/)[^/]+/, "$1…")
    .replace(/\/\d+(?=\/)/g, "/…");

/** Every screen that links lead to, from the first one. */
async function walk() {
  const { context, page } = await officer();
  const found = [];
  const seen = new Map();
  const waiting = ["/backoffice/"];
  while (waiting.length > 0) {
    const path = waiting.shift();
    const alike = seen.get(shape(path)) ?? 0;
    if (found.includes(path) || alike >= ALIKE) continue;
    seen.set(shape(path), alike + 1);
    const response = await page.goto(portal.address + path);
    assert.ok(response.status() < 400, `${path} answers ${response.status()}`);
    if (!new URL(page.url()).pathname.startsWith("/backoffice/")) continue;
    found.push(path);
    const links = await page.$$eval("a[href]", (list) => list.map((link) => new URL(link.href).pathname));
    waiting.push(...links.filter((link) => link.startsWith("/backoffice/") && !NO_SCREEN.test(link)));
  }
  await context.close();
  return found;
}

test("the menu leads to every section", async () => {
  for (const path of ["/backoffice/", "/backoffice/settings/", "/backoffice/settings/look/", "/backoffice/trail/"]) {
    assert.ok(screens.includes(path), `${path} is among ${screens.join(" ")}`);
  }
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1280, 320]) {
    test(`no automatic check of WCAG 2.2 AA fails in the ${colorScheme} scheme, ${width} pixels wide`, async () => {
      const { context, page, errors } = await officer({ colorScheme, viewport: { width, height: 800 } });
      for (const path of screens) {
        await page.goto(portal.address + path, { waitUntil: "networkidle" });
        assert.deepEqual(await violations(page), [], path);
        assert.equal(await page.locator("h1").count(), 1, path);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${path} is ${wide} pixels wide`);
        assert.deepEqual(errors, [], path);
      }
      await context.close();
    });
  }
}

test("every screen works from right to left", async () => {
  for (const width of [1280, 320]) {
    const { context, page } = await officer({ viewport: { width, height: 800 } });
    for (const path of screens) {
      await page.goto(portal.address + path);
      await page.evaluate(() => document.documentElement.setAttribute("dir", "rtl"));
      const seen = await page.evaluate(() => ({
        wide: document.documentElement.scrollWidth,
        left: Math.round(document.querySelector(".office-menu").getBoundingClientRect().left),
        main: Math.round(document.querySelector(".office-content").getBoundingClientRect().left),
      }));
      assert.ok(seen.wide <= width, `${path} is ${seen.wide} pixels wide`);
      if (width === 1280) assert.ok(seen.left > seen.main, `${path}: the menu is on the right`);
    }
    await context.close();
  }
});

test("everything that can be used is reached with the keyboard, in sight and in the order of the page", async () => {
  const { context, page } = await officer();
  for (const path of screens) {
    await page.goto(portal.address + path);
    const wanted = await page.$$eval("main a[href], main button, main input:not([type=hidden]), main select, main textarea, main summary", (list) =>
      list.filter((one) => !one.disabled && !one.closest("fieldset[disabled]") && one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }))
        .map((one, place) => ((one.dataset.walked = String(place)), place)),
    );
    const reached = new Set();
    let before = -1;
    await page.evaluate(() => document.querySelector("#content").focus());
    for (let steps = 0; steps < wanted.length * 2 + 20; steps++) {
      await page.keyboard.press("Tab");
      const here = await page.evaluate(() => {
        const one = document.activeElement;
        if (!one?.closest("main") || one.dataset.walked === undefined) return { over: !one?.closest("main") };
        const style = getComputedStyle(one);
        const box = one.getBoundingClientRect();
        return { place: Number(one.dataset.walked), shown: style.outlineStyle !== "none" && box.width > 0 && box.bottom > 0 && box.top < innerHeight };
      });
      if (here.over) break;
      // A field of a date is several stops, and the browser itself marks the part that is reached.
      if (here.place === undefined || here.place === before) continue;
      assert.ok(here.shown, `${path}: the focus on element ${here.place} is not seen`);
      assert.ok(here.place > before, `${path}: the order of focus jumps`);
      before = here.place;
      reached.add(here.place);
    }
    // Of a group of radio buttons the browser stops at one.
    const radios = await page.locator("main input[type=radio]").count();
    assert.ok(reached.size + radios >= wanted.length, `${path}: ${reached.size} of ${wanted.length} reached`);
  }
  await context.close();
});

test("every screen reads without JavaScript, and the browser holds nothing but the register's cookies", async () => {
  const { context, page } = await officer({ javaScriptEnabled: false });
  for (const path of screens) {
    const response = await page.goto(portal.address + path);
    assert.match(response.headers()["cache-control"], /no-store/, path);
    assert.ok((await page.innerText("main")).trim().length > 40, path);
  }
  await context.close();
  const second = await officer();
  await second.page.goto(`${portal.address}/backoffice/trail/`);
  assert.deepEqual(await storageOf(second.page), NOTHING);
  const names = (await second.context.cookies()).map((cookie) => cookie.name).sort();
  assert.deepEqual(names, ["csrftoken", "sessionid"]);
  await second.context.close();
});

test("a portal gets its name and its colours in the back office, and every page has them at once", async () => {
  const { context, page } = await officer();
  await page.goto(`${portal.address}/backoffice/settings/`);
  await page.fill("#f-title", "Town of X");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.waitForURL(/done=saved/);
  assert.match(await page.innerText("main"), /Saved\./);
  await page.goto(`${portal.address}/backoffice/settings/look/`);
  await page.fill("#f-accent_light", "#ffee00");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  assert.match(await page.innerText("#errors"), /cannot be read well/);
  await page.fill("#f-accent_light", "#7a1f5c");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.waitForURL(/done=saved/);
  const { context: other, page: stranger } = await visitor(browser, { colorScheme: "light" });
  await stranger.goto(`${portal.address}/explore/`);
  assert.match(await stranger.title(), /Town of X/);
  const colour = await stranger.evaluate(() => getComputedStyle(document.querySelector("main a")).color);
  assert.ok(colour, "a link");
  const accent = await stranger.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--verdigris").trim());
  assert.equal(accent, "#7a1f5c");
  assert.deepEqual(await violations(stranger), []);
  await other.close();
  await context.close();
});
