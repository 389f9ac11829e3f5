/* typed.c: is a typed code one slip of the finger away from a sealed one? Answers "check again", never "genuine". */
#include <string.h>
#include <trc/code.h>

#include "code/seal.h"
#include "code/serial.h"

/* What a slip may have put in a character's place. */
static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-./_abcdefghijklmnopqrstuvwxyz";

/* The AIs of issued codes, the likeliest first. Bounded, so that hostile text costs no more than any other. */
static const char *const fields[] = {"21", "10", "17", "11", "01"};

#define VALUES_MAX (sizeof fields / sizeof fields[0] + 1)

/* A stretch of text that the slip may be in. */
struct value {
    const char *field;
    char *text; /* in the trial */
    size_t len;
};

/* A copy of the typed code that corrections are tried on. */
struct trial {
    const struct trc_keyring *ring;
    struct trc_key_cache *cache;
    struct trc_code code;
    char seal[TRC_SEAL_TEXT_SIZE]; /* an H seal as text, or empty */
    size_t count;
    struct value value[VALUES_MAX];
};

/* An E seal is too long to be typed: it stays out of the search, and speaks again when the code is typed again. */
static void begin(struct trial *trial, const struct trc_code *code)
{
    trial->code = *code;
    trial->count = 0;
    trial->seal[0] = '\0';
    trc_serial_read(&trial->code); /* the copy's own pointers */
    struct trc_elements *elements = &trial->code.link.elements;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        const struct trc_element *element = trc_elements_find(elements, fields[i]);
        if (element != NULL)
            trial->value[trial->count++] =
                (struct value){fields[i], elements->text + element->value, element->value_len};
    }
    if (code->seal.type == 'H')
        trial->value[trial->count++] = (struct value){"S", trial->seal, trc_seal_format(&code->seal, trial->seal)};
    else
        trial->code.seal.type = 0;
}

/* Would every seal hold if this had been typed? None may stay open: an unknown key id is no correction. */
static bool holds(struct trial *trial)
{
    struct trc_check check;
    if (trial->seal[0] != '\0' && trc_seal_parse(trial->seal, TRC_SEAL_H_LEN, 0, &trial->code.seal, NULL) != TRC_OK)
        return false;
    trc_serial_read(&trial->code);
    if (trc_code_check(&trial->code, trial->ring, trial->cache, &check) != TRC_OK)
        return false;
    const bool serial = check.serial == TRC_SEAL_HOLDS, seal = check.seal == TRC_SEAL_HOLDS;
    return (serial || seal) && (serial || check.serial == TRC_SEAL_ABSENT) && (seal || check.seal == TRC_SEAL_ABSENT);
}

/* Letters read as the digits they resemble: a sealed serial has none of them. Returns the first, or the length. */
static size_t read_lookalikes(const struct value *serial)
{
    size_t first = serial->len;
    for (size_t i = serial->len; i-- > 0;) {
        char *c = &serial->text[i];
        if (*c != 'I' && *c != 'L' && *c != 'O')
            continue;
        *c = *c == 'O' ? '0' : '1';
        first = i;
    }
    return first;
}

/* As typed on a keyboard whose Y and Z are the other way round; its own inverse. Returns the first, or the length. */
static size_t swap_layout(const struct value *value)
{
    size_t first = value->len;
    for (size_t i = value->len; i-- > 0;) {
        char *c = &value->text[i];
        if (*c != 'Y' && *c != 'Z')
            continue;
        *c = *c == 'Y' ? 'Z' : 'Y';
        first = i;
    }
    return first;
}

static bool try_layout(struct trial *trial, const struct value *value, size_t *pos)
{
    *pos = swap_layout(value);
    if (*pos < value->len && holds(trial))
        return true;
    swap_layout(value);
    return false;
}

static bool try_transpositions(struct trial *trial, const struct value *value, size_t *pos)
{
    char *text = value->text;
    for (size_t i = 0; i + 1 < value->len; i++) {
        const char left = text[i], right = text[i + 1];
        text[i] = right;
        text[i + 1] = left;
        *pos = i;
        if (left != right && holds(trial))
            return true;
        text[i] = left;
        text[i + 1] = right;
    }
    return false;
}

static bool try_substitutions(struct trial *trial, const struct value *value, size_t *pos)
{
    for (size_t i = 0; i < value->len; i++) {
        const char typed = value->text[i];
        *pos = i;
        for (const char *c = alphabet; *c != '\0'; c++) {
            value->text[i] = *c;
            if (*c != typed && holds(trial))
                return true;
        }
        value->text[i] = typed;
    }
    return false;
}

/* A GTIN's check digit, which parsing has seen, rules out that one digit alone is wrong. */
static bool try_value(struct trial *trial, const struct value *value, size_t *pos)
{
    return try_layout(trial, value, pos) || try_transpositions(trial, value, pos) ||
           (strcmp(value->field, "01") != 0 && try_substitutions(trial, value, pos));
}

static bool try_layout_throughout(struct trial *trial, struct trc_slip *slip)
{
    for (size_t i = trial->count; i-- > 0;) {
        const size_t first = swap_layout(&trial->value[i]);
        if (first < trial->value[i].len)
            *slip = (struct trc_slip){trial->value[i].field, first};
    }
    if (slip->field != NULL && holds(trial))
        return true;
    for (size_t i = 0; i < trial->count; i++)
        swap_layout(&trial->value[i]);
    return false;
}

/* One slip, from the text as it stands. */
static bool search(struct trial *trial, struct trc_slip *slip)
{
    slip->field = NULL;
    if (try_layout_throughout(trial, slip))
        return true;
    for (size_t i = 0; i < trial->count; i++) {
        slip->field = trial->value[i].field;
        if (try_value(trial, &trial->value[i], &slip->pos))
            return true;
    }
    return false;
}

/* An own serial may mean its I, L and O: so they are read as digits only where nothing else explains the failure. */
static bool find_slip(struct trial *trial, struct trc_slip *slip)
{
    const struct value *serial = &trial->value[0];
    if (search(trial, slip))
        return true;
    *slip = (struct trc_slip){serial->field, read_lookalikes(serial)};
    return slip->pos < serial->len && (holds(trial) || search(trial, slip));
}

bool trc_code_is_mistyped(const struct trc_code *code, const struct trc_keyring *ring, struct trc_key_cache *cache,
                          struct trc_slip *slip)
{
    struct trial trial = {.ring = ring, .cache = cache};
    *slip = (struct trc_slip){NULL, 0};
    if (code->gtin == NULL || code->serial == NULL)
        return false;
    begin(&trial, code);
    if (find_slip(&trial, slip))
        return true;
    *slip = (struct trc_slip){NULL, 0};
    return false;
}
