/* ai.c: looking AIs up, and checking a value part by part. */
#include <string.h>
#include <trc/ai.h>

#include "gs1/ai_table.h"
#include "gs1/chars.h"
#include "gs1/lint.h"

static unsigned digit(char c)
{
    return (unsigned)(c - '0');
}

/* How many digits the AI has that begins with these two; 0 when there is none. */
static size_t digits_of_prefix(const char *text)
{
    if (!trc_chars_is(text[0], TRC_CHAR_DIGIT) || !trc_chars_is(text[1], TRC_CHAR_DIGIT))
        return 0;
    return trc_ai_table_prefixes[digit(text[0]) * 10 + digit(text[1])].digits_len;
}

/* The AI whose `len` digits these are; `len` is what digits_of_prefix() said. */
static const struct trc_ai *row(const char *text, size_t len)
{
    unsigned tail = 0;
    for (size_t i = 2; i < len; i++) {
        if (!trc_chars_is(text[i], TRC_CHAR_DIGIT))
            return NULL;
        tail = tail * 10 + digit(text[i]);
    }
    const struct trc_ai_prefix *prefix = &trc_ai_table_prefixes[digit(text[0]) * 10 + digit(text[1])];
    const unsigned number = trc_ai_table_slots[prefix->slot + tail];
    return number != 0 ? &trc_ai_table[number - 1] : NULL;
}

const struct trc_ai *trc_ai_find(const char *digits, size_t len)
{
    return len >= 2 && digits_of_prefix(digits) == len ? row(digits, len) : NULL;
}

const struct trc_ai *trc_ai_match(const char *text, size_t len)
{
    if (len < 2)
        return NULL;
    const size_t digits_len = digits_of_prefix(text);
    return digits_len != 0 && digits_len <= len ? row(text, digits_len) : NULL;
}

/* People read GTINs off packages with 8, 12 or 13 digits: show them what to write. */
static bool pad_gtin(const struct trc_ai *ai, const char *value, size_t len, char padded[15])
{
    const bool gtin = ai->value_len_max == 14 && ai->fixed;
    if (!gtin || (len != 8 && len != 12 && len != 13))
        return false;
    memset(padded, '0', 14 - len);
    memcpy(padded + 14 - len, value, len);
    padded[14] = '\0';
    return strspn(padded, "0123456789") == 14;
}

__attribute__((cold, noinline)) static enum trc_status refuse_length(const struct trc_ai *ai, const char *value,
                                                                     size_t len, size_t base, struct trc_error *error)
{
    char padded[15];
    if (len == 0)
        return trc_rules_refuse(error, TRC_RULE_EMPTY, base, ai->digits, NULL);
    if (pad_gtin(ai, value, len, padded))
        return trc_rules_refuse(error, TRC_RULE_SHORT_GTIN, base + len, ai->digits, padded);
    if (len < ai->value_len_min)
        return trc_rules_refuse_count(error, TRC_RULE_SHORT, base + len, ai->digits, ai->value_len_min);
    return trc_rules_refuse_count(error, TRC_RULE_LONG, base + ai->value_len_max, ai->digits, ai->value_len_max);
}

/* Name the set, and the first character outside it. */
__attribute__((cold, noinline)) static enum trc_rule outside_set(uint8_t set, const char *part, struct trc_flaw *flaw)
{
    size_t pos = 0;
    while (trc_chars_is(part[pos], set))
        pos++;
    return trc_lint_flaw(flaw, pos,
                         set == TRC_CHAR_DIGIT    ? TRC_RULE_DIGIT
                         : set == TRC_CHAR_CSET82 ? TRC_RULE_CSET82
                         : set == TRC_CHAR_CSET39 ? TRC_RULE_CSET39
                                                  : TRC_RULE_CSET64);
}

/* Character set first, so that the other rules may rely on it. */
static enum trc_rule check_component(const struct trc_ai_component *component, const char *part, size_t len,
                                     struct trc_flaw *flaw)
{
    static trc_lint_fn *const lints[TRC_LINT_COUNT] = {
#define LINT_FUNCTION(constant, file, rule) [TRC_LINT_##constant] = trc_lint_##file##_##rule,
        TRC_LINT_MAP(LINT_FUNCTION)
#undef LINT_FUNCTION
    };
    if ((trc_chars_common(part, len) & component->set) == 0)
        return outside_set(component->set, part, flaw);
    for (size_t i = 0; i < TRC_AI_LINTS_MAX && component->lint[i] != TRC_LINT_NONE; i++) {
        const enum trc_rule rule = lints[component->lint[i]](part, len, flaw);
        if (rule != TRC_RULE_NONE)
            return rule;
    }
    return TRC_RULE_NONE;
}

enum trc_status trc_ai_check_value(const struct trc_ai *ai, const char *value, size_t len, size_t base,
                                   struct trc_error *error)
{
    if (len < ai->value_len_min || len > ai->value_len_max)
        return refuse_length(ai, value, len, base, error);
    const struct trc_ai_run run = trc_ai_table_spec(ai)->components;
    size_t at = 0;
    for (unsigned i = 0; i < run.count; i++) {
        const struct trc_ai_component *component = &trc_ai_table_components[run.first + i];
        const size_t left = len - at;
        const size_t take = left < component->len_max ? left : component->len_max;
        if (take == 0 && component->optional)
            break; /* only optional parts follow an optional one */
        if (take < component->len_min)
            return trc_rules_refuse(error, TRC_RULE_LENGTH, base + len, ai->digits, NULL);
        struct trc_flaw flaw;
        flaw.right[0] = '\0';
        const enum trc_rule rule = check_component(component, value + at, take, &flaw);
        if (rule != TRC_RULE_NONE)
            return trc_rules_refuse(error, rule, base + at + flaw.pos, ai->digits, flaw.right);
        at += take;
    }
    return TRC_OK;
}
