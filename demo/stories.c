/* The table of the invented year. Every name of a body is invented and says so. */
#include "stories.h"

#define NORTHMOOR "Northmoor Clinical Commissioning Group (invented)"
#define EASTVALE "Eastvale Clinical Commissioning Group (invented)"
#define SALTMARSH "Saltmarsh Clinical Commissioning Group (invented)"
#define MILLBROOK "Millbrook Clinical Commissioning Group (invented)"
#define BOARD "National Commissioning Board, northern office (invented)"

const demo_indicator demo_indicators[] = {
    { "four-hours", "Seen within four hours in accident and emergency", "share", "increase", "95%",
      "People admitted, transferred or discharged within four hours of arriving, out of all who came.", "Urgent care lead",
      DEMO_SHARE },
    { "last-ten-minutes", "Left in the last ten minutes before four hours", "share", "neither", "",
      "People who left the department between 3 hours 50 minutes and 4 hours after arriving, out of all who came. A heap "
      "here means that the clock is being managed.",
      "Urgent care lead", DEMO_SHARE },
    { "handover", "Ambulance handovers within 30 minutes", "share", "increase", "90%",
      "Ambulance patients handed over within 30 minutes of arriving, out of all handed over.", "Urgent care lead", DEMO_SHARE },
    { "eighteen-weeks", "Waiting less than 18 weeks for treatment", "share", "increase", "92%",
      "People on the waiting list for less than 18 weeks, out of all on it at the end of the month.", "Planned care lead",
      DEMO_SHARE },
    { "cancer", "Cancer treatment within 62 days", "share", "increase", "85%",
      "People treated within 62 days of an urgent referral, out of all treated.", "Cancer lead", DEMO_SHARE },
    { "at-home", "Helped at home within two hours", "share", "increase", "70%",
      "Calls to the neighbourhood team that were answered with a visit within two hours, out of all calls.",
      "Community lead", DEMO_SHARE },
    { "letters", "Letters to practices sent within a day", "share", "increase", "95%",
      "Discharge letters sent within a day, out of all discharges.", "Records lead", DEMO_SHARE },
    { "falls", "Falls on wards", "per 1,000 bed days", "decrease", "6",
      "Falls reported on wards, for every 1,000 days that beds were in use.", "Nursing lead", DEMO_RATE },
    { "infections", "Bloodstream infections", "count", "decrease", "",
      "Infections found in the month. Counts below five are suppressed.", "Nursing lead", DEMO_COUNT },
    { "sickness", "Working time lost to sickness", "share", "decrease", "4%",
      "Days lost to sickness, out of all days that staff were due to work.", "People lead", DEMO_SHARE },
    { "prescribing", "Prescribing cost for each person", "£", "decrease", "",
      "Cost of medicines prescribed in the month, for each person on the lists.", "Finance lead", DEMO_AMOUNT },
    { "spending", "Spending against plan", "%", "neither", "",
      "Spending in the month as a percentage of what the plan gives for it.", "Finance lead", DEMO_AMOUNT },
    { "obstacles", "Obstacles answered within 28 days", "share", "increase", "90%",
      "Obstacles that local bodies passed up and that were cleared, or answered with a public reason, within 28 days, out of "
      "all passed up.",
      "Office director", DEMO_SHARE },
    { "replies", "Days to reply to a consultation", "days", "decrease", "30",
      "Days from the close of a consultation to the published reply, mean of the month.", "Office director", DEMO_AMOUNT },
};
const size_t demo_indicators_count = sizeof demo_indicators / sizeof demo_indicators[0];

const demo_story demo_stories[] = {
    { "at-home", NORTHMOOR, "a reform on its upward curve, in its 26th month: worse, flat, then better", 46,
      { { 0, 61 }, { 20, 61 }, { 25, 55.5 }, { 32, 55.5 }, { 45, 69 } }, 1.1, 1900 },
    { "four-hours", EASTVALE, "a step change with a named reason, rebased by decision", 44,
      { { 0, 84 }, { 25, 84 }, { 26, 90.5 }, { 43, 90.5 } }, 1.1, 9800, .rebase = 26,
      .reason = "assessment desk at the front door" },
    { "handover", SALTMARSH, "a step with no decision yet: the proposal waits", 44,
      { { 0, 71 }, { 29, 71 }, { 30, 77 }, { 43, 77 } }, 1.5, 3100 },
    { "cancer", NORTHMOOR, "pure common cause about its target: a light would have changed again and again", 44,
      { { 0, 85.4 }, { 43, 85.4 } }, 2.2, 640 },
    { "eighteen-weeks", EASTVALE, "misses its target, whatever chance does", 44, { { 0, 81.2 }, { 43, 81.2 } }, 0.9, 24000 },
    { "letters", SALTMARSH, "constantly at 100 %", 36, { { 0, 100 }, { 35, 100 } }, 0, 2100 },
    { "four-hours", MILLBROOK, "a gamed threshold: parked a hair above the target", 44,
      { { 0, 88.5 }, { 19, 88.5 }, { 22, 95.3 }, { 43, 95.3 } }, 0.15, 8200 },
    { "last-ten-minutes", MILLBROOK, "where the gamed threshold shows: waits heaped under four hours", 44,
      { { 0, 6.5 }, { 19, 6.5 }, { 24, 18.5 }, { 43, 18.5 } }, 0.6, 8200 },
    { "four-hours", NORTHMOOR, "common cause below its target", 44, { { 0, 88 }, { 43, 88 } }, 1.2, 11200 },
    { "four-hours", SALTMARSH, "the same, smaller, with missing months", 44, { { 0, 89.5 }, { 43, 89.5 } }, 1.6, 4100,
      .gaps = { 14, 15, 31 } },
    { "handover", NORTHMOOR, "too short to judge", 4, { { 0, 82 }, { 3, 82 } }, 2, 4400 },
    { "handover", EASTVALE, "a short series with trial limits", 10, { { 0, 86 }, { 9, 86 } }, 1.6, 3900 },
    { "cancer", MILLBROOK, "common cause", 44, { { 0, 83.6 }, { 43, 83.6 } }, 2.6, 410 },
    { "eighteen-weeks", NORTHMOOR, "meets its target, whatever chance does", 44, { { 0, 94.4 }, { 43, 94.4 } }, 0.45, 31000 },
    { "at-home", EASTVALE, "the same plan elsewhere, nothing happening", 46, { { 0, 58 }, { 45, 58 } }, 1.6, 1500 },
    { "falls", NORTHMOOR, "a change for the better: lower", 44, { { 0, 6.4 }, { 33, 6.4 }, { 35, 5.2 }, { 43, 5.2 } }, 0.4,
      15500 },
    { "falls", MILLBROOK, "common cause", 44, { { 0, 5.9 }, { 43, 5.9 } }, 0.5, 12100 },
    { "infections", SALTMARSH, "small counts, some of them suppressed", 40, { { 0, 8 }, { 39, 8 } }, 2.4, 0 },
    { "infections", EASTVALE, "a count with a month missing", 40, { { 0, 14 }, { 39, 14 } }, 3, 0, .gaps = { 22 } },
    { "sickness", EASTVALE, "a change for the worse that still goes on", 44,
      { { 0, 4.1 }, { 34, 4.1 }, { 36, 5 }, { 43, 5.2 } }, 0.22, 52000 },
    { "sickness", MILLBROOK, "common cause about its target", 44, { { 0, 4.05 }, { 43, 4.05 } }, 0.2, 47000 },
    { "prescribing", MILLBROOK, "a trend: dearer every month", 44, { { 0, 14.1 }, { 35, 14.1 }, { 43, 15.6 } }, 0.09, 0 },
    { "prescribing", SALTMARSH, "common cause", 44, { { 0, 13.4 }, { 43, 13.4 } }, 0.25, 0 },
    { "spending", NORTHMOOR, "one month beyond the limits, and neither direction is better", 44,
      { { 0, 100.2 }, { 42, 100.2 }, { 43, 107.5 } }, 1.1, 0 },
    { "obstacles", BOARD, "the centre measured with the same instruments: misses its target", 31,
      { { 0, 41 }, { 30, 41 } }, 4.5, 120 },
    { "replies", BOARD, "the centre again: common cause, far from its promise", 30, { { 0, 61 }, { 29, 61 } }, 7, 0 },
};
const size_t demo_stories_count = sizeof demo_stories / sizeof demo_stories[0];
