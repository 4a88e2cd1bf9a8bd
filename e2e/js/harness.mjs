// How do the browser tests get a portal and a browser? The real binary on a free port with the demo's data, and a Chromium.

import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as runner from "node:test";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const binary = process.env.PORTICO_TEST_BINARY;
const browserPath = process.env.PORTICO_TEST_CHROMIUM ?? "/usr/bin/chromium";

/** Minutes after which a test, or what comes before and after all tests, is taken for hanging: many times what it needs. */
const LONGEST_TEST = 10;
const LONGEST_HOOK = 5;
/** What was started and runs still: it ends with the tests, whatever happens. */
const children = new Set();

/** `what`, or an error that names it when it takes longer than that. */
export async function within(seconds, what, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not done after ${seconds} s`)), seconds * 1000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A test that cannot hang: after that many minutes it fails and says so, and the next one begins. */
export function test(name, ...rest) {
  const options = rest.length > 1 ? rest[0] : {};
  return runner.test(name, { timeout: LONGEST_TEST * 60_000, ...options }, rest.at(-1));
}

/** Before all tests of a file; cannot hang. */
export function before(work) {
  runner.before(work, { timeout: LONGEST_HOOK * 60_000 });
}

/** After all tests of a file; cannot hang, and neither can what a test has left open. */
export function after(work) {
  const last = async () => {
    // Where nothing is left open, the process ends before.
    setTimeout(() => process.exit(), 60_000).unref();
    await work();
  };
  runner.after(last, { timeout: LONGEST_HOOK * 60_000 });
}

const endAll = () => children.forEach((child) => child.kill("SIGKILL"));
process.once("exit", endAll);
process.once("SIGTERM", () => {
  console.error(`this file of tests was ended from outside while ${children.size} portals ran: it took too long`);
  endAll();
  process.exit(1);
});

/** The environment without settings of the machine. */
function cleanEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("PORTICO_")));
}

/** Runs a command of the program to its end and returns its standard output. */
export function portico(...args) {
  const result = spawnSync(binary, args, { env: cleanEnvironment(), encoding: "utf8", input: args.input });
  if (result.status !== 0) throw new Error(`portico ${args.join(" ")}: ${result.stderr}`);
  return result.stdout;
}

/** Adds someone to the portal of that directory. */
export function addPerson(data, email, role, password) {
  const args = ["user", "add", email, "--role", role, "--password-stdin", "--data", data];
  const result = spawnSync(binary, args, { env: cleanEnvironment(), encoding: "utf8", input: `${password}\n` });
  if (result.status !== 0) throw new Error(result.stderr);
}

/** Starts `portico demo` on a free port; resolves to its address, data directory and a function that stops it. */
export async function startPortal(command = "demo", settings = "") {
  const data = mkdtempSync(join(tmpdir(), "portico-test-"));
  if (settings) writeFileSync(join(data, "portico.toml"), settings);
  const child = spawn(binary, [command, "--data", data, "--bind", "127.0.0.1:0"], { env: cleanEnvironment() });
  children.add(child);
  let log = "";
  let output = "";
  child.stderr.on("data", (chunk) => (log += chunk));
  const started = new Promise((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      output += chunk;
      const found = output.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (found) resolve(found[0]);
    });
    child.on("exit", (code) => {
      children.delete(child);
      reject(new Error(`portico ${command} ended with ${code}:\n${log}`));
    });
  });
  const address = await within(180, `portico ${command} says its address`, started);
  const stop = async () => {
    if (child.exitCode === null) {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      try {
        await within(60, `portico ${command} stops when it is told to`, gone);
      } catch (error) {
        child.kill("SIGKILL");
        throw new Error(`${error.message}\n${log}`);
      }
    }
    rmSync(data, { recursive: true, force: true });
  };
  return { address, data, stop, log: () => log, output: () => output };
}

const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];

/** A Chromium that talks to nobody by itself. */
export async function startBrowser() {
  const browser = await chromium.launch({ executablePath: browserPath, args: ARGUMENTS });
  const close = browser.close.bind(browser);
  browser.close = () => within(60, "the browser closes", close());
  return browser;
}

/** A visitor whose Chromium has the extension of that folder, once the extension runs. */
export async function visitorWith(extension, locale) {
  const profile = mkdtempSync(join(tmpdir(), "portico-profile-"));
  const args = [...ARGUMENTS, "--headless=new", `--disable-extensions-except=${extension}`, `--load-extension=${extension}`];
  const context = await chromium.launchPersistentContext(profile, { executablePath: browserPath, headless: false, locale, args });
  if (context.serviceWorkers().length === 0) await context.waitForEvent("serviceworker", { timeout: 60_000 });
  const close = async () => {
    await within(60, "the browser with an extension closes", context.close());
    rmSync(profile, { recursive: true, force: true });
  };
  return { context, page: context.pages()[0] ?? (await context.newPage()), close };
}

/** A fresh visitor, with a list of every request that leaves the browser. */
export async function visitor(browser, options = {}) {
  const context = await browser.newContext({ locale: "en-GB", ...options });
  const requests = [];
  const errors = [];
  context.on("request", (request) => requests.push(request.url()));
  const page = await context.newPage();
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  return { context, page, requests, errors };
}

const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** Violations of WCAG 2.2 A and AA on the page, one line each. */
export async function violations(page) {
  await page.evaluate(axe);
  const run = page.evaluate(() =>
    globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }),
  );
  const result = await within(120, `the checks of ${page.url()}`, run);
  return result.violations.map((found) => `${found.id}: ${found.nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

/** Everything that a browser can hold besides cookies. */
export function storageOf(page) {
  const held = page.evaluate(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    caches: (await caches.keys()).length,
  }));
  return within(60, `what the browser holds at ${page.url()}`, held);
}

/** Nothing stored. */
export const NOTHING = { local: 0, session: 0, databases: 0, workers: 0, caches: 0 };

/** The public pages that every test of pages walks. */
export const PAGES = [
  "/",
  "/explore/",
  "/explore/?q=earthquake",
  "/explore/?q=nothingislikethis",
  "/explore/dataset/earthquakes/information/",
  "/explore/dataset/earthquakes/table/",
  "/explore/dataset/earthquakes/table/?q=california&refine.net=ci",
  "/explore/dataset/earthquakes/map/",
  "/explore/dataset/earthquakes/export/",
  "/explore/dataset/earthquakes/api/",
  "/explore/dataset/seattle-weather/table/",
  "/explore/dataset/us-zip-codes/map/",
  "/console",
  "/login/",
  "/statistics/",
  "/terms/cookies-policy/",
  "/terms/privacy-policy/",
  "/terms/terms-and-conditions/",
  "/cookies/preferences/",
];
