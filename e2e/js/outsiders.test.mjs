// What do programs of others make of the portal: an extension that refuses for its people, all its rules, the lists of a blocker?

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FiltersEngine, Request } from "@ghostery/adblocker";
import { after, before, PAGES, portico, startBrowser, startPortal, test, visitor, visitorWith } from "./harness.mjs";

/** DuckDuckGo's autoconsent: the extension as it is built, and its rules. */
const AUTOCONSENT = fileURLToPath(new URL("node_modules/@duckduckgo/autoconsent/", import.meta.url));
/** The lists of uBlock Origin: the test command brings them where it can. */
const LISTS = process.env.PORTICO_TEST_LISTS;
const LOCALES = ["en-GB", "fr-FR", "es-ES", "de-DE", "nl-NL"];
const VIDEO = {
  key: "video",
  provider: "Example Tube",
  controller: "Example Tube Ltd, Dublin",
  policy_url: "https://video.example.org/privacy",
  class: "third-party",
  purpose: "video",
  words: { en: { title: "Videos from Example Tube", text: "Shows the films that a description mentions." } },
  hosts: ["video.example.org"],
  storage: [{ name: "visitor", kind: "cookie", days: 180 }],
};

let portal;
let browser;

before(async () => {
  portal = await startPortal();
  browser = await startBrowser();
  const file = join(portal.data, "service.json");
  writeFileSync(file, JSON.stringify(VIDEO));
  portico("cookies", "add", file, "--data", portal.data);
  await new Promise((resolve) => setTimeout(resolve, 2500));
});

after(async () => {
  await browser?.close();
  await portal?.stop();
});

const choiceOf = async (context) => (await context.cookies(portal.address)).find((cookie) => cookie.name === "cookies_preferences")?.value;

test("the extension itself refuses the banner, in each language", async () => {
  for (const locale of LOCALES) {
    const { context, page, close } = await visitorWith(join(AUTOCONSENT, "dist/addon-mv3"), locale);
    await page.goto(portal.address, { waitUntil: "domcontentloaded" });
    assert.equal(await page.getAttribute("html", "lang"), locale.slice(0, 2));
    await page.waitForSelector("[data-consent-done]", { timeout: 60_000 }).catch(() => assert.fail(`${locale}: the banner is not refused`));
    assert.match(await choiceOf(context), /\.00$/, locale);
    await close();
  }
});

test("none of the extension's rules for other sites takes the banner for its own, and none accepts", async () => {
  const script = readFileSync(join(AUTOCONSENT, "dist/autoconsent.playwright.js"), "utf8");
  const compact = JSON.parse(readFileSync(join(AUTOCONSENT, "rules/compact-rules.json"), "utf8"));
  for (const autoAction of ["optOut", "optIn"]) {
    const { context, page } = await visitor(browser);
    const messages = [];
    let over;
    const ended = new Promise((resolve) => (over = resolve));
    await page.exposeBinding("autoconsentSendMessage", async ({ frame }, message) => {
      messages.push(message);
      const answer = (value) => frame.evaluate(`autoconsentReceiveMessage(${JSON.stringify(value)})`);
      if (message.type === "init") {
        const config = { enabled: true, autoAction, disabledCmps: [], enablePrehide: true, enableCosmeticRules: true, detectRetries: 3, heuristicMode: "off" };
        await answer({ type: "initResp", config, rules: { compact } });
      }
      if (message.type === "eval") await answer({ id: message.id, type: "evalResp", result: await frame.evaluate(message.code).catch(() => false) });
      if (message.type === "report" && message.state?.lifecycle === "nothingDetected") over();
    });
    await page.goto(portal.address, { waitUntil: "networkidle" });
    await page.evaluate(script);
    // Rules that find something say so; without one the script ends its search.
    await Promise.race([ended, page.waitForTimeout(15_000)]);
    assert.ok(messages.some((message) => message.type === "init"), "the script runs");
    assert.deepEqual(messages.filter((message) => message.type === "cmpDetected"), [], autoAction);
    assert.ok(await page.locator("[data-consent-banner]").isVisible(), "the choice stays open");
    assert.equal(await choiceOf(context), undefined, autoAction);
    await context.close();
  }
});

test("the lists of uBlock Origin block no request of the portal and hide nothing on its pages", { skip: LISTS && existsSync(LISTS) ? false : "PORTICO_TEST_LISTS names no folder with the lists of uBlock Origin" }, async () => {
  const files = readdirSync(LISTS, { recursive: true }).filter((file) => /^(ublock|thirdparties.easylist).*\.txt$/.test(file));
  const text = files.map((file) => readFileSync(join(LISTS, file), "utf8")).join("\n");
  assert.ok(text.split("\n").length > 50_000, `the lists are there: ${files.join()}`);
  const engine = FiltersEngine.parse(text, { loadExtendedSelectors: true });
  const site = "https://data.example.org";
  const isBlocked = (url, type, page) => engine.match(Request.fromRawDetails({ url, type, sourceUrl: site + page })).match;
  assert.ok(isBlocked("https://www.google-analytics.com/analytics.js", "script", "/"), "the lists block what they are for");
  const { context, page } = await visitor(browser);
  const sent = [];
  page.on("request", (request) => sent.push(request));
  const found = [];
  for (const path of PAGES) {
    sent.length = 0;
    await page.goto(portal.address + path, { waitUntil: "networkidle" });
    for (const request of sent) {
      const url = request.url().replace(portal.address, site);
      const type = request.isNavigationRequest() ? "main_frame" : request.resourceType();
      if (isBlocked(url, type, path)) found.push(`${path}: ${url} is blocked`);
    }
    const names = await page.evaluate(() => {
      const all = [...document.querySelectorAll("*")];
      return { classes: [...new Set(all.flatMap((one) => [...one.classList]))], ids: all.map((one) => one.id).filter(Boolean), hrefs: all.map((one) => one.href).filter((href) => typeof href === "string" && href) };
    });
    const rules = engine.getCosmeticsFilters({ url: site + path, hostname: "data.example.org", domain: "example.org", ...names, getBaseRules: true, getExtendedRules: true, getRulesFromDOM: true, getRulesFromHostname: true });
    const selectors = rules.styles.split(/\{[^}]*\}/).flatMap((part) => part.split(/,\n/)).map((part) => part.trim()).filter(Boolean);
    assert.ok(selectors.length > 10, path);
    const hidden = await page.evaluate((selectors) => selectors.filter((selector) => {
      try {
        return document.querySelector(selector) !== null;
      } catch {
        // A selector that only the blocker's own engine understands.
        return false;
      }
    }), selectors);
    found.push(...hidden.map((selector) => `${path}: ${selector} is hidden`));
  }
  assert.deepEqual(found, []);
  await context.close();
});
