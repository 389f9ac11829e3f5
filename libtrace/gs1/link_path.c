/* link_path.c: key and qualifiers: /01/…/22/…/10/…/21/… */
#include "gs1/link_parts.h"
#include "gs1/rules.h"

/* No key has more than three qualifiers; a path that ends in more AIs than this is refused in any case. */
#define PAIRS_MAX 8

struct pair {
    const struct trc_ai *ai;
    size_t digits, value, end; /* offsets */
};

/* The last '/' before `to`: there is one, because a path begins with it. */
static size_t last_slash(const char *text, size_t to)
{
    do
        to--;
    while (text[to] != '/');
    return to;
}

/*
 * The path may hold anything before the key, even what looks like a key. So walk back from its end, pair by pair of AI
 * and value, to the first AI that is a key. Returns how many pairs there are; the last one is the key. None: *pos is
 * what stands where an AI should.
 */
static size_t find_key(const char *text, size_t path, size_t path_end, struct pair pairs[PAIRS_MAX], size_t *pos)
{
    *pos = path;
    size_t end = path_end;
    for (size_t count = 0; count < PAIRS_MAX && end > path; count++) {
        const size_t slash = last_slash(text, end);
        if (slash == path)
            return 0;
        const size_t start = last_slash(text, slash);
        const struct trc_ai *ai = trc_ai_find(text + start + 1, slash - start - 1);
        if (ai == NULL) {
            *pos = start + 1;
            return 0;
        }
        pairs[count] = (struct pair){.ai = ai, .digits = start + 1, .value = slash + 1, .end = end};
        if (ai->dl_primary)
            return count + 1;
        end = start;
    }
    return 0;
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

/* How many elements, the key among them, stand in an order that GS1 allows: all, or those before the first misfit. */
static size_t fitting(const struct trc_elements *elements)
{
    const struct trc_ai_run ways = trc_ai_table_spec(elements->element[0].ai)->qualifiers;
    for (size_t count = elements->count; count > 1; count--)
        for (unsigned i = 0; i < ways.count; i++)
            if (trc_link_path_in_order(&trc_ai_table_qualifiers[ways.first + i], &elements->element[1], count - 1))
                return count;
    return 1;
}

enum trc_status trc_link_path_parse(const char *text, const struct trc_link_parts *parts, struct trc_link *link,
                                    struct trc_error *error)
{
    struct trc_elements *elements = &link->elements;
    struct pair pairs[PAIRS_MAX];
    size_t pos;
    const size_t count = find_key(text, parts->path, parts->path_end, pairs, &pos);
    if (count == 0)
        return trc_rules_refuse(error, TRC_RULE_URI_KEY, pos, NULL, NULL);
    const size_t stem = parts->path + 1, stem_end = pairs[count - 1].digits - 1;
    link->stem = (struct trc_span){(uint16_t)stem, (uint16_t)(stem_end > stem ? stem_end - stem : 0)};
    for (const struct pair *pair = pairs + count; pair-- > pairs;) {
        const enum trc_status status =
            trc_link_value_take(text, pair->value, pair->end, parts->escapes, pair->ai, elements, error);
        if (status != TRC_OK)
            return status;
    }
    const size_t fit = fitting(elements);
    if (fit < count) {
        const struct pair *misfit = &pairs[count - 1 - fit];
        return trc_rules_refuse(error, TRC_RULE_QUALIFIER_ORDER, misfit->digits, misfit->ai->digits,
                                elements->element[0].ai->digits);
    }
    link->path_count = elements->count;
    return TRC_OK;
}
