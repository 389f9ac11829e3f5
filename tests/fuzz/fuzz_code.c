/* fuzz_code.c: any bytes as a trace code, scanned or (behind a '~') typed: read back the same, sealed only if we sealed
 * it. */
#include <trc/judge.h>

#include "code/message.h"
#include "code/serial.h"
#include "code_fixture.h"
#include "fuzz/fuzz.h"

#define TEXT_SIZE (3 * TRC_TEXT_MAX)

static struct trc_keyring ring;
static struct trc_key_cache cache;
static struct trc_code code;

static bool inside(struct trc_span span, size_t size)
{
    return span.pos <= size && span.len <= size - span.pos;
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* The elements alone are a code again, of the same unit. */
static void check_elements(void)
{
    static struct trc_code back;
    static char text[TEXT_SIZE], again[TEXT_SIZE];
    size_t len;
    FUZZ_PROMISE(trc_elements_format(&code.link.elements, text, sizeof text, &len) == TRC_OK);
    FUZZ_PROMISE(trc_code_parse(text, len, &back, NULL) == TRC_OK);
    FUZZ_PROMISE(!back.is_link && back.host[0] == '\0' && back.seal.type == 0 && !back.has_unsealed_data);
    FUZZ_PROMISE(same_text(code.gtin, back.gtin) && same_text(code.serial, back.serial));
    FUZZ_PROMISE(code.serial_kind == back.serial_kind);
    FUZZ_PROMISE(trc_elements_format(&back.link.elements, again, sizeof again, &len) == TRC_OK);
    FUZZ_PROMISE(strcmp(text, again) == 0);
}

static void check_parsed(const char *text, size_t size)
{
    FUZZ_PROMISE(code.link.elements.count > 0);
    FUZZ_PROMISE(code.text >= text && code.text <= text + size);
    const size_t left = size - (size_t)(code.text - text);
    FUZZ_PROMISE(inside(code.link.host, left) && inside(code.link.stem, left) && inside(code.link.fragment, left));
    for (size_t i = 0; i < code.link.param_count; i++)
        FUZZ_PROMISE(inside(code.link.param[i].key, left) && inside(code.link.param[i].value, left));
    FUZZ_PROMISE(strlen(code.host) == code.link.host.len);
    FUZZ_PROMISE(code.is_link || (code.seal.type == 0 && code.link.param_count == 0));
    FUZZ_PROMISE((code.serial_kind == TRC_SERIAL_NONE) == (code.serial == NULL));
    FUZZ_PROMISE(code.sealed.key_id < TRC_KEY_IDS && code.seal.key_id < TRC_KEY_IDS);
    check_elements();
}

static void check_refused(const struct trc_error *error, size_t size)
{
    FUZZ_PROMISE(error->status == TRC_ERR_SYNTAX && error->rule != NULL && error->msg[0] != '\0');
    FUZZ_PROMISE(error->pos <= size);
    FUZZ_PROMISE(code.gtin == NULL && code.serial == NULL && code.seal.type == 0 && !code.is_link);
    FUZZ_PROMISE(code.link.elements.count == 0 && code.link.param_count == 0 && code.host[0] == '\0');
}

/* A sealed serial that holds is the one that sealing its unit gives. */
static void check_serial(uint32_t unit)
{
    struct trc_unit_keys keys;
    struct trc_sealed_serial sealed;
    uint8_t message[TRC_MESSAGE_MAX];
    char serial[TRC_SEALED_SERIAL_LEN + 1];
    FUZZ_PROMISE(unit <= TRC_UNIT_MAX);
    FUZZ_PROMISE(trc_unit_keys_derive(&ring, code.sealed.key_id, code.gtin, &keys));
    const size_t len = trc_message_begin(&code.link.elements, 'N', code.sealed.key_id, message);
    FUZZ_PROMISE(len + 4 <= sizeof message);
    trc_serial_seal(&keys, message, len, unit, &sealed);
    trc_serial_encode(&sealed, serial);
    FUZZ_PROMISE(strcmp(serial, code.serial) == 0);
}

/* The evidence speaks for the code in everything but its seals. */
static enum trc_verdict verdict_of(const struct trc_check *check, struct trc_slip slip)
{
    static struct trc_issuer issuer = {.host_count = 1, .prefix_count = 1, .host = {FIXTURE_HOST}, .prefix = {"690"}};
    static const struct trc_key_facts key = {.key_id = FIXTURE_KEY_ID};
    const struct trc_batch batch = {.key_id = FIXTURE_KEY_ID, .own_serials = code.serial_kind == TRC_SERIAL_OWN};
    const struct trc_evidence evidence = {.code = &code,
                                          .check = check,
                                          .issuer = &issuer,
                                          .key = &key,
                                          .registry_asked = true,
                                          .batch = &batch,
                                          .active_since_s = 1,
                                          .slip = slip,
                                          .now_s = 1735689600};
    struct trc_decision decision;
    trc_judge(&evidence, &decision);
    return decision.verdict;
}

static void check_seals(bool typed)
{
    struct trc_check check;
    struct trc_slip slip = {NULL, 0};
    FUZZ_PROMISE(trc_code_check(&code, &ring, &cache, &check) == TRC_OK);
    FUZZ_PROMISE(check.has_unit == (check.serial == TRC_SEAL_HOLDS));
    FUZZ_PROMISE((check.seal == TRC_SEAL_ABSENT) == (code.seal.type == 0) || code.gtin == NULL || code.serial == NULL);
    if (check.has_unit)
        check_serial(check.unit);
    const bool holds = check.serial == TRC_SEAL_HOLDS || check.seal == TRC_SEAL_HOLDS;
    const bool spoilt = check.serial == TRC_SEAL_FAILS || check.serial == TRC_SEAL_UNCHECKED ||
                        check.seal == TRC_SEAL_FAILS || check.seal == TRC_SEAL_UNCHECKED;
    if (typed && trc_code_is_mistyped(&code, &ring, &cache, &slip))
        FUZZ_PROMISE(slip.field != NULL && !(holds && !spoilt));
    const enum trc_verdict verdict = verdict_of(&check, slip);
    FUZZ_PROMISE(verdict != TRC_VERDICT_NONE);
    FUZZ_PROMISE(verdict != TRC_VERDICT_AUTHENTIC || (holds && !spoilt && slip.field == NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char scratch[TRC_TEXT_MAX];
    const char *text = (const char *)data;
    struct trc_error error = TRC_ERROR_INIT;
    if (!ring.key[FIXTURE_KEY_ID].has_root)
        fixture_ring(&ring);
    if (size == 0 || text[0] != '~') {
        if (trc_code_parse(text, size, &code, &error) == TRC_OK) {
            check_parsed(text, size);
            check_seals(false);
        } else {
            check_refused(&error, size);
        }
        return 0;
    }
    text++;
    size--;
    for (int fold = 0; fold <= 1 && size <= sizeof scratch; fold++) {
        if (trc_code_parse_typed(text, size, fold, scratch, &code, &error) == TRC_OK) {
            check_parsed(scratch, size);
            check_seals(true);
        } else {
            check_refused(&error, size);
        }
    }
    return 0;
}
