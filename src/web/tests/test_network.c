/* Is an address cut to its network, and are only our own proxies believed? */
#include "web/network.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

#include "near.h"

static void addresses_are_cut(void **state)
{
    (void)state;
    static const struct {
        const char *address, *network;
    } cases[] = {
        { "192.0.2.77", "192.0.2.0/24" },
        { "255.255.255.255", "255.255.255.0/24" },
        { "2001:db8:12:34ff:1::9", "2001:db8:12:3400::/56" },
        { "[2001:db8::1]", "2001:db8::/56" },
        { "::1", "::/56" },
        { "::ffff:192.0.2.77", "192.0.2.0/24" },
        { "", NULL },
        { "example.org", NULL },
        { "192.0.2", NULL },
        { "192.0.2.1:80", NULL },
        { "192.0.2.1, 192.0.2.2", NULL },
        { "fe80::1%eth0", NULL },
        { "[192.0.2.1", NULL },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char network[WEB_NETWORK_ROOM] = "";
        assert_int_equal(web_network_parse(text_of(cases[i].address), network), cases[i].network != NULL);
        if (cases[i].network != NULL)
            assert_string_equal(network, cases[i].network);
    }
}

static void only_what_our_proxy_added_counts(void **state)
{
    (void)state;
    assert_true(text_equal(web_network_forwarded(TEXT("1.1.1.1, 2.2.2.2 , 3.3.3.3")), TEXT("3.3.3.3")));
    assert_true(text_equal(web_network_forwarded(TEXT("3.3.3.3")), TEXT("3.3.3.3")));
    assert_int_equal(web_network_forwarded(TEXT("1.1.1.1,")).len, 7);
    assert_int_equal(web_network_forwarded(TEXT("")).len, 0);
}

static void proxies_are_named_by_their_address(void **state)
{
    (void)state;
    struct sockaddr_in proxy = { .sin_family = AF_INET };
    assert_int_equal(inet_pton(AF_INET, "10.0.0.2", &proxy.sin_addr), 1);
    const struct sockaddr local = { .sa_family = AF_UNIX };
    const struct sockaddr *const remote = (const struct sockaddr *)&proxy;
    assert_true(web_network_is_proxy(remote, "10.0.0.1, 10.0.0.2"));
    assert_false(web_network_is_proxy(remote, "10.0.0.20,10.0.0"));
    assert_false(web_network_is_proxy(remote, "local"));
    assert_false(web_network_is_proxy(remote, NULL));
    assert_true(web_network_is_proxy(&local, "local"));
    assert_false(web_network_is_proxy(&local, "10.0.0.2"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_cut),
        cmocka_unit_test(only_what_our_proxy_added_counts),
        cmocka_unit_test(proxies_are_named_by_their_address),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("web/network", tests, NULL, NULL);
}
