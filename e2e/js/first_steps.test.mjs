// Can a volunteer go from the first start to a published page? The one-time link, the password, the wizard, in Chromium and with nothing but what is on the screen.

import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, portico, startBrowser, startPortal, test, violations, visitor } from "./harness.mjs";

const PASSWORD = "a long enough password";
let portal;
let browser;

before(async () => {
  portal = await startPortal("serve");
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await portal?.stop();
});

/** The path of the link that the first start prints. */
async function printedLink() {
  for (let tries = 0; tries < 100; tries += 1) {
    const found = portal.output().match(/https?:\/\/\S+(\/account\/link\/\?token=\S+)/);
    if (found) return found[1];
    await new Promise((next) => setTimeout(next, 100));
  }
  assert.fail(`no link in: ${portal.output()}`);
}

/** A password is chosen with a link, and somebody signs in with it. */
async function choose(page, link, email, password) {
  await page.goto(portal.address + link);
  assert.deepEqual(await violations(page), []);
  await page.fill("main input[type=password]", password);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/login\/\?done=password/);
  await page.fill("#email", email);
  await page.fill("#password", password);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/account/");
}

test("from the one-time link of the first start to a published page", async () => {
  const { page, context, errors } = await visitor(browser);
  const sent = [];
  page.on("request", (request) => sent.push(request.headers().referer ?? ""));
  const link = await printedLink();
  await choose(page, link, "admin@localhost", PASSWORD);
  assert.ok(sent.every((referer) => !referer.includes("token=")), "the token is in no Referer");
  await page.goto(portal.address + link);
  assert.match(await page.innerText("main"), /was used already|expired/i);

  let clicks = 0;
  const click = async (name) => {
    clicks += 1;
    await page.getByRole("link", { name }).or(page.getByRole("button", { name })).first().click();
    await page.waitForLoadState();
  };
  await page.goto(`${portal.address}/backoffice/`);
  await click(/^Publish/);
  await page.waitForURL("**/datasets/new/");
  const path = join(mkdtempSync(join(tmpdir(), "portico-first-")), "street_trees.csv");
  writeFileSync(path, "id,species,planted\n1,Oak,2024-05-01\n2,Elm,2024-06-01\n");
  await page.setInputFiles("#f-file", path);
  clicks += 1;
  await page.click("[data-upload] button[type=submit]");
  await page.waitForURL(/datasets\/new\/[0-9a-f-]{36}\//);
  clicks += 1;
  await page.click("button[value=about]");
  await page.waitForURL(/about/);
  clicks += 1;
  await page.click("button[value=publish]");
  await page.waitForSelector("a[href^='/explore/dataset/']", { timeout: 60000 });
  clicks += 1;
  await page.click("a[href^='/explore/dataset/']");
  await page.waitForURL("**/explore/dataset/**");
  assert.match(await page.innerText("main"), /street trees/i);
  assert.ok(clicks <= 5, `${clicks} clicks`);
  // The link that was used answers 404: the browser says so, and nothing else.
  assert.deepEqual(errors.filter((text) => !/404/.test(text)), []);
  await context.close();
});

test("who was invited chooses a password with the link that was handed over", async () => {
  const { page, context } = await visitor(browser);
  await page.goto(`${portal.address}/login/?next=/backoffice/people/invite/`);
  await page.fill("#email", "admin@localhost");
  await page.fill("#password", PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/people/invite/");
  await page.fill("#f-email", "ann@example.org");
  await page.selectOption("#f-role", "publisher");
  await page.locator("main form.office-form button[type=submit]").click();
  const shown = await page.locator("main").innerText();
  const link = shown.match(/\/account\/link\/\?token=[a-z0-9]+/) ?? (await page.content()).match(/\/account\/link\/\?token=[a-z0-9]+/);
  assert.ok(link, shown);
  const { page: guest, context: other } = await visitor(browser);
  await choose(guest, link[0], "ann@example.org", "another long password");
  await guest.goto(`${portal.address}/backoffice/datasets/`);
  assert.equal(await guest.locator("h1").innerText(), "Datasets");
  await other.close();
  await context.close();
  assert.match(portico("user", "list", "--data", portal.data), /ann@example\.org/);
});
