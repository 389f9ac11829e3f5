/* link_format.c: writing elements as a GS1 Digital Link URI. */
#include <string.h>

#include "gs1/chars.h"
#include "gs1/element_list.h"
#include "gs1/link_parts.h"
#include "gs1/rules.h"
#include "gs1/writer.h"

static void escape(struct trc_writer *w, const char *value, size_t len)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < len; i++) {
        const unsigned char c = (unsigned char)value[i];
        if (trc_chars_is(value[i], TRC_CHAR_PLAIN))
            trc_writer_char(w, value[i]);
        else
            trc_writer_text(w, (const char[3]){'%', hex[c >> 4], hex[c & 15]}, 3);
    }
}

size_t trc_link_escape(const char *value, size_t value_len, char *out, size_t size)
{
    struct trc_writer w = trc_writer_open(out, size);
    size_t len;
    escape(&w, value, value_len);
    return trc_writer_close(&w, &len) ? len : SIZE_MAX;
}

/* A key among the elements, and which of its qualifiers go with it into the path. */
struct path {
    const struct trc_element *key;
    const struct trc_ai_qualifiers *way;
};

/* The first AI that this path leaves to the query although GS1 does not allow it there, or NULL. */
static const struct trc_ai *misplaced(const struct trc_elements *elements, struct path path)
{
    for (const struct trc_element *e = elements->element; e < elements->element + elements->count; e++)
        if (e != path.key && !e->ai->dl_attribute && !trc_link_path_has(path.way, e->ai))
            return e->ai;
    return NULL;
}

/* How well a path serves: first that every AI finds its place, then how many stand in the path. */
static size_t score(const struct trc_elements *elements, struct path path)
{
    size_t count = misplaced(elements, path) == NULL ? TRC_ELEMENTS_MAX + 1 : 0;
    for (size_t i = 0; i < elements->count; i++)
        count += trc_link_path_has(path.way, elements->element[i].ai);
    return count;
}

/* The best of one key's alternatives. */
static struct path choose_way(const struct trc_elements *elements, const struct trc_element *key)
{
    static const struct trc_ai_qualifiers none = {0};
    const struct trc_ai_run ways = trc_ai_table_spec(key->ai)->qualifiers;
    struct path best = {key, &none};
    size_t best_score = 0;
    for (unsigned i = 0; i < ways.count; i++) {
        const struct path path = {key, &trc_ai_table_qualifiers[ways.first + i]};
        const size_t path_score = score(elements, path);
        if (path_score > best_score) {
            best = path;
            best_score = path_score;
        }
    }
    return best;
}

/* The first key with which every AI finds its place. */
static enum trc_status choose_path(const struct trc_elements *elements, struct path *path, struct trc_error *error)
{
    const struct trc_ai *left_over = NULL;
    for (const struct trc_element *e = elements->element; e < elements->element + elements->count; e++) {
        if (!e->ai->dl_primary)
            continue;
        *path = choose_way(elements, e);
        const struct trc_ai *ai = misplaced(elements, *path);
        if (ai == NULL)
            return TRC_OK;
        if (left_over == NULL)
            left_over = ai;
    }
    if (left_over == NULL)
        return trc_rules_refuse(error, TRC_RULE_URI_NO_KEY, TRC_NO_POS, NULL, NULL);
    return trc_rules_refuse(error, TRC_RULE_NOT_ATTRIBUTE, TRC_NO_POS, left_over->digits, NULL);
}

static void write_element(struct trc_writer *w, const struct trc_elements *elements, const struct trc_element *element,
                          char before, char between)
{
    trc_writer_char(w, before);
    trc_writer_text(w, element->ai->digits, element->ai->digits_len);
    trc_writer_char(w, between);
    escape(w, elements->text + element->value, element->value_len);
}

/* Attributes of predefined length first, as in an element string; either kind in the order given. */
static void write_query(struct trc_writer *w, const struct trc_elements *elements, struct path path)
{
    char before = '?';
    for (int fixed = 1; fixed >= 0; fixed--)
        for (size_t i = 0; i < elements->count; i++) {
            const struct trc_element *e = &elements->element[i];
            if (e == path.key || e->ai->fixed != (bool)fixed || trc_link_path_has(path.way, e->ai))
                continue;
            write_element(w, elements, e, before, '=');
            before = '&';
        }
}

enum trc_status trc_link_format(const char *stem, const struct trc_elements *elements, char *text, size_t size,
                                size_t *len, struct trc_error *error)
{
    struct path path;
    struct trc_writer w = trc_writer_open(text, size);
    enum trc_status status = choose_path(elements, &path, error);
    if (status == TRC_OK) {
        trc_writer_text(&w, stem, strlen(stem));
        write_element(&w, elements, path.key, '/', '/');
        for (size_t i = 0; i < path.way->count; i++) {
            const struct trc_element *e = trc_element_list_find(elements, &trc_ai_table[path.way->row[i]]);
            if (e != NULL)
                write_element(&w, elements, e, '/', '/');
        }
        write_query(&w, elements, path);
        if (w.full)
            status = trc_error_set(error, TRC_ERR_RANGE, _("The link is too long for the space given to it."));
    }
    w.full = status != TRC_OK;
    trc_writer_close(&w, len);
    return status;
}
