/* test_informed_read.c: damaged codes are read by what is known of them, and nothing else ever is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <qrencode.h>

#include "informed_fixture.h"
#include "scanner/qr/decode.h"

enum { FIRST = 13, ROUNDS = 20 }; /* where the modules begin that belong to no finder pattern */

static struct informed_keys keys;
static void *scratch;
static struct qr_grid grid;
static struct informed_text found;

static struct informed_judge judge_of(struct informed_keys *held)
{
    return (struct informed_judge){informed_holds, held, INFORMED_CALLS_MAX, INFORMED_TRIES_MAX};
}

static bool read_by(const struct informed_batch *batch, struct informed_keys *held)
{
    const struct informed_judge judge = judge_of(held);
    return informed_read(&grid, batch, 1, held != NULL ? &judge : NULL, scratch, &found);
}

static bool plainly_read(void)
{
    static struct qr_decode_scratch decoding;
    static struct qr_symbol symbol;
    return qr_decode(&grid, true, &decoding, &symbol);
}

/* Issue and sample one code. */
static void issue(const struct trc_template_config *config, const char *own_serial, uint32_t unit, enum trc_ec ec,
                  struct trc_issued *issued)
{
    static struct trc_symbol symbol;
    fixture_issue_from(config, &keys.ring, unit, own_serial, issued);
    informed_draw(issued->text, ec, &symbol);
    informed_sample(&symbol, &grid);
}

static struct trc_template_config compact(void)
{
    struct trc_template_config config = fixture_config(TRC_SEAL_KIND_NONE, false);
    config.lot = config.expiry = NULL;
    return config;
}

static void whole_codes_of_every_kind_are_read(void **state)
{
    (void)state;
    for (enum trc_seal_kind seal = 0; seal < TRC_SEAL_KIND_COUNT; seal++)
        for (enum trc_ec ec = 0; ec < TRC_EC_COUNT; ec++)
            for (unsigned own = seal == TRC_SEAL_KIND_NONE ? 1 : 0; own < 2; own++) {
                const struct trc_template_config config = fixture_config(seal, !own);
                const struct informed_batch batch = informed_batch_of(&config, own ? 0 : 7);
                struct trc_issued issued;
                issue(&config, own ? NULL : "SN0042X", 42, ec, &issued);
                const bool read = read_by(&batch, &keys);
                assert_int_equal(read, grid.version <= INFORMED_VERSION_MAX);
                if (!read)
                    continue;
                assert_string_equal(found.text, issued.text);
                assert_true(found.sealed && found.len == issued.text_len && found.corrected == 0);
                assert_true(found.known > 0 && found.known < found.codewords && found.level == (enum qr_level)ec);
            }
}

/* Far beyond what the symbol's own correction bears; and never a wrong text. */
static void large_patches_are_borne(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    const struct trc_template_config config = compact();
    const struct informed_batch batch = informed_batch_of(&config, 0);
    unsigned plain = 0, confirmed = 0, sealed = 0;
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct trc_issued issued;
        issue(&config, NULL, random_below(&random, TRC_UNIT_MAX), TRC_EC_M, &issued);
        informed_cover(&grid, 9 + random_below(&random, 6), 9 + random_below(&random, 6), 14, round % 3, &random);
        plain += plainly_read();
        if (read_by(&batch, NULL)) {
            assert_string_equal(found.text, issued.text);
            assert_true(!found.sealed && found.calls == 0);
            confirmed++;
        }
        if (read_by(&batch, &keys)) {
            assert_string_equal(found.text, issued.text);
            assert_true(found.sealed && found.corrected > 7);
            sealed++;
        }
    }
    print_message("of %d: plainly %u, informed %u, with the seal %u\n", ROUNDS, plain, confirmed, sealed);
    assert_in_range(plain, 0, ROUNDS / 4);
    assert_in_range(confirmed, plain + 1, ROUNDS);
    assert_in_range(sealed, ROUNDS * 3 / 4, ROUNDS);
}

static void a_mirrored_code_is_read(void **state)
{
    (void)state;
    static struct qr_grid mirrored;
    uint64_t random = random_seed();
    const struct trc_template_config config = compact();
    const struct informed_batch batch = informed_batch_of(&config, 0);
    struct trc_issued issued;
    issue(&config, NULL, 7, TRC_EC_M, &issued);
    informed_cover(&grid, FIRST, FIRST, 11, 0, &random);
    qr_grid_transpose(&grid, &mirrored);
    grid = mirrored;
    assert_true(read_by(&batch, &keys));
    assert_string_equal(found.text, issued.text);
    assert_true(found.mirrored);
}

/* The right batch is found among many, and what is not known of it is made out. */
static void the_right_batch_is_chosen(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    struct trc_template_config config = fixture_config(TRC_SEAL_KIND_NONE, false);
    struct informed_batch batches[] = {informed_batch_of(&config, 0), informed_batch_of(&config, 0),
                                       informed_batch_of(&config, 0), informed_batch_of(&config, 0)};
    struct trc_issued issued;
    issue(&config, NULL, 99, TRC_EC_M, &issued);
    informed_cover(&grid, FIRST, FIRST, 12, 1, &random);
    batches[0].gtin = "06901234567885";
    batches[1].lot = "LOT2409B";
    batches[2].host = "id.acme.com";
    const struct informed_judge judge = judge_of(&keys);
    assert_true(informed_read(&grid, batches, 4, &judge, scratch, &found));
    assert_string_equal(found.text, issued.text);
    assert_int_equal(found.batch, 3);

    batches[3].lot = "LOT****#"; /* that would be LOT2409A, were its last character a digit */
    assert_false(informed_read(&grid, batches, 4, &judge, scratch, &found));
    batches[3].lot = "********";
    batches[3].expiry = "27####";
    batches[3].key_id = INFORMED_KEY_ANY;
    assert_true(informed_read(&grid, batches, 4, &judge, scratch, &found));
    assert_string_equal(found.text, issued.text);
}

/* Whether anything at all is made out of the grid, with keys or without. */
static void assert_nothing(const struct informed_batch *batch, struct informed_keys *held)
{
    assert_false(read_by(batch, held));
    assert_in_range(found.calls, 0, INFORMED_CALLS_MAX);
}

static void other_hosts_are_not_taken_for_ours(void **state)
{
    (void)state;
    static const char *const HOSTS[] = {"id.acme.de", "ix.acme.cn", "id.foot.cn", "acme.cn", "id.acme.com.cn"};
    uint64_t random = random_seed();
    const struct trc_template_config config = compact();
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct informed_batch batch = informed_batch_of(&config, 0);
        struct trc_issued issued;
        issue(&config, NULL, random_below(&random, TRC_UNIT_MAX), (enum trc_ec)(round % 2), &issued);
        informed_cover(&grid, 9 + random_below(&random, 6), 9 + random_below(&random, 6), round % 4 * 5, round % 3,
                       &random);
        batch.host = HOSTS[round % 5];
        assert_nothing(&batch, &keys);
        assert_nothing(&batch, NULL);
    }
}

/* A copy of a genuine code of which one known character was changed, then damaged so that nobody reads it plainly: the
 * change must not be mended, though the seal would hold. */
static void a_changed_character_is_not_mended(void **state)
{
    (void)state;
    static const char *const CHANGES[][2] = {{"ID.ACME", "IC.ACME"},    {"ACME.CN", "ACNE.CN"},
                                             {"ACME.CN", "ACME.CM"},    {"06901234567892", "06901234567885"},
                                             {"LOT2409A", "LOT2409B"},  {"LOT2409A", "LOT2408A"},
                                             {"17=271231", "17=281231"}};
    enum { CHANGE_COUNT = sizeof CHANGES / sizeof CHANGES[0], COMPACT_COUNT = 4, TRIALS = 50 };
    static struct trc_symbol symbol;
    uint64_t random = random_seed();
    const struct trc_template_config configs[] = {fixture_config(TRC_SEAL_KIND_NONE, false), compact()};
    unsigned damaged = 0, mended[2] = {0}, genuine = 0;
    for (unsigned round = 0; round < CHANGE_COUNT * TRIALS; round++) {
        const struct trc_template_config config = configs[round % 2];
        const struct informed_batch batch = informed_batch_of(&config, 0);
        const char *const *change = CHANGES[round % (round % 2 == 0 ? CHANGE_COUNT : COMPACT_COUNT)];
        const enum trc_ec ec = (enum trc_ec)(random_below(&random, 3));
        const unsigned left = random_below(&random, 22), top = random_below(&random, 22);
        const unsigned size = 6 + random_below(&random, 12), colour = random_below(&random, 3);
        struct trc_issued issued;
        char copy[TRC_CODE_MAX];
        issue(&config, NULL, round, ec, &issued);
        informed_cover(&grid, left, top, size, colour, &random);
        if (plainly_read())
            continue;
        genuine += read_by(&batch, &keys);
        fixture_replace(issued.text, change[0], change[1], copy, sizeof copy);
        informed_draw(copy, ec, &symbol);
        informed_sample(&symbol, &grid);
        informed_cover(&grid, left, top, size, colour, &random);
        damaged++;
        mended[0] += read_by(&batch, NULL) && strcmp(found.text, issued.text) == 0;
        mended[1] += read_by(&batch, &keys) && strcmp(found.text, issued.text) == 0;
    }
    print_message("of %u damaged copies: mended %u without keys, %u with; of the genuine ones read %u\n", damaged,
                  mended[0], mended[1], genuine);
    assert_int_equal(mended[0] + mended[1], 0);
    assert_true(genuine > damaged / 3 && damaged > 80); /* the control */
}

static void without_the_right_key_nothing_is_upheld(void **state)
{
    (void)state;
    static struct informed_keys others;
    const struct trc_secret secret = fixture_secret(FIXTURE_KEY_ID, TRC_KEY_HMAC, 77);
    uint64_t random = random_seed();
    const struct trc_template_config config = compact();
    const struct informed_batch batch = informed_batch_of(&config, 0);
    fixture_need(trc_keyring_add(&others.ring, &secret, NULL) == TRC_OK, "trc_keyring_add");
    for (unsigned size = 0; size <= 12; size += 6) {
        struct trc_issued issued;
        issue(&config, NULL, size, TRC_EC_M, &issued);
        informed_cover(&grid, FIRST, FIRST, size, 0, &random);
        assert_nothing(&batch, &others);
        assert_true(read_by(&batch, &keys)); /* the control */
    }
}

/* A forgery is nothing to the judge. Asked without one, its own correction still tells what it says. */
static void a_forgery_is_not_mended(void **state)
{
    (void)state;
    static struct trc_symbol symbol;
    const struct trc_template_config config = compact();
    const struct informed_batch batch = informed_batch_of(&config, 0);
    struct trc_issued issued;
    issue(&config, NULL, 3, TRC_EC_M, &issued);
    char *last = &issued.text[issued.text_len - 1];
    *last = *last == '7' ? '8' : '7';
    informed_draw(issued.text, TRC_EC_M, &symbol);
    informed_sample(&symbol, &grid);
    assert_nothing(&batch, &keys);
    assert_true(read_by(&batch, NULL));
    assert_string_equal(found.text, issued.text);
}

static void noise_says_nothing(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    const struct trc_template_config config = compact();
    const struct informed_batch batch = informed_batch_of(&config, 0);
    for (unsigned round = 0; round < 200; round++) {
        grid.version = (uint8_t)(1 + round % 12);
        grid.side = (uint8_t)(17 + 4 * grid.version);
        for (unsigned i = 0; i < (unsigned)grid.side * grid.side; i++)
            grid.soft[i] = (int8_t)random_next(&random);
        assert_nothing(&batch, &keys);
        assert_nothing(&batch, NULL);
        assert_int_equal(found.calls, 0);
    }
    grid.version = 3;
    grid.side = 177; /* no such symbol */
    assert_nothing(&batch, &keys);
}

static void foreign_codes_say_nothing(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {"HTTPS://ID.ACME.CN/NEWS/2024/09/A-NEW-PRODUCT-FOR-OUR-DEAR-FRIENDS",
                                        "HTTPS://EXAMPLE.ORG/01/09506000134352/21/ABCDEFGHJKMNPQRSTVWX",
                                        "HTTPS://ID.ACME.CN/01/06901234567892/22/2A/21/ABCDEFGHJK"};
    static struct trc_symbol symbol;
    uint64_t random = random_seed();
    const struct trc_template_config config = compact();
    const struct informed_batch batch = informed_batch_of(&config, 0);
    for (unsigned i = 0; i < 9; i++) {
        informed_draw(TEXTS[i % 3], TRC_EC_M, &symbol);
        informed_sample(&symbol, &grid);
        assert_true(plainly_read());
        informed_cover(&grid, 9, 9, 5 * (i / 3), 2, &random);
        assert_nothing(&batch, &keys);
        assert_nothing(&batch, NULL);
    }
}

/* However hopeless, the judge is asked no oftener than it allows. */
static void the_judge_is_asked_so_often_at_most(void **state)
{
    (void)state;
    static struct informed_keys others;
    const struct trc_secret secret = fixture_secret(FIXTURE_KEY_ID, TRC_KEY_HMAC, 77);
    uint64_t random = random_seed();
    struct trc_template_config config = compact();
    struct informed_batch batch = informed_batch_of(&config, 0);
    fixture_need(trc_keyring_add(&others.ring, &secret, NULL) == TRC_OK, "trc_keyring_add");
    unsigned asked = 0;
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct trc_issued issued;
        issue(&config, NULL, round, TRC_EC_L, &issued);
        informed_cover(&grid, 0, 9 + round % 10, 18, 2, &random);
        others.calls = 0;
        const struct informed_judge judge = {informed_holds, &others, 100, INFORMED_TRIES_MAX};
        assert_false(informed_read(&grid, &batch, 1, &judge, scratch, &found));
        assert_in_range(others.calls, 0, 100);
        assert_int_equal(others.calls, found.calls);
        asked = others.calls > asked ? others.calls : asked;
    }
    assert_in_range(asked, 40, 100); /* or this test shows nothing */
}

static int set_up(void **state)
{
    (void)state;
    fixture_ring(&keys.ring);
    scratch = malloc(informed_scratch_bytes());
    return scratch == NULL;
}

static int tear_down(void **state)
{
    (void)state;
    free(scratch);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_codes_of_every_kind_are_read),
        cmocka_unit_test(large_patches_are_borne),
        cmocka_unit_test(a_mirrored_code_is_read),
        cmocka_unit_test(the_right_batch_is_chosen),
        cmocka_unit_test(other_hosts_are_not_taken_for_ours),
        cmocka_unit_test(a_changed_character_is_not_mended),
        cmocka_unit_test(without_the_right_key_nothing_is_upheld),
        cmocka_unit_test(a_forgery_is_not_mended),
        cmocka_unit_test(noise_says_nothing),
        cmocka_unit_test(foreign_codes_say_nothing),
        cmocka_unit_test(the_judge_is_asked_so_often_at_most),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
