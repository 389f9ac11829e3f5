/* test_informed_pattern.c: a pattern stands for the codes of its batch and for no others. */
#include "scanner/informed/pattern.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "informed_fixture.h"

static bool stands_for(const struct informed_pattern *pattern, const char *text)
{
    bool same = pattern->len == strlen(text);
    for (unsigned i = 0; i < pattern->len && same; i++)
        same = informed_allows(pattern->text[i], text[i]);
    return same;
}

static struct trc_keyring ring;

static const struct row {
    const char *name, *lot, *expiry, *produced, *own_serial;
    enum trc_seal_kind seal;
} rows[] = {
    {"compact", NULL, NULL, NULL, NULL, TRC_SEAL_KIND_NONE},
    {"lot and dates", "LOT2409A", "271231", "240901", NULL, TRC_SEAL_KIND_NONE},
    {"escaped lot", "A/b+%x", NULL, NULL, NULL, TRC_SEAL_KIND_NONE},
    {"H seal", "7", "271231", NULL, NULL, TRC_SEAL_KIND_HMAC},
    {"E seal", NULL, NULL, NULL, NULL, TRC_SEAL_KIND_ED25519},
    {"own serial", NULL, "271231", NULL, "SN0042X", TRC_SEAL_KIND_HMAC},
};

static void patterns_stand_for_issued_codes(void **state)
{
    (void)state;
    fixture_ring(&ring);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct trc_template_config config = {.host = "id.Acme.cn",
                                                   .gtin = FIXTURE_GTIN,
                                                   .lot = rows[i].lot,
                                                   .expiry = rows[i].expiry,
                                                   .produced = rows[i].produced,
                                                   .key_id = FIXTURE_KEY_ID,
                                                   .seal = rows[i].seal,
                                                   .own_serials = rows[i].own_serial != NULL};
        struct informed_batch batch =
            informed_batch_of(&config, rows[i].own_serial != NULL ? (uint8_t)strlen(rows[i].own_serial) : 0);
        struct informed_pattern pattern;
        struct trc_issued issued;
        fixture_issue_from(&config, &ring, (uint32_t)i * 7919, rows[i].own_serial, &issued);
        assert_true(informed_pattern_of(&batch, &pattern));
        if (!stands_for(&pattern, issued.text))
            fail_msg("%s: %s", rows[i].name, issued.text);
        assert_memory_equal(pattern.text + pattern.host_end, "/01/", 4);

        batch.key_id = INFORMED_KEY_ANY;
        assert_true(informed_pattern_of(&batch, &pattern));
        assert_true(stands_for(&pattern, issued.text));
        batch.key_id = FIXTURE_OTHER_KEY_ID; /* the control */
        assert_true(informed_pattern_of(&batch, &pattern));
        assert_false(stands_for(&pattern, issued.text));
    }
}

static void unknown_characters_are_wild(void **state)
{
    (void)state;
    struct informed_batch batch = {.host = "a.cn", .gtin = "##############", .lot = "A*", .expiry = "27####"};
    struct informed_pattern pattern;
    assert_true(informed_pattern_of(&batch, &pattern));
    assert_true(stands_for(&pattern, "HTTPS://A.CN/01/06901234567892/10/A7/21/00000000000000000000?17=271231"));
    assert_true(stands_for(&pattern, "HTTPS://A.CN/01/99999999999999/10/AZ/21/0ZZZZZZZZZZZZZZZZZZZ?17=270000"));
    assert_false(stands_for(&pattern, "HTTPS://A.CN/01/9999999999999A/10/AZ/21/0ZZZZZZZZZZZZZZZZZZZ?17=270000"));
    assert_false(stands_for(&pattern, "HTTPS://A.CN/01/06901234567892/10/A-/21/00000000000000000000?17=271231"));
    assert_false(stands_for(&pattern, "HTTPS://A.CN/01/06901234567892/10/A7/21/0000000000000000000U?17=271231"));
    assert_false(stands_for(&pattern, "HTTPS://A.CN/01/06901234567892/10/A7/21/00000000000000000000?17=281231"));
}

static void pad_bits_of_seals_are_zero(void **state)
{
    (void)state;
    assert_true(informed_allows(INFORMED_END_H, 'W'));  /* 28 */
    assert_false(informed_allows(INFORMED_END_H, 'X')); /* 29 */
    assert_false(informed_allows(INFORMED_END_E, '4'));
    assert_true(informed_allows(INFORMED_END_E, 'R')); /* 24 */
    assert_false(informed_allows(INFORMED_BASE32, 'U'));
    assert_false(informed_allows(INFORMED_BASE32, '\0'));
    assert_false(informed_allows(INFORMED_BASE32, (char)0xC3));
}

static void nonsense_is_refused(void **state)
{
    (void)state;
    static char lot[500];
    struct informed_pattern pattern;
    memset(lot, 'A', sizeof lot - 1);
    const struct informed_batch bad[] = {
        {.host = NULL, .gtin = FIXTURE_GTIN}, {.host = "a.cn", .gtin = NULL},
        {.host = "a.cn", .gtin = "123"},      {.host = "a.cn", .gtin = FIXTURE_GTIN, .lot = lot},
        {.host = lot, .gtin = FIXTURE_GTIN},  {.host = "a.cn", .gtin = FIXTURE_GTIN, .own_serial_len = 21}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(informed_pattern_of(&bad[i], &pattern));
    lot[341] = '\0'; /* the longest that fits, and one more */
    struct informed_batch batch = {.host = "a.cn", .gtin = FIXTURE_GTIN, .lot = lot};
    assert_true(informed_pattern_of(&batch, &pattern));
    lot[341] = 'A';
    lot[342] = '\0';
    assert_false(informed_pattern_of(&batch, &pattern));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_stand_for_issued_codes),
        cmocka_unit_test(unknown_characters_are_wild),
        cmocka_unit_test(pad_bits_of_seals_are_zero),
        cmocka_unit_test(nonsense_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
