/* web/network.h: where a request comes from, no more exactly than is needed for rates. */
#ifndef WEB_NETWORK_H
#define WEB_NETWORK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

enum { WEB_NETWORK_ROOM = 64 };

struct sockaddr;

/* "192.0.2.0/24", "2001:db8:12::/56" (an IPv4 address in an IPv6 one counts as IPv4), "local" for a Unix socket. */
void web_network_of(const struct sockaddr *address, char out[WEB_NETWORK_ROOM]);

/* The same of an address as text; false when it is none. */
bool web_network_parse(text address, char out[WEB_NETWORK_ROOM]);

/* Is this the address of one of our proxies ("127.0.0.1,::1,local")? */
bool web_network_is_proxy(const struct sockaddr *address, const char *proxies);

/* The client behind proxies: the last address in X-Forwarded-For, which our own proxy put there. Empty when there is
 * none that can be read. */
text web_network_forwarded(text header);

#endif
