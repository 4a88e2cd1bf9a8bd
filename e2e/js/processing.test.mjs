// Can an editor change the records of a dataset with the keyboard, by dragging, on a phone, and see at once what a step does?

import assert from "node:assert/strict";
import { addPerson, after, before, startBrowser, startPortal, test, violations, visitor } from "./harness.mjs";

const PASSWORD = "a long enough password";
const PATH = "/backoffice/datasets/bird-strikes/processing/";
let portal;
let browser;

before(async () => {
  portal = await startPortal();
  addPerson(portal.data, "ann@example.org", "administrator", PASSWORD);
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await portal?.stop();
});

async function editor(options) {
  const one = await visitor(browser, options);
  await one.page.goto(`${portal.address}/login/`);
  await one.page.fill("[name=email]", "ann@example.org");
  await one.page.fill("[name=password]", PASSWORD);
  await one.page.keyboard.press("Enter");
  await one.page.waitForURL(/account/);
  await one.page.goto(portal.address + PATH);
  return one;
}

const titles = (page) => page.$$eval("ol[data-steps] strong", (all) => all.map((one) => one.textContent.replace(/^\d+\. /, "")));

test("a step is found, filled in, seen at work, kept, moved and dragged", async () => {
  const { page, errors, context } = await editor({ viewport: { width: 1280, height: 900 } });
  const fields = await page.$$eval("#preview th", (all) => all.map((one) => one.firstChild.textContent.trim()));
  assert.ok(fields.length > 3, String(fields));
  // The list of kinds is narrowed while one writes.
  await page.fill("#f-find", "replace text");
  assert.equal(await page.$eval('a[href*="add=geomask"]', (link) => link.offsetParent === null), true);
  await page.click('a[href*="add=copy_field"]', { trial: true, timeout: 500 }).then(
    () => assert.fail("it is hidden"),
    () => {},
  );
  await page.click('a[href*="add=replace_text"]');
  await page.selectOption("#f-p-field", fields[0]);
  await page.fill("#f-p-old", "A");
  await page.fill("#f-p-new", "ZERO");
  // The preview follows without a button.
  await page.waitForFunction(() => document.querySelector("#preview")?.textContent.includes("ZERO"));
  assert.equal((await titles(page)).length, 0);
  assert.deepEqual(await violations(page), []);
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/form-1280.png`, fullPage: true });
  await page.click('button[value="add"]');
  await page.waitForURL(/done=step-added/);
  await page.goto(`${portal.address}${PATH}?add=copy_field`);
  await page.selectOption("#f-p-field", fields[1]);
  await page.fill("#f-p-output", "the_copy");
  await page.keyboard.press("Enter");
  await page.waitForURL(/done=step-added/);
  assert.deepEqual(await titles(page), ["Replace text", "Copy a field"]);
  // With the keyboard.
  await page.focus('ol[data-steps] li:nth-child(2) button[value="up"]');
  await page.keyboard.press("Enter");
  await page.waitForURL(/done=step-moved/);
  assert.deepEqual(await titles(page), ["Copy a field", "Replace text"]);
  // With the pointer.
  await page.goto(portal.address + PATH);
  await page.dragAndDrop("ol[data-steps] li:nth-child(2) .step-words", "ol[data-steps] li:nth-child(1) .step-words", {
    targetPosition: { x: 10, y: 2 },
  });
  await page.waitForURL(/done=step-moved/);
  assert.deepEqual(await titles(page), ["Replace text", "Copy a field"]);
  assert.deepEqual(await violations(page), []);
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/list-1280.png`, fullPage: true });
  assert.deepEqual(errors, []);
  await context.close();
});

test("on a phone nothing sticks out, and every language is whole", async () => {
  const { page, errors, context } = await editor({ viewport: { width: 320, height: 700 }, hasTouch: true });
  for (const query of ["", "?add=join", "?add=skip_records", "?add=geomask"]) {
    for (const lang of ["en", "fr", "es"]) {
      await page.goto(`${portal.address}${PATH}${query}${query ? "&" : "?"}flg=${lang}`);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= 320, `${query} ${lang}: ${width}`);
      assert.doesNotMatch(await page.textContent("main"), /processors-/, `${query} ${lang}`);
      assert.deepEqual(await violations(page), [], `${query} ${lang}`);
    }
  }
  if (process.env.PICTURES) {
    await page.setViewportSize({ width: 390, height: 800 });
    await page.goto(`${portal.address}${PATH}?add=skip_records`);
    await page.screenshot({ path: `${process.env.PICTURES}/form-390.png`, fullPage: true });
    await page.goto(portal.address + PATH);
    await page.screenshot({ path: `${process.env.PICTURES}/list-390.png`, fullPage: true });
  }
  assert.deepEqual(errors, []);
  await context.close();
});
