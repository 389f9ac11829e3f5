/* label.h: a code becomes a QR symbol, and a symbol becomes PNG, SVG, EPS or terminal text. */
#ifndef TRC_LABEL_H
#define TRC_LABEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <trc/error.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TRC_VERSION_MAX 40
#define TRC_SYMBOL_TEXT_MAX 7089 /* the most bytes of text any symbol holds: digits in a 40-L */
#define TRC_SYMBOL_SIDE_MAX 177  /* version 40 */
#define TRC_QUIET_ZONE 4         /* modules of white on each side; ISO/IEC 18004 asks for 4 */

/** Error correction levels, weakest first. */
enum trc_ec { TRC_EC_L, TRC_EC_M, TRC_EC_Q, TRC_EC_H, TRC_EC_COUNT };

/** A QR symbol: `side` x `side` modules. Plain data, 4 kB. */
struct trc_symbol {
    uint8_t version; /* 1 to 40 */
    uint8_t side;    /* 17 + 4 * version */
    uint8_t mask;    /* 0 to 7 */
    enum trc_ec ec;
    uint64_t row[TRC_SYMBOL_SIDE_MAX][3]; /* bit x % 64 of word x / 64: is module x dark? Beyond `side`: 0, or unset */
};

/** Is the module dark? Those outside the symbol are light. */
static inline bool trc_symbol_is_dark(const struct trc_symbol *symbol, int x, int y)
{
    return x >= 0 && y >= 0 && x < symbol->side && y < symbol->side && (symbol->row[y][x / 64] >> x % 64 & 1) != 0;
}

/**
 * Encode bytes as the smallest QR symbol of this error correction level.
 *
 * Digits, upper-case text and other bytes are split into the numeric, alphanumeric and byte segments that take the
 * fewest bits together; most of an upper-case trace code is alphanumeric.
 *
 * @param[in]  text   `len` bytes of any value, also NUL; at least one.
 * @param[out] symbol Its `side` is 0 on failure.
 * @return TRC_OK; TRC_ERR_RANGE when there is no text or no version holds it (`error->pos` is how many of its bytes one
 *         would hold); TRC_ERR_MEMORY.
 * Allocates: while it runs. Thread-safe: yes, as libqrencode is when built with threads (Debian's is).
 * Source: ISO/IEC 18004; docs/decisions/0040-segments-by-dynamic-programming.md.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_symbol_encode(const char *text, size_t len, enum trc_ec ec,
                                                          struct trc_symbol *symbol, struct trc_error *error);

/**
 * Encodes many texts of one kind, such as the codes of a batch: much faster than one by one, and equal bit for bit to
 * what libqrencode makes of the same segments. One for each thread.
 */
struct trc_encoder;

/**
 * Prepare for texts like `pattern`.
 *
 * A text as long as the pattern, whose bytes all fit the modes that trc_segment_plan() gives the pattern, is cut as the
 * pattern is: put a letter wherever a letter may stand, and all symbols of a batch have one size. Any other text is cut
 * as trc_symbol_encode() does it. What becomes of a text depends on it and the pattern alone.
 *
 * @param[in]  pattern `len` bytes, at least one. Not kept.
 * @param[out] out     NULL on failure; release with trc_encoder_free().
 * @return TRC_OK; TRC_ERR_RANGE when no version holds the pattern; TRC_ERR_MEMORY.
 * Allocates: *out, about a megabyte when many texts have passed.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_encoder_new(const char *pattern, size_t len, enum trc_ec ec,
                                                        struct trc_encoder **out, struct trc_error *error);

/** Encode one text. Arguments and status as of trc_symbol_encode(). Rows hold nothing beyond their first word up to
 * version 11. */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_encoder_encode(struct trc_encoder *encoder, const char *text, size_t len,
                                                           struct trc_symbol *symbol, struct trc_error *error);
/** NULL-safe. */
TRC_EXPORT void trc_encoder_free(struct trc_encoder *encoder);

/** Which instructions score the masks here: "avx512", "avx2" or "portable". */
TRC_EXPORT const char *trc_encoder_simd(void);

enum trc_segment_mode { TRC_SEGMENT_NUMERIC, TRC_SEGMENT_ALNUM, TRC_SEGMENT_BYTE, TRC_SEGMENT_MODE_COUNT };

/**
 * The mode that trc_symbol_encode() gives each byte of a text, so that the whole takes the fewest bits; a run of one
 * mode is one segment.
 *
 * The split is optimal among numeric, alphanumeric and byte segments for all versions with the same width of character
 * counts as `version`: 1 to 9, 10 to 26, 27 to 40.
 *
 * @param[in]  text `len` bytes, at most TRC_SYMBOL_TEXT_MAX.
 * @param[out] mode `len` values of enum trc_segment_mode.
 * @return the bits of all segments with their headers, without a terminator.
 * Allocates: nothing. Thread-safe: yes.
 * Source: ISO/IEC 18004 clauses 7.4.3 to 7.4.6 (bits of a segment) and annex J, done exactly instead of by rules of
 * thumb.
 */
TRC_EXPORT size_t trc_segment_plan(const char *text, size_t len, unsigned version, uint8_t *mode);

/** How large a module is on paper. A whole number of printer dots, always. */
struct trc_print {
    unsigned dpi;           /* printer dots an inch */
    unsigned dots_a_module; /* at least 1 */
    uint32_t dark, light;   /* 0xRRGGBB of what is printed; both 0: black on white. Not for label printers */
};

/**
 * Snap a wished module width to whole printer dots: the nearest, never zero.
 *
 * @param[in]  module_mm Wished width in mm, 0.05 to 10.
 * @param[in]  dpi       72 to 4800.
 * @param[out] print     Untouched on failure.
 * @return TRC_OK, or TRC_ERR_RANGE naming the value.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_print_snap(double module_mm, unsigned dpi, struct trc_print *print,
                                                       struct trc_error *error);
/** The colour of light modules and the quiet zone. */
static inline uint32_t trc_print_light(const struct trc_print *print)
{
    return print->dark == 0 && print->light == 0 ? 0xffffff : print->light;
}

/**
 * How much more light the light modules send back than the dark ones: 1 is black on white, below 0.4 readers begin to
 * fail, and below 0 the symbol is inverted, which many do not read.
 *
 * Source: relative luminance of ITU-R BT.709, as WCAG 2.2 defines it for sRGB.
 */
TRC_EXPORT double trc_print_contrast(const struct trc_print *print);

/** The width in mm of a module as printed, and of a whole label with its quiet zones. */
TRC_EXPORT double trc_print_module_mm(const struct trc_print *print);
TRC_EXPORT double trc_print_label_mm(const struct trc_print *print, const struct trc_symbol *symbol);

/**
 * Where bytes go, some kB at a time: returns false when they could not be taken (full disk), which ends the rendering.
 * After that it is not called again. What it has taken by then is a torn picture: give a file its name only on TRC_OK.
 */
typedef bool trc_sink(void *context, const void *bytes, size_t len);

/**
 * Write the symbol with its quiet zone. The same input gives the same bytes.
 *
 * PNG: 1 bit grey, pHYs from the dpi; needs 20 kB of the stack, however large the picture. SVG: millimetres, one path.
 * EPS: EPSF-3.0 without dates or names, one path that Level 1 interpreters fill, the size in points. Terminal: UTF-8
 * half blocks, dark on light whatever the terminal's colours (`ansi` uses colour escapes; without, the light modules
 * are drawn, which suits a dark terminal).
 *
 * @param[in] symbol From trc_symbol_encode().
 * @param[in] print  From trc_print_snap().
 * @return TRC_OK; TRC_ERR_IO when the sink refused; TRC_ERR_RANGE when no trc_print_snap() could have made `print`.
 * Allocates: nothing. Thread-safe: yes.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_png_write(const struct trc_symbol *symbol, const struct trc_print *print,
                                                      trc_sink *sink, void *context, struct trc_error *error);
TRC_EXPORT TRC_MUST_USE enum trc_status trc_svg_write(const struct trc_symbol *symbol, const struct trc_print *print,
                                                      trc_sink *sink, void *context, struct trc_error *error);
TRC_EXPORT TRC_MUST_USE enum trc_status trc_eps_write(const struct trc_symbol *symbol, const struct trc_print *print,
                                                      trc_sink *sink, void *context, struct trc_error *error);
TRC_EXPORT TRC_MUST_USE enum trc_status trc_terminal_write(const struct trc_symbol *symbol, bool ansi, trc_sink *sink,
                                                           void *context, struct trc_error *error);

#ifdef __cplusplus
}
#endif

#endif
