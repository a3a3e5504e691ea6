/* Rows of patients, in blocks that are kept in a temporary file. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/casemix_job.h"
#include "table/temporary.h"

/* Where each column stands in a block: the wide ones first, so that all are aligned. */
static void lay_out(const casemix_formula *formula, casemix_columns *columns, char *at)
{
    columns->rows = (int64_t *)(void *)at;
    at += CASEMIX_BLOCK * sizeof *columns->rows;
    columns->risks = (double *)(void *)at;
    at += CASEMIX_BLOCK * sizeof *columns->risks;
    for (size_t v = 0; v < formula->n_variables; v++)
        if (!formula->variables[v].is_factor) {
            columns->values[v] = (double *)(void *)at;
            at += CASEMIX_BLOCK * sizeof **columns->values;
        }
    columns->orgs = (uint32_t *)(void *)at;
    at += CASEMIX_BLOCK * sizeof *columns->orgs;
    columns->y = (uint8_t *)at;
    at += CASEMIX_BLOCK;
    for (size_t v = 0; v < formula->n_variables; v++)
        if (formula->variables[v].is_factor) {
            columns->levels[v] = (uint8_t *)at;
            at += CASEMIX_BLOCK;
        }
}

static size_t count_row_bytes(const casemix_formula *formula)
{
    size_t bytes = sizeof(int64_t) + sizeof(double) + sizeof(uint32_t) + 1;
    for (size_t v = 0; v < formula->n_variables; v++)
        bytes += formula->variables[v].is_factor ? 1 : sizeof(double);
    return bytes;
}

void casemix_store_open(casemix_store *store, const casemix_formula *formula)
{
    /* A block of 65,536 rows is a whole number of pages, on any machine. */
    *store = (casemix_store){ .fd = -1,
                              .n_variables = formula->n_variables,
                              .block_bytes = CASEMIX_BLOCK * count_row_bytes(formula) };
    store->filling = memory_grow(NULL, store->block_bytes, 1);
    memset(store->filling, 0, store->block_bytes);
    lay_out(formula, &store->columns, store->filling);
}

void casemix_store_close(casemix_store *store)
{
    if (store->filling != NULL && store->fd >= 0)
        close(store->fd);
    free(store->filling);
    *store = (casemix_store){ .fd = -1 };
}

static bool write_block(casemix_store *store, upw_error *error)
{
    if (store->fd < 0 && (store->fd = temporary_make(error)) < 0)
        return false;
    store->n_blocks++;
    if (temporary_write(store->fd, (text){ store->filling, store->block_bytes }, error))
        return true;
    return upw_fail(
        error, UPW_IO_FAILED,
        "there is no room for %zu rows of patients in the folder for temporary files; set TMPDIR to a folder "
        "with more room",
        store->n);
}

bool casemix_store_add(casemix_store *store, const casemix_columns *from, size_t n, upw_error *error)
{
    for (size_t done = 0; done < n;) {
        const size_t at = store->n % CASEMIX_BLOCK;
        if (at == 0 && store->n > 0 && !write_block(store, error))
            return false;
        const size_t count = n - done < CASEMIX_BLOCK - at ? n - done : CASEMIX_BLOCK - at;
        const casemix_columns *const to = &store->columns;
        memcpy(to->y + at, from->y + done, count);
        memcpy(to->orgs + at, from->orgs + done, count * sizeof *to->orgs);
        memcpy(to->rows + at, from->rows + done, count * sizeof *to->rows);
        memcpy(to->risks + at, from->risks + done, count * sizeof *to->risks);
        for (size_t v = 0; v < store->n_variables; v++)
            if (to->values[v] != NULL)
                memcpy(to->values[v] + at, from->values[v] + done, count * sizeof **to->values);
            else
                memcpy(to->levels[v] + at, from->levels[v] + done, count);
        store->n += count;
        done += count;
    }
    return true;
}

bool casemix_store_end(casemix_store *store, upw_error *error)
{
    if (store->fd >= 0)
        return write_block(store, error);
    store->n_blocks = store->n > 0;
    return true;
}

/* ---- blocks ---- */

/* The same place in a block that stands elsewhere. */
static void *move(const casemix_store *store, const void *column, char *to)
{
    return column == NULL ? NULL : to + ((const char *)column - store->filling);
}

bool casemix_block_open(const casemix_store *store, size_t k, casemix_block *out, upw_error *error)
{
    const size_t first = k * CASEMIX_BLOCK, rest = store->n - first;
    *out = (casemix_block){ .first = first, .n = rest < CASEMIX_BLOCK ? rest : CASEMIX_BLOCK };
    if (store->fd < 0) {
        out->columns = store->columns;
        return true;
    }
    out->map = mmap(NULL, store->block_bytes, PROT_READ, MAP_SHARED, store->fd, (off_t)(k * store->block_bytes));
    if (out->map == MAP_FAILED)
        return upw_fail(error, UPW_IO_FAILED, "cannot look at rows of patients again: %s", strerror(errno));
    const casemix_columns *const c = &store->columns;
    char *const at = out->map;
    out->columns = (casemix_columns){ .y = move(store, c->y, at),
                                      .orgs = move(store, c->orgs, at),
                                      .rows = move(store, c->rows, at),
                                      .risks = move(store, c->risks, at) };
    for (size_t v = 0; v < store->n_variables; v++) {
        out->columns.values[v] = move(store, c->values[v], at);
        out->columns.levels[v] = move(store, c->levels[v], at);
    }
    return true;
}

void casemix_block_close(const casemix_store *store, casemix_block *block)
{
    if (block->map != NULL)
        munmap(block->map, store->block_bytes);
    block->map = NULL;
}

bool casemix_store_put_risks(const casemix_store *store, size_t k, const double *risks, upw_error *error)
{
    const size_t first = k * CASEMIX_BLOCK, rest = store->n - first, n = rest < CASEMIX_BLOCK ? rest : CASEMIX_BLOCK;
    if (store->fd < 0) {
        memcpy(store->columns.risks, risks, n * sizeof *risks);
        return true;
    }
    const char *at = (const char *)risks;
    off_t to = (off_t)(k * store->block_bytes) + ((char *)store->columns.risks - store->filling);
    for (size_t left = n * sizeof *risks; left > 0;) {
        const ssize_t written = pwrite(store->fd, at, left, to);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return upw_fail(error, UPW_IO_FAILED, "cannot keep the risks of patients: %s", strerror(errno));
        at += written;
        to += written;
        left -= (size_t)written;
    }
    return true;
}
