/* prop_forgery.c: no flipped bit, no cut, no mutation and no guess makes a code that passes for a genuine one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ctype.h>
#include <trc/judge.h>
#include <unistd.h>

#include "base/base32.h"
#include "code/message.h"
#include "code/seal.h"
#include "code/serial.h"
#include "code_fixture.h"
#include "crypto/hmac.h"
#include "random.h"

#define CODES 1000
#define SIGNED_CODES 10 /* of them with Ed25519, which takes a thousand times longer to refuse */
#define NOW 1735689600

static struct trc_keyring ring;
static struct trc_key_cache cache;
static uint64_t seed;
static uint64_t forgeries = 2000000; /* --count N */

/* A genuine code and the batch it belongs to, as a registry would tell it. */
struct genuine {
    struct trc_issued issued;
    struct trc_batch batch;
};

static struct genuine genuine[CODES];
static struct trc_issuer issuer;
static const struct trc_key_facts key = {.key_id = FIXTURE_KEY_ID};

/* Each batch one kind of code: seals of every kind, own serials, no attributes at all, values that must be escaped. */
struct kind {
    const char *gtin, *lot, *expiry;
    enum trc_seal_kind seal;
    bool own;
};

static const struct kind kinds[] = {
    {"06901234567892", "LOT2409A", "271231", TRC_SEAL_KIND_NONE, false},
    {"06901234567908", NULL, NULL, TRC_SEAL_KIND_NONE, false},
    {"06901234567892", "LOT2409A", "271231", TRC_SEAL_KIND_HMAC, false},
    {"06901234567908", NULL, NULL, TRC_SEAL_KIND_HMAC, false},
    {"06901234567892", "L/%24", "271200", TRC_SEAL_KIND_NONE, false},
    {"06901234567892", "LOT2409B", "271231", TRC_SEAL_KIND_HMAC, true},
    {"06901234567908", "L/%24", NULL, TRC_SEAL_KIND_HMAC, true},
    {"06901234567892", "LOT2409A", "271231", TRC_SEAL_KIND_ED25519, false},
    {"06901234567892", "LOT2409C", "271231", TRC_SEAL_KIND_ED25519, true},
};

#define HMAC_KINDS 7 /* the kinds before the signed ones */

static int issue_all(void **state)
{
    (void)state;
    fixture_ring(&ring);
    issuer = (struct trc_issuer){.name = "Acme", .host_count = 1, .prefix_count = 1};
    strcpy(issuer.host[0], FIXTURE_HOST);
    strcpy(issuer.prefix[0], "690123");
    for (uint32_t i = 0; i < CODES; i++) {
        const struct kind *kind = &kinds[i < SIGNED_CODES ? HMAC_KINDS + i % 2 : i % HMAC_KINDS];
        struct trc_template_config config = fixture_config(kind->seal, kind->own);
        char serial[TRC_SERIAL_MAX + 1];
        snprintf(serial, sizeof serial, i % 2 != 0 ? "SN/%05u" : "SN%05u", i);
        config.gtin = kind->gtin;
        config.lot = kind->lot;
        config.expiry = kind->expiry;
        fixture_issue_from(&config, &ring, i * 2654435761u >> 1, kind->own ? serial : NULL, &genuine[i].issued);
        genuine[i].batch = (struct trc_batch){
            .id = 1, .key_id = FIXTURE_KEY_ID, .seal = kind->seal, .own_serials = kind->own, .count = CODES};
        snprintf(genuine[i].batch.lot, sizeof genuine[i].batch.lot, "%s", kind->lot != NULL ? kind->lot : "");
        snprintf(genuine[i].batch.expiry, sizeof genuine[i].batch.expiry, "%s",
                 kind->expiry != NULL ? kind->expiry : "");
    }
    return 0;
}

static bool is_accepted(const struct trc_check *check)
{
    const bool serial = check->serial == TRC_SEAL_HOLDS, seal = check->seal == TRC_SEAL_HOLDS;
    return (serial || seal) && (serial || check->serial == TRC_SEAL_ABSENT) && (seal || check->seal == TRC_SEAL_ABSENT);
}

static bool same_elements(const struct trc_elements *a, const struct trc_elements *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        const char *other = trc_elements_value(b, a->element[i].ai->digits);
        if (other == NULL || strcmp(other, a->text + a->element[i].value) != 0)
            return false;
    }
    return true;
}

/* The verdict on a changed text if everything else spoke for it: its unit issued and active, its key in force. */
static enum trc_verdict verdict_of(const struct trc_code *code, const struct trc_check *check,
                                   const struct trc_batch *batch, struct trc_decision *decision)
{
    const struct trc_evidence evidence = {.code = code,
                                          .check = check,
                                          .issuer = &issuer,
                                          .key = &key,
                                          .registry_asked = true,
                                          .batch = batch,
                                          .active_since_s = 1,
                                          .now_s = NOW};
    trc_judge(&evidence, decision);
    return decision->verdict;
}

/* What became of the changed texts. */
struct tally {
    size_t tried, malformed, unsealed, forged, unchecked;
    size_t stripped, not_carried, wrong_host; /* a seal holds, and the judge sees what no seal covers */
    size_t authentic;
};

/* Tries one changed text; true when it is authentic. Whatever a seal still holds on must be what was sealed. */
static bool try_text(const struct genuine *original, const char *text, size_t len, struct tally *tally)
{
    static struct trc_code code, right;
    struct trc_check check;
    struct trc_decision decision;
    tally->tried++;
    if (trc_code_parse(text, len, &code, NULL) != TRC_OK) {
        tally->malformed++;
        return false;
    }
    assert_int_equal(trc_code_check(&code, &ring, &cache, &check), TRC_OK);
    const bool authentic = verdict_of(&code, &check, &original->batch, &decision) == TRC_VERDICT_AUTHENTIC;
    if (!is_accepted(&check)) {
        assert_false(authentic);
        const bool fails = check.serial == TRC_SEAL_FAILS || check.seal == TRC_SEAL_FAILS;
        const bool open = check.serial == TRC_SEAL_UNCHECKED || check.seal == TRC_SEAL_UNCHECKED;
        *(fails ? &tally->forged : open ? &tally->unchecked : &tally->unsealed) += 1;
        return false;
    }
    assert_int_equal(trc_code_parse(original->issued.text, original->issued.text_len, &right, NULL), TRC_OK);
    if (!same_elements(&code.link.elements, &right.link.elements))
        fail_msg("accepted with other content: %.*s", (int)len, text);
    if (authentic) {
        if (code.is_link) {
            assert_string_equal(code.host, right.host);
            assert_memory_equal(&code.seal, &right.seal, sizeof code.seal);
        }
        tally->authentic++;
        return true;
    }
    if (trc_decision_has(&decision, TRC_FINDING_SEAL_STRIPPED)) {
        assert_int_equal(code.seal.type, 0);
        tally->stripped++;
    } else if (trc_decision_has(&decision, TRC_FINDING_SEAL_NOT_CARRIED)) {
        assert_false(code.is_link);
        tally->not_carried++;
    } else {
        assert_true(trc_decision_has(&decision, TRC_FINDING_WRONG_ISSUER));
        assert_string_not_equal(code.host, right.host);
        tally->wrong_host++;
    }
    return false;
}

static void print_tally(const char *what, const struct tally *t)
{
    print_message(
        "%s: %zu tried; malformed %zu, no seal %zu, forged %zu, cannot be checked %zu; sealed, but stripped %zu, "
        "not carried %zu, wrong host %zu; authentic %zu\n",
        what, t->tried, t->malformed, t->unsealed, t->forged, t->unchecked, t->stripped, t->not_carried, t->wrong_host,
        t->authentic);
    assert_int_equal(t->tried, t->malformed + t->unsealed + t->forged + t->unchecked + t->stripped + t->not_carried +
                                   t->wrong_host + t->authentic);
}

/* The only flips that leave the same code: a letter of the host, the key S, or a hex digit of an escape in lower case.
 */
static bool is_other_spelling(const char *text, size_t at, unsigned bit)
{
    const size_t host = strlen("HTTPS://"), host_end = host + strcspn(text + host, "/");
    if (bit != 0x20 || !isupper((unsigned char)text[at]))
        return false;
    if (at >= host && at < host_end)
        return true;
    if (text[at] == 'S' && (text[at - 1] == '?' || text[at - 1] == '&') && text[at + 1] == '=')
        return true;
    return text[at - 1] == '%' || text[at - 2] == '%';
}

static void every_flipped_bit(void **state)
{
    (void)state;
    struct tally tally = {0};
    size_t spellings = 0;
    for (size_t i = 0; i < CODES; i++) {
        char text[TRC_CODE_MAX];
        const struct trc_issued *issued = &genuine[i].issued;
        strcpy(text, issued->text);
        for (size_t at = 0; at < issued->text_len; at++)
            for (unsigned bit = 1; bit < 256; bit <<= 1) {
                text[at] = (char)(issued->text[at] ^ (char)bit);
                const bool authentic = try_text(&genuine[i], text, issued->text_len, &tally);
                if (authentic != is_other_spelling(issued->text, at, bit))
                    fail_msg("byte %zu, bit %u of %s", at, bit, issued->text);
                spellings += authentic;
                text[at] = issued->text[at];
            }
    }
    print_tally("flipped bits", &tally);
    print_message("flipped bits: 0 forgeries accepted, %zu other spellings of the same code\n", spellings);
    /* Each of these must have happened, or the test tries less than it says. */
    assert_true(tally.malformed > 0 && tally.unsealed > 0 && tally.forged > 0 && tally.unchecked > 0);
    assert_true(tally.stripped > 0 && tally.wrong_host > 0 && tally.authentic > 0);
}

static void every_shorter_prefix(void **state)
{
    (void)state;
    struct tally tally = {0};
    for (size_t i = 0; i < CODES; i++)
        for (size_t len = 0; len < genuine[i].issued.text_len; len++)
            if (try_text(&genuine[i], genuine[i].issued.text, len, &tally))
                fail_msg("%zu bytes of %s", len, genuine[i].issued.text);
    print_tally("prefixes", &tally);
    assert_int_equal(tally.wrong_host, 0);
    assert_true(tally.malformed > 0 && tally.unsealed > 0 && tally.forged > 0 && tally.stripped > 0);
}

static void every_element_string_flipped_and_cut(void **state)
{
    (void)state;
    struct tally tally = {0};
    for (size_t i = SIGNED_CODES; i < CODES; i++) {
        static struct trc_code code;
        char text[400];
        size_t len;
        assert_int_equal(trc_code_parse(genuine[i].issued.text, genuine[i].issued.text_len, &code, NULL), TRC_OK);
        if (code.serial_kind != TRC_SERIAL_SEALED)
            continue;
        assert_int_equal(trc_elements_format(&code.link.elements, text, sizeof text, &len), TRC_OK);
        for (size_t cut = 0; cut < len; cut++)
            assert_false(try_text(&genuine[i], text, cut, &tally));
        for (size_t bit = 0; bit < 8 * len; bit++) {
            text[bit / 8] ^= (char)(1 << bit % 8);
            assert_false(try_text(&genuine[i], text, len, &tally));
            text[bit / 8] ^= (char)(1 << bit % 8);
        }
        /* Control: untouched it passes, unless the batch has a seal that an element string cannot carry. */
        assert_int_equal(try_text(&genuine[i], text, len, &tally), genuine[i].batch.seal == TRC_SEAL_KIND_NONE);
    }
    print_tally("element strings", &tally);
    assert_true(tally.authentic > 0 && tally.not_carried > 0);
}

/* The first n bytes of the right MAC, for every n: one length is compared and no other. */
static void every_length_of_a_right_tag(void **state)
{
    (void)state;
    size_t accepted = 0;
    for (size_t i = SIGNED_CODES; i < CODES; i += 7)
        for (size_t n = 0; n <= TRC_MAC_LEN; n++) {
            static struct trc_code code;
            const struct kind *kind = &kinds[i % HMAC_KINDS];
            struct trc_unit_keys keys;
            uint8_t message[TRC_MESSAGE_MAX], mac[TRC_MAC_LEN];
            char text[TRC_CODE_MAX], body[64] = "";
            struct trc_check check;
            const struct trc_issued *issued = &genuine[i].issued;
            assert_int_equal(trc_code_parse(issued->text, issued->text_len, &code, NULL), TRC_OK);
            assert_true(trc_unit_keys_derive(&ring, FIXTURE_KEY_ID, kind->gtin, &keys));
            size_t len = trc_message_begin(&code.link.elements, 'H', FIXTURE_KEY_ID, message);
            len = trc_message_serial(message, len, code.serial, strlen(code.serial));
            trc_hmac(&keys.mac, message, len, mac);
            trc_base32_encode(mac, n, body);
            const char *seal = strstr(issued->text, "S=");
            const int before = (int)(seal != NULL ? seal - issued->text : issued->text_len);
            snprintf(text, sizeof text, "%.*s%sS=H6%s", before, issued->text,
                     seal != NULL                        ? ""
                     : strchr(issued->text, '?') != NULL ? "&"
                                                         : "?",
                     body);
            if (trc_code_parse(text, strlen(text), &code, NULL) != TRC_OK)
                continue;
            assert_int_equal(trc_code_check(&code, &ring, &cache, &check), TRC_OK);
            if (check.seal != TRC_SEAL_HOLDS)
                continue;
            assert_int_equal(n, TRC_SEAL_H_BODY_LEN);
            accepted++;
        }
    assert_int_equal(accepted, (CODES - SIGNED_CODES + 6) / 7); /* control: each at its one right length */
}

/* Where the values of a code lie in its text: what a forger would change. */
struct spot {
    size_t pos, len;
};

static size_t find_spots(const char *text, struct spot spots[8])
{
    static const char *const begins[] = {"/01/", "/10/", "/21/", "17=", "S="};
    size_t count = 0;
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
        const char *at = strstr(text, begins[i]);
        if (at == NULL)
            continue;
        at += strlen(begins[i]);
        spots[count++] = (struct spot){(size_t)(at - text), strcspn(at, "/?&")};
    }
    return count;
}

/* Changes one to four characters of the values, or puts random ones in place of a whole value. */
static void mutate(uint64_t *random, char *text)
{
    struct spot spots[8];
    const size_t count = find_spots(text, spots);
    const struct spot *spot = &spots[random_below(random, (unsigned)count)];
    const bool digits = strspn(text + spot->pos, "0123456789") == spot->len;
    const bool whole = random_below(random, 2) == 0;
    const unsigned changes = whole ? (unsigned)spot->len : 1 + random_below(random, 4);
    for (unsigned i = 0; i < changes; i++) {
        const size_t at = spot->pos + (whole ? i : random_below(random, (unsigned)spot->len));
        if (whole && spot->len >= TRC_SEAL_H_LEN && i < 2)
            continue; /* a seal keeps its type and key id */
        text[at] = digits ? (char)('0' + random_below(random, 10)) : trc_base32_alphabet[random_below(random, 32)];
    }
    if (strncmp(text + spot->pos - 4, "/01/", 4) == 0)
        text[spot->pos + 13] = trc_gtin_check_digit(text + spot->pos, 13);
    if (whole && spot->len == TRC_SEALED_SERIAL_LEN)
        text[spot->pos] = trc_base32_alphabet[FIXTURE_KEY_ID + random_below(random, 2)];
}

static struct trc_code forged;

/* Parses a mutated code; false when that is malformed, or the same code after all. */
static bool forge(uint64_t *random)
{
    const struct trc_issued *issued = &genuine[SIGNED_CODES + random_below(random, CODES - SIGNED_CODES)].issued;
    char text[TRC_CODE_MAX];
    memcpy(text, issued->text, issued->text_len + 1u);
    do
        mutate(random, text);
    while (memcmp(text, issued->text, issued->text_len) == 0);
    return trc_code_parse(text, issued->text_len, &forged, NULL) == TRC_OK;
}

static void show_progress(uint64_t done)
{
    if (done % 1000000 == 0 && forgeries > 10000000 && isatty(STDERR_FILENO))
        fprintf(stderr, "\r%3u %%  %llu million", (unsigned)(100 * done / forgeries),
                (unsigned long long)done / 1000000);
}

static void mutated_and_guessed_codes(void **state)
{
    (void)state;
    uint64_t random = seed, checked = 0, fails = 0;
    for (uint64_t i = 0; i < forgeries; i++) {
        struct trc_check check;
        show_progress(i);
        if (!forge(&random))
            continue;
        assert_int_equal(trc_code_check(&forged, &ring, &cache, &check), TRC_OK);
        if (is_accepted(&check))
            fail_msg("accepted: serial %s of %s", forged.serial, forged.gtin);
        fails += check.serial == TRC_SEAL_FAILS || check.seal == TRC_SEAL_FAILS;
        checked++;
    }
    print_message("%llu mutated or random codes: %llu well formed, %llu with a seal that fails; 0 accepted\n",
                  (unsigned long long)forgeries, (unsigned long long)checked, (unsigned long long)fails);
    assert_true(checked > forgeries / 2 && fails > forgeries / 3);
}

/* A check that compares the first byte of the tag alone. */
static bool leaky_check(void)
{
    struct trc_unit_keys keys;
    uint8_t message[TRC_MESSAGE_MAX], mac[TRC_MAC_LEN];
    const struct trc_sealed_serial *sealed = &forged.sealed;
    if (forged.serial_kind != TRC_SERIAL_SEALED || !trc_unit_keys_derive(&ring, sealed->key_id, forged.gtin, &keys))
        return false;
    const uint32_t unit = trc_serial_mask(&keys.mask, sealed->tag, sealed->masked_unit);
    const size_t len = trc_message_begin(&forged.link.elements, 'N', sealed->key_id, message);
    trc_hmac(&keys.serial, message, trc_message_unit(message, len, unit), mac);
    return mac[0] == sealed->tag[0];
}

/* Control: such codes would be accepted by a check that leaks. */
static void a_leaky_check_accepts_some(void **state)
{
    (void)state;
    uint64_t random = seed;
    size_t accepted = 0, failing = 0;
    while (failing < 20000) {
        struct trc_check check;
        if (!forge(&random))
            continue;
        assert_int_equal(trc_code_check(&forged, &ring, &cache, &check), TRC_OK);
        failing += check.serial == TRC_SEAL_FAILS;
        accepted += check.serial == TRC_SEAL_FAILS && leaky_check();
    }
    print_message("control: of 20000 false tags a check of one byte accepts %zu\n", accepted);
    assert_in_range(accepted, 20000 / 256 / 2, 20000 / 256 * 2);
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--count") == 0)
        forgeries = strtoull(argv[2], NULL, 10);
    else if (argc != 1) {
        fprintf(stderr, "usage: %s [--count N]\n", argv[0]);
        return 2;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_flipped_bit),
        cmocka_unit_test(every_shorter_prefix),
        cmocka_unit_test(every_element_string_flipped_and_cut),
        cmocka_unit_test(every_length_of_a_right_tag),
        cmocka_unit_test(a_leaky_check_accepts_some),
        cmocka_unit_test(mutated_and_guessed_codes),
    };
    seed = random_seed();
    return cmocka_run_group_tests(tests, issue_all, NULL);
}
