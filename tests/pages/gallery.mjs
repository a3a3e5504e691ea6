// The pages' components in a real browser: node tests/pages/gallery.mjs BUILD_FOLDER [--pictures]
//
// Writes the gallery with the program of that build, serves it on loopback with the headers of the real server, opens
// each page in Chromium and inspects it. Prints TAP. With --pictures it only photographs: BUILD_FOLDER/gallery/*.png.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, resolve } from "node:path";
import { chromium } from "playwright-core";
import { galleryInspections, open } from "./inspect.mjs";

const build = resolve(process.argv[2] ?? "build");
const folder = join(build, "gallery");
const program = join(build, "tests", "gallery");
const types = { ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml", ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8" };
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'";

if (!existsSync(program)) {
  console.log("1..0 # SKIP this build makes no pages");
  process.exit(0);
}
execFileSync(program, [folder]);
const pages = execFileSync(program, ["--list"], { encoding: "utf8" }).trim().split("\n");

const server = createServer((request, response) => {
  const path = join(folder, normalize(new URL(request.url, "http://localhost").pathname));
  const type = types[extname(path)];
  if (!path.startsWith(folder) || !type || !existsSync(path)) return response.writeHead(404).end();
  response.writeHead(200, { "Content-Type": type, "Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff" });
  response.end(readFileSync(path));
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const address = (page) => `http://127.0.0.1:${server.address().port}/${page}.html`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});

async function photograph(page) {
  for (const [name, options] of [["1280", { viewport: { width: 1280, height: 900 } }], ["360", { viewport: { width: 360, height: 800 } }],
    ["dark", { viewport: { width: 1280, height: 900 }, colorScheme: "dark" }]]) {
    const context = await browser.newContext(options);
    const tab = await context.newPage();
    await tab.goto(address(page));
    await tab.screenshot({ path: join(folder, `${page}-${name}.png`), fullPage: true });
    await context.close();
  }
}

// What looks at the same kind of window looks at one window, in the order of the list.
function byOptions(inspections) {
  const groups = new Map();
  for (const inspection of inspections) {
    const key = JSON.stringify(inspection.options);
    if (!groups.has(key)) groups.set(key, [inspection.options, []]);
    groups.get(key)[1].push(inspection);
  }
  return groups.values();
}

let count = 0, failed = 0;
function report(name, complaints) {
  count++;
  failed += complaints.length > 0;
  console.log(`${complaints.length ? "not ok" : "ok"} ${count} - ${name}`);
  for (const complaint of complaints) console.log(`# ${complaint.replaceAll("\n", " ")}`);
}

try {
  for (const page of pages) {
    if (process.argv.includes("--pictures")) {
      await photograph(page);
      continue;
    }
    for (const [options, inspections] of byOptions(galleryInspections.filter(({ only }) => !only || only.includes(page))))
      await open(browser, address(page), options, async (tab, noise) => {
        for (const inspection of inspections) report(`${page} ${inspection.name}`, await inspection.look(tab, noise));
      });
  }
} finally {
  await browser.close();
  server.close();
}
if (!process.argv.includes("--pictures")) console.log(`1..${count}`);
process.exit(failed ? 1 : 0);
