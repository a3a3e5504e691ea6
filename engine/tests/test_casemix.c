/* Expected counts: fits against R's glm and logistf, laws that every fit keeps, and data that no model fits. */
#include "casemix_sample.h"
#include "near.h"

static upw_arena arena;

static int clear_arena(void **state)
{
    (void)state;
    upw_arena_clear(&arena);
    return 0;
}

static upw_logit fit(const upw_case_rows *rows, upw_logit_method method)
{
    const upw_logit_options options = { .method = method };
    upw_logit logit;
    upw_error error = { 0 };
    if (!upw_logit_fit(rows, &options, &arena, &logit, &error))
        fail_msg("%s", error.message);
    return logit;
}

static void check_near(double actual, double expected)
{
    if (fabs(actual - expected) > 1e-8 + 1e-7 * fabs(expected))
        fail_msg("%.17g, expected %.17g", actual, expected);
}

/* ---- goldens ---- */

static double summary_of(const csv_fixture *csv, const char *dataset, const char *column)
{
    size_t n;
    return fixture_number(csv, fixture_find(csv, "dataset", dataset, &n), column);
}

static void check_synthetic_model(const upw_logit *logit, const double *risks, const patients *p)
{
    csv_fixture coef, summary, fitted, vcov;
    size_t n;
    if (!golden_open_file(&coef, "compare", "logit_coef.csv", true)) {
        skip(); /* these files also hold results of real data, and stand beside the project */
        return;
    }
    assert_true(golden_open_file(&summary, "compare", "logit_summary.csv", true));
    assert_true(golden_open_file(&fitted, "compare", "logit_fitted.csv", true));
    assert_true(golden_open_file(&vcov, "compare", "logit_vcov_syn.csv", true));
    const size_t first = fixture_find(&coef, "dataset", "syn", &n);
    assert_int_equal(n, 8);
    for (size_t j = 0; j < n; j++) {
        check_near(logit->coefficients[j], fixture_number(&coef, first + j, "coef"));
        check_near(logit->se[j], fixture_number(&coef, first + j, "se"));
    }
    for (size_t k = 0; k < 64; k++)
        check_near(logit->covariance[k], fixture_number(&vcov, k, "value"));
    check_near(logit->deviance, summary_of(&summary, "syn", "deviance"));
    check_near(logit->null_deviance, summary_of(&summary, "syn", "null_deviance"));
    check_near(logit->aic, summary_of(&summary, "syn", "aic"));
    double *const leverages = calloc(p->n, sizeof *leverages);
    const upw_case_rows rows = patients_rows(p);
    upw_logit_find_leverages(logit, &rows, leverages);
    for (size_t i = 0; i < 300; i++) {
        check_near(risks[i], fixture_number(&fitted, i, "fitted"));
        check_near(leverages[i], fixture_number(&fitted, i, "leverage"));
    }
    upw_calibration c;
    assert_true(upw_calibration_measure(risks, p->y, p->n, true, &arena, &c, NULL));
    check_near(c.c_statistic, summary_of(&summary, "syn", "auc"));
    check_near(c.c_se, summary_of(&summary, "syn", "auc_se"));
    check_near(c.brier, summary_of(&summary, "syn", "brier"));
    check_near(c.brier_scaled, summary_of(&summary, "syn", "brier_scaled"));
    check_near(c.hl_chi_square, summary_of(&summary, "syn", "hl_chi2"));
    check_near(c.hl_p, summary_of(&summary, "syn", "hl_p"));
    check_near(c.in_the_large, 0);
    check_near(c.slope, 1);
    free(leverages);
    fixture_close(&coef);
    fixture_close(&summary);
    fixture_close(&fitted);
    fixture_close(&vcov);
}

static void check_synthetic_orgs(const double *risks, const patients *p)
{
    csv_fixture csv;
    if (!golden_open_file(&csv, "compare", "logit_org.csv", true))
        return;
    upw_casemix_org orgs[40];
    assert_true(upw_casemix_count(risks, p->y, p->orgs, p->n, 40, &arena, orgs, NULL));
    for (size_t row = 0; row < csv.n_rows; row++) {
        if (strcmp(fixture_text(&csv, row, "dataset"), "syn") != 0)
            continue;
        const upw_casemix_org *const o = &orgs[strtoul(fixture_text(&csv, row, "org") + 1, NULL, 10) - 1];
        assert_int_equal(o->n, fixture_number(&csv, row, "n"));
        assert_int_equal(o->observed, fixture_number(&csv, row, "O"));
        check_near(o->expected, fixture_number(&csv, row, "E"));
        check_near(o->variance, fixture_number(&csv, row, "V"));
        check_near(o->ratio, fixture_number(&csv, row, "smr"));
        check_near(o->ratio_low, fixture_number(&csv, row, "smr_l95"));
        check_near(o->ratio_high, fixture_number(&csv, row, "smr_u95"));
        check_near(o->z, fixture_number(&csv, row, "z_normal"));
        check_near(o->p_lower, fixture_number(&csv, row, "p_lower_pb"));
        check_near(o->p_upper, fixture_number(&csv, row, "p_upper_pb"));
        check_near(o->z_mid, fixture_number(&csv, row, "z_mid_pb"));
        check_near(o->p_upper_poisson, fixture_number(&csv, row, "p_upper_pois"));
        check_near(o->adjusted_rate, fixture_number(&csv, row, "adj_rate"));
    }
    fixture_close(&csv);
}

static void a_model_of_3000_patients_is_that_of_R(void **state)
{
    (void)state;
    patients p;
    patients_read_synthetic(&p);
    const upw_case_rows rows = patients_rows(&p);
    const upw_logit logit = fit(&rows, UPW_LOGIT_AUTOMATIC);
    assert_int_equal(logit.status, UPW_LOGIT_FITTED);
    assert_false(logit.is_firth || logit.has_few_events);
    assert_true(logit.passes <= 7);
    double *const risks = calloc(p.n, sizeof *risks);
    upw_logit_predict(logit.coefficients, &rows, risks);
    check_synthetic_orgs(risks, &p);
    check_synthetic_model(&logit, risks, &p);
    free(risks);
    patients_free(&p);
}

static void awkward_cases_have_the_status_and_the_firth_fit_of_the_golden(void **state)
{
    (void)state;
    csv_fixture input, firth;
    assert_true(golden_open_file(&input, "compare", "logit_sep_input.csv", false));
    assert_true(golden_open_file(&firth, "compare", "logit_firth.csv", false));
    for (size_t row = 0, n_terms; row < firth.n_rows; row += n_terms) {
        const char *const name = fixture_text(&firth, row, "case"), *const status =
                                                                        fixture_text(&firth, row, "ml_status");
        fixture_find(&firth, "case", name, &n_terms);
        size_t n;
        const size_t first = fixture_find(&input, "case", name, &n);
        patients p;
        patients_take(&p, n, n_terms - 1);
        for (size_t i = 0; i < n; i++) {
            p.x[i * p.p] = fixture_number(&input, first + i, "x1");
            if (p.p > 1)
                p.x[i * p.p + 1] = fixture_number(&input, first + i, "x2");
            p.y[i] = fixture_number(&input, first + i, "y");
        }
        const upw_case_rows rows = patients_rows(&p);
        const upw_logit ml = fit(&rows, UPW_LOGIT_ML), logit = fit(&rows, UPW_LOGIT_FIRTH);
        const bool is_separated = strncmp(status, "separated", 9) == 0;
        assert_int_equal(ml.status == UPW_LOGIT_SEPARATED, is_separated);
        assert_int_equal(ml.is_complete, strcmp(status, "separated_complete") == 0);
        assert_int_equal(ml.status == UPW_LOGIT_NO_EVENTS, strcmp(status, "no_events") == 0);
        check_near(logit.firth, fixture_number(&firth, row, "firth_coef"));
        for (size_t j = 0; j < n_terms; j++) {
            if (j > 0)
                check_near(logit.coefficients[j], fixture_number(&firth, row + j, "firth_coef"));
            check_near(logit.se[j], fixture_number(&firth, row + j, "firth_se"));
        }
        check_near(logit.penalised, fixture_number(&firth, row, "pen_loglik"));
        check_near(logit.sum_fitted, fixture_number(&firth, row, "sum_fitted_firth"));
        if (logit.events > 0)
            check_near(logit.flic, fixture_number(&firth, row, "flic_intercept"));
        else
            assert_true(isnan(logit.flic));
        patients_free(&p);
    }
    fixture_close(&input);
    fixture_close(&firth);
}

static double validation_of(const csv_fixture *csv, const char *name)
{
    size_t n;
    return fixture_number(csv, fixture_find(csv, "stat", name, &n), "value");
}

static void a_miscalibrated_prediction_is_found_out_as_in_the_golden(void **state)
{
    (void)state;
    csv_fixture input, output;
    assert_true(golden_open_file(&input, "compare", "validation_input.csv", false));
    assert_true(golden_open_file(&output, "compare", "validation_output.csv", false));
    double risks[800], y[800];
    for (size_t i = 0; i < 800; i++) {
        risks[i] = fixture_number(&input, i, "p");
        y[i] = fixture_number(&input, i, "y");
    }
    upw_calibration c;
    assert_true(upw_calibration_measure(risks, y, 800, false, &arena, &c, NULL));
    check_near(c.c_statistic, validation_of(&output, "auc"));
    check_near(c.c_se, validation_of(&output, "auc_se_delong"));
    check_near(c.brier, validation_of(&output, "brier"));
    check_near(c.brier_scaled, validation_of(&output, "brier_scaled"));
    check_near(c.o_over_e, validation_of(&output, "O_over_E"));
    check_near(c.in_the_large, validation_of(&output, "cal_in_the_large"));
    check_near(c.in_the_large_se, validation_of(&output, "cal_in_the_large_se"));
    check_near(c.slope, validation_of(&output, "cal_slope"));
    check_near(c.slope_se, validation_of(&output, "cal_slope_se"));
    check_near(c.slope_intercept, validation_of(&output, "cal_slope_intercept"));
    assert_true(c.has_groups && c.hl_df == 10);
    fixture_close(&input);
    fixture_close(&output);
}

/* ---- laws ---- */

static void scaling_and_order_of_rows_change_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        patients p, q;
        patients_draw(&p, 700, 3, 5, seed);
        patients_draw(&q, 700, 3, 5, seed);
        for (size_t i = 0; i < p.n; i++) {
            const size_t from = p.n - 1 - i;
            for (size_t j = 0; j < 3; j++)
                q.x[i * 3 + j] = 1e4 + pow(1000, (double)j) * p.x[from * 3 + j];
            q.y[i] = p.y[from];
        }
        const upw_case_rows rows = patients_rows(&p), others = patients_rows(&q);
        const upw_logit a = fit(&rows, UPW_LOGIT_ML), b = fit(&others, UPW_LOGIT_ML);
        assert_near_seed(b.deviance, a.deviance, 1e-9, seed);
        for (size_t j = 1; j < 4; j++) {
            assert_near_seed(b.coefficients[j] * pow(1000, (double)j - 1), a.coefficients[j], 1e-9, seed);
            assert_near_seed(b.se[j] * pow(1000, (double)j - 1), a.se[j], 1e-9, seed);
        }
        patients_free(&p);
        patients_free(&q);
        upw_arena_clear(&arena);
    }
}

/* Passes over parts, merged. */
static void parts_that_are_merged_give_the_fit_of_the_whole(void **state)
{
    (void)state;
    patients p;
    patients_draw(&p, 5001, 6, 5, 3);
    const upw_case_rows rows = patients_rows(&p);
    const upw_logit whole = fit(&rows, UPW_LOGIT_FIRTH);
    upw_case_rows parts[3];
    const size_t ends[4] = { 0, 7, 3000, 5001 };
    upw_logit_survey survey, part;
    assert_true(upw_logit_begin_survey(6, &survey, NULL));
    for (size_t k = 0; k < 3; k++) {
        parts[k] = (upw_case_rows){ .x = p.x + 6 * ends[k], .p = 6, .y = p.y + ends[k], .n = ends[k + 1] - ends[k] };
        assert_true(upw_logit_begin_survey(6, &part, NULL) && upw_logit_survey_rows(&part, &parts[k], NULL));
        upw_logit_merge_survey(&survey, &part);
    }
    const upw_logit_options options = { .method = UPW_LOGIT_FIRTH };
    upw_logit logit;
    assert_true(upw_logit_begin(&survey, &options, &arena, &logit, NULL));
    while (logit.wants_pass) {
        upw_logit_pass *const all = upw_logit_new_pass(&logit, &arena);
        for (size_t k = 0; k < 3; k++) {
            upw_logit_pass *const pass = upw_logit_new_pass(&logit, &arena);
            upw_logit_add_rows(&logit, pass, &parts[k]);
            upw_logit_merge_pass(all, pass);
        }
        upw_logit_step(&logit, all);
    }
    for (size_t j = 0; j < 7; j++) {
        assert_near(logit.coefficients[j], whole.coefficients[j], 1e-11);
        assert_near(logit.se[j], whole.se[j], 1e-12);
    }
    patients_free(&p);
}

static void patients_who_count_twice_are_as_two_patients(void **state)
{
    (void)state;
    patients p, q;
    patients_draw(&p, 400, 2, 5, 9);
    patients_take(&q, 800, 2);
    for (size_t i = 0; i < 800; i++) {
        memcpy(q.x + 2 * i, p.x + 2 * (i / 2), 2 * sizeof *q.x);
        q.y[i] = p.y[i / 2];
    }
    double weights[400];
    for (size_t i = 0; i < 400; i++)
        weights[i] = 2;
    upw_case_rows rows = patients_rows(&p);
    const upw_case_rows twice = patients_rows(&q);
    rows.weights = weights;
    for (upw_logit_method method = UPW_LOGIT_ML; method <= UPW_LOGIT_FIRTH; method++) {
        const upw_logit a = fit(&rows, method), b = fit(&twice, method);
        assert_int_equal(a.n, b.n);
        for (size_t j = 0; j < 3; j++) {
            assert_near(a.coefficients[j], b.coefficients[j], 1e-9);
            assert_near(a.se[j], b.se[j], 1e-10);
        }
    }
    patients_free(&p);
    patients_free(&q);
}

static void expected_events_sum_to_the_observed_by_either_method(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        patients p;
        patients_draw(&p, 60 + 20 * seed, 1 + seed % 4, 7, seed);
        const upw_case_rows rows = patients_rows(&p);
        for (upw_logit_method method = UPW_LOGIT_ML; method <= UPW_LOGIT_FIRTH; method++) {
            const upw_logit logit = fit(&rows, method);
            if (logit.status != UPW_LOGIT_FITTED)
                continue;
            double *const risks = calloc(p.n, sizeof *risks);
            upw_casemix_org orgs[7];
            upw_logit_predict(logit.coefficients, &rows, risks);
            assert_true(upw_casemix_count(risks, p.y, p.orgs, p.n, 7, &arena, orgs, NULL));
            double observed = 0, expected = 0;
            for (size_t o = 0; o < 7; o++) {
                observed += (double)orgs[o].observed;
                expected += orgs[o].expected;
                assert_true(orgs[o].n == 0 || orgs[o].p_lower + orgs[o].p_upper >= 1 - 1e-12);
            }
            assert_near_seed(expected, observed, 1e-9, seed);
            free(risks);
        }
        patients_free(&p);
        upw_arena_clear(&arena);
    }
}

static void equal_risks_make_the_poisson_binomial_a_binomial(void **state)
{
    (void)state;
    double risks[400], terms[402];
    for (size_t n = 1; n <= 400; n += 57)
        for (double p = 0.001; p < 1; p += 0.111) {
            for (size_t i = 0; i < n; i++)
                risks[i] = p;
            for (int64_t r = 0; r <= (int64_t)n; r += 1 + (int64_t)n / 7) {
                const upw_event_tails tails = upw_events_find_tails(risks, n, r, terms);
                if (upw_binomial_at_most(r, (int64_t)n, p) > 1e-280)
                    assert_near(tails.at_most, upw_binomial_at_most(r, (int64_t)n, p), 1e-11);
                if (upw_binomial_at_least(r, (int64_t)n, p) > 1e-280)
                    assert_near(tails.at_least, upw_binomial_at_least(r, (int64_t)n, p), 1e-11);
            }
        }
}

static void a_combination_of_columns_is_left_out_and_named(void **state)
{
    (void)state;
    patients p;
    patients_draw(&p, 500, 4, 5, 11);
    for (size_t i = 0; i < p.n; i++) {
        p.x[4 * i + 2] = 3 * p.x[4 * i] - p.x[4 * i + 1] + 7;
        p.x[4 * i + 3] = 5; /* constant */
    }
    const upw_case_rows rows = patients_rows(&p);
    for (upw_logit_method method = UPW_LOGIT_ML; method <= UPW_LOGIT_FIRTH; method++) {
        const upw_logit logit = fit(&rows, method);
        assert_int_equal(logit.status, UPW_LOGIT_FITTED);
        assert_int_equal(logit.n_dropped, 2);
        assert_true(!logit.is_dropped[1] && !logit.is_dropped[2] && logit.is_dropped[3] && logit.is_dropped[4]);
        assert_true(isnan(logit.coefficients[3]) && isnan(logit.se[4]) && isfinite(logit.coefficients[2]));
    }
    patients_free(&p);
}

static void two_groups_that_differ_have_the_interval_of_their_table(void **state)
{
    (void)state;
    /* Firth on a 2 × 2 table adds a half to each cell (Heinze & Schemper 2002). */
    patients p;
    patients_take(&p, 40, 1);
    for (size_t i = 0; i < 40; i++) {
        p.x[i] = i >= 20;
        p.y[i] = i >= 13; /* seven events of twenty, then twenty of twenty */
    }
    const upw_case_rows rows = patients_rows(&p);
    const upw_logit logit = fit(&rows, UPW_LOGIT_AUTOMATIC);
    assert_int_equal(logit.ml_status, UPW_LOGIT_SEPARATED);
    assert_int_equal(logit.status, UPW_LOGIT_FITTED);
    assert_true(logit.is_firth && !logit.is_complete);
    assert_near(logit.firth, log(7.5 / 13.5), 1e-9);
    assert_near(logit.coefficients[1], log(20.5 / 0.5) - log(7.5 / 13.5), 1e-9);
    patients_free(&p);
}

static void a_column_that_differs_between_places_is_found(void **state)
{
    (void)state;
    size_t n_found = 0;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        patients p;
        patients_draw(&p, 1500, 2, 5, seed);
        const upw_case_rows rows = patients_rows(&p);
        upw_constant_risk same, other;
        assert_true(upw_casemix_test_constant_risk(&rows, p.orgs, 5, 0, 1, &arena, &same, NULL));
        assert_int_equal(same.df, 4);
        n_found += same.p_value < 0.05;
        for (size_t i = 0; i < p.n; i++)
            if (p.orgs[i] == 3)
                p.x[2 * i] = -p.x[2 * i]; /* coded the other way round */
        assert_true(upw_casemix_test_constant_risk(&rows, p.orgs, 5, 0, 1, &arena, &other, NULL));
        assert_true(other.p_value < 1e-3);
        patients_free(&p);
        upw_arena_clear(&arena);
    }
    assert_in_range(n_found, 0, 7); /* two are expected of 40 */
}

/* ---- columns ---- */

static void factors_and_splines_become_columns_of_the_model(void **state)
{
    (void)state;
    const uint32_t levels[6] = { 0, 2, 1, 1, UPW_NO_LEVEL, 1 };
    const double values[6] = { 1, 2, 3, 4, 5, NAN };
    uint32_t reference;
    assert_true(upw_design_find_reference(levels, 6, 3, &arena, &reference, NULL));
    assert_int_equal(reference, 1);
    upw_design_column columns[2] = { { .levels = levels, .n_levels = 3, .reference = reference },
                                     { .values = values, .n_knots = 3, .knots = { 1.5, 2.5, 3.5 } } };
    assert_int_equal(upw_design_count(columns, 2), 4);
    assert_false(upw_design_is_complete(columns, 2, 4));
    assert_false(upw_design_is_complete(columns, 2, 5));
    columns[0].missing_is_level = true;
    assert_true(upw_design_is_complete(columns, 2, 4));
    double x[5 * 5];
    assert_int_equal(upw_design_count(columns, 2), 5);
    upw_design_fill(columns, 2, 0, 5, x);
    const double expected[5][3] = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 0 }, { 0, 0, 0 }, { 0, 0, 1 } };
    for (size_t i = 0; i < 5; i++) {
        assert_memory_equal(&x[5 * i], expected[i], sizeof expected[i]);
        assert_near(x[5 * i + 3], values[i], 0);
    }
    assert_near(x[5 * 1 + 4], 0.125 / 4, 1e-15);
    /* straight beyond the last knot */
    const double beyond[3] = { 10, 11, 12 };
    columns[1].values = beyond;
    upw_design_fill(&columns[1], 1, 0, 3, x);
    assert_near(x[5] - x[3], x[3] - x[1], 1e-12);
}

static void knots_that_coincide_are_refused(void **state)
{
    (void)state;
    const double values[8] = { 0, 0, 0, 0, 0, 0, 0, 1 };
    double knots[5];
    upw_error error = { 0 };
    assert_false(upw_design_place_knots(values, 8, 3, &arena, knots, &error));
    assert_int_equal(error.code, UPW_TOO_FEW);
    assert_false(upw_design_place_knots(values, 8, 2, &arena, knots, &error));
    assert_int_equal(error.code, UPW_BAD_INPUT);
}

/* ---- bad input ---- */

static void what_cannot_be_fitted_says_why(void **state)
{
    (void)state;
    double x[4] = { 1, 2, 3, 4 }, y[4] = { 0, 0, 0, 0 };
    upw_case_rows rows = { .x = x, .p = 1, .y = y, .n = 4 };
    upw_logit logit = fit(&rows, UPW_LOGIT_AUTOMATIC);
    assert_int_equal(logit.status, UPW_LOGIT_NO_EVENTS);
    assert_true(isnan(logit.coefficients[0]) && isnan(logit.se[1]));
    for (size_t i = 0; i < 4; i++)
        y[i] = 1;
    logit = fit(&rows, UPW_LOGIT_AUTOMATIC);
    assert_int_equal(logit.status, UPW_LOGIT_ALL_EVENTS);
    y[2] = 0.5;
    upw_error error = { 0 };
    assert_false(upw_logit_fit(&rows, NULL, &arena, &logit, &error));
    assert_int_equal(error.row, 3);
    y[2] = 0;
    x[1] = INFINITY;
    assert_false(upw_logit_fit(&rows, NULL, &arena, &logit, &error));
    assert_int_equal(error.row, 2);
    rows.n = 0;
    assert_false(upw_logit_fit(&rows, NULL, &arena, &logit, &error));
    assert_int_equal(error.code, UPW_TOO_FEW);
    rows.p = 300;
    assert_false(upw_logit_fit(&rows, NULL, &arena, &logit, &error));
    assert_int_equal(error.code, UPW_TOO_LARGE);
}

static void organisations_without_patients_or_events_have_an_answer(void **state)
{
    (void)state;
    const double risks[4] = { 0.1, 0.2, 0.05, 0.9 }, y[4] = { 0, 0, 0, 1 };
    const uint32_t orgs[4] = { 0, 0, 0, 2 };
    upw_casemix_org out[3];
    assert_true(upw_casemix_count(risks, y, orgs, 4, 3, &arena, out, NULL));
    assert_true(out[0].is_too_small && isnan(out[0].ratio));
    assert_near(out[0].p_lower, 0.9 * 0.8 * 0.95, 1e-14);
    assert_near(out[0].p_upper, 1, 1e-14);
    assert_true(out[1].n == 0 && isnan(out[1].p_lower) && isnan(out[1].z_mid));
    assert_false(out[2].is_too_small);
    const uint32_t wrong[4] = { 0, 3, 0, 2 };
    upw_error error = { 0 };
    assert_false(upw_casemix_count(risks, y, wrong, 4, 3, &arena, out, &error));
    assert_int_equal(error.row, 2);
}

static void a_large_organisation_has_nearly_the_exact_tail(void **state)
{
    (void)state;
    enum { N = 120000 };
    double *const risks = calloc(N, sizeof *risks), *const y = calloc(N, sizeof *y);
    uint32_t *const orgs = calloc(N, sizeof *orgs);
    for (size_t i = 0; i < N; i++) {
        risks[i] = 0.05;
        y[i] = i < 6150; /* 2 standard deviations above */
    }
    upw_casemix_org out;
    assert_true(upw_casemix_count(risks, y, orgs, N, 1, &arena, &out, NULL));
    assert_true(out.is_approximate);
    assert_near(out.p_upper, upw_binomial_at_least(6150, N, 0.05), 1e-4);
    assert_near(out.p_lower, upw_binomial_at_most(6150, N, 0.05), 1e-4);
    free(risks);
    free(y);
    free(orgs);
}

static void the_page_says_what_was_not_adjusted_for(void **state)
{
    (void)state;
    char words[2000];
    const upw_casemix_facts facts = { .variables = "age and sex",
                                      .n_all = 1000,
                                      .n_left_out = 100,
                                      .o_over_e = 1.2,
                                      .n_orgs = 12,
                                      .n_outside = 2,
                                      .unlike = "age" };
    assert_in_range(upw_casemix_write_cautions(&facts, words, sizeof words), 100, sizeof words - 1);
    assert_non_null(strstr(words, "Adjusted for age and sex. Not adjusted for what was not recorded."));
    assert_non_null(strstr(words, "100 of 1000 rows (10.0 %) were left out"));
    assert_non_null(strstr(words, "1.20 times as many events"));
    assert_non_null(strstr(words, "Not alike everywhere: age"));
}

int main(void)
{
    upw_arena_init(&arena, NULL);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_model_of_3000_patients_is_that_of_R, clear_arena),
        cmocka_unit_test_teardown(awkward_cases_have_the_status_and_the_firth_fit_of_the_golden, clear_arena),
        cmocka_unit_test_teardown(a_miscalibrated_prediction_is_found_out_as_in_the_golden, clear_arena),
        cmocka_unit_test_teardown(scaling_and_order_of_rows_change_nothing, clear_arena),
        cmocka_unit_test_teardown(parts_that_are_merged_give_the_fit_of_the_whole, clear_arena),
        cmocka_unit_test_teardown(patients_who_count_twice_are_as_two_patients, clear_arena),
        cmocka_unit_test_teardown(expected_events_sum_to_the_observed_by_either_method, clear_arena),
        cmocka_unit_test_teardown(equal_risks_make_the_poisson_binomial_a_binomial, clear_arena),
        cmocka_unit_test_teardown(a_combination_of_columns_is_left_out_and_named, clear_arena),
        cmocka_unit_test_teardown(two_groups_that_differ_have_the_interval_of_their_table, clear_arena),
        cmocka_unit_test_teardown(a_column_that_differs_between_places_is_found, clear_arena),
        cmocka_unit_test_teardown(factors_and_splines_become_columns_of_the_model, clear_arena),
        cmocka_unit_test_teardown(knots_that_coincide_are_refused, clear_arena),
        cmocka_unit_test_teardown(what_cannot_be_fitted_says_why, clear_arena),
        cmocka_unit_test_teardown(organisations_without_patients_or_events_have_an_answer, clear_arena),
        cmocka_unit_test_teardown(a_large_organisation_has_nearly_the_exact_tail, clear_arena),
        cmocka_unit_test_teardown(the_page_says_what_was_not_adjusted_for, clear_arena),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
