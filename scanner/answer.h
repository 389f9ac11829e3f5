/* answer.h: what became of one picture: how far it could be read, and the symbols found in it. */
#ifndef TRC_SCAN_ANSWER_H
#define TRC_SCAN_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One row: constant, stable name in JSON ("reason"). The rows up to IO may come from a worker; the rest are the
 * parent's own. The sentences are in reason.c. */
#define SCAN_RESULT_MAP(X)                                                                                             \
    X(READ, "read")                                                                                                    \
    X(EMPTY, "empty")                                                                                                  \
    X(NOT_PICTURE, "not-a-picture")                                                                                    \
    X(TOO_LARGE, "too-large")                                                                                          \
    X(TOO_MANY, "too-many-images")                                                                                     \
    X(TRUNCATED, "truncated")                                                                                          \
    X(DAMAGED, "damaged")                                                                                              \
    X(NO_MEMORY, "out-of-memory")                                                                                      \
    X(IO, "read-failed")                                                                                               \
    X(NOT_A_FILE, "not-a-file")                                                                                        \
    X(NOT_OPENED, "not-opened")                                                                                        \
    X(CRASHED, "crashed")                                                                                              \
    X(LATE, "late")                                                                                                    \
    X(GARBLED, "garbled")                                                                                              \
    X(NO_PROGRAM, "program-missing")                                                                                   \
    X(STREAM_FAILED, "stream-failed")                                                                                  \
    X(STALLED, "stalled")                                                                                              \
    X(ENCRYPTED, "encrypted")                                                                                          \
    X(DOCUMENT_FAILED, "document-failed")                                                                              \
    X(TOO_MANY_PAGES, "too-many-pages")

enum scan_result {
#define SCAN_RESULT_ENUM(name, id) SCAN_##name,
    SCAN_RESULT_MAP(SCAN_RESULT_ENUM)
#undef SCAN_RESULT_ENUM
        SCAN_RESULT_COUNT
};

#define SCAN_SYMBOLOGY_MAP(X)                                                                                          \
    X(QR, "QR")                                                                                                        \
    X(EAN_13, "EAN-13")                                                                                                \
    X(EAN_8, "EAN-8")                                                                                                  \
    X(UPC_A, "UPC-A")                                                                                                  \
    X(UPC_E, "UPC-E")

enum scan_symbology {
#define SCAN_SYMBOLOGY_ENUM(name, id) SCAN_SYMBOLOGY_##name,
    SCAN_SYMBOLOGY_MAP(SCAN_SYMBOLOGY_ENUM)
#undef SCAN_SYMBOLOGY_ENUM
        SCAN_SYMBOLOGY_COUNT
};

#define SCAN_DECODER_MAP(X) X(ZBAR, "zbar") X(TRC, "trc")

enum scan_decoder {
#define SCAN_DECODER_ENUM(name, id) SCAN_DECODER_##name,
    SCAN_DECODER_MAP(SCAN_DECODER_ENUM)
#undef SCAN_DECODER_ENUM
        SCAN_DECODER_COUNT
};

/* The ways to look at a picture; scanner/ladder climbs them. The last is the parent's own: scanner/recover.c. */
#define SCAN_RUNG_MAP(X)                                                                                               \
    X(WHOLE, "whole")                                                                                                  \
    X(NARROW, "narrow")                                                                                                \
    X(FINE, "fine")                                                                                                    \
    X(SMALL, "small")                                                                                                  \
    X(PAIRS, "pairs")                                                                                                  \
    X(INVERTED, "inverted")                                                                                            \
    X(LARGE, "large")                                                                                                  \
    X(THRESHOLD, "threshold")                                                                                          \
    X(LINES, "lines")                                                                                                  \
    X(INFORMED, "informed")

enum scan_rung {
#define SCAN_RUNG_ENUM(name, id) SCAN_RUNG_##name,
    SCAN_RUNG_MAP(SCAN_RUNG_ENUM)
#undef SCAN_RUNG_ENUM
        SCAN_RUNG_COUNT
};

#define SCAN_DETAIL_MAX 120 /* bytes, without the NUL */

/* How the reading of a picture ended. TRUNCATED and DAMAGED may come with symbols: what was there has been read. */
struct scan_outcome {
    enum scan_result result;
    uint32_t width_px, height_px;     /* of the picture; 0 when its header was not reached */
    uint64_t offset;                  /* TRUNCATED, DAMAGED: byte of the file where it went wrong;
                                         STREAM_FAILED: frames that came before */
    char detail[SCAN_DETAIL_MAX + 1]; /* what a codec or the system said, printable ASCII; may be empty.
                                         NOT_PICTURE: the kind of file it is, if that is known */
};

struct scan_point {
    int32_t x, y;
};

/* How well a symbol is printed, as far as its picture shows; scanner/qr/quality.h says what each number means. */
struct scan_print {
    bool measured; /* else all is 0: nobody asked, or there is no grid, as libzbar and the informed reader keep none */
    uint16_t contrast_milli, modulation_milli; /* thousandths */
    uint16_t quiet_zone_centi;                 /* hundredths of a module */
    uint32_t module_centi;                     /* hundredths of a pixel of the picture as stored */
};

#define SCAN_PRINT_MILLI_MAX 1000
#define SCAN_PRINT_QUIET_ZONE_MAX 400
#define SCAN_PRINT_MODULE_MAX 10000000

struct scan_symbol {
    enum scan_symbology symbology;
    enum scan_decoder decoder;
    enum scan_rung rung;
    uint32_t us;               /* of computing, from the beginning of its picture until it was read */
    uint32_t frame;            /* of a video, from 0; 0 in a still picture */
    uint32_t page;             /* of a document, from 1; 1 in a single picture */
    struct scan_point quad[4]; /* clockwise from the symbol's own top left corner, in pixels of the picture as stored */
    struct scan_print print;
    const char *text; /* UTF-8; may hold NUL bytes; a NUL that is not counted follows it */
    size_t text_len;
};

#define SCAN_LOCATED_VERSION_MAX 10
#define SCAN_LOCATED_SIDE_MAX (17 + 4 * SCAN_LOCATED_VERSION_MAX)

/* A QR code that was found and not read: who knows more about its text may still make it out. */
struct scan_located {
    uint32_t us, frame, page;  /* as in struct scan_symbol */
    struct scan_point quad[4]; /* likewise */
    uint8_t version;           /* 1 to SCAN_LOCATED_VERSION_MAX: 17 + 4 * version modules along one side */
    bool inverted;             /* light modules on dark ground; `soft` is already turned */
    const int8_t *soft;        /* modules row by row: above 0 dark, below light, 127 certain */
};

struct scan_answer {
    bool done;
    struct scan_outcome outcome;
    struct scan_symbol *symbols; /* owned, with their texts */
    size_t symbol_count;
    size_t text_bytes;            /* of all texts together */
    struct scan_located *located; /* owned, with their modules */
    size_t located_count;
    double ms; /* from handing the picture over to its answer */
};

/** Stable names for JSON; `value` must be in range. */
const char *scan_result_name(enum scan_result value);
const char *scan_symbology_name(enum scan_symbology value);
const char *scan_decoder_name(enum scan_decoder value);
const char *scan_rung_name(enum scan_rung value);

/** Modules of a located symbol. */
static inline size_t scan_located_modules(const struct scan_located *located)
{
    const size_t side = 17 + 4 * (size_t)located->version;
    return side * side;
}

/** Append a copy of *symbol and its text; false when memory ran out. */
bool scan_answer_add(struct scan_answer *answer, const struct scan_symbol *symbol);

/** Likewise for what was only located. */
bool scan_answer_add_located(struct scan_answer *answer, const struct scan_located *located);

/** Forget the located symbols for which `gone` says so; the others keep their order. */
void scan_answer_drop_located(struct scan_answer *answer, const bool *gone);

/** Drop the symbols; the answer can be used again. */
void scan_answer_clear(struct scan_answer *answer);

#endif
