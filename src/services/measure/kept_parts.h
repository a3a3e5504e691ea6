/* services/measure/kept_parts.h: parts of pages that are the same for everybody with the same rights, kept in memory.
 *
 * A part is found again under the version of what it is made of, which changes in the same transaction as that does,
 * whoever changes it (migration "measure-version"); the address that is asked for; and what it depends on of whoever
 * asks: their organisation and their roles. So nobody gets what was written for somebody who may see more. */
#ifndef MEASURE_KEPT_PARTS_H
#define MEASURE_KEPT_PARTS_H

#include "base/html.h"
#include "store/store.h"
#include "web/request.h"

/* Writes the part: out of the tables indicator, series (whose content is a hash of its figures and of all else that its
 * chart shows) and organisation, the address, the organisation and the roles of whoever asks, and nothing else; from
 * one moment (store_snapshot). `context` is known from the address alone. */
typedef bool measure_part(html_writer *h, request *req, const void *context, upw_error *error);

/* The part, out of memory or written; between elements. Where `write` fails there is no page. */
bool measure_write_part(html_writer *h, request *req, measure_part *write, const void *context,
                        upw_error *error) UPW_MUST_CHECK;

extern const store_statement kept_parts_statements[];
extern const size_t kept_parts_statements_count;

#endif
