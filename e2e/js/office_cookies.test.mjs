// The screen "Cookies" of the back office: can somebody add a service without a manual, and know beforehand what visitors will notice?

import assert from "node:assert/strict";
import { addPerson, after, before, startBrowser, startPortal, test, violations, visitor } from "./harness.mjs";

const PASSWORD = "a password to test with";
let portal;
let browser;

before(async () => {
  portal = await startPortal();
  browser = await startBrowser();
  addPerson(portal.data, "admin@example.org", "administrator", PASSWORD);
});

after(async () => {
  await browser?.close();
  await portal?.stop();
});

/** Somebody who is signed in as administrator. */
async function officer(options = {}) {
  const found = await visitor(browser, options);
  await found.page.goto(`${portal.address}/login/?next=/backoffice/cookies/`);
  await found.page.fill("input[name=email]", "admin@example.org");
  await found.page.fill("input[name=password]", PASSWORD);
  await found.page.click("main button[type=submit]");
  await found.page.waitForURL("**/backoffice/cookies/");
  return found;
}

const send = async (page, action) => {
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === "POST"),
    page.click(`main button[value=${action}]`),
  ]);
  await page.waitForLoadState();
  return answer.status();
};

/** What somebody sees who comes for the first time. */
async function stranger(path = "/") {
  const html = await (await fetch(portal.address + path)).text();
  return { asked: html.includes("data-consent-banner"), html };
}

test("a service is added with every word that visitors need, and takes effect only when it is confirmed", async () => {
  const { context, page } = await officer();
  assert.equal(await page.locator("#register ~ .scroller tbody tr").count(), 4);
  assert.equal(await page.locator(".state", { hasText: "fixed" }).count(), 4, "the four cannot be changed");
  await page.click("text=Add a service");
  await page.fill("[name=key]", "video");
  await page.fill("[name=hosts]", "https://video.example.org/");
  await page.evaluate(() => document.querySelectorAll("[required]").forEach((field) => field.removeAttribute("required")));
  assert.equal(await send(page, "preview"), 422);
  const errors = await page.locator("#errors").innerText();
  for (const part of ["Title", "Provider", "Responsible for the data", "Address of its privacy policy", "Host names only"]) assert.ok(errors.includes(part), part);
  assert.equal(await page.inputValue("[name=key]"), "video", "what was typed stays");

  await page.fill("[name='words-en-title']", "Videos from Example Tube");
  await page.fill("[name='words-en-text']", "Shows the films that a description mentions.");
  await page.fill("[name='words-fr-title']", "Vidéos d'Example Tube");
  await page.fill("[name='words-fr-text']", "Affiche les films qu'une description mentionne.");
  await page.fill("[name=provider]", "Example Tube");
  await page.fill("[name=controller]", "Example Tube Ltd, Dublin");
  await page.fill("[name=policy_url]", "https://video.example.org/privacy");
  await page.fill("[name=hosts]", "video.example.org\ncdn.example.org");
  await page.fill("[name='storage-0-name']", "visitor");
  await page.fill("[name='storage-0-days']", "180");
  assert.equal(await send(page, "preview"), 200);
  assert.equal(await page.getAttribute("[data-asks-again]", "data-asks-again"), "true");
  assert.ok((await page.locator("[data-asks-again]").innerText()).includes("Videos from Example Tube: added."));
  assert.equal(await page.locator(".state.warn").count(), 3, "Spanish, German and Dutch are missing, and marked");
  assert.ok((await page.locator("section[aria-labelledby=preview-fr]").innerText()).includes("Tout refuser"));
  assert.deepEqual(await violations(page), []);
  assert.equal((await stranger()).asked, false, "nothing has happened yet");
  assert.equal(await send(page, "edit"), 200);
  assert.equal(await page.inputValue("[name=provider]"), "Example Tube");
  await send(page, "preview");
  assert.equal(await send(page, "confirm"), 303);
  assert.ok((await page.locator("[role=status]").innerText()).includes("Saved"));
  assert.equal((await stranger()).asked, true);
  const policy = (await stranger("/terms/cookies-policy/")).html;
  assert.ok(policy.includes("visitor") && policy.includes("cdn.example.org") && policy.includes("Example Tube Ltd, Dublin"));
  await context.close();
});

test("other words must say whether they mean the same; a longer life asks again; somebody else's change is a conflict", async () => {
  const { context, page } = await officer();
  await page.click("text=Videos from Example Tube");
  await page.fill("[name='words-en-text']", "Shows the films which a description mentions.");
  assert.equal(await send(page, "preview"), 422);
  assert.ok((await page.locator("#errors").innerText()).includes("whether only the words differ"));
  await page.selectOption("[name=meaning]", "same");
  assert.equal(await send(page, "preview"), 200);
  assert.equal(await page.getAttribute("[data-asks-again]", "data-asks-again"), "false");
  await send(page, "edit");
  await page.selectOption("[name=meaning]", "other");
  await send(page, "preview");
  assert.equal(await page.getAttribute("[data-asks-again]", "data-asks-again"), "true");
  await send(page, "edit");
  await page.selectOption("[name=meaning]", "same");
  await page.fill("[name='storage-0-days']", "365");
  await send(page, "preview");
  assert.ok((await page.locator("[data-asks-again]").innerText()).includes("stays longer"));

  const other = await officer();
  await other.page.goto(`${portal.address}/backoffice/cookies/services/video/`);
  await other.page.fill("[name=provider]", "Example Tube Group");
  await send(other.page, "preview");
  assert.equal(await send(other.page, "confirm"), 303);
  await other.context.close();
  assert.equal(await send(page, "confirm"), 409, "the policy has changed since");
  await context.close();
});

test("the owner's text stands in the policy, made safe, and cannot replace what is generated", async () => {
  const { context, page } = await officer();
  await page.click("text=Edit the text");
  await page.fill("[name='text-en']", "<p>Our own words.</p><script>alert(1)</script><h1>Big</h1><style>table{display:none}</style><img src=x onerror=alert(1)>");
  await page.click("main form button[type=submit]");
  await page.waitForURL("**/backoffice/cookies/?done=saved");
  const { html } = await stranger("/terms/cookies-policy/");
  assert.ok(html.includes("<p>Our own words.</p>"));
  const main = html.slice(html.indexOf("<main"));
  for (const bad of ["<script", "<style", "onerror", "<h1>Big"]) assert.ok(!main.includes(bad), bad);
  for (const kept of ["id=\"sessionid\"", "id=\"necessary\"", "/cookies/preferences/", "data-policy-head"]) assert.ok(main.includes(kept), kept);
  await page.goto(`${portal.address}/backoffice/trail/?thing=cookies`);
  assert.ok((await page.locator("main").innerText()).includes("admin@example.org"));
  await context.close();
});

test("the screens pass the checks of WCAG 2.2 AA in every language, also what a change would mean", async () => {
  const { context, page } = await officer();
  for (const lang of ["en", "fr", "es", "de", "nl"]) {
    for (const path of ["", "new/", "services/video/remove/", "text/", "services/video/"]) {
      await page.goto(`${portal.address}/backoffice/cookies/${path}?flg=${lang}`);
      assert.equal(await page.getAttribute("html", "lang"), lang, path);
      assert.doesNotMatch(await page.textContent("main"), /consent-office-|office-\w+-/, `${path} in ${lang}: every word is there`);
      assert.deepEqual(await violations(page), [], `${path} in ${lang}`);
    }
    await page.fill("[name=provider]", `Example Tube, ${lang}`);
    assert.equal(await send(page, "preview"), 200);
    assert.deepEqual(await violations(page), [], `the preview in ${lang}`);
  }
  await context.close();
});

test("a removal is asked once, asks no visitor, and the screens pass the checks of WCAG 2.2 AA", async () => {
  for (const colorScheme of ["light", "dark"]) {
    const { context, page } = await officer({ colorScheme });
    for (const path of ["", "new/", "services/video/", "services/video/remove/", "text/"]) {
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.goto(`${portal.address}/backoffice/cookies/${path}`);
      assert.deepEqual(await violations(page), [], path);
      await page.setViewportSize({ width: 320, height: 640 });
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320, path);
    }
    await context.close();
  }
  const { context, page } = await officer();
  await page.goto(`${portal.address}/backoffice/cookies/services/video/remove/`);
  await page.click("main form button[type=submit]");
  await page.waitForURL("**/backoffice/cookies/?done=deleted");
  assert.equal((await stranger()).asked, false);
  await context.close();
});
