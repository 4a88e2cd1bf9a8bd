// Does a dataset show in a frame of another site: from another port, without a cookie, with and without scripts, its links beside it?

import assert from "node:assert/strict";
import http from "node:http";
import { NOTHING, addPerson, after, before, startBrowser, startPortal, storageOf, test, violations, visitor } from "./harness.mjs";

const TABLE = "/explore/embed/dataset/earthquakes/table/?q=california";
const MAP = "/explore/embed/dataset/earthquakes/map/";

let portal;
let browser;
let other;
let site;
let copied = "";

before(async () => {
  portal = await startPortal();
  browser = await startBrowser();
  addPerson(portal.data, "reader@example.org", "administrator", "a password to test with");
  // The page of somebody else, on another host name and port.
  other = http.createServer((request, response) => {
    if (request.url === "/copied") return response.writeHead(200, { "content-type": "text/html" }).end(copied);
    const frames = [TABLE, MAP].map((path) => `<iframe title="x" width="800" height="500" src="${portal.address}${path}"></iframe>`);
    response.writeHead(200, { "content-type": "text/html" }).end(`<!doctype html><title>Somebody else</title><h1>Our page</h1>${frames.join("")}<iframe title="y" src="${portal.address}/explore/"></iframe>`);
  });
  await new Promise((resolve) => other.listen(0, "127.0.0.1", resolve));
  site = `http://localhost:${other.address().port}`;
});

after(async () => {
  await browser?.close();
  other?.closeAllConnections();
  other?.close();
  await portal?.stop();
});

test("frames show records and a map on another site, keep nothing and load nothing of others", async () => {
  const { context, page, requests, errors } = await visitor(browser);
  const cookies = [];
  page.on("response", async (response) => cookies.push(...(await response.headersArray()).filter((header) => header.name.toLowerCase() === "set-cookie")));
  await page.goto(site, { waitUntil: "networkidle" });
  const [table, map, refused] = page.frames().slice(1);
  assert.match(await table.locator(".found").innerText(), /of 1,\d{3} records/);
  assert.ok((await table.locator("tbody tr").count()) > 10);
  await map.waitForSelector(".maplibregl-canvas");
  assert.equal(await map.locator("[data-drawn]").count(), 0, "the drawn map has become one to move in");
  assert.ok(!(await refused.content()).includes("site-header"), "other pages do not let themselves be framed");
  assert.deepEqual(await context.cookies(), []);
  assert.deepEqual(cookies, []);
  for (const frame of [table, map]) {
    // Where the browser lets a frame of another site store nothing at all, there is nothing either.
    const held = await storageOf(frame).catch((error) => (String(error).includes("SecurityError") ? NOTHING : Promise.reject(error)));
    assert.deepEqual(held, NOTHING);
  }
  const foreign = requests.filter((url) => !url.startsWith(portal.address) && !url.startsWith(site) && !/^(data|blob):/.test(url));
  assert.deepEqual(foreign, []);
  const own = errors.filter((error) => !error.includes("frame-ancestors") && !error.includes("favicon"));
  assert.deepEqual(own, []);
  await context.close();
});

test("links of a frame open beside the page, pages and sorting stay in the frame", async () => {
  const { context, page } = await visitor(browser);
  await page.goto(site, { waitUntil: "networkidle" });
  const table = page.frames()[1];
  await table.locator("nav.pages a[rel=next]").click();
  await table.waitForURL("**page=2");
  assert.match(table.url(), /\/explore\/embed\/.*q=california.*page=2/);
  const [record] = await Promise.all([context.waitForEvent("page"), table.locator("tbody th a").first().click()]);
  await record.waitForLoadState();
  assert.match(record.url(), /\/explore\/dataset\/earthquakes\/record\//);
  assert.ok(await record.locator(".site-header").isVisible());
  const [whole] = await Promise.all([context.waitForEvent("page"), table.locator("footer a").click()]);
  await whole.waitForLoadState();
  assert.ok(whole.url().startsWith(`${portal.address}/explore/dataset/earthquakes/table/?q=california`), whole.url());
  assert.equal(page.url(), `${site}/`);
  await context.close();
});

test("somebody who is signed in and chose a language is a stranger in a frame", async () => {
  const { context, page } = await visitor(browser);
  await page.goto(`${portal.address}/login/`);
  await page.fill("input[name=email]", "reader@example.org");
  await page.fill("input[name=password]", "a password to test with");
  await page.click("main button[type=submit]");
  await page.waitForLoadState();
  const held = (await context.cookies()).length;
  assert.ok(held >= 2);
  const sent = [];
  page.on("request", async (request) => {
    if (request.url().includes("/explore/embed/")) sent.push((await request.allHeaders()).cookie);
  });
  await page.goto(site, { waitUntil: "networkidle" });
  assert.deepEqual(sent, [undefined, undefined], "no cookie of the portal goes into a frame of another site");
  assert.equal((await context.cookies()).length, held);
  const direct = await page.goto(portal.address + TABLE);
  assert.ok(!(await page.content()).includes("reader@example.org"));
  assert.ok(!/cookie/i.test((await direct.allHeaders()).vary), "and what is asked directly does not depend on one");
  await context.close();
});

test("without scripts a frame reads as well, and passes the checks of WCAG 2.2 AA", async () => {
  const { context, page } = await visitor(browser, { javaScriptEnabled: false });
  await page.goto(portal.address + MAP);
  assert.ok(await page.locator("svg.map-drawing").isVisible());
  assert.ok((await page.locator("table tbody tr").count()) > 0, "and the records as a list");
  await context.close();
  for (const colorScheme of ["light", "dark"]) {
    const looking = await visitor(browser, { colorScheme });
    for (const path of [TABLE, MAP]) {
      await looking.page.setViewportSize({ width: 800, height: 500 });
      await looking.page.goto(portal.address + path, { waitUntil: "networkidle" });
      assert.deepEqual(await violations(looking.page), [], path);
      await looking.page.setViewportSize({ width: 320, height: 480 });
      assert.ok((await looking.page.evaluate(() => document.documentElement.scrollWidth)) <= 320, path);
    }
    await looking.context.close();
  }
});

test("the export tab gives the code of the frame, with the filters that are on", async () => {
  const { context, page } = await visitor(browser);
  await page.goto(`${portal.address}/explore/dataset/earthquakes/export/?q=california`);
  const code = await page.inputValue("#embed-table");
  assert.ok(code.startsWith(`<iframe src="${portal.address}${TABLE}" title="`), code);
  const shown = await visitor(browser);
  copied = code;
  await shown.page.goto(`${site}/copied`, { waitUntil: "networkidle" });
  assert.match(await shown.page.frames()[1].locator(".found").innerText(), /records/);
  await shown.context.close();
  await context.close();
});
