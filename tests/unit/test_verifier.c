/* test_verifier.c: from text to verdict with keys and a real registry: what each layer adds, and what it must not hide.
 */
#include "verifier_fixture.h"

/* Linked with --wrap: the registry can be told to fail. */
static enum trc_status registry_status = TRC_OK;

enum trc_status __real_trc_registry_generation(struct trc_registry *registry, int64_t *generation,
                                               struct trc_error *error);
enum trc_status __wrap_trc_registry_generation(struct trc_registry *registry, int64_t *generation,
                                               struct trc_error *error);
enum trc_status __wrap_trc_registry_generation(struct trc_registry *registry, int64_t *generation,
                                               struct trc_error *error)
{
    return registry_status != TRC_OK ? registry_status : __real_trc_registry_generation(registry, generation, error);
}

static const char *verdict_of(const char *text)
{
    struct trc_error error = TRC_ERROR_INIT;
    memset(&judgement, 0xa5, sizeof judgement);
    if (trc_verifier_judge(verifier, text, strlen(text), &options, &judgement, &error) != TRC_OK)
        fail_msg("%s: %s", text, error.msg);
    if (!judgement.sealed) {
        assert_false(judgement.has_unit);
        assert_null(judgement.batch);
        assert_int_not_equal(judgement.decision.verdict, TRC_VERDICT_AUTHENTIC);
    }
    return words_of_judgement();
}

#define assert_verdict(text, expected) assert_string_equal(verdict_of(text), expected)

static void what_was_issued_and_activated_is_authentic(void **state)
{
    (void)state;
    const struct trc_batch *const batches[] = {&plain, &with_h, &with_e, &other_key};
    for (size_t i = 0; i < COUNT(batches); i++)
        for (uint32_t j = 0; j < batches[i]->count; j++) {
            struct trc_issued issued;
            issue(batches[i], batches[i]->first_unit + j, NULL, &issued);
            assert_verdict(issued.text, "authentic");
            assert_true(judgement.sealed && judgement.has_unit);
            assert_int_equal(judgement.unit, batches[i]->first_unit + j);
            assert_int_equal(judgement.batch->id, batches[i]->id);
            assert_string_equal(judgement.product->name, "Liquor");
            assert_string_equal(judgement.issuer->name, "Acme");
            assert_string_equal(judgement.code->serial, issued.serial);
            assert_int_equal(judgement.as_of_s, NOW);
        }
    for (uint32_t j = 0; j < 3; j++) {
        struct trc_issued issued;
        issue(&own, 0, own_serials[j], &issued);
        assert_verdict(issued.text, "authentic");
        assert_true(judgement.has_unit);
        assert_int_equal(judgement.unit, own.first_unit + j);
        assert_int_equal(judgement.batch->id, own.id);
    }
}

/* A thief of the keys can seal any number; the registry knows which exist. */
static void valid_seals_over_unissued_numbers_are_never_authentic(void **state)
{
    (void)state;
    struct trc_template tmpl;
    const struct trc_template_config config = {
        .host = FIXTURE_HOST, .gtin = GTIN_A, .key_id = 6, .seal = TRC_SEAL_KIND_HMAC};
    assert_ok(trc_template_init(&tmpl, &config, &ring, NULL));
    size_t counterfeit = 0;
    for (uint32_t i = 0; i < 10000; i++) {
        struct trc_issued issued;
        const uint32_t unit = i == 0 ? 0 : own.first_unit + i * 1000;
        assert_ok(trc_template_issue(&tmpl, unit, NULL, &issued, NULL));
        counterfeit += strcmp(verdict_of(issued.text), "counterfeit: never_issued") == 0;
        assert_null(judgement.batch);
        assert_int_equal(judgement.unit, unit);
    }
    assert_int_equal(counterfeit, 10000);
    struct trc_issued issued; /* control */
    issue(&with_h, with_h.first_unit, NULL, &issued);
    assert_verdict(issued.text, "authentic");
    /* The key seals an issued number anew, without the lot and the dates of its batch. */
    assert_ok(trc_template_issue(&tmpl, with_h.first_unit, NULL, &issued, NULL));
    assert_verdict(issued.text, "counterfeit: never_issued");
}

static void forged_codes_are_counterfeit(void **state)
{
    (void)state;
    struct trc_issued issued;
    char text[TRC_CODE_MAX];
    issue(&plain, 1, NULL, &issued);
    fixture_replace(issued.text, "LOT2409A", "LOT2409B", text, sizeof text);
    assert_verdict(text, "counterfeit: forged");
    fixture_replace(issued.text, "ID.ACME.CN", "ID.ACNE.CN", text, sizeof text);
    assert_verdict(text, "counterfeit: wrong_issuer");
    assert_true(judgement.sealed);
    fixture_replace(issued.text, "06901234567892", "06909999999996", text, sizeof text);
    assert_verdict(text, "counterfeit: wrong_issuer");
    fixture_replace(issued.text, "/21/6", "/21/8", text, sizeof text);
    assert_verdict(text, "unknown: key_unknown");
    fixture_replace(issued.text, "?", "?x=1&", text, sizeof text);
    assert_verdict(text, "authentic: unsealed_data");
    fixture_replace(issued.text, "56789", "56788", text, sizeof text);
    assert_verdict(text, "unreadable: malformed");
    assert_null(judgement.code);
    assert_string_equal(judgement.parse_error.rule, "check-digit");
    assert_verdict("https://id.other.cn/01/04006381333931/21/A1", "unknown: issuer_unknown");
    assert_verdict("(01)06901234567892(21)SN-1", "unreadable: not_sealed");
    assert_verdict("", "unreadable: malformed");
}

static void strip(const char *issued, char *text)
{
    strcpy(text, issued);
    *(strstr(text, "S=") - 1) = '\0';
}

static void removed_and_exchanged_seals_are_counterfeit(void **state)
{
    (void)state;
    struct trc_issued issued, other;
    char text[TRC_CODE_MAX];
    issue(&with_h, with_h.first_unit, NULL, &issued);
    strip(issued.text, text);
    assert_verdict(text, "counterfeit: seal_stripped");
    issue(&with_e, with_e.first_unit, NULL, &issued);
    strip(issued.text, text);
    assert_verdict(text, "counterfeit: seal_stripped");
    issue(&own, 0, "SN-1", &issued);
    strip(issued.text, text);
    assert_verdict(text, "counterfeit: seal_stripped");

    /* Downgrade: a thief of the symmetric keys prints H where the batch has E. */
    struct trc_batch downgraded = with_e;
    downgraded.seal = TRC_SEAL_KIND_HMAC;
    issue(&downgraded, with_e.first_unit, NULL, &issued);
    assert_verdict(issued.text, "counterfeit: seal_stripped");

    /* A thief of key 7 seals an own serial that was issued under key 6. */
    struct trc_batch stolen = own;
    stolen.key_id = 7;
    issue(&stolen, 0, "SN-1", &issued);
    assert_verdict(issued.text, "counterfeit: seal_stripped");

    issue(&with_h, with_h.first_unit, NULL, &issued);
    issue(&with_h, with_h.first_unit + 1, NULL, &other);
    strcpy(strstr(issued.text, "S="), strstr(other.text, "S="));
    assert_verdict(issued.text, "counterfeit: forged");
    assert_false(judgement.sealed);
}

static void serials_of_the_other_kind_were_never_issued(void **state)
{
    (void)state;
    struct trc_issued issued;
    issue(&own, own.first_unit, NULL, &issued); /* sealed, with a number that belongs to SN-1 */
    assert_verdict(issued.text, "counterfeit: never_issued");
    issue(&own, 0, "SN-4", &issued); /* own, and not in the list */
    assert_verdict(issued.text, "counterfeit: never_issued");
    issue(&own, 0, "sn-1", &issued);
    assert_verdict(issued.text, "counterfeit: never_issued");
}

static void units_are_active_one_by_one(void **state)
{
    struct fixture *f = *state;
    struct trc_batch batch;
    struct trc_issued issued;
    uint32_t newly;
    reserve(f->registry, &batch, 6, TRC_SEAL_KIND_NONE, NULL);
    assert_ok(
        trc_registry_activate(f->registry, batch.id, batch.first_unit + 3, batch.first_unit + 5, NOW, &newly, NULL));
    for (uint32_t i = 0; i < 10; i++) {
        issue(&batch, batch.first_unit + i, NULL, &issued);
        assert_verdict(issued.text, i >= 3 && i <= 5 ? "authentic" : "caution: not_activated");
    }
    options.now_s = NOW - 1; /* before it */
    issue(&batch, batch.first_unit + 4, NULL, &issued);
    assert_verdict(issued.text, "caution: not_activated");
}

/* What another program commits is seen when the clock has moved on. */
static void changes_by_others_are_noticed(void **state)
{
    struct fixture *f = *state;
    struct trc_registry *other = open_registry(f->path, 0);
    struct trc_issued issued;
    issue(&plain, 1, NULL, &issued);
    assert_verdict(issued.text, "authentic");
    assert_ok(trc_registry_revoke_key(other, 6, NOW, NULL));
    options.now_s = NOW + 1;
    assert_verdict(issued.text, "caution: key_revoked");
    issue(&other_key, other_key.first_unit, NULL, &issued);
    assert_verdict(issued.text, "authentic");
    trc_registry_close(other);
}

/* With public keys alone an E seal holds, but nobody can tell which unit it is: not "never issued". */
static void public_keys_alone_cannot_name_the_unit(void **state)
{
    (void)state;
    static struct trc_keyring public_ring;
    struct fixture *f = *state;
    struct trc_issued issued;
    issue(&with_e, with_e.first_unit, NULL, &issued);
    trc_keyring_add_public(&public_ring, 6, ring.key[6].ed25519_public);
    trc_verifier_close(verifier);
    assert_ok(trc_verifier_open(f->registry, &public_ring, &verifier, NULL));
    assert_verdict(issued.text, "unknown: key_unknown");
    assert_true(judgement.sealed);
    assert_false(judgement.has_unit);
    char *serial = strstr(issued.text, issued.serial);
    serial[9] = serial[9] == '7' ? '8' : '7';
    assert_verdict(issued.text, "counterfeit: forged");
}

static void keys_that_are_not_on_record(void **state)
{
    struct fixture *f = *state;
    const struct trc_secret secret = fixture_secret(9, TRC_KEY_HMAC, 9);
    struct trc_batch batch;
    struct trc_issued issued;
    uint32_t newly;
    assert_ok(trc_keyring_add(&ring, &secret, NULL));
    reserve(f->registry, &batch, 9, TRC_SEAL_KIND_NONE, NULL);
    assert_ok(trc_registry_activate(f->registry, batch.id, 1, 10, NOW, &newly, NULL));
    issue(&batch, 1, NULL, &issued);
    assert_verdict(issued.text, "unknown: key_unknown");
}

static void pins(void **state)
{
    (void)state;
    struct trc_issued issued;
    issue(&plain, 1, NULL, &issued);
    options.pin = issued.pin;
    assert_verdict(issued.text, "authentic: pin_ok");
    options.pin = "00000000";
    assert_verdict(issued.text, "caution: pin_wrong");
    issue(&own, 0, "SN-1", &issued);
    options.pin = issued.pin;
    assert_verdict(issued.text, "authentic: pin_ok");
    ring.key[6].has_pin = false;
    assert_verdict(issued.text, "unknown: key_unknown");
}

static void typed_codes(void **state)
{
    (void)state;
    struct trc_issued issued;
    char text[2 * TRC_TEXT_MAX] = " ";
    issue(&with_h, with_h.first_unit, NULL, &issued);
    for (const char *c = issued.text; *c != '\0'; c++) { /* lower case, a blank behind every character */
        const char two[] = {*c >= 'A' && *c <= 'Z' ? (char)(*c + 32) : *c, ' ', '\0'};
        strcat(text, two);
    }
    assert_verdict(text, "unreadable: malformed");
    options.typed = true;
    assert_verdict(text, "authentic");
    assert_verdict(issued.text, "authentic");
    char *serial = strstr(issued.text, issued.serial);
    serial[7] = serial[7] == 'A' ? 'B' : 'A';
    assert_verdict(issued.text, "unreadable: mistyped");
    serial[9] = serial[9] == 'A' ? 'B' : 'A';
    assert_verdict(issued.text, "counterfeit: forged");
    /* An own serial in lower case is taken as typed; with a slip in it, too. */
    issue(&own, 0, "sn-3", &issued);
    assert_verdict(issued.text, "authentic");
    *strstr(issued.text, "sn-3") = 'x';
    assert_verdict(issued.text, "unreadable: mistyped");
    /* As scanned there are no slips. */
    options.typed = false;
    assert_verdict(issued.text, "counterfeit: forged");
}

/* Nothing may be cut off to make a code of it. */
static void typed_text_that_is_too_long_is_refused_whole(void **state)
{
    (void)state;
    struct trc_issued issued;
    static char text[TRC_TEXT_MAX + 100];
    issue(&plain, 1, NULL, &issued);
    strcpy(text, issued.text);
    strcat(text, "&x=");
    options.typed = true;
    memset(text + strlen(text), 'x', TRC_TEXT_MAX - strlen(text));
    assert_verdict(text, "authentic: unsealed_data");
    strcat(text, "y");
    assert_verdict(text, "unreadable: malformed");
    assert_string_equal(judgement.parse_error.rule, "text-too-long");
    /* Nor may blanks make it short enough. */
    memset(text + issued.text_len, ' ', TRC_TEXT_MAX);
    text[TRC_TEXT_MAX + 1] = '\0';
    assert_verdict(text, "unreadable: malformed");
    assert_string_equal(judgement.parse_error.rule, "text-too-long");
    text[TRC_TEXT_MAX] = '\0';
    assert_verdict(text, "authentic");
}

static void without_a_registry_nothing_is_authentic(void **state)
{
    (void)state;
    struct trc_issued issued;
    char text[TRC_CODE_MAX];
    trc_verifier_close(verifier);
    assert_ok(trc_verifier_open(NULL, &ring, &verifier, NULL));
    issue(&with_h, with_h.first_unit, NULL, &issued);
    assert_verdict(issued.text, "unknown: issuer_unknown");
    assert_true(judgement.sealed);
    fixture_replace(issued.text, "LOT2409A", "LOT2409B", text, sizeof text);
    assert_verdict(text, "unknown: issuer_unknown"); /* nobody is accused in whose name we hold no record */
    assert_false(judgement.sealed);
}

static void a_registry_that_fails_is_no_forgery(void **state)
{
    (void)state;
    struct trc_issued issued;
    struct trc_error error = TRC_ERROR_INIT;
    issue(&plain, 1, NULL, &issued);
    assert_verdict(issued.text, "authentic");
    registry_status = TRC_ERR_IO;
    options.now_s = NOW + 1;
    memset(&judgement, 0xa5, sizeof judgement);
    assert_status(trc_verifier_judge(verifier, issued.text, issued.text_len, &options, &judgement, &error), TRC_ERR_IO);
    assert_int_equal(judgement.decision.verdict, TRC_VERDICT_UNKNOWN);
    assert_int_equal(judgement.decision.finding_count, 0);
    assert_false(judgement.sealed || judgement.has_unit);
    assert_null(judgement.batch);
    assert_null(judgement.issuer);
    registry_status = TRC_OK;
    assert_verdict(issued.text, "authentic");
}

/* A stream of codes of more products than the caches hold, with a good one in between. */
static void many_products_in_one_stream(void **state)
{
    (void)state;
    struct trc_issued good, issued;
    issue(&plain, 1, NULL, &good);
    for (int i = 0; i < 6000; i++) {
        char gtin[TRC_GTIN_SIZE];
        snprintf(gtin, sizeof gtin, "0690123%06d0", i);
        gtin[13] = trc_gtin_check_digit(gtin, 13);
        struct trc_template_config config = fixture_config(TRC_SEAL_KIND_NONE, false);
        config.gtin = gtin;
        fixture_issue_from(&config, &ring, 1, NULL, &issued);
        assert_verdict(issued.text, strcmp(gtin, GTIN_A) == 0 ? "authentic" : "counterfeit: never_issued");
        if (i % 100 == 0)
            assert_verdict(good.text, "authentic");
    }
}

static void closing_nothing_is_harmless(void **state)
{
    (void)state;
    trc_verifier_close(NULL);
}

#define verifier_test(name) cmocka_unit_test_setup_teardown(name, make_verifier, remove_verifier)

int main(void)
{
    const struct CMUnitTest tests[] = {
        verifier_test(what_was_issued_and_activated_is_authentic),
        verifier_test(valid_seals_over_unissued_numbers_are_never_authentic),
        verifier_test(forged_codes_are_counterfeit),
        verifier_test(removed_and_exchanged_seals_are_counterfeit),
        verifier_test(serials_of_the_other_kind_were_never_issued),
        verifier_test(units_are_active_one_by_one),
        verifier_test(changes_by_others_are_noticed),
        verifier_test(public_keys_alone_cannot_name_the_unit),
        verifier_test(keys_that_are_not_on_record),
        verifier_test(pins),
        verifier_test(typed_codes),
        verifier_test(typed_text_that_is_too_long_is_refused_whole),
        verifier_test(without_a_registry_nothing_is_authentic),
        verifier_test(a_registry_that_fails_is_no_forgery),
        verifier_test(many_products_in_one_stream),
        cmocka_unit_test(closing_nothing_is_harmless),
    };
    return run_registry_tests(tests);
}
