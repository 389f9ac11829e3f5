/* link.c: reading a GS1 Digital Link URI: scheme and characters first, then path and query by their own files. */
#include <string.h>

#include "gs1/chars.h"
#include "gs1/link_parts.h"
#include "gs1/rules.h"

/* Length of "https://" or "http://" in either case, not mixed; 0 when the text begins otherwise. */
static size_t scheme_len(const char *text, size_t len)
{
    if (len >= 8 && (memcmp(text, "https://", 8) == 0 || memcmp(text, "HTTPS://", 8) == 0))
        return 8;
    if (len >= 7 && (memcmp(text, "http://", 7) == 0 || memcmp(text, "HTTP://", 7) == 0))
        return 7;
    return 0;
}

bool trc_link_recognise(const char *text, size_t len)
{
    return scheme_len(text, len) != 0;
}

static bool is_escape(const char *text, size_t at, size_t len)
{
    return len - at >= 3 && trc_chars_is(text[at + 1], TRC_CHAR_HEX) && trc_chars_is(text[at + 2], TRC_CHAR_HEX);
}

/* The first character from `at` on that means something in a URI: ? # % or one that may not stand there. */
static size_t skip_plain(const char *text, size_t len, size_t at)
{
    while (len - at >= 4 && (trc_chars_common(text + at, 4) & TRC_CHAR_URI) != 0)
        at += 4;
    while (at < len && trc_chars_is(text[at], TRC_CHAR_URI))
        at++;
    return at;
}

/*
 * The first character from `at` on that ends a part: one of `stops`, or the end of the text. Malformed percent-encoding
 * is refused wherever it stands: docs/gs1-policy.md.
 */
static enum trc_status walk(const char *text, size_t len, size_t at, const char *stops, size_t *end,
                            struct trc_link_parts *parts, struct trc_error *error)
{
    for (at = skip_plain(text, len, at); at < len; at = skip_plain(text, len, at + 1)) {
        const char c = text[at];
        if (c == '%') {
            if (!is_escape(text, at, len))
                return trc_rules_refuse(error, TRC_RULE_PERCENT, at, NULL, NULL);
            parts->escapes = TRC_LINK_ESCAPES_PERCENT;
            at += 2;
        } else if (c != '?' && c != '#') {
            return trc_rules_refuse(error, TRC_RULE_URI_CHARACTER, at, NULL, NULL);
        } else if (strchr(stops, c) != NULL) {
            break;
        }
    }
    *end = at;
    return TRC_OK;
}

static enum trc_status split(const char *text, size_t len, struct trc_link_parts *parts, struct trc_error *error)
{
    size_t at = scheme_len(text, len);
    if (at == 0)
        return trc_rules_refuse(error, TRC_RULE_URI_SCHEME, 0, NULL, NULL);
    parts->host = at;
    while (at < len && trc_chars_is(text[at], TRC_CHAR_HOST))
        at++;
    if (at < len && text[at] != '/')
        return trc_rules_refuse(error, TRC_RULE_URI_HOST, at, NULL, NULL);
    if (at == len || at == parts->host)
        return trc_rules_refuse(error, TRC_RULE_URI_PATH, at, NULL, NULL);
    parts->path = at;
    enum trc_status status = walk(text, len, at, "?#", &parts->path_end, parts, error);
    parts->query = parts->query_end = parts->path_end;
    if (status == TRC_OK && parts->query < len && text[parts->query] == '?')
        status = walk(text, len, ++parts->query, "#", &parts->query_end, parts, error);
    parts->fragment = parts->query_end;
    if (status == TRC_OK && parts->fragment < len)
        status = walk(text, len, ++parts->fragment, "", &at, parts, error);
    return status;
}

static struct trc_span span(size_t from, size_t to)
{
    return (struct trc_span){(uint16_t)from, (uint16_t)(to - from)};
}

static enum trc_status parse(const char *text, size_t len, struct trc_link *link, struct trc_error *error)
{
    struct trc_link_parts parts = {0};
    enum trc_status status = split(text, len, &parts, error);
    if (status != TRC_OK)
        return status;
    link->https = parts.host == 8;
    link->host = span(parts.host, parts.path);
    link->fragment = span(parts.fragment, len);
    status = trc_link_path_parse(text, &parts, link, error);
    if (status == TRC_OK)
        status = trc_link_query_parse(text, &parts, link, error);
    return status == TRC_OK ? trc_elements_check_pairs(&link->elements, error) : status;
}

enum trc_status trc_link_parse(const char *text, size_t len, struct trc_link *link, struct trc_error *error)
{
    trc_elements_clear(&link->elements);
    link->path_count = link->param_count = 0;
    if (len > TRC_TEXT_MAX)
        return trc_rules_refuse_count(error, TRC_RULE_TOO_LONG, TRC_TEXT_MAX, NULL, TRC_TEXT_MAX);
    const enum trc_status status = parse(text, len, link, error);
    if (status != TRC_OK)
        trc_elements_clear(&link->elements);
    return status;
}
