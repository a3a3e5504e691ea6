/* An address into a socket that listens. */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/text.h"
#include "web/server.h"

enum { BACKLOG = 1024, HOST_ROOM = 64, PORT_ROOM = 6 };

static bool is_unix(const char *where)
{
    return strncmp(where, "unix:", 5) == 0;
}

/* "[::1]:80" into "::1" and "80". */
static bool split(const char *where, char host[HOST_ROOM], char port[PORT_ROOM])
{
    const char *const colon = strrchr(where, ':');
    if (colon == NULL)
        return false;
    text name = { where, (size_t)(colon - where) };
    if (name.len >= 2 && name.at[0] == '[' && name.at[name.len - 1] == ']')
        name.at++, name.len -= 2;
    const size_t port_len = strlen(colon + 1);
    if (name.len == 0 || name.len >= HOST_ROOM || port_len == 0 || port_len >= PORT_ROOM ||
        strspn(colon + 1, "0123456789") != port_len)
        return false;
    memcpy(host, name.at, name.len);
    host[name.len] = '\0';
    memcpy(port, colon + 1, port_len + 1);
    return true;
}

static bool complain(const char *where, upw_error *error)
{
    return upw_fail(error, UPW_BAD_USAGE,
                    "%s is no address to listen on; one is 127.0.0.1:8080 or unix:/run/upward/socket", where);
}

bool web_listen_is_local(const char *where, bool *is_local, upw_error *error)
{
    char host[HOST_ROOM], port[PORT_ROOM];
    *is_local = is_unix(where);
    if (*is_local)
        return true;
    if (!split(where, host, port))
        return complain(where, error);
    *is_local = strcmp(host, "127.0.0.1") == 0 || strcmp(host, "::1") == 0 || strcmp(host, "localhost") == 0;
    return true;
}

static bool listen_at(int made, const struct sockaddr *address, socklen_t size, const char *where, upw_error *error)
{
    const int yes = 1;
    setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    return (bind(made, address, size) == 0 && listen(made, BACKLOG) == 0) ||
           upw_fail(error, UPW_IO_FAILED, "cannot listen on %s: %s%s", where, strerror(errno),
                    errno == EADDRINUSE ? "; stop what is there, or choose another with --listen" : "");
}

static bool listen_unix(const char *where, int made, upw_error *error)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    const char *const path = where + 5;
    struct stat facts;
    if (strlen(path) == 0 || strlen(path) >= sizeof address.sun_path)
        return upw_fail(error, UPW_BAD_USAGE, "%s is no address: the path is empty or too long", where);
    memcpy(address.sun_path, path, strlen(path) + 1);
    if (lstat(path, &facts) == 0 && S_ISSOCK(facts.st_mode))
        unlink(path); /* of a server that was there before */
    return listen_at(made, (const struct sockaddr *)&address, sizeof address, where, error);
}

static bool listen_internet(const char *where, int *made, unsigned *port, upw_error *error)
{
    char host[HOST_ROOM], service[PORT_ROOM];
    struct addrinfo *found = NULL;
    const struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV };
    if (!split(where, host, service) || getaddrinfo(host, service, &hints, &found) != 0)
        return complain(where, error);
    union {
        struct sockaddr any;
        struct sockaddr_in four;
        struct sockaddr_in6 six;
    } bound = { .six = { 0 } };
    socklen_t size = sizeof bound;
    *made = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const bool is_done = *made >= 0 && listen_at(*made, found->ai_addr, found->ai_addrlen, where, error) &&
                         getsockname(*made, &bound.any, &size) == 0;
    freeaddrinfo(found);
    if (is_done)
        *port = ntohs(bound.any.sa_family == AF_INET ? bound.four.sin_port : bound.six.sin6_port);
    return is_done || (*made < 0 && upw_fail(error, UPW_IO_FAILED, "cannot make a socket: %s", strerror(errno)));
}

bool web_listen(const char *where, int *listener, unsigned *port, upw_error *error)
{
    bool is_done = false;
    *port = 0;
    *listener = -1;
    if (is_unix(where)) {
        *listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        is_done = *listener >= 0 ? listen_unix(where, *listener, error)
                                 : upw_fail(error, UPW_IO_FAILED, "cannot make a socket: %s", strerror(errno));
    } else {
        is_done = listen_internet(where, listener, port, error);
    }
    if (!is_done && *listener >= 0)
        close(*listener);
    return is_done;
}
