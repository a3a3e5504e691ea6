// What people do on the site, step by step, and the forms whose mistakes are looked at.
//
// A task begins at an address, as somebody of the demonstration, and is done three times: by pointer, by keyboard alone,
// and by pointer without script on a phone. `hands` presses, writes and chooses in the way that is tried.

const heading = (page, words) => page.getByRole("heading", { level: 1, name: words }).waitFor();

export const tasks = [
  {
    name: "signing in as one of the people, and out again", from: "/",
    steps: async (page, hands) => {
      await hands.work(page.getByRole("link", { name: "Sign in", exact: true }));
      await hands.work(page.getByRole("link", { name: "Be one of the people of the demonstration" }));
      await hands.choose(page.getByLabel(/Joy Mbeki/));
      await hands.work(page.getByRole("button", { name: "Sign in" }));
      await heading(page, "Your work");
      await hands.work(page.getByRole("button", { name: "Sign out" }));
      await heading(page, "Performance management the right way up");
    },
  },
  {
    name: "finding an organisation and what became of it", from: "/organisations",
    steps: async (page, hands) => {
      await hands.write(page.getByLabel("Name or code"), "leeds north");
      await hands.work(page.getByRole("button", { name: "Search" }));
      await page.getByText("1 organisation").waitFor();
      await page.getByRole("link", { name: "NHS Leeds North" }).waitFor();
    },
  },
];

export const states = [
  { name: "signing in without an address", from: "/sign-in", make: (page) => page.getByRole("button", { name: "Send me a link" }).click() },
  {
    name: "a wrong code", from: "/sign-in",
    make: async (page) => {
      await page.getByLabel("Email address").fill("asha@example.org");
      await page.getByRole("button", { name: "Send me a link" }).click();
      await page.getByLabel("6-character code").fill("wrong1");
      await page.getByRole("button", { name: "Sign in" }).click();
    },
  },
  { name: "being nobody in particular", from: "/sign-in/demonstration", make: (page) => page.getByRole("button", { name: "Sign in" }).click() },
];
