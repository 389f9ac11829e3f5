/* link_query.c: attributes and other parameters: ?17=…&linkType=… */
#include "gs1/chars.h"
#include "gs1/element_list.h"
#include "gs1/link_parts.h"
#include "gs1/rules.h"

/* Would GS1 have this AI in the path, as a qualifier of the key between those that are there? */
static bool belongs_in_path(const struct trc_link *link, const struct trc_ai *ai)
{
    const struct trc_element *key = &link->elements.element[0];
    const struct trc_ai_run ways = trc_ai_table_spec(key->ai)->qualifiers;
    for (unsigned i = 0; i < ways.count; i++) {
        const struct trc_ai_qualifiers *way = &trc_ai_table_qualifiers[ways.first + i];
        if (trc_link_path_has(way, ai) && trc_link_path_in_order(way, key + 1, link->path_count - 1u))
            return true;
    }
    return false;
}

static enum trc_status take_attribute(const char *text, unsigned escapes, size_t key, size_t equals, size_t end,
                                      struct trc_link *link, struct trc_error *error)
{
    const struct trc_ai *ai = trc_ai_find(text + key, equals - key);
    if (ai == NULL)
        return trc_element_list_refuse_ai(error, text + key, equals - key, key);
    if (!ai->dl_attribute)
        return trc_rules_refuse(error, TRC_RULE_NOT_ATTRIBUTE, key, ai->digits, NULL);
    const enum trc_status status = trc_link_value_take(text, equals + 1, end, escapes, ai, &link->elements, error);
    if (status == TRC_OK && belongs_in_path(link, ai))
        return trc_rules_refuse(error, TRC_RULE_QUALIFIER_PLACE, key, ai->digits, NULL);
    return status;
}

static enum trc_status take_param(size_t key, size_t equals, size_t end, struct trc_link *link, struct trc_error *error)
{
    if (link->param_count == TRC_LINK_PARAMS_MAX)
        return trc_rules_refuse_count(error, TRC_RULE_PARAMS, key, NULL, TRC_LINK_PARAMS_MAX);
    struct trc_link_param *param = &link->param[link->param_count++];
    param->has_value = equals < end;
    param->key = (struct trc_span){(uint16_t)key, (uint16_t)(equals - key)};
    const size_t value = param->has_value ? equals + 1 : end;
    param->value = (struct trc_span){(uint16_t)value, (uint16_t)(end - value)};
    return TRC_OK;
}

enum trc_status trc_link_query_parse(const char *text, const struct trc_link_parts *parts, struct trc_link *link,
                                     struct trc_error *error)
{
    const unsigned escapes = parts->escapes | TRC_LINK_ESCAPES_PLUS;
    const size_t query_end = parts->query_end;
    for (size_t at = parts->query; at < query_end; at++) { /* steps over one '&' each time */
        const size_t key = at;
        while (at < query_end && trc_chars_is(text[at], TRC_CHAR_DIGIT))
            at++;
        const bool all_digits = at < query_end && text[at] == '=';
        while (at < query_end && text[at] != '=' && text[at] != '&')
            at++;
        const size_t equals = at;
        while (at < query_end && text[at] != '&')
            at++;
        if (at == key)
            continue;
        const enum trc_status status = all_digits ? take_attribute(text, escapes, key, equals, at, link, error)
                                                  : take_param(key, equals, at, link, error);
        if (status != TRC_OK)
            return status;
    }
    return TRC_OK;
}
