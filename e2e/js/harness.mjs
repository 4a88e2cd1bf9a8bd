// How do the browser tests get a portal and a browser? The real binary on a free port with the demo's data, and a Chromium.

import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const binary = process.env.PORTICO_TEST_BINARY;
const browserPath = process.env.PORTICO_TEST_CHROMIUM ?? "/usr/bin/chromium";

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
export async function startPortal(command = "demo") {
  const data = mkdtempSync(join(tmpdir(), "portico-test-"));
  const child = spawn(binary, [command, "--data", data, "--bind", "127.0.0.1:0"], { env: cleanEnvironment() });
  let log = "";
  child.stderr.on("data", (chunk) => (log += chunk));
  const address = await new Promise((resolve, reject) => {
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
      const found = output.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (found) resolve(found[0]);
    });
    child.on("exit", (code) => reject(new Error(`portico ${command} ended with ${code}:\n${log}`)));
  });
  const stop = async () => {
    if (child.exitCode === null) {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
    }
    rmSync(data, { recursive: true, force: true });
  };
  return { address, data, stop, log: () => log };
}

/** A Chromium that talks to nobody by itself. */
export function startBrowser() {
  return chromium.launch({
    executablePath: browserPath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
  });
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
  const result = await page.evaluate(() =>
    globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }),
  );
  return result.violations.map((found) => `${found.id}: ${found.nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

/** Everything that a browser can hold besides cookies. */
export function storageOf(page) {
  return page.evaluate(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    caches: (await caches.keys()).length,
  }));
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
