/* test_code_vectors.c: what independent implementations sealed holds here, and we seal the same to the last character.
 */
#include "status_asserts.h"

#include <stdio.h>

#include "code/message.h"
#include "code/seal.h"
#include "code/serial.h"
#include "code_fixture.h"
#include "crypto/hmac.h"
#include "hex.h"
#include "shared_data.h"
#include "tsv.h"

/* One vector of either file; what a file does not have is NULL. */
struct vector {
    const char *root, *key_id, *pin_root, *ais, *unit, *serial, *seal_h, *seal_e, *public_key, *pin;
    const char *code, *code_h, *code_e;
};

struct subject {
    struct trc_keyring ring;
    uint8_t key_id;
    struct trc_key_cache *cache;
    struct trc_code code;
    struct trc_check check;
};

static void load_keys(const struct vector *v, struct subject *s)
{
    struct trc_secret secret = {.key_id = (uint8_t)atoi(v->key_id), .type = TRC_KEY_ED25519};
    assert_int_equal(hex_bytes(v->root, secret.root, sizeof secret.root), TRC_SECRET_LEN);
    assert_int_equal(hex_bytes(v->pin_root, secret.pin_root, sizeof secret.pin_root), TRC_SECRET_LEN);
    memset(&s->ring, 0, sizeof s->ring);
    memset(s->cache, 0, sizeof *s->cache);
    assert_ok(trc_keyring_add(&s->ring, &secret, NULL));
    s->key_id = secret.key_id;
}

/* "01=…;10=…" and the serial as elements; "%25" and "%3B" stand for % and ;. */
static void load_elements(const char *ais, const char *serial, struct trc_elements *elements)
{
    trc_elements_clear(elements);
    while (*ais != '\0') {
        char value[100];
        size_t len = 0;
        const size_t digits = strcspn(ais, "=");
        const struct trc_ai *ai = trc_ai_find(ais, digits);
        assert_non_null(ai);
        for (ais += digits + 1; *ais != ';' && *ais != '\0'; ais++) {
            value[len] = *ais;
            if (strncmp(ais, "%25", 3) == 0 || strncmp(ais, "%3B", 3) == 0) {
                value[len] = ais[1] == '2' ? '%' : ';';
                ais += 2;
            }
            len++;
        }
        assert_ok(trc_elements_add(elements, ai, value, len, 0, NULL));
        ais += *ais == ';';
    }
    assert_ok(trc_elements_add(elements, trc_ai_find("21", 2), serial, strlen(serial), 0, NULL));
}

static void parse_and_check(struct subject *s, const char *text)
{
    struct trc_error error = TRC_ERROR_INIT;
    if (trc_code_parse(text, strlen(text), &s->code, &error) != TRC_OK)
        fail_msg("%s: %s", text, error.msg);
    assert_ok(trc_code_check(&s->code, &s->ring, s->cache, &s->check));
}

/* Sealed here from the values alone, below the template, which prints fewer AIs than vectors may have. */
static void seals_the_same(const struct vector *v, struct subject *s)
{
    static struct trc_elements elements;
    struct trc_unit_keys keys;
    uint8_t message[TRC_MESSAGE_MAX], mac[TRC_MAC_LEN];
    char text[TRC_SEAL_TEXT_SIZE];
    load_elements(v->ais, v->serial, &elements);
    const char *gtin = trc_elements_value(&elements, "01");
    assert_true(trc_unit_keys_derive(&s->ring, s->key_id, gtin, &keys));
    if (v->unit[0] != '-') {
        struct trc_sealed_serial sealed;
        const size_t len = trc_message_begin(&elements, 'N', s->key_id, message);
        trc_serial_seal(&keys, message, len, (uint32_t)strtoul(v->unit, NULL, 10), &sealed);
        trc_serial_encode(&sealed, text);
        assert_string_equal(text, v->serial);
    }
    size_t len = trc_message_begin(&elements, 'H', s->key_id, message);
    len = trc_message_serial(message, len, v->serial, strlen(v->serial));
    trc_hmac(&keys.mac, message, len, mac);
    struct trc_seal seal = {.type = 'H', .key_id = s->key_id, .body_len = TRC_SEAL_H_BODY_LEN};
    memcpy(seal.body, mac, TRC_SEAL_H_BODY_LEN);
    trc_seal_format(&seal, text);
    assert_string_equal(text, v->seal_h);

    char pin[TRC_PIN_SIZE];
    assert_true(trc_pin_derive(&s->ring, s->key_id, gtin, v->serial, pin));
    assert_string_equal(pin, v->pin);
}

static void serial_holds(const struct vector *v, struct subject *s)
{
    assert_int_equal(s->check.serial, v->unit[0] == '-' ? TRC_SEAL_ABSENT : TRC_SEAL_HOLDS);
    assert_int_equal(s->check.has_unit, v->unit[0] != '-');
    assert_int_equal(s->check.unit, strtoul(v->unit, NULL, 10) * (v->unit[0] != '-'));
    assert_string_equal(s->code.serial, v->serial);
}

/* Control: with the last character of its seal or serial changed, the same text must fail. */
static void fails_when_spoilt(struct subject *s, const char *text, const char *field)
{
    char spoilt[2048];
    snprintf(spoilt, sizeof spoilt, "%s", text);
    char *at = strstr(spoilt, field);
    assert_non_null(at);
    at += strlen(field) / 2;
    *at = *at == '0' ? '1' : '0';
    parse_and_check(s, spoilt);
    assert_true(s->check.serial == TRC_SEAL_FAILS || s->check.seal == TRC_SEAL_FAILS);
    assert_false(s->check.serial == TRC_SEAL_HOLDS && s->check.has_unit != true);
}

static void code_holds(const struct vector *v, struct subject *s, const char *code, const char *seal)
{
    if (code == NULL || code[0] == '-')
        return;
    parse_and_check(s, code);
    serial_holds(v, s);
    assert_int_equal(s->check.seal, seal != NULL ? TRC_SEAL_HOLDS : TRC_SEAL_ABSENT);
    fails_when_spoilt(s, code, seal != NULL ? seal : v->serial);
}

static void verify(const struct vector *v, struct subject *s)
{
    load_keys(v, s);
    seals_the_same(v, s);
    code_holds(v, s, v->code, NULL);
    code_holds(v, s, v->code_h, v->seal_h);
    code_holds(v, s, v->code_e, v->seal_e);
    if (v->public_key != NULL) {
        uint8_t public_key[TRC_ED25519_PUBLIC_LEN];
        hex_bytes(v->public_key, public_key, sizeof public_key);
        assert_memory_equal(s->ring.key[s->key_id].ed25519_public, public_key, sizeof public_key);
    }
}

/* What trc itself would print for a batch with these values. */
static void template_prints_the_same(const struct vector *v, struct subject *s)
{
    static struct trc_elements elements;
    load_elements(v->ais, v->serial, &elements);
    const char *lot = trc_elements_value(&elements, "10"), *expiry = trc_elements_value(&elements, "17"),
               *produced = trc_elements_value(&elements, "11");
    if (1 + (lot != NULL) + (expiry != NULL) + (produced != NULL) + 1 != elements.count)
        return;
    const bool own = v->unit[0] == '-';
    const char *const codes[] = {v->code, v->code_h, v->code_e};
    for (enum trc_seal_kind seal = own ? TRC_SEAL_KIND_HMAC : TRC_SEAL_KIND_NONE; seal < TRC_SEAL_KIND_COUNT; seal++) {
        const struct trc_template_config config = {.host = "id.acme.cn",
                                                   .gtin = trc_elements_value(&elements, "01"),
                                                   .lot = lot,
                                                   .expiry = expiry,
                                                   .produced = produced,
                                                   .key_id = s->key_id,
                                                   .seal = seal,
                                                   .own_serials = own,
                                                   .pins = true};
        struct trc_issued issued;
        fixture_issue_from(&config, &s->ring, (uint32_t)strtoul(v->unit, NULL, 10), own ? v->serial : NULL, &issued);
        assert_string_equal(issued.text, codes[seal]);
        assert_int_equal(issued.text_len, strlen(codes[seal]));
        assert_string_equal(issued.serial, v->serial);
        assert_string_equal(issued.pin, v->pin);
    }
}

static FILE *open_rows(const char *path)
{
    FILE *file = fopen(path, "r");
    if (file == NULL)
        fail_msg("cannot open %s", path);
    return file;
}

static struct subject *make_subject(void)
{
    static struct subject s;
    static struct trc_key_cache cache;
    s.cache = &cache;
    return &s;
}

static void our_own_vectors(void **state)
{
    (void)state;
    char line[4096], *c[14];
    size_t rows = 0;
    FILE *file = open_rows(TRC_SOURCE_DIR "/tests/vectors/trace-codes.tsv");
    while (fgets(line, sizeof line, file) != NULL) {
        if (line[0] == '#' || strncmp(line, "source\t", 7) == 0)
            continue;
        tsv_cut(line, c, COUNT(c));
        const struct vector v = {c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10], c[11], c[12], c[13]};
        verify(&v, make_subject());
        template_prints_the_same(&v, make_subject());
        rows++;
    }
    fclose(file);
    assert_int_equal(rows, 14);
}

/* The link that such a row would be printed as: the file has only values. */
static void write_code(const struct vector *v, const char *seal, char *text, size_t size)
{
    static struct trc_elements elements;
    size_t len;
    load_elements(v->ais, v->serial, &elements);
    assert_ok(trc_link_format("HTTPS://ID.ACME.CN", &elements, text, size, &len, NULL));
    if (seal != NULL)
        snprintf(text + len, size - len, "%cS=%s", strchr(text, '?') != NULL ? '&' : '?', seal);
}

static void vectors_of_the_design(void **state)
{
    (void)state;
    char path[512], line[4096], code[1024], code_h[1024], *c[8];
    size_t rows = 0;
    if (!shared_data_path("../design/trace-code-vectors.tsv", path, sizeof path))
        skip();
    FILE *file = open_rows(path);
    while (fgets(line, sizeof line, file) != NULL) {
        if (line[0] == '#')
            continue;
        tsv_cut(line, c, COUNT(c));
        struct vector v = {.root = c[0],
                           .key_id = c[1],
                           .pin_root = c[2],
                           .ais = c[3],
                           .unit = c[4],
                           .serial = c[5],
                           .seal_h = c[6],
                           .pin = c[7],
                           .code = code,
                           .code_h = code_h};
        write_code(&v, NULL, code, sizeof code);
        write_code(&v, v.seal_h, code_h, sizeof code_h);
        verify(&v, make_subject());
        rows++;
    }
    fclose(file);
    assert_in_range(rows, 40, 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(our_own_vectors),
        cmocka_unit_test(vectors_of_the_design),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
