/* charset_tables.h: character sets as tables; make_charsets.c writes them when the project is built. */
#ifndef TRC_SCAN_CHARSET_TABLES_H
#define TRC_SCAN_CHARSET_TABLES_H

#include <stddef.h>
#include <stdint.h>

/* One row: ECI number, name for iconv. Sets of one byte a character, ASCII below 0x80. */
#define SCAN_SINGLE_SETS(X)                                                                                            \
    X(4, "ISO-8859-2")                                                                                                 \
    X(5, "ISO-8859-3")                                                                                                 \
    X(6, "ISO-8859-4")                                                                                                 \
    X(7, "ISO-8859-5")                                                                                                 \
    X(8, "ISO-8859-6")                                                                                                 \
    X(9, "ISO-8859-7")                                                                                                 \
    X(10, "ISO-8859-8")                                                                                                \
    X(11, "ISO-8859-9")                                                                                                \
    X(12, "ISO-8859-10")                                                                                               \
    X(13, "ISO-8859-11")                                                                                               \
    X(15, "ISO-8859-13")                                                                                               \
    X(16, "ISO-8859-14")                                                                                               \
    X(17, "ISO-8859-15")                                                                                               \
    X(18, "ISO-8859-16")                                                                                               \
    X(0, "CP437")                                                                                                      \
    X(2, "CP437")                                                                                                      \
    X(21, "CP1250")                                                                                                    \
    X(22, "CP1251")                                                                                                    \
    X(23, "CP1252")                                                                                                    \
    X(24, "CP1256")

/* Sets of one or two bytes a character. */
#define SCAN_DOUBLE_SETS(X)                                                                                            \
    X(20, "SHIFT_JIS")                                                                                                 \
    X(28, "BIG5")                                                                                                      \
    X(30, "EUC-KR")                                                                                                    \
    X(32, "GB18030")

enum { SCAN_LEAD_MIN = 0x81, SCAN_LEADS = 126, SCAN_TRAIL_MIN = 0x40, SCAN_TRAILS = 191 };

/* Code points of the basic plane; 0 where a set has no character. */
struct scan_single_set {
    uint32_t eci;
    uint16_t high[128]; /* of bytes from 0x80 on */
};

struct scan_double_set {
    uint32_t eci;
    uint16_t alone[128]; /* of single bytes from 0x80 on */
    uint16_t pair[SCAN_LEADS][SCAN_TRAILS];
};

/* GB 18030 numbers what its pairs lack, in order, by four bytes. */
struct scan_gb18030_run {
    uint16_t number, code_point; /* of its first */
};

extern const struct scan_single_set scan_single_sets[];
extern const size_t scan_single_set_count;
extern const struct scan_double_set scan_double_sets[];
extern const size_t scan_double_set_count;
extern const struct scan_gb18030_run scan_gb18030_runs[];
extern const size_t scan_gb18030_run_count;

#endif
