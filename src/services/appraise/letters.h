/* services/appraise/letters.h: letters to those who hold a role at an organisation, in the transaction of what they
 * tell of. */
#ifndef APPRAISE_LETTERS_H
#define APPRAISE_LETTERS_H

#include "services/appraise/rounds.h"
#include "workflow/outbox.h"

typedef struct appraise_letter {
    workflow_email email;
    text about;   /* what makes it one letter for each reader: "2026/E38000037", "2026/E38000037 day 7" */
    text subject; /* instead of the one of emails.csv; empty: that one, with these words in its brackets */
    const outbox_word *words;
    size_t n_words;
    text body; /* from the first line after the greeting */
} appraise_letter;

#define LETTERS_TO(role) (1u << (role))

typedef struct letters_desk {
    store_db *db;
    const workflow *workflow; /* its application is the services */
    upw_arena *arena;
    int64_t now_ms;
} letters_desk;

/* To everybody who holds one of the roles (LETTERS_TO(ROLE_BODY_LEAD) | …) there; one letter a person. */
bool letters_to_holders(const letters_desk *desk, text organisation_id, unsigned roles, const appraise_letter *letter,
                        upw_error *error) UPW_MUST_CHECK;

/* To one address; `name` may be empty. */
bool letters_to_address(const letters_desk *desk, text name, text address, const appraise_letter *letter,
                        upw_error *error) UPW_MUST_CHECK;

letters_desk letters_desk_of(const workflow_step *step);

/* "https://upward.example/returns/2026/01C": the path on this site as a letter has it. */
text letters_url(const letters_desk *desk, text path);

#endif
