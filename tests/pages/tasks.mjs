// What people do on the site, step by step, and the forms whose mistakes are looked at.
//
// A task begins at an address, as somebody of the demonstration, and is done three times: by pointer, by keyboard alone,
// and by pointer without script on a phone. `hands` presses, writes and chooses in the way that is tried.

const heading = (page, words) => page.getByRole("heading", { level: 1, name: words }).waitFor();

let nextYear = 2051; // a year has one round, and each way of doing it sets one up

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
    name: "writing on after the session has ended", from: "/measures/letters/at/03V/annotate", as: "Asha Lindqvist",
    steps: async (page, hands) => {
      await page.getByLabel("Which period is it about?").selectOption({ index: 1 });
      await hands.write(page.getByLabel("What happened?"), "Words that nobody shall lose");
      await page.context().clearCookies();
      await hands.work(page.getByRole("button", { name: "Save" }));
      await heading(page, "You are signed out");
      const [beside] = await Promise.all([page.context().waitForEvent("page"), hands.work(page.getByRole("link", { name: "Sign in (opens in a new tab)" }))]);
      await beside.getByRole("link", { name: "Be one of the people of the demonstration" }).click();
      await beside.getByLabel(/Asha Lindqvist/).check();
      await beside.getByRole("button", { name: "Sign in" }).click();
      await heading(beside, "Your work");
      await beside.close();
      await hands.work(page.getByRole("button", { name: "Show the form again" }));
      await page.getByText("Check your answers and send them again").first().waitFor();
      await hands.work(page.getByRole("button", { name: "Save" }));
      await page.getByText("Your words stand at their point of the chart").waitFor();
      await page.locator("main :visible", { hasText: "Words that nobody shall lose" }).first().waitFor();
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
  {
    name: "adding an indicator, and changing it", from: "/measures", as: "Dev Ramanathan",
    steps: async (page, hands) => {
      const id = `walk-${Math.random().toString(36).slice(2, 8)}`;
      await hands.work(page.getByRole("link", { name: "Catalogue: what is measured, and who answers for it" }));
      await hands.work(page.getByRole("link", { name: "Add an indicator" }));
      await hands.write(page.getByLabel("What is it called?"), `Walks ${id}`);
      await hands.write(page.getByLabel("What is its short name?"), id);
      await hands.write(page.getByLabel("What does it measure, and how is it worked out?"), "People who walk.");
      await hands.choose(page.getByLabel("Care", { exact: true }));
      await hands.write(page.getByLabel("Where do the figures come from?"), "A count at the door");
      await hands.write(page.getByLabel("Who answers for the definition?"), "The walking team");
      await hands.choose(page.getByLabel("Higher", { exact: true }));
      await hands.choose(page.getByLabel("Only those who may load its figures"));
      await hands.work(page.getByRole("button", { name: "Add the indicator" }));
      await page.getByText("The indicator was added").waitFor();
      await hands.work(page.getByRole("link", { name: `Change Walks ${id}` }));
      await hands.write(page.getByLabel("Who answers for the definition?"), "Another team");
      await hands.work(page.getByRole("button", { name: "Save" }));
      await page.getByText("The indicator was changed").waitFor();
      await page.getByRole("cell", { name: "The walking team" }).waitFor();
    },
  },
  {
    name: "taking in a file of indicators", from: "/measures/catalogue/file", as: "Dev Ramanathan",
    steps: async (page, hands) => {
      const id = `file-${Math.random().toString(36).slice(2, 8)}`;
      const rows = (theme) => `id,name,theme,improvement,definition,source,owner\n${id},Counted ${id},${theme},neither,"Two\nlines, ""quoted""",Here,Us\n`;
      const bring = async (words) => {
        await page.getByLabel("Which file?").setInputFiles({ name: "indicators.csv", mimeType: "text/csv", buffer: Buffer.from(words) });
        await hands.work(page.getByRole("button", { name: "Look at what it would change" }));
      };
      await bring(rows("safety"));
      await page.getByText("is no theme").first().waitFor();
      await bring(rows("needs"));
      await heading(page, "indicators.csv");
      await page.getByText("1 new, 0 changed, 0 as they are").waitFor();
      await hands.work(page.getByRole("button", { name: "Take 1 indicator into the catalogue" }));
      await page.getByText("The indicators of the file are in the catalogue").waitFor();
    },
  },
  {
    name: "setting up a round, and adding a question to it", from: "/coalition", as: "Mina Castell",
    steps: async (page, hands) => {
      const year = String(nextYear++);
      await hands.work(page.getByRole("link", { name: "Set up a round" }));
      await hands.write(page.getByLabel("Which year is it about?"), year);
      await hands.write(page.getByLabel("Title"), `The appraisal of ${year}`);
      for (const [group, date] of [["When does it open?", [6, 3, 2028]], ["When is the report published?", [10, 7, 2028]]])
        for (const [k, part] of ["Day", "Month", "Year"].entries())
          await hands.write(page.getByRole("group", { name: group }).getByLabel(part), String(date[k]));
      await hands.work(page.getByRole("button", { name: "Save the draft" }));
      await page.getByText("The round is a draft until it is announced").waitFor();
      await hands.work(page.getByRole("link", { name: "Its questions" }));
      await hands.work(page.getByRole("link", { name: "Add a question" }));
      await hands.write(page.getByLabel("The question"), "{Body} says thank you.");
      await hands.choose(page.getByLabel("Trust", { exact: true }));
      await hands.choose(page.getByLabel("How much they agree"));
      await hands.choose(page.getByLabel("Something good"));
      await hands.choose(page.getByLabel("The board and the office"));
      await hands.work(page.getByRole("button", { name: "Add the question" }));
      await page.getByText("The questions were changed").waitFor();
    },
  },
  {
    name: "taking a return up again, agreeing it and signing first", from: "/returns/2026/03V", as: "Asha Lindqvist",
    steps: async (page, hands) => {
      await hands.work(page.getByRole("link", { name: "Read the whole return, and agree it" }));
      await hands.work(page.getByRole("button", { name: "Take it up again" }));
      await page.getByText("The return is a draft again").waitFor();
      await hands.work(page.getByRole("link", { name: "Write the statement" }));
      await hands.write(page.getByLabel("Request 3"), "Send every letter once");
      await hands.work(page.getByRole("button", { name: "Save" }));
      await page.getByText("Saved").waitFor();
      await hands.work(page.getByRole("link", { name: "Read the whole return, and agree it" }));
      await hands.work(page.getByRole("button", { name: "This is agreed: lock it" }));
      await page.getByText("It waits for its signatures").waitFor();
      await hands.write(page.getByLabel("What you are at your organisation"), "Commissioning lead");
      await hands.choose(page.getByLabel("This is our organisation's agreed view of how we are served"));
      await hands.work(page.getByRole("button", { name: "Sign", exact: true }));
      await page.getByText("Your signature stands under the return").waitFor();
    },
  },
  {
    name: "reading what an organisation signed", from: "/appraisal",
    steps: async (page, hands) => {
      await hands.work(page.getByRole("link", { name: /The appraisal of 2025/ }));
      await hands.work(page.getByRole("link", { name: "Read what each organisation signed" }));
      await hands.work(page.getByRole("link", { name: "NHS Ashford" }));
      await heading(page, "NHS Ashford");
      await page.getByText("Second signature").waitFor();
    },
  },
  {
    name: "reading what is said of offices, theme by theme", from: "/report",
    steps: async (page, hands) => {
      await hands.work(page.getByRole("link", { name: /^The report of 2025/ }));
      await hands.work(page.getByRole("link", { name: "3. What they say about their local office" }));
      await heading(page, "What they say about their local office");
      await hands.work(page.getByRole("link", { name: "Trust", exact: true }));
      await page.getByText("Table T3.1. Offices: Trust").waitFor();
      await hands.work(page.getByRole("link", { name: /Next/ }));
      await heading(page, "Leaders and colleagues");
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
  {
    name: "words sent after the session has ended", from: "/measures/falls/at/03V/annotate", as: "Asha Lindqvist", hasNoErrors: true,
    make: async (page) => {
      await page.getByLabel("What happened?").fill("A ward was closed");
      await page.context().clearCookies();
      await page.getByRole("button", { name: "Save" }).click();
    },
  },
  { name: "no way to reach anybody", from: "/admin/contact", as: "Kit Sandoval",
    make: async (page) => {
      await page.getByLabel("Email address").fill("");
      await page.getByLabel("Telephone number").fill("");
      await page.getByRole("button", { name: "Save" }).click();
    },
  },
  { name: "a domain that many share", from: "/admin/domains", as: "Kit Sandoval",
    make: async (page) => {
      await page.getByLabel("Organisation").fill("03V");
      await page.getByLabel("Mail domain").fill("nhs.net");
      await page.getByRole("button", { name: "List it" }).click();
    },
  },
  { name: "words about nothing", from: "/measures/falls/at/03V/annotate", as: "Asha Lindqvist", make: (page) => page.getByRole("button", { name: "Save" }).click() },
  { name: "limits without a reason", from: "/measures/falls/at/03V/rebase", as: "Asha Lindqvist", make: (page) => page.getByRole("button", { name: "Start limits anew" }).click() },
  { name: "a path without its aim", from: "/measures/falls/at/03V/path", as: "Asha Lindqvist", make: (page) => page.getByRole("button", { name: "Save" }).click() },
  { name: "an indicator of which nothing is said", from: "/measures/catalogue/new", as: "Dev Ramanathan", make: (page) => page.getByRole("button", { name: "Add the indicator" }).click() },
  { name: "no file of indicators", from: "/measures/catalogue/file", as: "Dev Ramanathan", make: (page) => page.getByRole("button", { name: "Look at what it would change" }).click() },
  {
    name: "a file of indicators that is not correct", from: "/measures/catalogue/file", as: "Dev Ramanathan",
    make: async (page) => {
      await page.getByLabel("Which file?").setInputFiles({ name: "indicators.csv", mimeType: "text/csv", buffer: Buffer.from("id,name\nA b,c\nfour-hours,Waits in hours\n") });
      await page.getByRole("button", { name: "Look at what it would change" }).click();
    },
  },
  { name: "a correction of which nothing is said", from: "/coalition/2025/report", as: "Mina Castell", make: (page) => page.getByRole("button", { name: "Begin a correction" }).click() },
  { name: "a recipient who is not named", from: "/coalition/2026/share", as: "Mina Castell", make: (page) => page.getByRole("button", { name: "Put on the list" }).click() },
  { name: "no file", from: "/measures/load", as: "Asha Lindqvist", make: (page) => page.getByRole("button", { name: "Look at what it would change" }).click() },
  { name: "a round of which nothing is set", from: "/coalition/new", as: "Mina Castell", make: (page) => page.getByRole("button", { name: "Save the draft" }).click() },
  {
    name: "cancelling without a reason", from: "/coalition/2026", as: "Mina Castell",
    make: async (page) => {
      await page.getByText("Cancel the round", { exact: true }).click();
      await page.getByRole("button", { name: "Ask for it to be cancelled" }).click();
    },
  },
  { name: "declining without a reason", from: "/returns/2026/03V/decline", as: "Asha Lindqvist", make: (page) => page.getByRole("button", { name: "Decline to take part" }).click() },
  { name: "signing nothing", from: "/returns/2026/03V/sign", as: "Tom Okafor", make: (page) => page.getByRole("button", { name: "Sign", exact: true }).click() },
];
