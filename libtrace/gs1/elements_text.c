/* elements_text.c: the two written forms of a list: (01)…(10)… and raw with FNC1. */
#include <string.h>
#include <trc/elements.h>

#include "gs1/chars.h"
#include "gs1/element_list.h"
#include "gs1/rules.h"
#include "gs1/writer.h"

/* A label may say the same thing twice (two symbols read as one): kept once. Saying two different things is refused. */
static enum trc_status append(struct trc_elements *elements, const struct trc_ai *ai, size_t len, size_t pos,
                              struct trc_error *error)
{
    const struct trc_element *same = trc_element_list_find(elements, ai);
    if (same != NULL && same->value_len == len &&
        memcmp(elements->text + same->value, trc_element_list_end(elements), len) == 0)
        return TRC_OK;
    return trc_element_list_append(elements, ai, len, pos, error);
}

/* In brackets: "\(" stands for "(", and a bare "(" opens the next AI. Returns where the value ends in the input. */
static size_t unbracket(const char *text, size_t len, size_t at, char *out, size_t *out_len)
{
    size_t n = 0;
    for (; at < len; at++) {
        if (text[at] == '(') {
            if (text[at - 1] != '\\')
                break;
            n--;
        }
        out[n++] = text[at];
    }
    *out_len = n;
    return at;
}

/* Which byte of the input the n-th byte of the value came from. */
static size_t bracketed_pos(const char *text, size_t len, size_t at, size_t n)
{
    while (at < len && n > 0) {
        at += at + 1 < len && text[at] == '\\' && text[at + 1] == '(' ? 2 : 1;
        n--;
    }
    return at;
}

static enum trc_status parse_bracketed(const char *text, size_t len, struct trc_elements *elements,
                                       struct trc_error *error)
{
    for (size_t at = 0; at < len;) {
        if (text[at] != '(')
            return trc_rules_refuse(error, TRC_RULE_BRACKET, at, NULL, NULL);
        const char *digits = text + at + 1;
        const char *end = memchr(digits, ')', len - at - 1);
        if (end == NULL)
            return trc_rules_refuse(error, TRC_RULE_BRACKET_END, at, NULL, NULL);
        const struct trc_ai *ai = trc_ai_find(digits, (size_t)(end - digits));
        if (ai == NULL)
            return trc_element_list_refuse_ai(error, digits, (size_t)(end - digits), at + 1);
        const size_t pos = (size_t)(end - text) + 1;
        char *value = trc_element_list_end(elements);
        size_t value_len;
        at = unbracket(text, len, pos, value, &value_len);
        enum trc_status status = trc_ai_check_value(ai, value, value_len, 0, error);
        if (status != TRC_OK && error != NULL)
            error->pos = bracketed_pos(text, len, pos, error->pos);
        if (status == TRC_OK)
            status = append(elements, ai, value_len, pos, error);
        if (status != TRC_OK)
            return status;
    }
    return TRC_OK;
}

static enum trc_status parse_raw(const char *text, size_t len, size_t at, char fnc1, struct trc_elements *elements,
                                 struct trc_error *error)
{
    if (at == len)
        return trc_rules_refuse(error, TRC_RULE_NO_TEXT, at, NULL, NULL);
    while (at < len) {
        const struct trc_ai *ai = trc_ai_match(text + at, len - at);
        if (ai == NULL)
            return trc_element_list_refuse_ai(error, text + at, len - at, at);
        at += ai->digits_len;
        const char *end = memchr(text + at, fnc1, len - at);
        size_t value_len = end != NULL ? (size_t)(end - text) - at : len - at;
        if (ai->fixed && value_len > ai->value_len_max)
            value_len = ai->value_len_max; /* the next AI follows without FNC1 */
        enum trc_status status = trc_ai_check_value(ai, text + at, value_len, at, error);
        if (status != TRC_OK)
            return status;
        memcpy(trc_element_list_end(elements), text + at, value_len);
        status = append(elements, ai, value_len, at, error);
        if (status != TRC_OK)
            return status;
        at += value_len;
        if (at < len && text[at] == fnc1)
            at++; /* also where none was needed, and at the end */
    }
    return TRC_OK;
}

/* Symbology identifiers of the symbols that carry AIs: GS1-128, DataBar and composites, DataMatrix, QR, DotCode. */
static bool carries_ais(const char *text, size_t len)
{
    static const char known[][4] = {"]C1", "]e0", "]d2", "]Q3", "]J1"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (len >= 3 && memcmp(text, known[i], 3) == 0)
            return true;
    return false;
}

static enum trc_status parse_any(const char *text, size_t len, struct trc_elements *elements, struct trc_error *error)
{
    switch (text[0]) {
    case '(':
        return parse_bracketed(text, len, elements, error);
    case '^':
    case TRC_FNC1:
        return parse_raw(text, len, 1, text[0], elements, error);
    case ']':
        if (!carries_ais(text, len))
            return trc_rules_refuse(error, TRC_RULE_SYMBOLOGY, 0, NULL, NULL);
        return parse_raw(text, len, 3, TRC_FNC1, elements, error);
    default: /* many scanners leave the first FNC1 out; one further on still tells GS1 data from any other number */
        if (!trc_chars_is(text[0], TRC_CHAR_DIGIT) || memchr(text, TRC_FNC1, len) == NULL)
            return trc_rules_refuse(error, TRC_RULE_FNC1, 0, NULL, NULL);
        return parse_raw(text, len, 0, TRC_FNC1, elements, error);
    }
}

enum trc_status trc_elements_parse(const char *text, size_t len, struct trc_elements *elements, struct trc_error *error)
{
    trc_elements_clear(elements);
    if (len == 0)
        return trc_rules_refuse(error, TRC_RULE_NO_TEXT, 0, NULL, NULL);
    if (len > TRC_TEXT_MAX)
        return trc_rules_refuse_count(error, TRC_RULE_TOO_LONG, TRC_TEXT_MAX, NULL, TRC_TEXT_MAX);
    enum trc_status status = parse_any(text, len, elements, error);
    if (status == TRC_OK)
        status = trc_elements_check_pairs(elements, error);
    if (status != TRC_OK)
        trc_elements_clear(elements);
    return status;
}

enum trc_status trc_elements_format(const struct trc_elements *elements, char *text, size_t size, size_t *len)
{
    struct trc_writer w = trc_writer_open(text, size);
    for (size_t i = 0; i < elements->count; i++) {
        const struct trc_element *element = &elements->element[i];
        trc_writer_char(&w, '(');
        trc_writer_text(&w, element->ai->digits, element->ai->digits_len);
        trc_writer_char(&w, ')');
        for (size_t j = 0; j < element->value_len; j++) {
            const char c = elements->text[element->value + j];
            if (c == '(')
                trc_writer_char(&w, '\\');
            trc_writer_char(&w, c);
        }
    }
    return trc_writer_close(&w, len) ? TRC_OK : TRC_ERR_RANGE;
}
