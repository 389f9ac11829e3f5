/* test_template.c: a batch's codes: what is printed for each kind of seal, and each value that no batch may have. */
#include "status_asserts.h"

#include "code_fixture.h"
#include "crypto/ed25519.h"

#define SERIAL "60E6419MKAS0Q6064TT1"
#define LINK "HTTPS://ID.ACME.CN/01/06901234567892/10/LOT2409A/21/"

static struct trc_keyring ring;
static struct trc_key_cache cache;
static struct trc_code code;

static bool crypto_is_broken; /* linked with --wrap */

enum trc_status __real_trc_ed25519_sign(const uint8_t *seed, const void *msg, size_t len, uint8_t *signature);
enum trc_status __wrap_trc_ed25519_sign(const uint8_t *seed, const void *msg, size_t len, uint8_t *signature);
enum trc_status __wrap_trc_ed25519_sign(const uint8_t *seed, const void *msg, size_t len, uint8_t *signature)
{
    return crypto_is_broken ? TRC_ERR_CRYPTO : __real_trc_ed25519_sign(seed, msg, len, signature);
}

static int make_ring(void **state)
{
    (void)state;
    fixture_ring(&ring);
    return 0;
}

static void assert_wiped(const struct trc_template *tmpl)
{
    struct trc_template zeros;
    memset(&zeros, 0, sizeof zeros);
    assert_memory_equal(tmpl, &zeros, sizeof zeros);
}

static struct trc_check check_issued(const struct trc_issued *issued)
{
    struct trc_check check;
    assert_ok(trc_code_parse(issued->text, issued->text_len, &code, NULL));
    assert_ok(trc_code_check(&code, &ring, &cache, &check));
    assert_string_equal(code.serial, issued->serial);
    assert_false(code.has_unsealed_data);
    return check;
}

static void the_example_is_printed_as_documented(void **state)
{
    (void)state;
    struct trc_template_config config = fixture_config(TRC_SEAL_KIND_HMAC, false);
    struct trc_issued issued;
    config.pins = true;
    fixture_issue_from(&config, &ring, 1, NULL, &issued);
    assert_string_equal(issued.text, LINK SERIAL "?17=271231&S=H6XSKYW6FJWVKY988FMQ79VMT44W");
    assert_int_equal(issued.text_len, strlen(issued.text));
    assert_string_equal(issued.serial, SERIAL);
    assert_string_equal(issued.pin, "22417719");
    config.pins = false;
    config.seal = TRC_SEAL_KIND_NONE;
    fixture_issue_from(&config, &ring, 1, NULL, &issued);
    assert_string_equal(issued.text, LINK SERIAL "?17=271231");
    assert_string_equal(issued.pin, "");
}

static void every_combination_of_values_comes_back_sealed(void **state)
{
    (void)state;
    const char *const lots[] = {NULL, "", "L", "/%&?+,lot\"", "12345678901234567890"};
    size_t issued_count = 0;
    for (size_t lot = 0; lot < COUNT(lots); lot++)
        for (int dates = 0; dates < 4; dates++)
            for (enum trc_seal_kind seal = TRC_SEAL_KIND_NONE; seal < TRC_SEAL_KIND_COUNT; seal++)
                for (int own = seal == TRC_SEAL_KIND_NONE ? 2 : 0; own < 4; own++) {
                    static const char *const serials[] = {"1", "!\"%&'()*+,/:;<=>?!%/", NULL, NULL};
                    struct trc_template_config config = fixture_config(seal, serials[own] != NULL);
                    struct trc_issued issued;
                    config.lot = lots[lot];
                    config.produced = dates & 1 ? "240901" : NULL;
                    config.expiry = dates & 2 ? "271200" : NULL;
                    const uint32_t unit = own == 3 ? TRC_UNIT_MAX : 0;
                    fixture_issue_from(&config, &ring, unit, serials[own], &issued);
                    const struct trc_check check = check_issued(&issued);
                    assert_int_equal(check.serial, own < 2 ? TRC_SEAL_ABSENT : TRC_SEAL_HOLDS);
                    assert_int_equal(check.seal, seal == TRC_SEAL_KIND_NONE ? TRC_SEAL_ABSENT : TRC_SEAL_HOLDS);
                    assert_int_equal(check.unit, own < 2 ? 0 : unit);
                    issued_count++;
                }
    assert_int_equal(issued_count, 5 * 4 * (2 + 4 + 4));
}

static void the_longest_code_fits(void **state)
{
    (void)state;
    char host[TRC_HOST_MAX + 1] = "";
    while (strlen(host) + 2 <= TRC_HOST_MAX)
        strcat(host, "a.");
    host[TRC_HOST_MAX - 1] = 'a';
    host[TRC_HOST_MAX] = '\0';
    struct trc_template_config config = fixture_config(TRC_SEAL_KIND_ED25519, true);
    struct trc_issued issued;
    config.host = host;
    config.lot = "////////////////////";
    config.produced = "240901";
    config.pins = true;
    fixture_issue_from(&config, &ring, TRC_UNIT_MAX, "%%%%%%%%%%%%%%%%%%%%", &issued);
    assert_int_equal(issued.text_len, strlen(issued.text));
    assert_in_range(issued.text_len, 8 + 253 + 2 * 60 + 105, TRC_CODE_MAX - 1);
    assert_int_equal(check_issued(&issued).seal, TRC_SEAL_HOLDS);
}

static void units_differ_and_do_not_show_their_order(void **state)
{
    (void)state;
    struct trc_template tmpl;
    struct trc_issued issued;
    static uint32_t masked[1000];
    size_t ascending = 0;
    const struct trc_template_config config = fixture_config(TRC_SEAL_KIND_NONE, false);
    assert_ok(trc_template_init(&tmpl, &config, &ring, NULL));
    for (uint32_t unit = 0; unit < COUNT(masked); unit++) {
        assert_ok(trc_template_issue(&tmpl, unit, NULL, &issued, NULL));
        assert_int_equal(check_issued(&issued).unit, unit);
        masked[unit] = code.sealed.masked_unit;
        ascending += unit > 0 && masked[unit] > masked[unit - 1];
    }
    assert_in_range(ascending, 400, 600);
    assert_ok(trc_template_issue(&tmpl, 7, NULL, &issued, NULL));
    char again[TRC_CODE_MAX];
    strcpy(again, issued.text);
    assert_ok(trc_template_issue(&tmpl, 7, NULL, &issued, NULL));
    assert_string_equal(issued.text, again); /* --resume prints the same */
}

/* What a batch may not have, and how it is told. */
struct bad {
    const char *name;
    unsigned field;
    const char *value, *rule, *says;
};

/* Every row is the fixture's batch with one value changed. */
enum { HOST, GTIN, LOT, EXPIRY, PRODUCED };

static const struct bad bad_rows[] = {
    {"no host", HOST, "", "host-length", "host name"},
    {"host with a port", HOST, "id.acme.cn:80", "host-character", "byte 10"},
    {"host with a path", HOST, "id.acme.cn/x", "host-character", "path"},
    {"a whole URL for a host", HOST, "https://id.acme.cn", "host-character", "https://"},
    {"GTIN of 13 digits", GTIN, "6901234567892", "value-too-short", "14 digits"},
    {"wrong check digit", GTIN, "06901234567893", "check-digit", "should be 2"},
    {"letters in a GTIN", GTIN, "0690123456789X", "digit", "(01)"},
    {"no GTIN", GTIN, "", "uri-key", "key"},
    {"lot of 21 characters", LOT, "123456789012345678901", "value-too-long", "(10)"},
    {"lot with a blank", LOT, "LOT 1", "cset82", "(10)"},
    {"lot in Chinese", LOT, "\xe6\x89\xb9", "cset82", "(10)"},
    {"expiry in a month that does not exist", EXPIRY, "271301", "date", "(17)"},
    {"expiry on a day that does not exist", EXPIRY, "270229", "date", "(17)"},
    {"expiry with hyphens", EXPIRY, "27-12-31", "value-too-long", "(17)"},
    {"expiry cut short", EXPIRY, "2712", "value-too-short", "(17)"},
    {"produced on a day that does not exist", PRODUCED, "240931", "date", "(11)"},
};

static void bad(void **state)
{
    const struct bad *row = *state;
    struct trc_template_config config = fixture_config(TRC_SEAL_KIND_HMAC, false);
    const char **const fields[] = {&config.host, &config.gtin, &config.lot, &config.expiry, &config.produced};
    struct trc_template tmpl;
    struct trc_error error = TRC_ERROR_INIT;
    assert_ok(trc_template_init(&tmpl, &config, &ring, NULL));
    *fields[row->field] = row->value;
    assert_status(trc_template_init(&tmpl, &config, &ring, &error), TRC_ERR_SYNTAX);
    assert_wiped(&tmpl);
    assert_string_equal(error.rule, row->rule);
    assert_says(error, row->says);
    assert_status(trc_template_init(&tmpl, &config, &ring, NULL), TRC_ERR_SYNTAX);
}

struct misfit {
    uint8_t key_id;
    enum trc_seal_kind seal;
    bool own_serials;
    enum trc_status status;
    const char *says;
};

static void keys_and_seals_that_do_not_fit(void **state)
{
    (void)state;
    static const struct misfit rows[] = {
        {5, TRC_SEAL_KIND_HMAC, false, TRC_ERR_KEY, "key id 5"},
        {TRC_KEY_IDS, TRC_SEAL_KIND_HMAC, false, TRC_ERR_KEY, "key id 32"},
        {FIXTURE_OTHER_KEY_ID, TRC_SEAL_KIND_ED25519, false, TRC_ERR_KEY, "--type ed25519"},
        {FIXTURE_KEY_ID, TRC_SEAL_KIND_NONE, true, TRC_ERR_STATE, "--seal hmac"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct trc_template_config config = fixture_config(rows[i].seal, rows[i].own_serials);
        struct trc_template tmpl;
        struct trc_error error = TRC_ERROR_INIT;
        config.key_id = rows[i].key_id;
        assert_status(trc_template_init(&tmpl, &config, &ring, &error), rows[i].status);
        assert_wiped(&tmpl);
        assert_null(error.rule);
        assert_says(error, rows[i].says);
    }
}

/* A ring such as an inspector's, which can seal but has no PIN root: no PIN is better than one that all can derive. */
static void pins_need_a_pin_root(void **state)
{
    (void)state;
    static struct trc_keyring bare;
    struct trc_template_config config = fixture_config(TRC_SEAL_KIND_HMAC, false);
    struct trc_template tmpl;
    struct trc_error error = TRC_ERROR_INIT;
    bare = ring;
    bare.key[FIXTURE_KEY_ID].has_pin = false;
    assert_ok(trc_template_init(&tmpl, &config, &bare, NULL));
    config.pins = true;
    assert_status(trc_template_init(&tmpl, &config, &bare, &error), TRC_ERR_KEY);
    assert_says(error, "PIN");
    assert_ok(trc_template_init(&tmpl, &config, &ring, NULL));
}

struct bad_serial {
    const char *serial, *rule;
    size_t pos;
};

static const struct bad_serial bad_serials[] = {
    {"", "value-empty", 0},
    {"123456789012345678901", "value-too-long", 20},
    {"SN 1", "cset82", 2},
    {"SN\n", "cset82", 2},
    {"\xe4\xb8\xad", "cset82", 0},
    {SERIAL, "serial-looks-sealed", 0},
    {"00000000000000000000", "serial-looks-sealed", 0},
};

static void own_serials_that_are_refused(void **state)
{
    (void)state;
    const struct trc_template_config config = fixture_config(TRC_SEAL_KIND_HMAC, true);
    struct trc_template tmpl;
    struct trc_issued issued;
    assert_ok(trc_template_init(&tmpl, &config, &ring, NULL));
    for (size_t i = 0; i < COUNT(bad_serials); i++) {
        const struct bad_serial *row = &bad_serials[i];
        struct trc_error error = TRC_ERROR_INIT;
        memset(&issued, 0xa5, sizeof issued);
        assert_status(trc_template_issue(&tmpl, 1, row->serial, &issued, &error), TRC_ERR_SYNTAX);
        assert_string_equal(error.rule, row->rule);
        assert_int_equal(error.pos, row->pos);
        assert_int_equal(issued.text_len + issued.text[0] + issued.serial[0] + issued.pin[0], 0);
    }
    /* Controls: one character away from what looks sealed. */
    assert_ok(trc_template_issue(&tmpl, 1, "60E6419MKAS0Q6064TT", &issued, NULL));
    assert_ok(trc_template_issue(&tmpl, 1, "60E6419MKAS0Q6064TTU", &issued, NULL));
    assert_ok(trc_template_issue(&tmpl, 1, "60e6419MKAS0Q6064TT1", &issued, NULL));
}

static void looks_sealed_means_20_canonical_characters(void **state)
{
    (void)state;
    assert_true(trc_serial_looks_sealed(SERIAL, 20));
    assert_false(trc_serial_looks_sealed(SERIAL, 19));
    assert_false(trc_serial_looks_sealed("60E6419MKAS0Q6064TT10", 21));
    assert_false(trc_serial_looks_sealed("6OE6419MKAS0Q6064TT1", 20));
    assert_false(trc_serial_looks_sealed("60e6419mkas0q6064tt1", 20));
    assert_false(trc_serial_looks_sealed("", 0));
}

static void units_end_where_their_31_bits_do(void **state)
{
    (void)state;
    const struct trc_template_config config = fixture_config(TRC_SEAL_KIND_NONE, false);
    struct trc_template tmpl;
    struct trc_issued issued;
    struct trc_error error = TRC_ERROR_INIT;
    assert_ok(trc_template_init(&tmpl, &config, &ring, NULL));
    assert_ok(trc_template_issue(&tmpl, TRC_UNIT_MAX, NULL, &issued, NULL));
    assert_status(trc_template_issue(&tmpl, TRC_UNIT_MAX + 1, NULL, &issued, &error), TRC_ERR_RANGE);
    assert_says(error, "2147483648");
    assert_string_equal(issued.text, "");
    assert_status(trc_template_issue(&tmpl, UINT32_MAX, NULL, &issued, NULL), TRC_ERR_RANGE);
}

static void a_failed_signature_prints_nothing(void **state)
{
    (void)state;
    const struct trc_template_config config = fixture_config(TRC_SEAL_KIND_ED25519, false);
    struct trc_template tmpl;
    struct trc_issued issued;
    struct trc_error error = TRC_ERROR_INIT;
    assert_ok(trc_template_init(&tmpl, &config, &ring, NULL));
    memset(&issued, 0xa5, sizeof issued);
    crypto_is_broken = true;
    assert_status(trc_template_issue(&tmpl, 9, NULL, &issued, &error), TRC_ERR_CRYPTO);
    crypto_is_broken = false;
    assert_says(error, "unit 9");
    assert_int_equal(issued.text_len + issued.text[0] + issued.serial[0] + issued.pin[0], 0);
    assert_ok(trc_template_issue(&tmpl, 9, NULL, &issued, NULL));
    assert_int_equal(check_issued(&issued).seal, TRC_SEAL_HOLDS);
}

static void kinds_of_seal_have_names(void **state)
{
    (void)state;
    assert_string_equal(trc_seal_kind_name(TRC_SEAL_KIND_NONE), "none");
    assert_string_equal(trc_seal_kind_name(TRC_SEAL_KIND_HMAC), "hmac");
    assert_string_equal(trc_seal_kind_name(TRC_SEAL_KIND_ED25519), "ed25519");
    assert_string_equal(trc_seal_kind_name(TRC_SEAL_KIND_COUNT), "?");
}

/* Registries key units by this: it must not change. The value is Python's hashlib.sha256(...).digest()[:16]. */
static void code_keys_are_the_beginning_of_a_sha256(void **state)
{
    (void)state;
    static const uint8_t expected[TRC_CODE_KEY_LEN] = {0xc4, 0xfb, 0x31, 0xd7, 0x6d, 0x8b, 0x1b, 0xbc,
                                                       0x07, 0x9b, 0xf4, 0x6a, 0x86, 0x75, 0x83, 0xe3};
    uint8_t key[TRC_CODE_KEY_LEN], other[TRC_CODE_KEY_LEN];
    assert_ok(trc_code_key(FIXTURE_GTIN, SERIAL, key));
    assert_memory_equal(key, expected, sizeof key);
    assert_ok(trc_code_key(FIXTURE_GTIN, "60E6419MKAS0Q6064TT2", other));
    assert_memory_not_equal(key, other, sizeof key);
    assert_status(trc_code_key(FIXTURE_GTIN, "123456789012345678901", key), TRC_ERR_RANGE);
}

int main(void)
{
    struct CMUnitTest tests[COUNT(bad_rows)];
    for (size_t i = 0; i < COUNT(bad_rows); i++)
        tests[i] = (struct CMUnitTest){
            .name = bad_rows[i].name, .test_func = bad, .initial_state = (void *)(uintptr_t)&bad_rows[i]};
    const struct CMUnitTest more[] = {
        cmocka_unit_test(the_example_is_printed_as_documented),
        cmocka_unit_test(every_combination_of_values_comes_back_sealed),
        cmocka_unit_test(the_longest_code_fits),
        cmocka_unit_test(units_differ_and_do_not_show_their_order),
        cmocka_unit_test(keys_and_seals_that_do_not_fit),
        cmocka_unit_test(pins_need_a_pin_root),
        cmocka_unit_test(own_serials_that_are_refused),
        cmocka_unit_test(looks_sealed_means_20_canonical_characters),
        cmocka_unit_test(units_end_where_their_31_bits_do),
        cmocka_unit_test(a_failed_signature_prints_nothing),
        cmocka_unit_test(kinds_of_seal_have_names),
        cmocka_unit_test(code_keys_are_the_beginning_of_a_sha256),
    };
    const int failed = cmocka_run_group_tests_name("values no batch may have", tests, make_ring, NULL);
    return failed + cmocka_run_group_tests_name("templates", more, make_ring, NULL);
}
