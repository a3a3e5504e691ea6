/* Any form with files, in pieces of any size: a refusal with a reason, or fields and files within their limits. The
 * library's reader wants a connection, so there is one, to nobody: a socket pair whose request never ends.
 *
 * Input: a byte (how long the pieces are), then the body; its boundary is "bound". */
#include <assert.h>
#include <microhttpd.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>

#include "base/memory.h"
#include "web/multipart.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CONTENT_TYPE "multipart/form-data; boundary=bound"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t is_there = PTHREAD_COND_INITIALIZER;
static struct MHD_Connection *connection;

static enum MHD_Result keep(void *context, struct MHD_Connection *mhd, const char *url, const char *method,
                            const char *version, const char *data, size_t *size, void **own)
{
    (void)context, (void)url, (void)method, (void)version, (void)data, (void)size, (void)own;
    if (connection != NULL)
        return MHD_YES;
    MHD_suspend_connection(mhd);
    pthread_mutex_lock(&lock);
    connection = mhd;
    pthread_cond_signal(&is_there);
    pthread_mutex_unlock(&lock);
    return MHD_YES;
}

static void connect_to_nobody(void)
{
    static const char head[] =
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: " CONTENT_TYPE "\r\nContent-Length: 9\r\n\r\n";
    static int ends[2];
    static struct sockaddr address = { .sa_family = AF_UNIX };
    struct MHD_Daemon *const daemon = MHD_start_daemon(MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_NO_LISTEN_SOCKET |
                                                           MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC,
                                                       0, NULL, NULL, keep, NULL, MHD_OPTION_END);
    assert(daemon != NULL && socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    assert(MHD_add_connection(daemon, ends[0], &address, sizeof address) == MHD_YES);
    assert(send(ends[1], head, sizeof head - 1, 0) == sizeof head - 1);
    pthread_mutex_lock(&lock);
    while (connection == NULL)
        pthread_cond_wait(&is_there, &lock);
    pthread_mutex_unlock(&lock);
}

static void check_request(const request *req)
{
    assert(req->fields.n + req->n_files <= WEB_PARTS_MAX);
    for (size_t i = 0; i < req->fields.n; i++)
        assert(req->fields.at[i].name.len > 0 && text_is_utf8(req->fields.at[i].value) &&
               req->fields.at[i].value.len <= 16384 &&
               strlen(req->fields.at[i].value.at) == req->fields.at[i].value.len);
    for (size_t i = 0; i < req->n_files; i++)
        assert(req->files[i].field.len > 0 && req->files[i].name.len > 0 && req->files[i].name.len <= 100);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (connection == NULL)
        connect_to_nobody();
    if (size == 0)
        return 0;
    const size_t step = (size_t)data[0] + 1;
    upw_arena arena;
    upw_error error = { 0 };
    request req = { 0 };
    memory_init_arena(&arena);
    web_multipart *const m = web_multipart_begin(connection, TEXT(CONTENT_TYPE), "/tmp", &arena, &error);
    assert(m != NULL);
    bool is_read = true;
    for (size_t at = 1; is_read && at < size; at += step)
        is_read = web_multipart_add(m, (text){ (const char *)data + at, size - at < step ? size - at : step }, &error);
    if (is_read && web_multipart_end(m, &req, &error))
        check_request(&req);
    else
        assert(error.code != UPW_OK && error.message[0] != '\0');
    web_multipart_free(m);
    upw_arena_clear(&arena);
    return 0;
}
