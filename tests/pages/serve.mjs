// The demonstration, made in `folder` and served on loopback until stop(); `more` are options of `upward serve`.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

// `ended(what, said)` is told when the server ends by itself.
export async function serve(program, folder, more = [], ended = () => {}) {
  const database = join(folder, "site.db");
  let isOver = false;
  mkdirSync(folder, { recursive: true });
  for (const end of ["", "-wal", "-shm", ".answers"]) rmSync(database + end, { force: true });
  execFileSync(program, ["demo", "--db", database], { stdio: ["ignore", "ignore", "inherit"] });
  const server = spawn(program, ["serve", "--db", database, "--listen", "127.0.0.1:0", "--unlimited", ...more], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  const address = await new Promise((ready, fail) => {
    server.stderr.on("data", (words) => {
      const found = (said += words).match(/http:\/\/\S+ is ready/);
      if (found) ready(found[0].split(" ")[0]);
    });
    server.on("exit", (status, signal) => {
      fail(new Error(`the server ended: ${said}`));
      if (!isOver) ended(status ?? signal, said);
    });
  });
  return { address, stop: () => { isOver = true; server.kill("SIGTERM"); } };
}

export const browserOptions = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
};

// The cookies of somebody.
export async function signIn(browser, address, name) {
  const context = await browser.newContext();
  if (name !== "nobody") {
    const page = await context.newPage();
    await page.goto(`${address}/sign-in/demonstration`);
    await page.getByLabel(new RegExp(name)).check();
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(/\/todo$/);
  }
  const state = await context.storageState();
  await context.close();
  return state;
}
