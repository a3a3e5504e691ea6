// The board report in a real browser: node tests/pages/check.mjs BUILD_FOLDER
//
// Makes the demonstration report with the programs of that build, opens it in Chromium and inspects it. Prints TAP.
// Pictures and the PDF stay in BUILD_FOLDER/pages for people to look at.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { inspect, inspections, photograph } from "./inspect.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const build = resolve(process.argv[2] ?? "build");
const folder = join(build, "pages");

let count = 0, failed = 0;
function report(name, complaints) {
  count++;
  failed += complaints.length > 0;
  console.log(`${complaints.length ? "not ok" : "ok"} ${count} - ${name}`);
  for (const complaint of complaints) console.log(`# ${complaint.replaceAll("\n", " ")}`);
}

function makeReport() {
  const file = join(folder, "report.html");
  mkdirSync(folder, { recursive: true });
  execFileSync(join(build, "demo-data"), [folder]);
  const scheme = join(folder, "scheme.csv");
  writeFileSync(scheme, "scheme,indicator,amber_from,green_from\nfour hours,four-hours,90%,95%\n,falls,5,4\n");
  execFileSync(join(build, "upward"), ["report", join(folder, "observations.csv"),
    "--indicators", join(folder, "indicators.csv"), "--plan", join(folder, "plans.csv"), "--scheme", scheme, "-o", file]);
  return file;
}

if (!existsSync(join(build, "upward")) || !existsSync(join(build, "demo-data"))) {
  console.log("1..0 # SKIP this build makes no report");
  process.exit(0);
}

const file = makeReport();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
try {
  for (const inspection of inspections) {
    const faults = await inspect(browser, join(here, "faulty.html"), inspection);
    report(`the inspection "${inspection.name}" finds the faults of faulty.html`, faults.length ? [] : ["found nothing"]);
    report(`the board report ${inspection.name}`, await inspect(browser, file, inspection, join(folder, "report.pdf")));
  }
  for (const width of [1280, 360]) await photograph(browser, file, width, join(folder, `report-${width}.png`));
} catch (error) {
  report("the browser stays alive", [String(error.stack ?? error)]);
} finally {
  await browser.close();
}
console.log(`1..${count}`);
process.exit(failed ? 1 : 0);
