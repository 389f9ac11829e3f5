/* test_registry_issuer.c: the issuer's record, and what it owns. */
#include "registry_fixture.h"

static struct trc_issuer acme(void)
{
    return (struct trc_issuer){
        .name = "\xe9\x85\x92\xe4\xb8\x9a ACME",
        .host_count = 2,
        .prefix_count = 2,
        .host = {"id.acme.cn", "trace.acme.com"},
        .prefix = {"6901234", "69098765"},
    };
}

static void an_issuer_comes_back_as_it_was_set(void **state)
{
    struct fixture *f = *state;
    const struct trc_issuer issuer = acme();
    struct trc_issuer found;
    assert_status(trc_registry_get_issuer(f->registry, &found, &f->error), TRC_ERR_NOT_FOUND);
    assert_ok(trc_registry_set_issuer(f->registry, &issuer, &f->error));
    reopen(f);
    assert_ok(trc_registry_get_issuer(f->registry, &found, &f->error));
    assert_memory_equal(&found, &issuer, sizeof found);
}

static void setting_it_again_replaces_all_of_it(void **state)
{
    struct fixture *f = *state;
    const struct trc_issuer first = acme();
    const struct trc_issuer second = {.name = "Other", .host_count = 1, .host = {"trace.acme.com"}};
    struct trc_issuer found;
    assert_ok(trc_registry_set_issuer(f->registry, &first, &f->error));
    assert_ok(trc_registry_set_issuer(f->registry, &second, &f->error));
    assert_ok(trc_registry_get_issuer(f->registry, &found, &f->error));
    assert_memory_equal(&found, &second, sizeof found);
}

static void the_largest_issuer_fits(void **state)
{
    struct fixture *f = *state;
    static struct trc_issuer issuer, found;
    memset(issuer.name, 'n', TRC_NAME_MAX);
    issuer.host_count = TRC_ISSUER_HOSTS_MAX;
    issuer.prefix_count = TRC_ISSUER_PREFIXES_MAX;
    for (size_t i = 0; i < TRC_ISSUER_HOSTS_MAX; i++) {
        memset(issuer.host[i], 'h', TRC_HOST_MAX);
        issuer.host[i][0] = (char)('a' + i);
    }
    for (size_t i = 0; i < TRC_ISSUER_PREFIXES_MAX; i++)
        snprintf(issuer.prefix[i], TRC_PREFIX_SIZE, "6901%08zu", i);
    assert_ok(trc_registry_set_issuer(f->registry, &issuer, &f->error));
    assert_ok(trc_registry_get_issuer(f->registry, &found, &f->error));
    assert_memory_equal(&found, &issuer, sizeof found);
}

static void wrong_issuers_are_refused_and_change_nothing(void **state)
{
    static const struct {
        struct trc_issuer issuer;
        enum trc_status status;
        const char *rule, *says;
    } row[] = {
        {{.name = ""}, TRC_ERR_SYNTAX, "issuer-name", "no name"},
        {{.name = "a\xff"}, TRC_ERR_SYNTAX, "utf-8", "byte 1"},
        {{.name = "A", .host_count = 1, .host = {"ID.ACME.CN"}}, TRC_ERR_SYNTAX, "host", "byte 0"},
        {{.name = "A", .host_count = 1, .host = {"id.acme.cn:80"}}, TRC_ERR_SYNTAX, "host", "byte 10"},
        {{.name = "A", .host_count = 1, .host = {"x@id.acme.cn"}}, TRC_ERR_SYNTAX, "host", "byte 1"},
        {{.name = "A", .host_count = 1, .host = {""}}, TRC_ERR_SYNTAX, "host", "byte 0"},
        {{.name = "A", .host_count = 2, .host = {"a.cn", "a.cn"}}, TRC_ERR_EXISTS, NULL, "a.cn"},
        {{.name = "A", .prefix_count = 1, .prefix = {"69"}}, TRC_ERR_SYNTAX, "prefix-length", ""},
        {{.name = "A", .prefix_count = 1, .prefix = {"69O1"}}, TRC_ERR_SYNTAX, "prefix-digit", ""},
        {{.name = "A", .prefix_count = 2, .prefix = {"690", "690"}}, TRC_ERR_EXISTS, NULL, "690"},
    };
    struct fixture *f = *state;
    const struct trc_issuer before = acme();
    struct trc_issuer found;
    assert_ok(trc_registry_set_issuer(f->registry, &before, &f->error));
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct trc_error error = TRC_ERROR_INIT;
        assert_status(trc_registry_set_issuer(f->registry, &row[i].issuer, &error), row[i].status);
        assert_says(error, row[i].says);
        if (row[i].rule != NULL)
            assert_string_equal(error.rule, row[i].rule);
        assert_ok(trc_registry_get_issuer(f->registry, &found, &f->error));
        assert_memory_equal(&found, &before, sizeof found);
    }
}

static void what_an_issuer_owns(void **state)
{
    const struct trc_issuer issuer = acme(), nobody = {.name = "Nobody"};
    (void)state;
    assert_true(trc_issuer_owns_gtin(&issuer, GTIN_A));
    assert_false(trc_issuer_owns_gtin(&issuer, "06911234567899"));
    assert_false(trc_issuer_owns_gtin(&nobody, GTIN_A));
    assert_true(trc_issuer_has_host(&issuer, "trace.acme.com"));
    assert_false(trc_issuer_has_host(&issuer, "id.acme.cn.evil.com"));
    assert_false(trc_issuer_has_host(&issuer, "id.acme.c"));
    assert_false(trc_issuer_has_host(&issuer, ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        registry_test(an_issuer_comes_back_as_it_was_set),
        registry_test(setting_it_again_replaces_all_of_it),
        registry_test(the_largest_issuer_fits),
        registry_test(wrong_issuers_are_refused_and_change_nothing),
        cmocka_unit_test(what_an_issuer_owns),
    };
    return run_registry_tests(tests);
}
