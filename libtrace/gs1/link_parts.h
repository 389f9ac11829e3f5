/* link_parts.h: the steps of reading a Digital Link URI, in the order in which link.c takes them. */
#ifndef TRC_GS1_LINK_PARTS_H
#define TRC_GS1_LINK_PARTS_H

#include <trc/link.h>

#include "gs1/ai_table.h"

/** What must be undone in a value: percent-encoding, and a '+' that stands for a space, as in forms. */
enum trc_link_escapes { TRC_LINK_ESCAPES_NONE = 0, TRC_LINK_ESCAPES_PERCENT = 1, TRC_LINK_ESCAPES_PLUS = 2 };

/** Where the parts of a URI lie (offsets), and whether percent-encoding stands anywhere in it. */
struct trc_link_parts {
    size_t host, path, path_end, query, query_end, fragment;
    unsigned escapes; /* TRC_LINK_ESCAPES_NONE or _PERCENT */
};

/** Find key and qualifiers at the end of the path, which begins with '/', and append their values. */
enum trc_status trc_link_path_parse(const char *text, const struct trc_link_parts *parts, struct trc_link *link,
                                    struct trc_error *error);

/** Do these elements, a key and what follows it, stand in an order that these qualifiers allow? */
bool trc_link_path_in_order(const struct trc_ai_qualifiers *way, const struct trc_element *qualifiers, size_t count);

/** Is this AI one of these qualifiers? */
bool trc_link_path_has(const struct trc_ai_qualifiers *way, const struct trc_ai *ai);

/** Append the attributes of the query and list its other parameters. */
enum trc_status trc_link_query_parse(const char *text, const struct trc_link_parts *parts, struct trc_link *link,
                                     struct trc_error *error);

/** Decode, check and append the value [pos, end), in which every '%' is followed by two hex digits. */
enum trc_status trc_link_value_take(const char *text, size_t pos, size_t end, unsigned escapes, const struct trc_ai *ai,
                                    struct trc_elements *elements, struct trc_error *error);

#endif
