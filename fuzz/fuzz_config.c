/* Any bytes as the server's file of options: each option is set to something that stands in the file, or the row that
 * is wrong is named, and what the command line has set stays as it was. */
#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "cli/config.h"
#include "scratch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct settings {
    const char *listen, *database, *given;
    bool is_loud;
} settings;

static const cli_option options[] = {
    { .name = "listen", .argument = "HOST:PORT", .offset = offsetof(settings, listen) },
    { .name = "db", .argument = "FILE", .offset = offsetof(settings, database) },
    { .name = "mail-password", .argument = "WORDS", .offset = offsetof(settings, given) },
    { .name = "log-requests", .offset = offsetof(settings, is_loud) },
};

/* Whatever was set is a piece of the file, without the spaces around it. */
static void check_value(const char *value, text file)
{
    assert(value == NULL || (*value != '\0' && strchr(value, '\n') == NULL && text_contains(file, text_of(value)) &&
                             text_equal(text_trim(text_of(value)), text_of(value))));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char kept[] = "from the command line";
    upw_arena arena;
    upw_error error = { 0 };
    settings s = { .given = kept };
    memory_init_arena(&arena);
    const scratch file = scratch_new(data, size);
    const bool is_read = config_read(file.path, options, sizeof options / sizeof *options, &s, &arena, &error);
    const text words = { (const char *)data, size };
    assert(s.given == kept);
    check_value(s.listen, words);
    check_value(s.database, words);
    if (!is_read)
        assert((error.code == UPW_BAD_INPUT && error.row > 0) || error.code == UPW_BAD_USAGE);
    if (!is_read)
        assert(text_is_utf8(text_of(error.message)) && strpbrk(error.message, "\n\r\033") == NULL);
    scratch_clear(&file);
    upw_arena_clear(&arena);
    return 0;
}
