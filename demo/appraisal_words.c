/* What is invented in words: comments, statements, proposals, the board's reply. */
#include "appraisal.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

const char *demo_find_reason(size_t body)
{
    static const char *const reasons[] = {
        "We are merging with our neighbours this spring and have no board that could agree a view.",
        "Our members asked us to put the time into winter planning. We hope to take part next year.",
        "We do not think that a signed view is safe for us while our budget is being decided.",
        "Our governing body could not agree on a common view in the time given.",
        "The chair and the accountable officer both left in the month of the round.",
        "We already meet our office every week and say there what we have to say.",
        "Too few of our practices answered for us to speak in their name.",
        "We were not told early enough to put it on the agenda of a public meeting.",
        "We do not believe that anything will come of it. Show us that it does and we will take part.",
    };
    return reasons[body % COUNT(reasons)];
}

const char *demo_find_comment(unsigned question, unsigned which)
{
    static const char *const board[] = {
        "Keep the same priorities for two years before adding new ones.",
        "Stop asking for the same data twice in different forms.",
        "Publish how the money is shared out, and by when we will know.",
        "Give us three weeks for any request that is not about safety.",
        "Let us try the new pathway without a business case of forty pages.",
        "Answer letters. We wrote in spring about the contract rules and heard nothing.",
        "Hold private providers to the same waiting rules as everybody else.",
    };
    static const char *const office[] = {
        "Come to our meetings instead of calling us to yours.",
        "Decide within a month, or say why not.",
        "Trust us with the small contracts.",
        "Less reporting upwards, more help with the hospital's discharge rules.",
        "Bring clinicians into the office, even for one day a week.",
        "Stop changing the forms every quarter.",
    };
    static const char *const helped[] = {
        "They took the referral form away. It gave each of us an hour a week.",
        "The office sat down with the trust and us until the discharge rule was changed.",
        "Training money for practice nurses.",
        "The board's letter that local plans come first, and it kept to it.",
    };
    return question == 0   ? board[which % COUNT(board)]
           : question == 1 ? office[which % COUNT(office)]
                           : helped[which % COUNT(helped)];
}

const char *demo_find_statement(bool is_local, size_t body)
{
    static const char *const board[] = {
        "We share the aims of the board, and wish that it left more of the how to us. Our members see too many "
        "priorities and too little time between them.\n\nTrust has grown. We can say that something has gone wrong "
        "without fear.",
        "The board has listened on two matters this year and said what it did about both. On money we still learn late "
        "what we must plan for early.",
        "Our practices want to change how they work and wait for permission that nobody needs to give. We ask the "
        "board "
        "to say so clearly, once.",
    };
    static const char *const office[] = {
        ("The office is small and works hard. When it decides, it decides well; it waits too often for a word from "
         "above."),
        "We meet as equals. What we ask for is fewer returns: our team counts eleven each month.",
        "Help with obstacles has been real: two rules between hospital and practices were cleared within weeks.",
    };
    return is_local ? office[body % COUNT(office)] : board[body % COUNT(board)];
}

const char *demo_find_ask(size_t body, unsigned which)
{
    static const char *const asks[] = {
        "Keep priorities steady for two years",          "Tell us our allocation before Christmas",
        "Ask for no figure that you have already",       "Decide on small changes within a month",
        "Send clinicians to meet us, not only managers", "Apply the waiting rules to every provider",
    };
    return asks[(body + (size_t)2 * which) % COUNT(asks)];
}

const demo_proposal demo_proposals[] = {
    { "Name the national priorities for the next two years by the end of October, and add none before they end.",
      "direction T2.2", 0.91, DEMO_DONE, "accept",
      "Constant change has cost you more than it has brought us. We will do this.", "Director of Strategy",
      "Five priorities for two years were published on 28 October, and none has been added since." },
    { "Collect each figure once: close every return whose figures the board already holds.", "obstacles T2.2", 0.94,
      DEMO_DONE, "part", "We will close those that duplicate others. Some are asked for by Parliament and must stay.",
      "Director of Data",
      "Forty-one of 63 returns were closed by April. The list says which stay, and which law asks for them." },
    { "Tell every local body its allocation before the end of December, with the formula and the figures behind it.",
      "funding T2.2", 0.88, DEMO_DONE, "accept", "Planning needs figures that are known in time.",
      "Director of Finance",
      "All allocations were published on 19 December together with the workbook that gives them." },
    { "Let local bodies change how a service works without approval where no patient loses a right and no money is "
      "added.",
      "freedom T3.1", 0.83, DEMO_DISPUTED, "part",
      "Yes for changes within one body. Changes across borders need a second look.", "Director of Operations",
      "New guidance of 12 January says that no approval is needed within one body." },
    { "Answer every concern that a local body raises in writing within 20 working days, and say what was done.",
      "listening T2.2", 0.86, DEMO_DISPUTED, "accept", "You should not have to ask twice.", "Chief of Staff",
      "A team of four now answers letters. Nine in ten were answered within 20 working days." },
    { "Give at least 15 working days for any request for information that is not about the safety of patients.",
      "timeliness T2.2", 0.9, DEMO_IN_PROGRESS, "accept", "Short notice has become a habit. It can be unlearned.",
      "Chief Operating Officer", "" },
    { "Pay for one day a week of clinical leadership in every body for two years, and publish who took it up.",
      "leadership T6.1", 0.79, DEMO_IN_PROGRESS, "part",
      "We can pay for half of it this year and will ask for the rest.", "Director of People", "" },
    { "Hand the budgets for specialised services of under five million pounds to groups of local bodies.",
      "funding T3.1", 0.58, DEMO_REFUSED, "reject",
      "Costs of single patients would put small bodies at risk, and support among you is split. We will look at it "
      "again in two "
      "years.",
      "", "" },
};
const size_t demo_proposals_count = COUNT(demo_proposals);

const char demo_reply[] = "We thank the 187 bodies that signed and the people who answered. It is not comfortable to "
                          "read, and it should not be.\n"
                          "\n"
                          "You say that freedom to act is where we do worst. We accept that, and we argue with one "
                          "part of it. Where a service crosses "
                          "the border of a body, somebody has to look at the whole, and that will sometimes be us. "
                          "What we will stop is looking at "
                          "everything else.\n"
                          "\n"
                          "You say that trust stands highest. We do not take that as praise for us. It has grown "
                          "because people on both sides began to "
                          "say what goes wrong, and it will last as long as nobody is punished for it.\n"
                          "\n"
                          "On offices: the figures do not allow a table of better and worse ones, and we will not make "
                          "one. The three offices that stand "
                          "apart have read their own pages, and so have we.\n"
                          "\n"
                          "We have answered each proposal by itself. One we refuse, and say why. Judge "
                          "us next year by the others.";

const demo_point demo_points[] = {
    { "Annex A",
      "The method does not say what becomes of a body that was closed before the opening day.",
      "The register of organisations of that day, which has one such body.",
      "The register says so. The method now does, too.",
      { 11, "A body that was closed before the opening day was never invited, and is not counted as silent." } },
    { "Chapter 2",
      "The text leaves out that the board answered three of the letters of spring.",
      "Copies of the three answers were sent with this point.",
      "A sentence now says so.",
      { 2, "The board has shown that it answered three of the letters of spring." } },
    { "T2.1",
      "The score for freedom to act should leave out the question on trying new ways, which is about offices.",
      "The questionnaire.",
      "Each question about an office is counted for offices alone. Nothing changes.",
      { 0 } },
};
const size_t demo_points_count = COUNT(demo_points);

const char demo_correction[] = "Chapter 2 said that the board had answered three letters of spring. One of the three "
                               "was sent in July, as the board "
                               "itself has told us. No figure has changed.";
const demo_sentence demo_corrected = { 2, "Corrected: two of the three answers were sent in spring, and one in July." };
