// Five minutes before a session ends, in a real browser: node tests/pages/session.mjs BUILD_FOLDER. Prints TAP.
//
// The server follows a clock in a file (`upward serve --clock`), the browser one of its own; both are moved together, so
// that eight hours pass at once.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";
import { stateInspections } from "./inspect.mjs";
import { browserOptions, serve, signIn } from "./serve.mjs";

const build = resolve(process.argv[2] ?? "build"), folder = join(build, "session"), program = join(build, "upward");
const clock = join(folder, "clock"), page = "/measures/letters/at/03V/annotate", words = "Words that nobody shall lose";
const minute = 60000, hour = 60 * minute;

if (!execFileSync(program, ["--help"], { encoding: "utf8" }).includes(" serve ")) {
  console.log("1..0 # SKIP this build has no server");
  process.exit(0);
}

let now = Date.now();
const setClock = () => writeFileSync(clock, String(now));
mkdirSync(folder, { recursive: true });
setClock();
const { address, stop } = await serve(program, folder, ["--clock", clock]);
const browser = await chromium.launch(browserOptions);

// A window on a form in which something is typed, signed in at this moment.
async function write(name = "Asha Lindqvist") {
  const context = await browser.newContext({ storageState: await signIn(browser, address, name) });
  const tab = await context.newPage();
  tab.setDefaultTimeout(15000);
  await tab.clock.install({ time: now });
  await tab.goto(address + page);
  await tab.getByLabel("What happened?").fill(words);
  return tab;
}
// Both clocks; the script looks every ten seconds.
async function pass(tab, ms) {
  now += ms;
  setClock();
  await tab.clock.fastForward(ms);
  await tab.clock.runFor(11000);
  now += 11000;
  setClock();
}
const notice = (tab) => tab.getByRole("alertdialog", { name: "The end of your session" });
const isShown = (tab) => notice(tab).isVisible();
const typed = (tab) => tab.getByLabel("What happened?").inputValue();
function check(is, complaint) {
  if (!is) throw new Error(complaint);
}

const cases = [
  ["nothing is said while there is time", async () => {
    const tab = await write();
    check(await tab.locator("dialog[open]").count() === 0, "the notice is there at once");
    await pass(tab, 7 * hour);
    check(!(await isShown(tab)), "the notice came an hour before the end");
    return tab;
  }],
  ["five minutes before, it is said, the focus is on the button, and staying costs nothing of what was typed", async () => {
    const tab = await write();
    await tab.getByLabel("What happened?").focus();
    await pass(tab, 8 * hour - 5 * minute);
    await notice(tab).waitFor();
    const said = await notice(tab).innerText();
    check(/At \d{1,2}:\d\d[ap]m you will be signed out, unless you stay signed in/.test(said), `it says ${said}`);
    check(!/12 hours|You are signed out/.test(said), "it says what is not so");
    check(await tab.evaluate(() => document.activeElement.id) === "session-stay", "the focus is not on the button");
    for (const inspection of stateInspections.filter(({ needsErrors, options }) => !needsErrors && JSON.stringify(options ?? {}) === "{}")) {
      const complaints = await inspection.look(tab, []);
      check(complaints.length === 0, `${inspection.name}: ${complaints.join("; ")}`);
    }
    await tab.keyboard.press("Enter");
    await notice(tab).waitFor({ state: "hidden" });
    check(await typed(tab) === words, "what was typed has gone");
    check(await tab.evaluate(() => document.activeElement.name) === "words", "the focus has not come back");
    await pass(tab, 6 * minute); // past the first end
    check(!(await isShown(tab)), "the notice came again");
    await tab.getByLabel("Which period is it about?").selectOption({ index: 1 });
    await tab.getByRole("button", { name: "Save" }).click();
    await tab.getByText("Your words stand at their point of the chart").waitFor();
    return tab;
  }],
  ["a page that another window has put off says nothing", async () => {
    const tab = await write();
    now += 4 * hour;
    setClock();
    await tab.clock.fastForward(4 * hour);
    const other = await tab.context().newPage();
    await other.goto(`${address}/todo`);
    await pass(tab, 4 * hour - 4 * minute);
    check(!(await isShown(tab)), "the notice came although there are four hours");
    return tab;
  }],
  ["asking how much is left does not put the end off", async () => {
    const tab = await write();
    await pass(tab, 7 * hour);
    const left = async () => (await (await tab.context().request.get(`${address}/session`)).json()).left_s;
    const before = await left();
    now += 30 * minute;
    setClock();
    check(before - (await left()) === 1800, "the end was put off");
    return tab;
  }],
  ["what ends after twelve hours in any case says so", async () => {
    const tab = await write();
    for (let i = 0; i < 2; i++) {
      await pass(tab, 5 * hour);
      await (await tab.context().newPage()).goto(`${address}/todo`);
    }
    await pass(tab, 2 * hour - 5 * minute);
    await notice(tab).waitFor();
    check(/12 hours after signing in/.test(await notice(tab).innerText()), "it does not say so");
    check(!(await tab.getByRole("button", { name: "Stay signed in" }).isVisible()), "it offers what cannot be");
    return tab;
  }],
  ["after the end it is said, what was typed is there, and one signs in beside it", async () => {
    const tab = await write();
    await pass(tab, 8 * hour - 5 * minute);
    await notice(tab).waitFor();
    await tab.keyboard.press("Escape");
    await notice(tab).waitFor({ state: "hidden" });
    check(await typed(tab) === words, "what was typed has gone");
    await pass(tab, 6 * minute);
    await notice(tab).waitFor();
    check(/You are signed out/.test(await notice(tab).innerText()), "it does not say so");
    const [beside] = await Promise.all([tab.context().waitForEvent("page"), tab.getByRole("link", { name: "Sign in (opens in a new tab)" }).click()]);
    await beside.getByRole("link", { name: "Be one of the people of the demonstration" }).click();
    await beside.getByLabel(/Asha Lindqvist/).check();
    await beside.getByRole("button", { name: "Sign in" }).click();
    await beside.waitForURL(/\/todo$/);
    await notice(tab).getByRole("button", { name: "Close" }).click();
    await tab.getByLabel("Which period is it about?").selectOption({ index: 1 });
    await tab.getByRole("button", { name: "Save" }).click();
    await tab.getByText("Check your answers and send them again").first().waitFor();
    check(await typed(tab) === words, "what was typed has gone");
    return tab;
  }],
  ["whoever is not connected is told so, and tries again", async () => {
    const tab = await write();
    await pass(tab, 8 * hour - 5 * minute);
    await notice(tab).waitFor();
    await tab.route("**/session/stay", (route) => route.abort());
    await tab.getByRole("button", { name: "Stay signed in" }).click();
    await tab.getByText("That did not work").waitFor();
    await tab.unroute("**/session/stay");
    await tab.getByRole("button", { name: "Stay signed in" }).click();
    await notice(tab).waitFor({ state: "hidden" });
    return tab;
  }],
  ["those who look after the service are told after an hour", async () => {
    const context = await browser.newContext({ storageState: await signIn(browser, address, "Dev Ramanathan") });
    const tab = await context.newPage();
    await tab.clock.install({ time: now });
    await tab.goto(`${address}/todo`);
    await pass(tab, hour - 5 * minute);
    await notice(tab).waitFor();
    return tab;
  }],
];

let failed = 0;
for (const [i, [name, work]] of cases.entries()) {
  let complaint = "";
  try {
    await (await work()).context().close();
  } catch (error) {
    complaint = String(error.message ?? error).replaceAll("\n", " ");
  }
  failed += complaint !== "";
  console.log(`${complaint ? "not ok" : "ok"} ${i + 1} - ${name}${complaint ? `\n# ${complaint}` : ""}`);
}
console.log(`1..${cases.length}`);
await browser.close();
stop();
process.exit(failed ? 1 : 0);
