// Five minutes before a session ends the page says so, and they can stay signed in without losing what they have typed
// (WCAG 2.2, 2.2.1). The words are in the page (web/layout.c). Other windows may have put the end off meanwhile, and a
// computer may have slept: so the server is asked before anything is said.
const sessionEnd = document.getElementById("session-end");
if (sessionEnd?.showModal) {
  const warnedBefore = 300, lookedEvery = 10, s = 1000;
  let endsAt = Date.now() + sessionEnd.dataset.leftS * s, said = "", isAsking = false;

  const show = (what) => {
    for (const part of sessionEnd.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== what;
    for (const time of sessionEnd.querySelectorAll("[data-time]"))
      time.textContent = new Date(endsAt).toLocaleTimeString("en-GB", { hour: "numeric", minute: "2-digit", hour12: true }).replace(" ", "");
    document.getElementById("session-stay").hidden = what !== "soon" && what !== "failed";
  };
  // Anew each time, so that it is read aloud; the focus comes back to where it was.
  const say = (what) => {
    sessionEnd.close();
    show(said = what);
    if (what) sessionEnd.showModal();
  };
  const ask = async (path) => {
    const answer = await fetch(path, { cache: "no-store", credentials: "same-origin" });
    if (!answer.ok) throw new Error(answer.statusText);
    const { left_s: left, most_s: most } = await answer.json();
    endsAt = Date.now() + left * s;
    const due = left === 0 ? "over" : left > warnedBefore ? "" : most > left + 60 ? "soon" : "last";
    if (due !== said) say(due);
  };
  const look = async () => {
    const left = endsAt - Date.now();
    if (isAsking || said === "over" || left > warnedBefore * s || (said && left > 0)) return;
    isAsking = true;
    await ask("/session").catch(() => {}); // not connected: the next look asks again
    isAsking = false;
  };
  document.getElementById("session-stay").addEventListener("click", () => ask("/session/stay").catch(() => show("failed")));
  document.getElementById("session-close").addEventListener("click", () => sessionEnd.close());
  document.addEventListener("visibilitychange", look);
  setInterval(look, lookedEvery * s);
}
