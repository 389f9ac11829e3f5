/* link_path.c: key and qualifiers: /01/…/22/…/10/…/21/… */
#include "gs1/link_parts.h"
#include "gs1/rules.h"

/* The last '/' in [from, to); there is one, because a path begins with it. */
static size_t last_slash(const char *text, size_t from, size_t to)
{
    while (to > from && text[--to] != '/')
        ;
    return to;
}

static size_t next_slash(const char *text, size_t from, size_t to)
{
    while (from < to && text[from] != '/')
        from++;
    return from;
}

/*
 * The path may hold anything before the key, even what looks like a key. So walk back from its end, pair by pair of AI
 * and value, to the first AI that is a key. *key receives the offset of the '/' before it.
 */
static enum trc_status find_key(const char *text, size_t path, size_t path_end, size_t *key, struct trc_error *error)
{
    for (size_t end = path_end; end > path;) {
        const size_t value = last_slash(text, path, end);
        if (value == path)
            break;
        const size_t start = last_slash(text, path, value);
        const struct trc_ai *ai = trc_ai_find(text + start + 1, value - start - 1);
        if (ai == NULL)
            return trc_rules_refuse(error, TRC_RULE_URI_KEY, start + 1, NULL, NULL);
        if (ai->dl_primary) {
            *key = start;
            return TRC_OK;
        }
        end = start;
    }
    return trc_rules_refuse(error, TRC_RULE_URI_KEY, path, NULL, NULL);
}

bool trc_link_path_in_order(const struct trc_ai_qualifiers *way, const struct trc_element *qualifiers, size_t count)
{
    size_t next = 0;
    for (size_t i = 0; i < count; i++) {
        const unsigned row = trc_ai_table_row(qualifiers[i].ai);
        while (next < way->count && way->row[next] != row)
            next++;
        if (next++ == way->count)
            return false;
    }
    return true;
}

bool trc_link_path_has(const struct trc_ai_qualifiers *way, const struct trc_ai *ai)
{
    for (size_t i = 0; i < way->count; i++)
        if (way->row[i] == trc_ai_table_row(ai))
            return true;
    return false;
}

/* May the last element follow the key and the qualifiers before it? */
static bool last_fits(const struct trc_elements *elements)
{
    const struct trc_ai_run ways = trc_ai_table_spec(elements->element[0].ai)->qualifiers;
    for (unsigned i = 0; i < ways.count; i++)
        if (trc_link_path_in_order(&trc_ai_table_qualifiers[ways.first + i], &elements->element[1],
                                   elements->count - 1u))
            return true;
    return elements->count == 1;
}

enum trc_status trc_link_path_parse(const char *text, size_t path, size_t path_end, struct trc_link *link,
                                    struct trc_error *error)
{
    struct trc_elements *elements = &link->elements;
    size_t at = path;
    enum trc_status status = find_key(text, path, path_end, &at, error);
    if (status != TRC_OK)
        return status;
    const size_t stem = path + 1;
    link->stem = (struct trc_span){(uint16_t)stem, (uint16_t)(at > stem ? at - stem : 0)};
    while (at < path_end) {
        const size_t digits = at + 1;
        const size_t value = next_slash(text, digits, path_end) + 1;
        const struct trc_ai *ai = trc_ai_find(text + digits, value - 1 - digits); /* find_key() saw that there is one */
        at = next_slash(text, value, path_end);
        status = trc_link_value_take(text, value, at, false, ai, elements, error);
        if (status != TRC_OK)
            return status;
        if (!last_fits(elements))
            return trc_rules_refuse(error, TRC_RULE_QUALIFIER_ORDER, digits, ai->digits,
                                    elements->element[0].ai->digits);
    }
    link->path_count = elements->count;
    return TRC_OK;
}
