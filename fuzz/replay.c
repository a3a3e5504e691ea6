/* Replays files through a fuzz target, as an ordinary test: replay_NAME CORPUS_FOLDER [CRASHES_FOLDER …].
 *
 * Every file is one case; so is the input of no bytes. A case passes when the target comes back: asserts and the
 * sanitizers end the program otherwise, and a program that ends early has failed. */
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned cases;

/* The bytes in memory of exactly their size, so that AddressSanitizer sees a read one past the end. */
static bool replay(const char *path)
{
    struct stat facts;
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    bool whole = false;
    if (fstat(fileno(file), &facts) == 0) {
        const size_t size = (size_t)facts.st_size;
        uint8_t *data = malloc(size > 0 ? size : 1);
        whole = data != NULL && fread(data, 1, size, file) == size;
        if (whole)
            LLVMFuzzerTestOneInput(data, size);
        free(data);
    }
    fclose(file);
    return whole;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* Number of files; a folder that is not there has none. */
static unsigned replay_folder(const char *folder)
{
    struct dirent **entries = NULL;
    const int n = scandir(folder, &entries, is_visible, alphasort);
    for (int i = 0; i < n; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        /* Said before it runs: the name of a file that ends the program is the one thing to know. */
        printf("# %s\n", path);
        fflush(stdout);
        printf("%s %u - %s\n", replay(path) ? "ok" : "not ok", ++cases, entries[i]->d_name);
        fflush(stdout);
        free(entries[i]);
    }
    free(entries);
    return n > 0 ? (unsigned)n : 0;
}

int main(int argc, char **argv)
{
    LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
    printf("ok %u - the input of no bytes\n", ++cases);
    for (int i = 1; i < argc; i++) {
        const unsigned found = replay_folder(argv[i]);
        if (i == 1)
            printf("%s %u - there is a corpus\n", found > 0 ? "ok" : "not ok", ++cases);
    }
    printf("1..%u\n", cases);
    return 0;
}
