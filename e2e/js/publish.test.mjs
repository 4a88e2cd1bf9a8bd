// Can a volunteer publish a file with the keyboard alone? The back office in Chromium: no mouse, also on a phone's width, without axe complaints.

import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addPerson, after, before, startBrowser, startPortal, test, violations, visitor } from "./harness.mjs";

const PASSWORD = "a long enough password";
let portal;
let browser;

before(async () => {
  portal = await startPortal("serve");
  addPerson(portal.data, "ann@example.org", "publisher", PASSWORD);
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await portal?.stop();
});

/** Presses Tab until the focus is where `selector` says; the focus must always be visible somewhere. */
async function tabTo(page, selector, most = 160) {
  for (let step = 0; step < most; step += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`the keyboard never reaches ${selector}`);
}

async function signIn(page, next) {
  await page.goto(`${portal.address}/login/?next=${encodeURIComponent(next)}`);
  await tabTo(page, "[name=email]");
  await page.keyboard.type("ann@example.org");
  await tabTo(page, "[name=password]");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL(`**${next}`);
}

function trees() {
  const path = join(mkdtempSync(join(tmpdir(), "portico-publish-")), "street_trees.csv");
  const rows = Array.from({ length: 200 }, (_, row) => `${row + 1};Oak ${row % 5};${10 + row},5;0${7500 + (row % 9)}`);
  writeFileSync(path, `id;species;height;zip\n${rows.join("\n")}\n201;Elm;tall;07511\n`);
  return path;
}

test("from a file to a published page with the keyboard alone", async () => {
  const { page, errors } = await visitor(browser);
  await signIn(page, "/backoffice/datasets/");
  await tabTo(page, "a[href='/backoffice/datasets/new/']");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/datasets/new/");
  await tabTo(page, "#f-file");
  // The dialog of the system is not ours: the file is put where it would put it.
  await page.setInputFiles("#f-file", trees());
  await tabTo(page, "[data-upload] button[type=submit]");
  await page.keyboard.press("Enter");
  await page.waitForURL(/datasets\/new\/[0-9a-f-]{36}\//);
  assert.match(await page.textContent("#look"), /Oak 0/);
  assert.deepEqual(await violations(page), []);
  await tabTo(page, "#c2-type");
  await page.keyboard.type("decimal");
  await page.keyboard.press("Tab");
  // The preview follows without a click: the cell that does not fit is told with its line.
  await page.waitForSelector("#look #problems");
  assert.match(await page.textContent("#look"), /202[^]*height[^]*tall/);
  await tabTo(page, "button[value=about]");
  await page.keyboard.press("Enter");
  await page.waitForURL(/about/);
  assert.deepEqual(await violations(page), []);
  await tabTo(page, "[name=title]");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("Street trees");
  await tabTo(page, "[name=id]");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("street-trees");
  await tabTo(page, "button[value=publish]");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/jobs\//);
  await page.waitForSelector("a[href='/explore/dataset/street-trees/']", { timeout: 60000 });
  assert.deepEqual(await violations(page), []);
  await tabTo(page, "a[href='/explore/dataset/street-trees/']");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/explore/dataset/street-trees/");
  assert.match(await page.textContent("main"), /Street trees/);
  assert.deepEqual(errors, []);
});

test("the screens fit a phone and have no axe complaint", async () => {
  const { page, errors } = await visitor(browser, { viewport: { width: 320, height: 800 } });
  await signIn(page, "/backoffice/datasets/");
  for (const path of ["/backoffice/datasets/", "/backoffice/datasets/new/", "/backoffice/jobs/"]) {
    await page.goto(portal.address + path);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${path} scrolls sideways by ${wide}`);
    assert.deepEqual(await violations(page), [], path);
  }
  assert.deepEqual(errors, []);
});

/** A file of that name and content. */
function fileOf(name, content) {
  const path = join(mkdtempSync(join(tmpdir(), "portico-publish-")), name);
  writeFileSync(path, content);
  return path;
}

async function send(page, path) {
  await page.goto(`${portal.address}/backoffice/datasets/new/`);
  await page.setInputFiles("#f-file", path);
  await page.click("[data-upload] button[type=submit]");
  await page.waitForURL(/datasets\/new\/[0-9a-f-]{36}\//);
}

test("columns of one name are decided one by one, and one that is left out is not missed", async () => {
  const { page, context } = await visitor(browser);
  await signIn(page, "/backoffice/datasets/");
  await send(page, fileOf("budget.csv", "Resources,Budget,Budget,,<b>Left out</b>\nTaxes,10,11,x,1\nFees,20,21,y,2\n"));
  await page.fill("#c2-label", "Budget of the year before");
  await page.uncheck("#c4-keep");
  await page.click("button[value=about]");
  await page.waitForURL(/about/);
  await page.click("button[value=publish]");
  await page.waitForSelector("a[href='/explore/dataset/budget/']", { timeout: 60000 });
  const answer = await page.request.get(`${portal.address}/api/explore/v2.1/catalog/datasets/budget/records?where=resources="Fees"`);
  assert.deepEqual((await answer.json()).results, [{ resources: "Fees", budget: 20, budget_2: 21, column_4: "y" }]);
  const { fields } = await (await page.request.get(`${portal.address}/api/explore/v2.1/catalog/datasets/budget`)).json();
  assert.deepEqual(fields.map((field) => field.label), ["Resources", "Budget", "Budget of the year before", "column_4"]);
  await context.close();
});

test("a file that cannot be read is not described, its page says what is wrong", async () => {
  const { page, context } = await visitor(browser);
  await signIn(page, "/backoffice/datasets/");
  await send(page, fileOf("ragged.csv", 'a,b\n1,2\n"unclosed,7\n8,9\n'));
  const here = page.url();
  assert.match(await page.textContent("[role=alert]"), /quote opened on line 3/);
  await page.click("button[value=about]");
  await page.waitForLoadState();
  assert.equal(page.url(), here);
  assert.match(await page.textContent("[role=alert]"), /quote opened on line 3/);
  await context.close();
});

test("a file goes on after the network was lost", async () => {
  const { page, context } = await visitor(browser);
  await signIn(page, "/backoffice/datasets/new/");
  let lost = 0;
  await page.route("**/backoffice/uploads/*/?offset=*", async (route) => {
    lost += 1;
    if (lost <= 2) await route.abort("connectionreset");
    else await route.continue();
  });
  await page.setInputFiles("#f-file", trees());
  await page.click("[data-upload] button[type=submit]");
  await page.waitForURL(/datasets\/new\/[0-9a-f-]{36}\//, { timeout: 60000 });
  assert.equal(lost, 3);
  await context.close();
});
