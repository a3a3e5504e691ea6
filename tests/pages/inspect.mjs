// What a page must be, as a list of inspections. Each opens the file in a fresh browser context and returns complaints:
// one sentence for each fault, none when all is well.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const WIDTHS = { desk: 1280, phone: 360, zoomed: 320 }; // css px; 320 is 400 % zoom on a desk (WCAG 1.4.10)

// A window of its own, with what the browser itself complains about in `noise`.
async function openTab(browser, options) {
  const { media = {}, ...rest } = options;
  const context = await browser.newContext({ viewport: { width: WIDTHS.desk, height: 900 }, bypassCSP: true, ...rest });
  const page = await context.newPage();
  const tab = { context, page, noise: [], address: "" };
  const own = (url) => url.split("#")[0] === tab.address ||
    (tab.address.startsWith("http://") && new URL(url).origin === new URL(tab.address).origin);
  page.on("request", (request) => {
    const url = request.url();
    if (!own(url) && !url.startsWith("data:")) tab.noise.push(`asks the network for ${url}`);
  });
  page.on("pageerror", (error) => tab.noise.push(`script failed: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") tab.noise.push(`the browser complains: ${message.text()}`);
  });
  await page.emulateMedia(media);
  return tab;
}

async function goTo(tab, file) {
  tab.address = file.startsWith("http://") ? file : pathToFileURL(file).href;
  tab.noise = [];
  await tab.page.goto(tab.address, { waitUntil: "load" });
}

// Opens `file` in a fresh window and does `work(page, noise)`.
export async function open(browser, file, options, work) {
  const tab = await openTab(browser, options);
  try {
    await goTo(tab, file);
    return await work(tab.page, tab.noise);
  } finally {
    await tab.context.close();
  }
}

// The same in windows that stay open, one for each kind, for many pages that are only looked at.
export class Windows {
  #browser; #tabs = new Map();
  constructor(browser) { this.#browser = browser; }
  async open(file, options, work) {
    const kind = JSON.stringify(options);
    if (!this.#tabs.has(kind)) this.#tabs.set(kind, await openTab(this.#browser, options));
    const tab = this.#tabs.get(kind);
    await goTo(tab, file);
    return work(tab.page, tab.noise);
  }
  async close() {
    for (const { context } of this.#tabs.values()) await context.close();
  }
}

async function accessibility(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(
    (tags) => globalThis.axe.run(document, { runOnly: { type: "tag", values: tags } }), WCAG_22_AA);
  return violations.flatMap((violation) => violation.nodes.slice(0, 5).map((node) =>
    `${violation.id}: ${violation.help}: ${node.target.join(" ")}: ${node.html.slice(0, 160)}`));
}

// Elements that stick out of the page to the right, unless something around them scrolls on its own.
async function overflow(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.scrollingElement.scrollWidth <= width) return [];
    const scrolls = (element) => element !== document.body && element !== document.documentElement &&
      ["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(element).overflowX);
    const contained = (element) => { while ((element = element.parentElement)) if (scrolls(element)) return true; };
    const out = [...document.body.querySelectorAll("*")].filter((element) =>
      element.getBoundingClientRect().right > width + 1 && !contained(element));
    return [`the page is ${document.scrollingElement.scrollWidth} px wide in a window of ${width} px`,
      ...out.slice(0, 5).map((element) => `sticks out: ${element.outerHTML.slice(0, 120)}`)];
  });
}

async function deadLinks(page) {
  return page.evaluate(() => [...document.querySelectorAll("a[href^='#']")]
    .map((link) => link.getAttribute("href").slice(1))
    .filter((id) => id !== "" && !document.getElementById(decodeURIComponent(id)))
    .map((id) => `a link leads to #${id}, which is not there`));
}

async function doubleIds(page) {
  return page.evaluate(() => {
    const seen = new Set(), twice = new Set();
    for (const { id } of document.querySelectorAll("[id]")) (seen.has(id) ? twice : seen).add(id);
    return [...twice].slice(0, 5).map((id) => `the id ${id} is given twice`);
  });
}

// The facts must be there for a reader without script: a heading, the summary as a table, and a picture for each.
async function facts(page) {
  return page.evaluate(() => {
    const complaints = [];
    if (document.querySelectorAll("h1").length !== 1) complaints.push("there is not exactly one h1");
    if (!document.querySelector("main table tbody tr")) complaints.push("main has no table with rows");
    if (!document.querySelector("main svg")) complaints.push("main has no chart");
    if (!document.documentElement.lang) complaints.push("the language is not given");
    return complaints;
  });
}

// Every column with a sort button: by the keyboard alone the rows must change place and the heading must say so.
async function keyboardSort(page) {
  const buttons = page.locator("th[aria-sort] button, th button");
  const n = await buttons.count();
  if (n === 0) return ["no column heading has a button to sort by"];
  const order = () => page.evaluate(() => [...document.querySelectorAll("table tbody")][0].innerText);
  const complaints = [];
  let moved = false;
  for (let i = 0; i < n; i++) {
    const sorted = () => buttons.nth(i).evaluate((button) => button.closest("th").getAttribute("aria-sort"));
    const before = await order();
    await buttons.nth(i).focus();
    await page.keyboard.press("Enter");
    const first = await sorted();
    const once = await order();
    await page.keyboard.press("Space");
    const second = await sorted();
    moved ||= once !== before || (await order()) !== once;
    if (!["ascending", "descending"].includes(first) || first === second)
      complaints.push(`button ${i + 1}: aria-sort goes from ${first} to ${second}`);
  }
  if (!moved) complaints.push("sorting by any column leaves the rows where they were");
  return complaints;
}

async function firstTab(page) {
  await page.keyboard.press("Tab");
  return page.evaluate(() => {
    const on = document.activeElement;
    const box = on.getBoundingClientRect();
    const visible = box.width > 0 && box.height > 0 && box.top >= 0 && box.left >= 0;
    return on.matches("a[href^='#']") && visible ? [] : ["the first Tab does not show a link past the top of the page"];
  });
}

const silence = async (page, noise) => noise;

async function printed(page, noise, keepAs) {
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true, ...(keepAs ? { path: keepAs } : {}) });
  const sheets = (pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length;
  await page.emulateMedia({ media: "print" });
  const complaints = await page.evaluate(() => [...document.querySelectorAll(".summary thead th")] // a button is not repeated
    .filter((head) => head.querySelector("button:not([hidden])")?.checkVisibility() || head.innerText.trim() === "")
    .map((head) => `on paper, the head of a column is no text: ${head.textContent}`));
  if (!(sheets > 0 && pdf.length > 20000)) complaints.push(`the PDF has ${sheets} pages and ${pdf.length} bytes`);
  return complaints;
}

// In print nothing may be hidden behind a click.
async function openDetails(page) {
  return page.evaluate(() => {
    const shut = [...document.querySelectorAll("details")].filter((details) => {
      if (!details.checkVisibility()) return false;
      const inside = details.querySelector("table, p, svg, dl, ul");
      return inside && !inside.checkVisibility();
    });
    return shut.length ? [`${shut.length} details are shut in print, the first: ${shut[0].innerText.slice(0, 60)}`] : [];
  });
}

// What tells of one indicator, with its chart, fits one sheet and is not cut, so that no sheet holds its last few words.
async function storiesFit(page) {
  return page.evaluate(() => {
    const sheet = window.innerHeight, complaints = [];
    for (const story of document.querySelectorAll(".story")) {
      const { height } = story.getBoundingClientRect();
      if (height > sheet) complaints.push(`the story of ${story.parentElement.id} is ${Math.round(height)} px high on a sheet of ${sheet} px`);
      if (getComputedStyle(story).breakInside !== "avoid") complaints.push(`the story of ${story.parentElement.id} may be cut`);
    }
    for (const figure of document.querySelectorAll("figure"))
      if (getComputedStyle(figure).breakInside !== "avoid") return [...complaints, "a chart may be cut in print"];
    return complaints.slice(0, 5);
  });
}

const print = { media: { media: "print" }, viewport: { width: 700, height: 990 } }; // A4 less its margins, in css px
const at = (width, more = {}) => ({ viewport: { width, height: 800 }, ...more });
const noScript = { javaScriptEnabled: false };

export const inspections = [
  { name: "is accessible (axe: WCAG 2.2 AA)", options: {}, look: accessibility },
  { name: "is accessible on a phone", options: at(WIDTHS.phone), look: accessibility },
  { name: "is accessible in dark colours", options: { media: { colorScheme: "dark" } }, look: accessibility },
  { name: "fits 1280 px", options: at(WIDTHS.desk), look: overflow },
  { name: "fits 360 px", options: at(WIDTHS.phone), look: overflow },
  { name: "fits 320 px, which is 400 % zoom", options: at(WIDTHS.zoomed), look: overflow },
  { name: "fits 360 px without script", options: at(WIDTHS.phone, noScript), look: overflow },
  { name: "asks nothing of the network and raises no error", options: {}, look: silence },
  { name: "has its facts without script", options: noScript, look: facts },
  { name: "has no dead link inside", options: noScript, look: deadLinks },
  { name: "gives every id once", options: {}, look: doubleIds },
  { name: "can be sorted by keyboard", options: {}, look: keyboardSort },
  { name: "starts with a link past the top", options: {}, look: firstTab },
  { name: "prints", options: {}, look: printed },
  { name: "fits the sheet in print", options: print, look: overflow },
  { name: "keeps what it tells of an indicator on one sheet", options: print, look: storiesFit },
  { name: "shows in print what is folded on screen", options: { ...print, ...noScript }, look: openDetails },
];

// Pages of the server, as the gallery draws them.
async function wholePage(page) {
  return page.evaluate(() => {
    const complaints = [];
    if (document.querySelectorAll("h1").length !== 1) complaints.push("there is not exactly one h1");
    if (!document.title.endsWith(" – Upward")) complaints.push(`the title is "${document.title}"`);
    if (document.querySelector(".nhsuk-error-summary") && !document.title.startsWith("Error: ")) complaints.push("the title does not say that there is an error");
    if (document.documentElement.lang !== "en-GB") complaints.push("the language is not given");
    if (!document.querySelector("footer a")?.textContent.includes("Get help")) complaints.push("help does not come first in the footer");
    return complaints;
  });
}

// With script, the error summary has the focus; each of its links leads to the field that it speaks of.
async function errorsLead(page) {
  return page.evaluate(() => {
    const summary = document.querySelector(".nhsuk-error-summary");
    if (!summary) return ["there is no error summary"];
    const complaints = document.activeElement === summary ? [] : ["the error summary does not have the focus"];
    for (const link of summary.querySelectorAll("a")) {
      link.click();
      if (!document.activeElement.matches("input, select, textarea, button")) complaints.push(`"${link.textContent}" leads to ${document.activeElement.tagName}`);
      const words = [document.activeElement, document.activeElement.closest("fieldset")]
        .flatMap((element) => element?.getAttribute("aria-describedby")?.split(" ") ?? [])
        .map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
      if (!words.includes(`Error: ${link.textContent.trim()}`)) complaints.push(`the field of "${link.textContent}" does not say it`);
    }
    return complaints;
  });
}

// Everything that can be worked must be at least 24 px each way, but for links inside sentences (WCAG 2.2, 2.5.8).
// What a box or a radio is called stands beside it, also where it needs two lines.
async function besideBoxes(page) {
  return page.evaluate(() => [...document.querySelectorAll(".nhsuk-radios__item, .nhsuk-checkboxes__item")]
    .filter((item) => item.checkVisibility())
    .map((item) => [item.querySelector("input").getBoundingClientRect(), item.querySelector("label").getBoundingClientRect(), item])
    .filter(([box, label]) => label.top >= box.bottom || label.left < box.right - 1)
    .slice(0, 5).map(([, , item]) => `below its box: ${item.textContent.trim().slice(0, 60)}`));
}

async function targets(page) {
  return page.evaluate(() => [...document.querySelectorAll("button, input:not([type=hidden]), select, textarea, summary, nav a, footer a")]
    .filter((element) => element.checkVisibility() && !element.closest("p, li.nhsuk-breadcrumb__list-item"))
    .map((element) => [element, element.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && (box.width < 24 || box.height < 24))
    .slice(0, 5).map(([element, box]) => `${Math.round(box.width)} by ${Math.round(box.height)} px: ${element.outerHTML.slice(0, 100)}`));
}

const scripted = (look) => async (page, noise) => {
  await page.waitForFunction(() => document.body.classList.contains("nhsuk-frontend-supported"));
  return look(page, noise);
};
const dark = { media: { colorScheme: "dark" } };
const forced = { media: { forcedColors: "active" } };

// In this order: what moves the focus comes after what asks where it is.
export const galleryInspections = [
  { name: "has one heading, a title, a language, and help first in its footer", options: noScript, look: wholePage },
  { name: "has no dead link inside", options: noScript, look: deadLinks },
  { name: "is accessible (axe: WCAG 2.2 AA)", options: {}, look: scripted(accessibility) },
  { name: "fits 1280 px", options: {}, look: overflow },
  { name: "gives every id once", options: {}, look: doubleIds },
  { name: "leads from each error to its field", options: {}, look: errorsLead, only: ["fields-with-errors", "question"] },
  { name: "starts with a link past the top", options: {}, look: firstTab, only: ["words", "boxes", "tables", "measures", "measure", "fields"] },
  { name: "asks nothing of the network, keeps to the policy and raises no error", options: {}, look: silence },
  { name: "is accessible on a phone", options: at(WIDTHS.phone), look: scripted(accessibility) },
  { name: "fits 360 px", options: at(WIDTHS.phone), look: overflow },
  { name: "has targets of 24 px", options: at(WIDTHS.phone), look: targets },
  { name: "has its words beside their boxes", options: at(WIDTHS.zoomed), look: besideBoxes },
  { name: "is accessible in dark colours", options: dark, look: scripted(accessibility) },
  { name: "is accessible in forced colours", options: forced, look: scripted(accessibility) },
  { name: "fits 320 px, which is 400 % zoom", options: at(WIDTHS.zoomed), look: overflow },
  { name: "fits 320 px without script", options: at(WIDTHS.zoomed, noScript), look: overflow },
  { name: "fits the sheet in print", options: print, look: overflow },
  { name: "shows in print what is folded on screen", options: { ...print, ...noScript }, look: openDetails },
];

// Pages of the running site: colours are the components' own, which the gallery looks at.
export const siteInspections = galleryInspections.filter(({ only, options }) => !only && options !== dark && options !== forced);
export const stateInspections = [
  { name: "leads from each error to its field", options: {}, look: scripted(errorsLead), needsErrors: true },
  { name: "is accessible (axe: WCAG 2.2 AA)", options: {}, look: scripted(accessibility) },
  { name: "is accessible on a phone", options: at(WIDTHS.phone), look: scripted(accessibility) },
  { name: "fits 360 px", options: at(WIDTHS.phone), look: overflow },
];

export async function inspect(browser, file, inspection, keepAs) {
  return open(browser, file, inspection.options, (page, noise) => inspection.look(page, noise, keepAs));
}

export async function photograph(browser, file, width, path) {
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  const page = await context.newPage();
  await page.goto(pathToFileURL(file).href);
  await page.screenshot({ path, clip: { x: 0, y: 0, width, height: 6000 }, fullPage: true });
  await context.close();
}
