/* elements.c: a list of AI values: appending, finding, and what GS1 asks of AIs that stand together. */
#include <string.h>
#include <trc/elements.h>

#include "gs1/ai_table.h"
#include "gs1/chars.h"
#include "gs1/element_list.h"
#include "gs1/rules.h"

void trc_elements_clear(struct trc_elements *elements)
{
    elements->count = 0;
    elements->text_len = 0;
}

const struct trc_element *trc_element_list_find(const struct trc_elements *elements, const struct trc_ai *ai)
{
    for (size_t i = 0; i < elements->count; i++)
        if (elements->element[i].ai == ai)
            return &elements->element[i];
    return NULL;
}

enum trc_status trc_element_list_append(struct trc_elements *elements, const struct trc_ai *ai, size_t len, size_t pos,
                                        struct trc_error *error)
{
    if (trc_element_list_find(elements, ai) != NULL)
        return trc_rules_refuse(error, TRC_RULE_DUPLICATE_AI, pos, ai->digits, NULL);
    if (elements->count == TRC_ELEMENTS_MAX)
        return trc_rules_refuse_count(error, TRC_RULE_TOO_MANY, pos, NULL, TRC_ELEMENTS_MAX);
    elements->element[elements->count++] =
        (struct trc_element){.ai = ai, .value = elements->text_len, .value_len = (uint16_t)len, .pos = (uint16_t)pos};
    elements->text[elements->text_len + len] = '\0';
    elements->text_len = (uint16_t)(elements->text_len + len + 1);
    return TRC_OK;
}

enum trc_status trc_elements_add(struct trc_elements *elements, const struct trc_ai *ai, const char *value, size_t len,
                                 size_t pos, struct trc_error *error)
{
    const enum trc_status status = trc_ai_check_value(ai, value, len, pos, error);
    if (status != TRC_OK)
        return status;
    if (len >= sizeof elements->text - elements->text_len)
        return trc_rules_refuse_count(error, TRC_RULE_TOO_LONG, pos, NULL, TRC_TEXT_MAX);
    memcpy(trc_element_list_end(elements), value, len);
    return trc_element_list_append(elements, ai, len, pos, error);
}

const struct trc_element *trc_elements_find(const struct trc_elements *elements, const char *ai_digits)
{
    const struct trc_ai *ai = trc_ai_find(ai_digits, strlen(ai_digits));
    return ai != NULL ? trc_element_list_find(elements, ai) : NULL;
}

const char *trc_elements_value(const struct trc_elements *elements, const char *ai_digits)
{
    const struct trc_element *element = trc_elements_find(elements, ai_digits);
    return element != NULL ? elements->text + element->value : NULL;
}

enum trc_status trc_element_list_refuse_ai(struct trc_error *error, const char *text, size_t len, size_t pos)
{
    char digits[TRC_AI_DIGITS_MAX + 1];
    size_t count = 0;
    while (count < len && count < TRC_AI_DIGITS_MAX && trc_chars_is(text[count], TRC_CHAR_DIGIT)) {
        digits[count] = text[count];
        count++;
    }
    digits[count] = '\0';
    return trc_rules_refuse(error, count != 0 ? TRC_RULE_UNKNOWN_AI : TRC_RULE_NO_AI, pos, digits, NULL);
}

/* The element in these rows that is not `asker`, or NULL: an AI neither excludes nor requires itself. */
static const struct trc_element *in_range(const struct trc_elements *elements, struct trc_ai_range range,
                                          const struct trc_element *asker)
{
    const struct trc_ai *first = &trc_ai_table[range.first], *last = &trc_ai_table[range.last];
    for (const struct trc_element *e = elements->element, *end = e + elements->count; e < end; e++)
        if (e->ai >= first && e->ai <= last && e->ai != asker->ai)
            return e;
    return NULL;
}

static bool has_all(const struct trc_elements *elements, const struct trc_ai_joint *joint,
                    const struct trc_element *asker)
{
    for (size_t i = 0; i < TRC_AI_JOINT_MAX && joint->range[i].first <= joint->range[i].last; i++)
        if (in_range(elements, joint->range[i], asker) == NULL)
            return false;
    return true;
}

/* GS1 General Specifications, 3.8.30: a signature is over one instance, so these keys need their serial component. */
static enum trc_status check_signed_keys(const struct trc_elements *elements, struct trc_error *error)
{
    static const char *const keys[] = {"253", "255", "8003"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const struct trc_element *key = trc_elements_find(elements, keys[i]);
        if (key != NULL && key->value_len == key->ai->value_len_min)
            return trc_rules_refuse(error, TRC_RULE_UNSERIALISED, (size_t)key->pos + key->value_len, keys[i], NULL);
    }
    return TRC_OK;
}

static enum trc_status check_element(const struct trc_elements *elements, const struct trc_element *asker,
                                     struct trc_error *error)
{
    const struct trc_ai_spec *spec = trc_ai_table_spec(asker->ai);
    for (unsigned i = 0; i < spec->excluded.count; i++) {
        const struct trc_element *other = in_range(elements, trc_ai_table_ranges[spec->excluded.first + i], asker);
        if (other != NULL)
            return trc_rules_refuse(error, TRC_RULE_EXCLUDED_AI, asker->pos, asker->ai->digits, other->ai->digits);
    }
    for (unsigned i = 0; i < spec->required.count; i++)
        if (has_all(elements, &trc_ai_table_joints[spec->required.first + i], asker))
            return TRC_OK;
    if (spec->required.count == 0)
        return TRC_OK;
    return trc_rules_refuse(error, TRC_RULE_REQUIRED_AI, asker->pos, asker->ai->digits, spec->required_text);
}

enum trc_status trc_elements_check_pairs(const struct trc_elements *elements, struct trc_error *error)
{
    for (size_t i = 0; i < elements->count; i++) {
        enum trc_status status = check_element(elements, &elements->element[i], error);
        if (status == TRC_OK && memcmp(elements->element[i].ai->digits, "8030", 5) == 0)
            status = check_signed_keys(elements, error);
        if (status != TRC_OK)
            return status;
    }
    return TRC_OK;
}
