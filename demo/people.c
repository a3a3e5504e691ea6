/* Who one can be. */
#include "people.h"

#define CORBY DEMO_DOMAIN_OF     /* a small group: five practices */
#define CORBY_OFFICE "E39000015" /* Hertfordshire and the South Midlands */
#define LEEDS_NORTH "E38000094"
#define BOARD "NHSCB"

const char demo_federation_row[] = DEMO_FEDERATION ",,Clinical Federation (invented),coalition,,,,,,\n";

const demo_person demo_people[] = {
    { "Asha Lindqvist, commissioning lead", "asha@example.org", { { "body_lead", CORBY }, { "member", CORBY } } },
    { "Tom Okafor, chair", "tom@example.org", { { "signatory", CORBY } } },
    { "Noor Haddad, commissioning lead elsewhere", "noor@example.org", { { "body_lead", LEEDS_NORTH } } },
    { "Ruth Vance, office director", "ruth@example.org", { { "office", CORBY_OFFICE } } },
    { "Piers Halloran, policy author of the board",
      "piers@example.org",
      { { "policy_author", BOARD }, { "board", BOARD } } },
    { "Mina Castell, officer of the federation", "mina@example.org", { { "coalition", DEMO_FEDERATION } } },
    { "Ines Marlow, second officer of the federation", "ines@example.org", { { "coalition", DEMO_FEDERATION } } },
    { "Dev Ramanathan, analyst of the federation", "dev@example.org", { { "analyst", DEMO_FEDERATION } } },
    { "Dr Elin Fraser, general practitioner", "elin@example.org", { { "member", LEEDS_NORTH } } },
    { "Joy Mbeki, nurse", "joy@example.org", { { "member", CORBY } } },
    { "Sir Hugh Ellery, mentor", "hugh@example.org", { { "mentor", LEEDS_NORTH } } },
    { "Kit Sandoval, administrator", "kit@example.org", { { "admin", DEMO_FEDERATION } } },
};
const size_t demo_people_count = sizeof demo_people / sizeof *demo_people;
