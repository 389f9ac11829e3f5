/* pattern.c: lay out the text of a batch's codes as code/template.c does, with wild characters for what is unknown. */
#include "scanner/informed/pattern.h"

#include <string.h>

static const char BASE32[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
    return is_digit(c) || (c >= 'A' && c <= 'Z');
}

/* What a character of base 32 is worth; -1 for any other. */
static int base32_value(char c)
{
    static const int8_t VALUES['Z' - '0' + 1] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  -1, -1, -1, -1, -1,
                                                 -1, -1, 10, 11, 12, 13, 14, 15, 16, 17, -1, 18, 19, -1, 20,
                                                 21, -1, 22, 23, 24, 25, 26, -1, 27, 28, 29, 30, 31};
    return c >= '0' && c <= 'Z' ? VALUES[c - '0'] : -1;
}

bool informed_allows(char pattern, char c)
{
    const int value = base32_value(c);
    switch (pattern) {
    case INFORMED_DIGIT:
        return is_digit(c);
    case INFORMED_ALNUM:
        return is_alnum(c);
    case INFORMED_BASE32:
        return value >= 0;
    case INFORMED_END_H:
        return value >= 0 && value % 4 == 0;
    case INFORMED_END_E:
        return value >= 0 && value % 8 == 0;
    default:
        return pattern == c;
    }
}

static void put(struct informed_pattern *pattern, char c, unsigned times)
{
    for (; times > 0; times--, pattern->len++)
        if (pattern->len < INFORMED_TEXT_MAX - 1)
            pattern->text[pattern->len] = c;
}

static void put_text(struct informed_pattern *pattern, const char *text)
{
    for (; *text != '\0'; text++)
        put(pattern, *text, 1);
}

/* A value with its wild characters; others than unreserved ones are percent-encoded. */
static void put_value(struct informed_pattern *pattern, const char *value)
{
    static const char HEX[] = "0123456789ABCDEF";
    for (; *value != '\0'; value++) {
        const unsigned char c = (unsigned char)*value;
        if (c == '#' || c == '*') {
            put(pattern, c == '#' ? INFORMED_DIGIT : INFORMED_ALNUM, 1);
        } else if (is_alnum(*value) || (c >= 'a' && c <= 'z') || strchr("-._~", c) != NULL) {
            put(pattern, *value, 1);
        } else {
            put(pattern, '%', 1);
            put(pattern, HEX[c >> 4], 1);
            put(pattern, HEX[c & 15], 1);
        }
    }
}

static void put_host(struct informed_pattern *pattern, const char *host)
{
    put_text(pattern, "HTTPS://");
    for (; *host != '\0'; host++)
        put(pattern, *host >= 'a' && *host <= 'z' ? (char)(*host - 'a' + 'A') : *host, 1);
    pattern->host_end = pattern->len;
}

static void put_key_id(struct informed_pattern *pattern, unsigned key_id)
{
    put(pattern, key_id < 32 ? BASE32[key_id] : INFORMED_BASE32, 1);
}

static void put_serial(struct informed_pattern *pattern, const struct informed_batch *batch)
{
    if (batch->own_serial_len > 0) {
        put(pattern, INFORMED_ALNUM, batch->own_serial_len);
        return;
    }
    put_key_id(pattern, batch->key_id);
    put(pattern, INFORMED_BASE32, TRC_SEALED_SERIAL_LEN - 1);
}

static void put_parameter(struct informed_pattern *pattern, char *mark, const char *name)
{
    put(pattern, *mark, 1);
    put_text(pattern, name);
    *mark = '&';
}

static void put_seal(struct informed_pattern *pattern, const struct informed_batch *batch)
{
    const bool hmac = batch->seal == TRC_SEAL_KIND_HMAC;
    put(pattern, hmac ? 'H' : 'E', 1);
    put_key_id(pattern, batch->key_id);
    put(pattern, INFORMED_BASE32, (hmac ? TRC_SEAL_H_LEN : TRC_SEAL_E_LEN) - 3);
    put(pattern, hmac ? INFORMED_END_H : INFORMED_END_E, 1);
}

bool informed_pattern_of(const struct informed_batch *batch, struct informed_pattern *pattern)
{
    char mark = '?';
    if (batch->host == NULL || batch->gtin == NULL || strlen(batch->gtin) != 14 || strlen(batch->host) > TRC_HOST_MAX ||
        (batch->lot != NULL && strlen(batch->lot) > INFORMED_TEXT_MAX) || batch->own_serial_len > TRC_SERIAL_MAX)
        return false;
    memset(pattern, 0, sizeof *pattern);
    put_host(pattern, batch->host);
    put_text(pattern, "/01/");
    put_value(pattern, batch->gtin);
    if (batch->lot != NULL && batch->lot[0] != '\0') {
        put_text(pattern, "/10/");
        put_value(pattern, batch->lot);
    }
    put_text(pattern, "/21/");
    put_serial(pattern, batch);
    const struct {
        const char *name, *value;
    } attributes[] = {{"11=", batch->produced}, {"17=", batch->expiry}};
    for (size_t i = 0; i < 2; i++)
        if (attributes[i].value != NULL && attributes[i].value[0] != '\0') {
            put_parameter(pattern, &mark, attributes[i].name);
            put_value(pattern, attributes[i].value);
        }
    if (batch->seal != TRC_SEAL_KIND_NONE) {
        put_parameter(pattern, &mark, "S=");
        put_seal(pattern, batch);
    }
    return pattern->len < INFORMED_TEXT_MAX;
}
