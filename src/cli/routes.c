/* upward routes: the map of the site, from the table that the server judges by. */
#include "base/output.h"
#include "cli/cli.h"
#include "cli/commands.h"
#include "services/site.h"

typedef struct routes_settings {
    bool as_json;
} routes_settings;

static const cli_option options[] = {
    { .name = "json", .offset = offsetof(routes_settings, as_json), .help = "as JSON, with every field of the table" },
};

static bool run(const void *settings, cli_files files, upw_arena *arena, upw_error *error)
{
    const routes_settings *const s = settings;
    (void)files, (void)arena;
    web_router *const router = site_make_router(error);
    if (router == NULL)
        return false;
    buffer words;
    buffer_init(&words, (size_t)1 << 24);
    if (s->as_json)
        web_routes_add_json(&words, router, site_name_permission);
    else
        web_routes_add_table(&words, router, site_name_permission);
    output *const out = output_open(NULL, error);
    const bool is_written = out != NULL && output_write(out, buffer_text(&words), error);
    if (out != NULL && !is_written)
        output_abandon(out);
    buffer_clear(&words);
    web_router_free(router);
    return is_written && output_commit(out, error);
}

static const cli_option_group groups[] = { { "Result", options, sizeof options / sizeof *options, 0 } };

static const cli_example examples[] = {
    { "upward routes", "Each address of the site, and who may use it." },
};

const cli_command routes_command = {
    .name = "routes",
    .one_line = "the addresses of the web application, and who may use them",
    .usage = "[--json]",
    .description =
        "Prints the table by which the server judges requests: method, address, whose things the address may name, the "
        "permission that it needs, and what else is asked for.",
    .groups = groups,
    .n_groups = sizeof groups / sizeof *groups,
    .examples = examples,
    .n_examples = sizeof examples / sizeof *examples,
    .needs_no_file = true,
    .settings_size = sizeof(routes_settings),
    .run = run,
};
