/* Writes the gallery: gallery FOLDER makes one HTML file a page, and the files that they ask for under FOLDER/assets.
 */
#include "gallery.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "web/assets.h"

#define GALLERY_TEXT(literal)                                                                                          \
    {                                                                                                                  \
        literal, sizeof(literal) - 1                                                                                   \
    }

const layout_site gallery_site = {
    .federation = GALLERY_TEXT("North of England Clinical Federation"),
    .places = (1u << LAYOUT_PLACE_COUNT) - 2,
    .demonstration = GALLERY_TEXT("This is a demonstration. Names of people and all figures are invented."),
    .sign_in = GALLERY_TEXT("/sign-in"),
    .your_work = GALLERY_TEXT("/todo"),
    .sign_out = GALLERY_TEXT("/sign-out"),
    .version = GALLERY_TEXT("Upward 0.1.0"),
};

static const nhs_crumb crumbs[] = {
    { GALLERY_TEXT("Home"), GALLERY_TEXT("/") },
    { GALLERY_TEXT("Measures"), GALLERY_TEXT("/measures") },
};

static const nhs_error_item errors[] = {
    { GALLERY_TEXT("Enter a target"), GALLERY_TEXT("#bad-input") },
    { GALLERY_TEXT("Enter why"), GALLERY_TEXT("#bad-textarea") },
    { GALLERY_TEXT("Reason must be 200 characters or less"), GALLERY_TEXT("#bad-count") },
    { GALLERY_TEXT("Select a theme"), GALLERY_TEXT("#bad-select") },
    { GALLERY_TEXT("Select how much you agree, or select \"I do not know\""), GALLERY_TEXT("#bad-radios") },
    { GALLERY_TEXT("Select whom it concerns"), GALLERY_TEXT("#bad-checkboxes") },
    { GALLERY_TEXT("Opening date must include a month"), GALLERY_TEXT("#bad-date-month") },
    { GALLERY_TEXT("Select a file"), GALLERY_TEXT("#bad-file") },
    { GALLERY_TEXT("Enter your password"), GALLERY_TEXT("#bad-password") },
    { GALLERY_TEXT("Search must be 100 characters or less"), GALLERY_TEXT("#bad-search") },
};
static const nhs_error_item question_error = { GALLERY_TEXT("Enter the agreed score"), GALLERY_TEXT("#score") };

#define PERSON                                                                                                         \
    .site = &gallery_site, .person = GALLERY_TEXT("Dr Amina Bell"), .token_name = GALLERY_TEXT("token"),               \
    .token = GALLERY_TEXT("0123456789abcdef")

const gallery_page gallery_pages[] = {
    { "words",
      { .site = &gallery_site, .title = GALLERY_TEXT("Words, tags and links"), .is_wide = true },
      write_words },
    { "boxes", { PERSON, .title = GALLERY_TEXT("Cards, panels and banners") }, write_boxes },
    { "tables",
      { PERSON, .title = GALLERY_TEXT("Tables and lists"), .is_wide = true, .place = LAYOUT_ORGANISATIONS },
      write_tables },
    { "measures",
      { PERSON, .title = GALLERY_TEXT("Measures"), .is_wide = true, .place = LAYOUT_MEASURES, .is_place = true },
      write_measures },
    { "measure",
      { PERSON, .title = GALLERY_TEXT("Four-hour waits"), .caption = GALLERY_TEXT("NHS Airedale"), .is_wide = true,
        .place = LAYOUT_MEASURES, .crumbs = crumbs, .n_crumbs = 2 },
      write_measure },
    { "fields", { PERSON, .title = GALLERY_TEXT("Every field"), .back = GALLERY_TEXT("/measures") }, write_fields },
    { "fields-with-errors",
      { PERSON, .title = GALLERY_TEXT("Every field, with an error"), .back = GALLERY_TEXT("/measures"),
        .errors = errors, .n_errors = sizeof errors / sizeof errors[0] },
      write_fields_with_errors },
    { "question",
      { PERSON, .title = GALLERY_TEXT("What score did you agree?"), .asks = true, .place = LAYOUT_APPRAISAL,
        .back = GALLERY_TEXT("/appraisal"), .errors = &question_error, .n_errors = 1 },
      write_question },
    { "done",
      { PERSON, .title = GALLERY_TEXT("Target of four-hour waits"), .place = LAYOUT_MEASURES, .crumbs = crumbs,
        .n_crumbs = 2, .done = GALLERY_TEXT("The target was changed") },
      write_done },
};
const size_t gallery_pages_count = sizeof gallery_pages / sizeof gallery_pages[0];

static bool write_file(const char *folder, const char *name, text content)
{
    char path[512];
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        return false;
    FILE *const file = fopen(path, "wb");
    if (file == NULL)
        return false;
    const bool is_written = fwrite(content.at, 1, content.len, file) == content.len;
    return fclose(file) == 0 && is_written;
}

static bool write_page(const char *folder, const gallery_page *page)
{
    char name[64];
    buffer out;
    html_writer h;
    buffer_init(&out, 4 << 20);
    html_init(&h, &out);
    layout_begin(&h, &page->layout);
    page->write(&h);
    layout_end(&h, &page->layout);
    snprintf(name, sizeof name, "%s.html", page->name);
    const bool is_written = h.depth == 0 && !out.is_full && write_file(folder, name, buffer_text(&out));
    buffer_clear(&out);
    return is_written;
}

int main(int argc, char **argv)
{
    char assets[512];
    if (argc != 2) {
        fprintf(stderr, "gallery FOLDER, or gallery --list for the names of its pages\n");
        return 2;
    }
    if (strcmp(argv[1], "--list") == 0) {
        for (size_t i = 0; i < gallery_pages_count; i++)
            puts(gallery_pages[i].name);
        return 0;
    }
    snprintf(assets, sizeof assets, "%s/assets", argv[1]);
    bool holds = (mkdir(argv[1], 0777) == 0 || errno == EEXIST) && (mkdir(assets, 0777) == 0 || errno == EEXIST);
    for (size_t i = 0; holds && asset_at(i) != NULL; i++)
        holds = write_file(argv[1], asset_at(i)->path + 1, asset_at(i)->whole);
    for (size_t i = 0; holds && i < gallery_pages_count; i++)
        holds = write_page(argv[1], &gallery_pages[i]);
    if (!holds)
        fprintf(stderr, "gallery: cannot write to %s: %s\n", argv[1], strerror(errno));
    return holds ? 0 : 3;
}
