// Is the policy page whole where people read it: without scripts, on paper, while a choice is pending, without cookies, in every language?

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { PAGES, addPerson, after, before, portico, startBrowser, startPortal, test, violations, visitor } from "./harness.mjs";

const POLICY = "/terms/cookies-policy/";
const LANGUAGES = ["en", "fr", "es", "de", "nl"];
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
  addPerson(portal.data, "reader@example.org", "reader", "a password to test with");
});

after(async () => {
  await browser?.close();
  await portal?.stop();
});

const flat = (text) => text.replace(/\s+/g, " ");

/** What every reader must find on the page in that language. */
async function parts(lang) {
  const twin = await (await fetch(`${portal.address}/terms/cookies-policy.json?flg=${lang}`)).json();
  return twin.items.flatMap((item) => [item.name, item.provider, item.function, item.purpose, item.set_when, item.duration]);
}

async function add(service) {
  const file = join(portal.data, "service.json");
  writeFileSync(file, JSON.stringify(service));
  portico("cookies", "add", file, "--data", portal.data);
  await new Promise((resolve) => setTimeout(resolve, 700));
}

test("nothing that the page loads comes from below its own address", async () => {
  const { context, page, requests } = await visitor(browser);
  for (const path of [POLICY, `${POLICY}versions/1/`]) {
    requests.length = 0;
    await page.goto(portal.address + path, { waitUntil: "networkidle" });
    const loaded = requests.filter((url) => url !== portal.address + path);
    assert.ok(loaded.length > 3, "it does load style sheets");
    for (const url of loaded) assert.ok(url.startsWith(`${portal.address}/assets/`), url);
    const named = await page.locator("[src], link[rel=stylesheet], link[rel=icon]").evaluateAll((all) => all.map((element) => element.getAttribute("src") ?? element.getAttribute("href")));
    for (const address of named) assert.ok(address.startsWith("/assets/"), address);
  }
  await context.close();
});

test("without scripts, on paper and on a phone the page says everything, in each language", async () => {
  for (const lang of LANGUAGES) {
    const { context, page } = await visitor(browser, { javaScriptEnabled: false });
    const expected = await parts(lang);
    for (const [media, width] of [["screen", 1280], ["screen", 390], ["print", 794]]) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ media });
      await page.goto(`${portal.address}${POLICY}?flg=${lang}`);
      const text = flat(await page.innerText("main"));
      for (const part of expected) assert.ok(text.includes(flat(part)), `${lang} ${media} ${width}: ${part}`);
      for (const id of ["necessary", "statistical", "first-party", "third-party"]) assert.ok(await page.locator(`h3#${id}`).isVisible(), `${lang} ${media} ${id}`);
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, `${lang} ${media} ${width}`);
    }
    assert.ok(!(await page.locator(".site-nav").isVisible()), "controls are not printed");
    const pdf = await page.pdf();
    assert.ok(pdf.length > 10_000);
    await context.close();
  }
});

test("each cell of the table says what the register says, in each language", async () => {
  const register = JSON.parse(portico("cookies", "list", "--json", "--data", portal.data));
  for (const lang of LANGUAGES) {
    const { context, page } = await visitor(browser);
    const { items } = await (await fetch(`${portal.address}/terms/cookies-policy.json?flg=${lang}`)).json();
    await page.goto(`${portal.address}${POLICY}?flg=${lang}`);
    const rows = await page.locator("main table tbody tr").evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.innerText.replace(/\s+/g, " ").trim())));
    assert.deepEqual(rows.map((row) => row[0]), register.map((item) => item.name), lang);
    for (const [at, item] of items.entries()) {
      const [name, supplier, place, purpose, when, duration] = rows[at];
      assert.deepEqual([name, supplier, purpose, when, duration], [item.name, item.provider, item.purpose, item.set_when, item.duration].map(flat), `${lang} ${name}`);
      assert.ok(place.startsWith(flat(item.function)), `${lang} ${name}: ${place}`);
      for (const key of ["name", "provider", "class", "max_age_seconds", "set_on"]) assert.deepEqual(item[key], register[at][key], `${name} ${key}`);
    }
    await context.close();
  }
});

test("instructions for each browser, whom to ask and where to complain stand on the page", async () => {
  for (const lang of LANGUAGES) {
    const { context, page } = await visitor(browser);
    await page.goto(`${portal.address}${POLICY}?flg=${lang}`);
    const text = await page.innerText("main");
    for (const name of ["Edge", "Chrome", "Firefox", "Safari"]) assert.match(text, new RegExp(`${name}\\s?:`), `${lang}: ${name}`);
    const twin = await (await fetch(`${portal.address}/terms/cookies-policy/versions/1.json`)).json();
    assert.ok(text.includes(twin.texts[lang].contact.text), lang);
    await context.close();
  }
});

test("every page works in a browser that keeps no cookie", async () => {
  // A way in between that lets no cookie through, in neither direction.
  const between = http.createServer((request, response) => {
    const headers = { ...request.headers };
    delete headers.cookie;
    const onward = http.request(portal.address + request.url, { method: request.method, headers }, (answer) => {
      const kept = { ...answer.headers };
      delete kept["set-cookie"];
      response.writeHead(answer.statusCode, kept);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  await new Promise((resolve) => between.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${between.address().port}`;
  const { context, page, errors } = await visitor(browser);
  const client = await context.newCDPSession(page);
  await client.send("Emulation.setDocumentCookieDisabled", { disabled: true });
  for (const path of PAGES) {
    const response = await page.goto(address + path, { waitUntil: "networkidle" });
    assert.equal(response.status(), 200, path);
    assert.ok(await page.locator("h1").first().isVisible(), path);
  }
  assert.deepEqual(errors, []);
  assert.deepEqual(await context.cookies(), []);
  await page.goto(`${address}/login/`);
  await page.fill("input[name=email]", "reader@example.org");
  await page.fill("input[name=password]", "a password to test with");
  await page.click("main button[type=submit]");
  await page.waitForLoadState();
  assert.ok((await page.innerText("main")).includes("Allow cookies for this site"), "signing in says why it cannot work");
  await context.close();
  between.closeAllConnections();
  between.close();
});

test("the page is whole while a choice is pending, and the banner takes less than 2 kB of scripts", async () => {
  await add(VIDEO);
  const { context, page, requests } = await visitor(browser);
  await page.goto(portal.address + POLICY, { waitUntil: "networkidle" });
  assert.ok(await page.locator("[data-consent-banner]").isVisible());
  const text = flat(await page.innerText("main"));
  for (const part of await parts("en")) assert.ok(text.includes(flat(part)), part);
  const covered = await page.evaluate(() => {
    document.querySelector("#table").scrollIntoView();
    const box = document.querySelector("#table").getBoundingClientRect();
    return document.elementFromPoint(box.left + 5, box.top + 5)?.closest("[data-consent-banner]") !== null;
  });
  assert.ok(!covered, "the banner lies over nothing");
  // The banner has no script of its own: all that pages load is one small module, and the banner works without it.
  const scripts = requests.filter((url) => /\.m?js(\?|$)/.test(url));
  assert.equal(scripts.length, 1, scripts.join());
  const bytes = gzipSync(Buffer.from(await (await fetch(scripts[0])).arrayBuffer())).length;
  assert.ok(bytes <= 2048, `${bytes} bytes`);
  await context.close();
});

test("no automatic check of WCAG 2.2 AA fails while a choice is pending, in each language, and no focus is covered", async () => {
  for (const lang of LANGUAGES) {
    for (const width of [1280, 320]) {
      const { context, page } = await visitor(browser, { viewport: { width, height: 640 }, locale: lang });
      for (const path of ["/", POLICY, "/cookies/preferences/", "/statistics/"]) {
        await page.goto(portal.address + path, { waitUntil: "networkidle" });
        assert.equal(await page.getAttribute("html", "lang"), lang);
        assert.deepEqual(await violations(page), [], `${lang} ${width} ${path}`);
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, `${lang} ${width} ${path}`);
      }
      await page.goto(portal.address + POLICY);
      for (let stop = 0; stop < 40; stop++) {
        await page.keyboard.press("Tab");
        const covered = await page.evaluate(() => {
          const one = document.activeElement;
          if (!one || one === document.body) return null;
          const box = one.getBoundingClientRect();
          const over = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
          return over && (one.contains(over) || over.contains(one)) ? null : `${one.outerHTML.slice(0, 120)} at ${box.left},${box.top}`;
        });
        assert.equal(covered, null, `${lang} ${width}, stop ${stop}`);
      }
      await context.close();
    }
  }
});

test("a choice belongs to a browser and not to an account", async () => {
  const signIn = async (page) => {
    await page.goto(`${portal.address}/login/`);
    await page.fill("input[name=email]", "reader@example.org");
    await page.fill("input[name=password]", "a password to test with");
    await page.click("main button[type=submit]");
    await page.waitForLoadState();
  };
  const one = await visitor(browser);
  await signIn(one.page);
  await one.page.goto(portal.address + POLICY);
  await one.page.locator("[data-consent-accept]").click();
  await one.page.waitForLoadState();
  assert.equal(await one.page.locator("[data-consent-banner]").count(), 0);
  const two = await visitor(browser);
  await signIn(two.page);
  await two.page.goto(portal.address + POLICY);
  assert.equal(await two.page.locator("[data-consent-banner]").count(), 1, "the other browser is asked");
  assert.ok(!(await two.context.cookies()).some((cookie) => cookie.name === "cookies_preferences"));
  await two.page.locator("[data-consent-reject]").click();
  await two.page.waitForLoadState();
  await one.page.goto(`${portal.address}/cookies/preferences/`);
  assert.ok(await one.page.isChecked("#service-video"), "and its answer changes nothing in the first");
  await one.context.close();
  await two.context.close();
});

/** The form of a rule of Consent-O-Matic, as far as rules may have it: detectors, methods, actions and matchers. */
function checkRule(rule) {
  const only = (object, allowed, where) => {
    for (const key of Object.keys(object)) assert.ok(allowed.includes(key), `${where}: ${key}`);
  };
  const target = (found, where) => {
    only(found, ["selector", "textFilter", "styleFilter", "displayFilter", "iframeFilter", "childFilter", "parent", "target"], where);
    assert.equal(typeof found.selector, "string", where);
  };
  const matcher = (found, where) => {
    only(found, ["type", "target", "parent", "url", "regexp", "negated"], where);
    assert.ok(["css", "checkbox", "url", "onoff"].includes(found.type), where);
    target(found.target, where);
  };
  const actions = {
    click: ["target", "openInTab"],
    list: ["actions"],
    consent: ["consents"],
    ifcss: ["target", "trueAction", "falseAction"],
    waitcss: ["target", "retries", "waitTime", "negated"],
    foreach: ["target", "action"],
    hide: ["target"],
    slide: ["target", "dragTarget", "axis"],
    close: [],
    wait: ["waitTime"],
  };
  const action = (found, where) => {
    assert.ok(found.type in actions, `${where}: ${found.type}`);
    only(found, ["type", "parent", ...actions[found.type]], where);
    if (found.target) target(found.target, where);
    for (const inner of found.actions ?? []) action(inner, where);
    for (const name of ["trueAction", "falseAction", "action"]) if (found[name]) action(found[name], where);
    for (const consent of found.consents ?? []) {
      only(consent, ["type", "matcher", "toggleAction", "trueAction", "falseAction", "description"], where);
      assert.ok(["A", "B", "D", "E", "F", "X"].includes(consent.type), where);
    }
  };
  only(rule, ["$schema", ...Object.keys(rule).filter((name) => name !== "$schema")], "rule");
  for (const [name, found] of Object.entries(rule).filter(([name]) => name !== "$schema")) {
    only(found, ["detectors", "methods"], name);
    assert.ok(found.detectors.length > 0, name);
    for (const detector of found.detectors) {
      only(detector, ["presentMatcher", "showingMatcher"], name);
      for (const kind of ["presentMatcher", "showingMatcher"]) {
        assert.ok(detector[kind].length > 0, `${name}: ${kind}`);
        detector[kind].forEach((one) => matcher(one, `${name}: ${kind}`));
      }
    }
    for (const method of found.methods) {
      only(method, ["name", "action", "custom"], name);
      assert.ok(["HIDE_CMP", "OPEN_OPTIONS", "DO_CONSENT", "SAVE_CONSENT", "UTILITY", "TEST_CONSENT", "OPEN_PREFS"].includes(method.name), `${name}: ${method.name}`);
      action(method.action, `${name}: ${method.name}`);
    }
  }
}

test("the rule for Consent-O-Matic has the form of its rules, and refuses the banner when it is followed", async () => {
  const rule = await (await fetch(`${portal.address}/consent-o-matic.json`)).json();
  checkRule(rule);
  assert.throws(() => checkRule({ x: { detectors: [{ presentMatcher: [{ type: "css", target: { selector: "a" } }] }], methods: [] } }));
  assert.throws(() => checkRule({ x: { ...rule.portico, methods: [{ name: "DO_CONSENT", action: { type: "press", target: { selector: "a" } } }] } }));
  const { context, page } = await visitor(browser);
  await page.goto(portal.address + POLICY);
  const matchers = rule.portico.detectors.flatMap((detector) => [...detector.presentMatcher, ...detector.showingMatcher]);
  for (const one of matchers) assert.ok(await page.locator(one.target.selector).isVisible(), one.target.selector);
  const follow = async (action) => {
    if (action.type === "click") await page.locator(action.target.selector).first().click();
    for (const inner of action.actions ?? []) await follow(inner);
  };
  for (const name of ["DO_CONSENT", "SAVE_CONSENT"]) {
    const method = rule.portico.methods.find((method) => method.name === name);
    if (method) await follow(method.action);
  }
  await page.waitForLoadState();
  const choice = (await context.cookies()).find((cookie) => cookie.name === "cookies_preferences");
  assert.match(choice.value, /\.00$/);
  await context.close();
});

test("the portal works with the rules that blocking lists have for annoyances, and with the banner hidden", async () => {
  const list = readFileSync(new URL("annoyances.txt", import.meta.url), "utf8").split("\n").filter((line) => line && !line.startsWith("!"));
  const hidden = list.filter((line) => line.startsWith("##")).map((line) => line.slice(2));
  const blocked = list.filter((line) => !line.startsWith("##")).map((line) => new RegExp(line.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*/g, ".*")));
  assert.ok(hidden.length > 30 && blocked.length > 30);
  for (const banner of [false, true]) {
    const { context, page, errors } = await visitor(browser);
    const stopped = [];
    await context.route("**/*", (route) => {
      const url = route.request().url();
      const isPart = route.request().resourceType() !== "document";
      if (!isPart || !blocked.some((rule) => rule.test(url))) return route.continue();
      stopped.push(url);
      return route.abort("blockedbyclient");
    });
    const style = `${hidden.join(",\n")}${banner ? ",\n[data-consent-banner]" : ""} { display: none !important; }`;
    await page.addInitScript((style) => {
      document.addEventListener("DOMContentLoaded", () => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(style);
        document.adoptedStyleSheets = [sheet];
      });
    }, style);
    for (const path of PAGES) {
      const response = await page.goto(portal.address + path, { waitUntil: "networkidle" });
      assert.equal(response.status(), 200, path);
      for (const part of ["h1", "main", ".site-footer a[href='/cookies/preferences/']"]) assert.ok(await page.locator(part).first().isVisible(), `${path}: ${part}`);
    }
    await page.goto(`${portal.address}/explore/`);
    assert.equal(await page.locator("[data-consent-banner]").isVisible(), !banner);
    await page.fill("main input[type=search]", "earthquakes");
    await page.keyboard.press("Enter");
    await page.waitForURL("**q=earthquakes**");
    await page.click("main a[href*='/explore/dataset/earthquakes/']");
    await page.waitForLoadState("networkidle");
    await page.goto(`${portal.address}/cookies/preferences/`);
    await page.click("[data-consent-reject]");
    await page.waitForLoadState();
    assert.ok((await context.cookies()).some((cookie) => cookie.name === "cookies_preferences"), "choices are saved");
    assert.deepEqual(stopped, [], "nothing of the portal looks like what such lists block");
    assert.deepEqual(errors, []);
    await context.close();
  }
});
