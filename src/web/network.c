/* Addresses, cut to networks: IPv4 to 24 bits, IPv6 to 56. */
#include "web/network.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

enum { PREFIX_4 = 24, PREFIX_6 = 56 };

static void cut_6(const struct in6_addr *address, char out[WEB_NETWORK_ROOM])
{
    char words[INET6_ADDRSTRLEN];
    struct in6_addr cut = { 0 };
    if (IN6_IS_ADDR_V4MAPPED(address)) {
        snprintf(out, WEB_NETWORK_ROOM, "%d.%d.%d.0/%d", address->s6_addr[12], address->s6_addr[13],
                 address->s6_addr[14], PREFIX_4);
        return;
    }
    memcpy(cut.s6_addr, address->s6_addr, PREFIX_6 / 8);
    inet_ntop(AF_INET6, &cut, words, sizeof words);
    snprintf(out, WEB_NETWORK_ROOM, "%s/%d", words, PREFIX_6);
}

void web_network_of(const struct sockaddr *address, char out[WEB_NETWORK_ROOM])
{
    if (address->sa_family == AF_INET) {
        uint8_t bytes[4];
        memcpy(bytes, &((const struct sockaddr_in *)(const void *)address)->sin_addr, sizeof bytes);
        snprintf(out, WEB_NETWORK_ROOM, "%d.%d.%d.0/%d", bytes[0], bytes[1], bytes[2], PREFIX_4);
    } else if (address->sa_family == AF_INET6) {
        cut_6(&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, out);
    } else {
        snprintf(out, WEB_NETWORK_ROOM, "local");
    }
}

bool web_network_parse(text address, char out[WEB_NETWORK_ROOM])
{
    char words[INET6_ADDRSTRLEN + 2];
    struct sockaddr_in four = { .sin_family = AF_INET };
    struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
    if (address.len >= 2 && address.at[0] == '[' && address.at[address.len - 1] == ']')
        address.at++, address.len -= 2;
    if (address.len == 0 || address.len >= sizeof words)
        return false;
    snprintf(words, sizeof words, "%.*s", TEXT_ARGS(address));
    if (inet_pton(AF_INET, words, &four.sin_addr) == 1)
        web_network_of((const struct sockaddr *)&four, out);
    else if (inet_pton(AF_INET6, words, &six.sin6_addr) == 1)
        web_network_of((const struct sockaddr *)&six, out);
    else
        return false;
    return true;
}

static bool write_address(const struct sockaddr *address, char out[INET6_ADDRSTRLEN])
{
    const void *const at = address->sa_family == AF_INET
                               ? (const void *)&((const struct sockaddr_in *)(const void *)address)->sin_addr
                           : address->sa_family == AF_INET6
                               ? (const void *)&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr
                               : NULL;
    if (at == NULL)
        snprintf(out, INET6_ADDRSTRLEN, "local");
    return at == NULL || inet_ntop(address->sa_family, at, out, INET6_ADDRSTRLEN) != NULL;
}

bool web_network_is_proxy(const struct sockaddr *address, const char *proxies)
{
    char words[INET6_ADDRSTRLEN];
    if (proxies == NULL || !write_address(address, words))
        return false;
    text rest = text_of(proxies);
    while (rest.len > 0)
        if (text_equal(text_trim(text_take_until(&rest, ',')), text_of(words)))
            return true;
    return false;
}

text web_network_forwarded(text header)
{
    text last = TEXT("");
    while (header.len > 0)
        last = text_trim(text_take_until(&header, ','));
    return last;
}
