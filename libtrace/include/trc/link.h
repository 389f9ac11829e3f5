/* link.h: GS1 Digital Link URIs, parsed strictly and written canonically. */
#ifndef TRC_LINK_H
#define TRC_LINK_H

#include <trc/elements.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TRC_LINK_PARAMS_MAX 64

/** A run of bytes of the input, by offset. */
struct trc_span {
    uint16_t pos;
    uint16_t len;
};

/** A query parameter that GS1 gives no meaning to: percent-encoded as written. */
struct trc_link_param {
    struct trc_span key;
    struct trc_span value;
    bool has_value;
};

/** A parsed link. Spans point into the text that was parsed, which the caller keeps. */
struct trc_link {
    bool https;
    struct trc_span host;     /* with port, as written: HTTPS://[ID.ACME.CN]/... */
    struct trc_span stem;     /* path before the primary key, without the slashes around it; may be empty */
    struct trc_span fragment; /* after '#', may be empty */
    uint16_t path_count;      /* how many of the elements stood in the path */
    uint16_t param_count;
    struct trc_link_param param[TRC_LINK_PARAMS_MAX]; /* ignored parameters; more than fit are an error */
    struct trc_elements elements;                     /* path order, then query order */
};

/** Does this text begin with http:// or https:// (all upper or all lower case)? */
TRC_EXPORT bool trc_link_recognise(const char *text, size_t len);

/**
 * Parse an uncompressed GS1 Digital Link URI.
 *
 * Accepts any primary key, a path before it, percent-encoding, attributes in any order and unknown parameters whose key
 * is not all digits. Refuses what GS1 refuses; stricter than GS1's own engine where docs/gs1-policy.md says so.
 *
 * @param[in]  text `len` bytes, at most TRC_TEXT_MAX.
 * @param[out] link Elements empty on error.
 * @return TRC_OK, or TRC_ERR_SYNTAX with rule and offset; the offset is that of the byte as written, also inside
 *         percent-encoded values. Rules: gs1/rules.h. Allocates nothing.
 * Source: GS1 Digital Link URI Syntax 1.2 and later; docs/gs1-policy.md.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_link_parse(const char *text, size_t len, struct trc_link *link,
                                                       struct trc_error *error);

/**
 * Write elements as a link: the first key with which every AI finds its place, its qualifiers in GS1's order, then
 * attributes: those of predefined length first, either kind in the order given, as GS1's own engine does. Values are
 * percent-encoded in upper-case hex. With the stem "https://id.gs1.org" this is GS1's canonical form.
 *
 * @param[in]  stem Everything before the primary key without a final slash, such as "https://id.gs1.org" or
 *                  "HTTPS://ID.ACME.CN"; copied as it is.
 * @param[out] text NUL-terminated; `*len` without the NUL.
 * @return TRC_OK; TRC_ERR_RANGE when `size` is too small; TRC_ERR_SYNTAX when the elements make no link ("uri-key",
 *         "not-attribute"), without an offset. `text` is empty then.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_link_format(const char *stem, const struct trc_elements *elements,
                                                        char *text, size_t size, size_t *len, struct trc_error *error);

/**
 * Percent-encode every byte outside A-Z a-z 0-9 - . _ ~ in upper-case hex.
 *
 * @return The number of bytes written without the NUL, or SIZE_MAX when `size` is too small.
 */
TRC_EXPORT size_t trc_link_escape(const char *value, size_t value_len, char *out, size_t size);

#ifdef __cplusplus
}
#endif

#endif
