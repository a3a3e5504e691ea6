/* casemix_sample.h: patients to fit models to, from golden files and from seeds, for tests only. */
#ifndef ENGINE_TESTS_CASEMIX_SAMPLE_H
#define ENGINE_TESTS_CASEMIX_SAMPLE_H

#include "golden_check.h"
#include "random.h"
#include "upward/casemix.h"

typedef struct patients {
    double *x, *y;
    uint32_t *orgs;
    size_t n, p;
} patients;

static inline void patients_take(patients *out, size_t n, size_t p)
{
    *out = (patients){ .n = n, .p = p };
    out->x = calloc(n * p + 1, sizeof *out->x);
    out->y = calloc(n, sizeof *out->y);
    out->orgs = calloc(n, sizeof *out->orgs);
    assert_true(out->x != NULL && out->y != NULL && out->orgs != NULL);
}

static inline void patients_free(patients *gone)
{
    free(gone->x);
    free(gone->y);
    free(gone->orgs);
}

static inline upw_case_rows patients_rows(const patients *from)
{
    return (upw_case_rows){ .x = from->x, .p = from->p, .y = from->y, .n = from->n };
}

/* The 3,000 synthetic patients of 40 organisations, H01 … H40. */
static inline void patients_read_synthetic(patients *out)
{
    static const char *const columns[] = { "age", "male", "emerg", "comorb" };
    csv_fixture csv;
    assert_true(golden_open_file(&csv, "compare", "logit_syn_input.csv", false));
    patients_take(out, csv.n_rows, 7);
    for (size_t i = 0; i < out->n; i++) {
        double *const x = out->x + i * out->p;
        for (size_t c = 0; c < 4; c++)
            x[c] = fixture_number(&csv, i, columns[c]);
        x[4] = *fixture_text(&csv, i, "band") == 'B';
        x[5] = *fixture_text(&csv, i, "band") == 'C';
        x[6] = fixture_number(&csv, i, "score");
        out->y[i] = fixture_number(&csv, i, "y");
        out->orgs[i] = (uint32_t)strtoul(fixture_text(&csv, i, "org") + 1, NULL, 10) - 1;
    }
    fixture_close(&csv);
}

/* p normal columns with true slopes 0.5, -0.5, 0.5 …; about one event in four. */
static inline void patients_draw(patients *out, size_t n, size_t p, size_t n_orgs, uint64_t seed)
{
    random_stream random = random_begin(seed);
    patients_take(out, n, p);
    for (size_t i = 0; i < n; i++) {
        double eta = -1.2;
        for (size_t j = 0; j < p; j++) {
            const double z = random_take_normal(&random);
            out->x[i * p + j] = z;
            eta += (j % 2 == 0 ? 0.5 : -0.5) * z;
        }
        out->y[i] = random_take_uniform(&random) < 1 / (1 + exp(-eta));
        out->orgs[i] = (uint32_t)(random_take_bits(&random) % n_orgs);
    }
}

#endif
