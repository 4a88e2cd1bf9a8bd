// Can a volunteer keep a dataset up to date from an address, and see what happens? The screens of updates in Chromium, against a server that changes.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { addPerson, after, before, startBrowser, startPortal, test, violations, visitor } from "./harness.mjs";

const PASSWORD = "a long enough password";
const SCREEN = "/backoffice/datasets/parks/updates/";
let portal;
let browser;
let source;
let files;

before(async () => {
  files = { "/parks.csv": "id,name,acres\n1,Oak,12\n2,Elm,7\n" };
  source = createServer((request, response) => {
    const text = files[request.url];
    response.writeHead(text === undefined ? 503 : 200, { "content-type": "text/csv" });
    response.end(text ?? "closed");
  });
  await new Promise((ready) => source.listen(0, "127.0.0.1", ready));
  portal = await startPortal("serve", '[fetch]\nnetworks = ["127.0.0.0/8"]\n');
  addPerson(portal.data, "ann@example.org", "publisher", PASSWORD);
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await portal?.stop();
  source?.close();
});

const place = (path) => `http://127.0.0.1:${source.address().port}${path}`;

async function ann(options = {}) {
  const one = await visitor(browser, options);
  await one.page.goto(`${portal.address}/login/?next=/backoffice/datasets/new/`);
  await one.page.fill("#email", "ann@example.org");
  await one.page.fill("#password", PASSWORD);
  await one.page.click("main button[type=submit]");
  await one.page.waitForURL("**/datasets/new/");
  return one;
}

/** The job that is looked at comes to its end. */
async function ended(page) {
  await page.waitForURL(/\/jobs\/[0-9a-f-]{36}\//);
  await page.waitForFunction(() => !document.querySelector("[data-progress]"), null, { timeout: 60000 });
}

const records = async (page) => (await (await page.request.get(`${portal.address}/api/explore/v2.1/catalog/datasets/parks/records`)).json()).total_count;

test("a dataset from an address is kept up to date, and every change of the source is told", async () => {
  const { page, context, errors } = await ann();
  await page.fill("#f-address", place("/parks.csv"));
  await page.locator("form", { has: page.locator("#f-address") }).locator("button[type=submit]").click();
  await ended(page);
  await page.locator("main a.button.primary").click();
  await page.waitForURL(/datasets\/new\/[0-9a-f-]{36}\//);
  await page.click("button[value=about]");
  await page.waitForURL(/about/);
  await page.selectOption("[name=keep]", { label: "every day at 3:00" });
  await page.click("button[value=publish]");
  await page.waitForSelector("a[href='/explore/dataset/parks/']", { timeout: 60000 });

  await page.goto(portal.address + SCREEN);
  assert.deepEqual(await violations(page), []);
  assert.match(await page.innerText("main table"), /parks\.csv[^]*every day at 3:00/);
  files["/parks.csv"] += "3,Ash,30\n";
  await page.getByRole("button", { name: /^Update now/ }).click();
  await ended(page);
  assert.equal(await records(page), 3);
  await page.goto(portal.address + SCREEN);
  assert.match(await page.innerText("main table"), /new version/);

  // Other fields wait for a decision, which shows them.
  files["/parks.csv"] = "id,name,height\n1,Oak,12\n";
  await page.getByRole("button", { name: /^Update now/ }).click();
  await ended(page);
  assert.equal(await records(page), 3);
  await page.goto(portal.address + SCREEN);
  await page.getByRole("link", { name: "Look at the difference" }).click();
  await page.waitForURL(/updates\/sc_/);
  assert.match(await page.innerText(".notice.warn"), /height/);
  assert.deepEqual(await violations(page), []);
  await page.getByRole("button", { name: "Accept and update" }).click();
  await ended(page);
  assert.equal(await records(page), 1);

  // A server that fails is told with its answer, here and on the first screen.
  delete files["/parks.csv"];
  await page.goto(portal.address + SCREEN);
  await page.getByRole("button", { name: /^Update now/ }).click();
  await page.waitForURL(/\/jobs\//);
  await page.getByRole("button", { name: "Cancel the job" }).or(page.locator(".notice.bad")).first().waitFor();
  assert.equal(await records(page), 1, "readers keep what they had");
  assert.deepEqual(errors, []);
  await context.close();
});

test("a plan is changed, paused and removed; a wrong one says what is wrong, on a phone too", async () => {
  const { page, context, errors } = await ann({ viewport: { width: 390, height: 800 } });
  await page.goto(`${portal.address}${SCREEN}new/`);
  const wide = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok((await wide()) <= 0);
  await page.fill("#f-address", place("/other.csv"));
  await page.selectOption("#f-times", { label: "at times of my own" });
  await page.fill("#f-cron", "whenever it suits");
  await page.getByRole("button", { name: "Keep it up to date" }).click();
  assert.match(await page.innerText("#errors"), /cron/i);
  assert.equal(await page.inputValue("#f-address"), place("/other.csv"), "what was typed stays");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "errors");
  assert.deepEqual(await violations(page), []);
  await page.fill("#f-cron", "0 6 * * 1-5");
  await page.getByRole("button", { name: "Keep it up to date" }).click();
  await page.waitForURL(/done=update-added/);
  assert.ok((await wide()) <= 0);
  const row = page.locator("tbody tr", { hasText: "other.csv" });
  await row.getByRole("button", { name: /^Pause/ }).click();
  await page.waitForURL(/done=update-paused/);
  assert.match(await row.innerText(), /paused/);
  await row.getByRole("button", { name: /^Resume/ }).click();
  await page.waitForURL(/done=update-resumed/);
  await row.getByRole("link", { name: /^Remove/ }).click();
  await page.waitForURL(/remove/);
  assert.match(await page.innerText("main"), /other\.csv/);
  await page.getByRole("button", { name: "Remove" }).click();
  await page.waitForURL(/done=update-removed/);
  assert.equal(await row.count(), 0);
  assert.deepEqual(errors.filter((text) => !/422/.test(text)), []);
  await context.close();
});
