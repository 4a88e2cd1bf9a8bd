// Can everyone read the pages? Accessibility, small screens, keyboard, without JavaScript, in three languages.

import assert from "node:assert/strict";
import { PAGES, after, before, startBrowser, startPortal, test, violations, visitor } from "./harness.mjs";

let portal;
let browser;

before(async () => {
  portal = await startPortal();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await portal?.stop();
});

for (const colorScheme of ["light", "dark"]) {
  test(`no automatic check of WCAG 2.2 AA fails in the ${colorScheme} scheme`, async () => {
    const { context, page } = await visitor(browser, { colorScheme });
    for (const path of PAGES) {
      await page.goto(portal.address + path, { waitUntil: "networkidle" });
      assert.deepEqual(await violations(page), [], path);
    }
    await context.close();
  });
}

test("no page is wider than a screen of 320 pixels", async () => {
  const { context, page } = await visitor(browser, { viewport: { width: 320, height: 640 } });
  for (const path of PAGES) {
    await page.goto(portal.address + path);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 320, `${path} is ${width} pixels wide`);
  }
  await context.close();
});

test("scripts run without an error and without breaking the security policy", async () => {
  const { context, page, errors } = await visitor(browser);
  for (const path of PAGES) {
    await page.goto(portal.address + path, { waitUntil: "networkidle" });
    assert.deepEqual(errors, [], path);
  }
  await context.close();
});

test("every page reads without JavaScript", async () => {
  const { context, page } = await visitor(browser, { javaScriptEnabled: false });
  for (const path of PAGES) {
    await page.goto(portal.address + path);
    assert.ok((await page.innerText("main")).trim().length > 80, path);
    assert.equal(await page.locator("h1").count(), 1, path);
  }
  await page.goto(`${portal.address}/explore/dataset/earthquakes/map/`);
  assert.ok(await page.locator("svg[role=img]").first().isVisible(), "a drawn map");
  await page.goto(`${portal.address}/explore/dataset/earthquakes/table/`);
  assert.ok((await page.locator("table tbody tr").count()) >= 10, "records");
  await context.close();
});

test("the catalog is searched and a dataset opened with the keyboard alone", async () => {
  const { context, page } = await visitor(browser);
  await page.goto(`${portal.address}/`);
  await page.keyboard.press("Tab");
  const skip = await page.evaluate(() => document.activeElement.getAttribute("href"));
  assert.ok(skip?.startsWith("#"), "the first stop is the skip link");
  await page.focus("main input[name=q]");
  await page.keyboard.type("birds");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/explore\/\?.*q=birds/);
  await page.focus("main a[href*='/explore/dataset/bird-strikes/']");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/explore\/dataset\/bird-strikes\//);
  assert.match(await page.innerText("h1"), /Birds and bats/);
  await context.close();
});

test("pages speak English, French, Spanish, German and Dutch by the browser's wish, and say so", async () => {
  for (const [locale, lang] of [["en-GB", "en"], ["fr-CA", "fr"], ["es-MX", "es"], ["de-AT", "de"], ["nl-BE", "nl"], ["pt-PT", "en"]]) {
    const { context, page } = await visitor(browser, { locale });
    for (const path of PAGES) {
      const response = await page.goto(portal.address + path);
      assert.equal(await page.getAttribute("html", "lang"), lang, path);
      assert.match(response.headers().vary ?? "", /accept-language/i, path);
    }
    await context.close();
  }
});

test("filters are kept from tab to tab", async () => {
  const { context, page } = await visitor(browser);
  await page.goto(`${portal.address}/explore/dataset/earthquakes/table/?refine.net=ci`);
  const filtered = await page.innerText("main");
  await page.click("a[href*='/export/'][href*='refine.net=ci']");
  await page.waitForURL(/export\/\?.*refine\.net=ci/);
  assert.match(filtered, /of 1,707/);
  const link = await page.locator("a[href*='/exports/csv'][href*='refine']").first().getAttribute("href");
  const csv = await (await fetch(new URL(link, portal.address))).text();
  const whole = await (await fetch(`${portal.address}/api/explore/v2.1/catalog/datasets/earthquakes/exports/csv`)).text();
  assert.ok(csv.split("\r\n").length < whole.split("\r\n").length, "only the filtered records");
  await context.close();
});

test("the map draws records of the dataset from our own tiles", async () => {
  const { context, page, requests, errors } = await visitor(browser);
  await page.goto(`${portal.address}/explore/dataset/earthquakes/map/`, { waitUntil: "networkidle" });
  await page.locator("canvas").first().waitFor({ state: "visible", timeout: 30_000 });
  await page.waitForTimeout(1_500);
  assert.ok(requests.some((url) => url.includes("/api/tiles/earthquakes/")), "tiles of the dataset");
  assert.deepEqual(errors, []);
  await context.close();
});
