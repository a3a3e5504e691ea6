/* form.c and form_kinds.c. */
#ifndef WEB_FORM_INTERNAL_H
#define WEB_FORM_INTERNAL_H

#include "web/form.h"

/* From raw to the value of its kind, or an error. */
void form_check(form_value *value, upw_arena *arena);

/* The sentence with each `placeholder` ("[n]") replaced. */
text form_replace(text sentence, text placeholder, text words, upw_arena *arena);

/* [Field], [Date], [the date], [field]: the field's label. */
text form_name_field(text sentence, const form_field *field, upw_arena *arena);

#endif
