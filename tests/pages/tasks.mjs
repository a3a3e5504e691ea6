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
  {
    name: "writing words about a point of a chart", from: "/measures/at-home/at/03V", as: "Asha Lindqvist",
    steps: async (page, hands) => {
      await hands.work(page.getByRole("link", { name: "Write words about a point" }));
      await page.getByLabel("Which period is it about?").selectOption({ index: 2 });
      await hands.write(page.getByLabel("What happened?"), "A second team began");
      await hands.work(page.getByRole("button", { name: "Save" }));
      await page.getByText("Your words stand at their point of the chart").waitFor();
      await hands.work(page.getByRole("link", { name: /Change the words about/ }).first());
      await hands.work(page.getByRole("button", { name: "Take these words away" }));
      await page.getByText("The words were taken away").waitFor();
    },
  },
  {
    name: "starting limits anew, and taking that back", from: "/measures/falls/at/03V", as: "Asha Lindqvist",
    steps: async (page, hands) => {
      await hands.work(page.getByRole("link", { name: "Start limits anew" }));
      await page.getByText("A step change may have happened").waitFor();
      await page.getByLabel("Which is the first period of the new stretch?").selectOption("2025-10");
      await hands.write(page.getByLabel("Why do limits start anew there?"), "Wards were rebuilt in October 2025, as the council decided.");
      await hands.work(page.getByRole("button", { name: "Start limits anew" }));
      await page.getByText("Limits start anew where you said").waitFor();
      await hands.work(page.getByRole("link", { name: /Take back the decision/ }));
      await hands.write(page.getByLabel("Why is it taken back?"), "It was only tried how this works.");
      await hands.work(page.getByRole("button", { name: "Take it back" }));
      await page.getByText("Limits are again as they were").waitFor();
    },
  },
  {
    name: "agreeing a target, and ending it", from: "/measures/cancer/at/03V", as: "Asha Lindqvist",
    steps: async (page, hands) => {
      await hands.work(page.getByRole("link", { name: "Agree a target" }));
      await hands.write(page.getByLabel("What is the target?"), "88");
      await hands.write(page.getByLabel("With whom was it agreed?"), "the council");
      await hands.work(page.getByRole("button", { name: "Save" }));
      await page.getByText("The target was agreed").waitFor();
      await page.getByText("88 %, agreed with the council").waitFor();
      await hands.work(page.getByRole("link", { name: "Agree a target" }));
      await hands.work(page.getByRole("button", { name: "End the local target" }));
      await page.getByText("The local target holds no longer").waitFor();
    },
  },
  {
    name: "loading a file of figures, and undoing it", from: "/measures/load", as: "Asha Lindqvist",
    steps: async (page, hands) => {
      await page.getByLabel("Which file?").setInputFiles({
        name: "figures.csv", mimeType: "text/csv",
        buffer: Buffer.from("indicator,organisation,period,value\ncancer,03V,2099-01,88%\ncancer,03V,soon,88%\n"),
      });
      await hands.work(page.getByRole("button", { name: "Look at what it would change" }));
      await heading(page, "figures.csv");
      await page.getByText("is not a period").waitFor();
      await hands.choose(page.getByLabel("Leave out the rows that are not correct"));
      await hands.work(page.getByRole("button", { name: "Put 1 figure into the charts" }));
      await page.getByText("The figures are in the charts").waitFor();
      await hands.work(page.getByRole("button", { name: "Undo the whole file" }));
      await page.getByText("All figures are as they were before this file").waitFor();
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
  { name: "words about nothing", from: "/measures/falls/at/03V/annotate", as: "Asha Lindqvist", make: (page) => page.getByRole("button", { name: "Save" }).click() },
  { name: "limits without a reason", from: "/measures/falls/at/03V/rebase", as: "Asha Lindqvist", make: (page) => page.getByRole("button", { name: "Start limits anew" }).click() },
  { name: "a path without its aim", from: "/measures/falls/at/03V/path", as: "Asha Lindqvist", make: (page) => page.getByRole("button", { name: "Save" }).click() },
  { name: "no file", from: "/measures/load", as: "Asha Lindqvist", make: (page) => page.getByRole("button", { name: "Look at what it would change" }).click() },
];
