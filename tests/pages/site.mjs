// The web application in a real browser: node tests/pages/site.mjs BUILD_FOLDER [--pictures] [--only=WORDS]
//
// Makes the demonstration's database, serves it on loopback, and goes through it as several of its people: every route
// that shows a page is found by its links (or by `reach`), weighed, and inspected once; tasks are done by pointer and by
// keyboard; forms with mistakes are looked at too. Prints TAP. With --pictures it only photographs every page:
// BUILD_FOLDER/site/*.png. With --only, for those who work on some pages, the others are left out: WORDS is a regular
// expression for routes, and for the addresses where tasks and forms begin.
import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";
import { open, siteInspections, stateInspections, Windows } from "./inspect.mjs";
import { browserOptions, serve, signIn } from "./serve.mjs";
import { states, tasks } from "./tasks.mjs";

const build = resolve(process.argv[2] ?? "build");
const folder = join(build, "site");
const program = join(build, "upward");
const pictures = process.argv.includes("--pictures");
const only = new RegExp(process.argv.find((word) => word.startsWith("--only="))?.slice(7) ?? "");

// Whose pages are looked at: a page that several can see is looked at as the first of them.
const people = ["Asha Lindqvist", "Tom Okafor", "Noor Haddad", "Dev Ramanathan", "Kit Sandoval", "Mina Castell", "Piers Halloran", "nobody"];

const addressesOfARoute = 3, valuesOfAName = 8;
const bytesOfAPage = 200_000;

// Routes that show no page: files, and what programs ask.
const notPages = [/^\/assets\//, /^\/healthz$/, /^\/session/, /\.(csv|json|jsonl|svg|png|txt|xlsx)$/, /\/report\.html$/, /\/data\/\{file\}$/, /^\/api\//];

if (!execFileSync(program, ["--help"], { encoding: "utf8" }).includes(" serve ")) {
  console.log("1..0 # SKIP this build has no server");
  process.exit(0);
}

let count = 0, failed = 0;
function report(name, complaints) {
  count++;
  failed += complaints.length > 0;
  console.log(`${complaints.length ? "not ok" : "ok"} ${count} - ${name}`);
  for (const complaint of complaints) console.log(`# ${complaint.replaceAll("\n", " ")}`);
}

const routes = JSON.parse(execFileSync(program, ["routes", "--json"], { encoding: "utf8" }));
const patterns = (routes.routes ?? routes).filter(({ method }) => method === "GET").map(({ pattern }) => ({
  pattern, names: [...pattern.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name),
  test: new RegExp(`^${pattern.replace(/[.]/g, "\\$&").replace(/\{[^}]*\.\.\.\}/g, "(.+)").replace(/\{[^}]*\}/g, "([^/]+)")}$`),
})).sort((a, b) => a.pattern.split("{").length - b.pattern.split("{").length);
const routeOf = (path) => patterns.find(({ test }) => test.test(path));

// What stands in addresses in the place of {year}, {organisation} …, as far as links have told.
const told = new Map();
function learn({ names, test }, path) {
  test.exec(path).slice(1).forEach((value, i) => {
    const values = told.get(names[i]) ?? new Set();
    if (values.size < valuesOfAName) told.set(names[i], values.add(value));
  });
}

// Pages whose links lead to pages that the first of their kind does not lead to: a chart with words about a point, and one
// with a decision on its limits.
const begins = ["/", "/todo", "/sign-in/demonstration", "/measures/falls/at/03V", "/measures/four-hours/at/02V"];

// The first address of each route that shows a page, by its links.
async function explore(browser, address, storageState, known) {
  const context = await browser.newContext({ storageState });
  const found = new Map(), followed = new Map(), queue = [...begins], asked = new Set();
  while (queue.length) {
    const path = queue.shift();
    const route = routeOf(path.split("?")[0]), pattern = route?.pattern;
    const times = followed.get(pattern) ?? 0;
    if (asked.has(path) || times === addressesOfARoute) continue;
    asked.add(path);
    followed.set(pattern, times + 1);
    if (!pattern) {
      report(`${path} is a route`, ["a link leads to an address that no route has"]);
      continue;
    }
    learn(route, path.split("?")[0]);
    const answer = await context.request.get(address + path);
    if (!answer.ok() || !answer.headers()["content-type"]?.startsWith("text/html")) {
      if (answer.status() >= 400) report(`${path} can be followed`, [`it answers ${answer.status()}`]);
      continue;
    }
    const words = await answer.text(), isPage = !notPages.some((one) => one.test(pattern));
    if (isPage && !known.has(pattern) && !found.has(pattern)) found.set(pattern, path);
    const bytes = Buffer.byteLength(words);
    if (isPage && bytes > bytesOfAPage) report(`${path} weighs at most 200 kB`, [`it has ${bytes} bytes`]);
    for (const [, href] of words.matchAll(/<a [^>]*href="(\/[^"#]*)/g)) queue.push(href.replaceAll("&amp;", "&"));
  }
  await context.close();
  return found;
}

// A secret of the right length that nobody was told.
const secret = "A".repeat(43);

// Addresses of a route, of all that links have told.
function* addressesOf({ pattern, names }, filled = pattern) {
  const name = names.find((one) => filled.includes(`{${one}}`));
  if (!name) return yield filled;
  for (const value of [...(told.get(name) ?? []), ...(["token", "link"].includes(name) ? [secret] : [])])
    yield* addressesOf({ pattern, names }, filled.replace(`{${name}}`, value));
}

// A page that no link leads to, because a form or a letter does: as whoever gets one. An address that only leads
// elsewhere has no page; of a secret that nobody was told there is the page which says so.
async function reach(browser, address, route, cookies) {
  let leadsElsewhere = true, unknown;
  for (const [name, storageState] of cookies) {
    const context = await browser.newContext({ storageState });
    try {
      for (const path of addressesOf(route)) {
        const answer = await context.request.get(address + path, { maxRedirects: 0 });
        const isPage = answer.headers()["content-type"]?.startsWith("text/html");
        if (answer.ok() && isPage) return { name, path };
        if (answer.status() === 404 && isPage && path.includes(secret)) unknown ??= { name, path, isUnknown: true };
        leadsElsewhere &&= answer.status() === 303;
      }
    } finally {
      await context.close();
    }
  }
  return leadsElsewhere ? {} : unknown;
}

function byOptions(inspections) {
  const groups = new Map();
  for (const inspection of inspections) {
    const key = JSON.stringify(inspection.options);
    if (!groups.has(key)) groups.set(key, [inspection.options, []]);
    groups.get(key)[1].push(inspection);
  }
  return groups.values();
}

// Two at a time, each with windows of its own.
async function eachOf(browser, items, work) {
  const left = [...items];
  await Promise.all([1, 2].map(async () => {
    const windows = new Windows(browser);
    while (left.length) await work(windows, left.shift());
    await windows.close();
  }));
}

async function look(windows, name, address, storageState, isUnknown) {
  for (const [options, inspections] of byOptions(siteInspections))
    await windows.open(address, { ...options, storageState }, async (tab, noise) => {
      for (const inspection of inspections) report(`${name} ${inspection.name}`, await inspection.look(tab, isUnknown ? noise.filter((words) => !/404/.test(words)) : noise));
    });
}

async function photograph(browser, name, address, storageState) {
  for (const width of [1280, 360]) {
    const context = await browser.newContext({ storageState, viewport: { width, height: 800 } });
    const tab = await context.newPage();
    await tab.goto(address);
    const file = name.replace(/^\//, "").replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "") || "home";
    await tab.screenshot({ path: join(folder, `${file}-${width}.png`), fullPage: true });
    await context.close();
  }
}

// What a task has: work(locator) presses it, write(locator, words) fills it, by pointer or by keyboard alone.
function hands(page, byKeyboard) {
  const reach = async (locator) => {
    const target = await locator.elementHandle();
    for (let i = 0; i < 300; i++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`the keyboard does not reach ${locator}`);
  };
  if (!byKeyboard)
    return { work: (locator) => locator.click(), write: (locator, words) => locator.fill(words), choose: (locator) => locator.check() };
  return {
    work: async (locator) => { await reach(locator); await page.keyboard.press("Enter"); },
    write: async (locator, words) => { await reach(locator); await page.keyboard.press("Control+A"); await page.keyboard.type(words); },
    // Tab reaches a group of radios at its first one, or the one that is chosen; arrows go on from there.
    choose: async (locator) => {
      const name = await locator.getAttribute("name");
      await reach(page.locator(`input[name="${name}"]`).first());
      for (let i = 0; i < 100 && !(await locator.evaluate((radio) => radio === document.activeElement)); i++) await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Space");
    },
  };
}

async function doTask(browser, address, task, byKeyboard, storageState, options) {
  const context = await browser.newContext({ storageState, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15000);
  try {
    await page.goto(address + task.from);
    await task.steps(page, hands(page, byKeyboard));
    return [];
  } catch (error) {
    return [String(error.message ?? error)];
  } finally {
    await context.close();
  }
}

const { address, stop } = await serve(program, folder, [],
  (status, said) => report("the server stays alive", [`it ended with ${status}`, ...said.split("\n").slice(-5)]));
const browser = await chromium.launch(browserOptions);
try {
  const cookies = new Map();
  for (const name of people) cookies.set(name, await signIn(browser, address, name));
  const seen = new Set(), work = [];
  for (const name of people) {
    const found = await explore(browser, address, cookies.get(name), seen);
    for (const [pattern, path] of found) {
      seen.add(pattern);
      if (only.test(pattern)) work.push([pattern, path, cookies.get(name)]);
    }
  }
  for (const route of patterns) {
    const { pattern } = route;
    if (seen.has(pattern) || notPages.some((one) => one.test(pattern)) || !only.test(pattern)) continue;
    const found = await reach(browser, address, route, cookies);
    if (!found) report(`somebody can get to ${pattern}`, ["nobody can"]);
    else if (found.path) work.push([pattern, found.path, cookies.get(found.name), found.isUnknown]);
  }
  await eachOf(browser, work, (windows, [pattern, path, state, isUnknown]) =>
    pictures ? photograph(browser, pattern, address + path, state) : look(windows, pattern, address + path, state, isUnknown));
  if (!pictures) {
    for (const state of states.filter(({ from }) => only.test(from)))
      for (const [options, inspections] of byOptions(stateInspections.filter(({ needsErrors }) => !needsErrors || !state.hasNoErrors)))
        await open(browser, address + state.from, { ...options, storageState: cookies.get(state.as ?? "nobody") }, async (tab, noise) => {
          await state.make(tab);
          for (const inspection of inspections) report(`${state.name} ${inspection.name}`, await inspection.look(tab, noise.filter((words) => !/422/.test(words))));
        });
    for (const task of tasks.filter(({ from }) => only.test(from)))
      for (const [how, byKeyboard, options] of [["by pointer", false, {}], ["by keyboard", true, {}],
        ["by pointer without script, on a phone", false, { javaScriptEnabled: false, viewport: { width: 360, height: 800 } }]])
        report(`${task.name}, ${how}`, await doTask(browser, address, task, byKeyboard, cookies.get(task.as ?? "nobody"), options));
  }
} catch (error) {
  report("the browser stays alive", [String(error.stack ?? error)]);
} finally {
  await browser.close();
  stop();
}
if (!pictures) console.log(`1..${count}`);
process.exit(failed ? 1 : 0);
