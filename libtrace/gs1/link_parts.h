/* link_parts.h: the steps of reading a Digital Link URI, in the order in which link.c takes them. */
#ifndef TRC_GS1_LINK_PARTS_H
#define TRC_GS1_LINK_PARTS_H

#include <trc/link.h>

#include "gs1/ai_table.h"

/** Where the parts of a URI lie; each ends where the next begins or the text ends. Offsets. */
struct trc_link_parts {
    size_t host, path, path_end, query, query_end, fragment;
};

/** Find key and qualifiers at the end of the path [path, path_end), which begins with '/', and append their values. */
enum trc_status trc_link_path_parse(const char *text, size_t path, size_t path_end, struct trc_link *link,
                                    struct trc_error *error);

/** Do these elements, a key and what follows it, stand in an order that these qualifiers allow? */
bool trc_link_path_in_order(const struct trc_ai_qualifiers *way, const struct trc_element *qualifiers, size_t count);

/** Is this AI one of these qualifiers? */
bool trc_link_path_has(const struct trc_ai_qualifiers *way, const struct trc_ai *ai);

/** Append the attributes of the query [query, query_end) and list its other parameters. */
enum trc_status trc_link_query_parse(const char *text, size_t query, size_t query_end, struct trc_link *link,
                                     struct trc_error *error);

/**
 * Decode, check and append the value [pos, end), in which every '%' is followed by two hex digits.
 *
 * @param in_query A '+' stands for a space there, as in forms.
 */
enum trc_status trc_link_value_take(const char *text, size_t pos, size_t end, bool in_query, const struct trc_ai *ai,
                                    struct trc_elements *elements, struct trc_error *error);

#endif
