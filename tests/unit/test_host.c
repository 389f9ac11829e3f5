/* test_host.c: host names that people can read and compare; each refusal shows its rule and place. */
#include "status_asserts.h"

#include <trc/code.h>

#include "marked.h"

struct row {
    const char *marked; /* a bar where the error is; none: taken */
    const char *rule;
};

static const struct row rows[] = {
    {"id.acme.cn", NULL},
    {"ID.ACME.CN", NULL},
    {"a", NULL},
    {"localhost", NULL},
    {"127.0.0.1", NULL},
    {"xn--fiq228c.example", NULL},
    {"a-b.c--d", NULL},
    {"|", "host-length"},
    {"a.|.b", "host-label"},
    {"|.a", "host-label"},
    {"a.|", "host-label"},
    {"|-a.b", "host-label"},
    {"a.|b-.c", "host-label"},
    {"|b-", "host-label"},
    {"https|://id.acme.cn", "host-character"},
    {"id.acme.cn|:8080", "host-character"},
    {"id.acme.cn|/x", "host-character"},
    {"user|@id.acme.cn", "host-character"},
    {"id|_acme", "host-character"},
    {"id| acme", "host-character"},
    {"|\xe4\xb8\xad.cn", "host-character"},
    {"id.acme.cn|\n", "host-character"},
};

static void hosts(void **state)
{
    const struct row *row = *state;
    char text[300], host[TRC_HOST_MAX + 1] = "stale";
    struct trc_error error = TRC_ERROR_INIT;
    const long pos = marked_text(row->marked, text);
    const enum trc_status status = trc_host_parse(text, host, &error);
    if (row->rule == NULL) {
        assert_ok(status);
        assert_int_equal(strlen(host), strlen(text));
        for (size_t i = 0; host[i] != '\0'; i++)
            assert_int_equal(host[i], text[i] >= 'A' && text[i] <= 'Z' ? text[i] + 32 : text[i]);
        return;
    }
    assert_status(status, TRC_ERR_SYNTAX);
    assert_string_equal(host, "");
    assert_string_equal(error.rule, row->rule);
    assert_int_equal(error.pos, pos);
}

static void labels_and_names_have_a_longest(void **state)
{
    (void)state;
    char text[300] = "", host[TRC_HOST_MAX + 1];
    memset(text, 'a', 64);
    assert_status(trc_host_parse(text, host, NULL), TRC_ERR_SYNTAX);
    text[63] = '\0';
    assert_ok(trc_host_parse(text, host, NULL));
    text[0] = '\0';
    while (strlen(text) < TRC_HOST_MAX)
        strcat(text, strlen(text) % 2 == 0 ? "a" : ".");
    assert_ok(trc_host_parse(text, host, NULL));
    assert_string_equal(host, text);
    strcat(text, ".a");
    struct trc_error error = TRC_ERROR_INIT;
    assert_status(trc_host_parse(text, host, &error), TRC_ERR_SYNTAX);
    assert_string_equal(error.rule, "host-length");
}

int main(void)
{
    struct CMUnitTest tests[COUNT(rows)];
    for (size_t i = 0; i < COUNT(rows); i++)
        tests[i] = (struct CMUnitTest){
            .name = rows[i].marked, .test_func = hosts, .initial_state = (void *)(uintptr_t)&rows[i]};
    const struct CMUnitTest more[] = {
        cmocka_unit_test(labels_and_names_have_a_longest),
    };
    const int failed = cmocka_run_group_tests_name("hosts", tests, NULL, NULL);
    return failed + cmocka_run_group_tests_name("lengths", more, NULL, NULL);
}
