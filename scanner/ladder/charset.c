/* charset.c: the bytes of a symbol as UTF-8, whatever character set it names or seems to be written in. */
#include "scanner/ladder/charset.h"

#include <stdbool.h>
#include <string.h>

#include "scanner/ladder/charset_tables.h"
#include "scanner/utf8.h"

enum {
    LATIN1_ECI = 3,
    OTHER_LATIN1_ECI = 1,
    UTF16BE_ECI = 25,
    GB2312_ECI = 29,
    GBK_ECI = 31,
    KATAKANA_MIN = 0xA1, /* of half width, single bytes in Shift-JIS */
    KATAKANA_MAX = 0xDF,
    VOICED_MIN = 0xDE,    /* marks that follow some of them */
    KATAKANA_RUN = 3,     /* so many in a row are hardly accented letters */
    KATAKANA_CERTAIN = 16 /* and so many are hardly hanzi: of these, a third of the second bytes are higher */
};

struct output {
    char *out;
    size_t len;
};

static void put(struct output *output, uint32_t code_point)
{
    char *at = output->out + output->len;
    static const uint8_t LEAD[] = {0, 0xC0, 0xE0, 0xF0};
    const unsigned more = code_point < 0x80 ? 0 : code_point < 0x800 ? 1 : code_point < 0x10000 ? 2 : 3;
    for (unsigned i = more; i > 0; i--, code_point >>= 6)
        at[i] = (char)(0x80 | (code_point & 0x3F));
    at[0] = (char)(LEAD[more] | code_point);
    output->len += more + 1;
}

static bool from_single(const struct scan_single_set *set, const uint8_t *bytes, size_t len, struct output *output)
{
    for (size_t i = 0; i < len; i++) {
        const uint32_t point = bytes[i] < 0x80 ? bytes[i] : set->high[bytes[i] - 0x80];
        if (point == 0 && bytes[i] != 0)
            return false;
        put(output, point);
    }
    return true;
}

static uint32_t pair_of(const struct scan_double_set *set, const uint8_t *bytes)
{
    const unsigned lead = bytes[0] - SCAN_LEAD_MIN, trail = bytes[1] - SCAN_TRAIL_MIN;
    return lead < SCAN_LEADS && trail < SCAN_TRAILS ? set->pair[lead][trail] : 0;
}

/* What four bytes of GB 18030 stand for; 0 for nothing. */
static uint32_t four_of(const uint8_t *bytes)
{
    enum { PLANES_NUMBER = 189000, RUNS_END = 39420 };
    const unsigned a = bytes[0] - 0x81U, b = bytes[1] - 0x30U, c = bytes[2] - 0x81U, d = bytes[3] - 0x30U;
    if (a >= 126 || b >= 10 || c >= 126 || d >= 10)
        return 0;
    const uint32_t number = ((a * 10 + b) * 126 + c) * 10 + d;
    if (number >= PLANES_NUMBER)
        return number - PLANES_NUMBER < 0x100000 ? 0x10000 + number - PLANES_NUMBER : 0;
    size_t run = scan_gb18030_run_count;
    while (run > 0 && scan_gb18030_runs[run - 1].number > number)
        run--;
    if (number >= RUNS_END || run == 0 || scan_gb18030_runs[run - 1].code_point == 0)
        return 0;
    return scan_gb18030_runs[run - 1].code_point + number - scan_gb18030_runs[run - 1].number;
}

/* One character. @return Bytes used; 0 when they are none. */
static size_t next_double(const struct scan_double_set *set, const uint8_t *bytes, size_t len, uint32_t *point)
{
    *point = bytes[0] < 0x80 ? bytes[0] : set->alone[bytes[0] - 0x80];
    if (bytes[0] < 0x80 || *point != 0)
        return 1;
    *point = len >= 2 ? pair_of(set, bytes) : 0;
    if (*point != 0)
        return 2;
    *point = len >= 4 && set->eci == SCAN_ECI_GB18030 ? four_of(bytes) : 0;
    return *point != 0 ? 4 : 0;
}

static bool from_double(const struct scan_double_set *set, const uint8_t *bytes, size_t len, struct output *output)
{
    for (size_t i = 0, used; i < len; i += used) {
        uint32_t point;
        used = next_double(set, bytes + i, len - i, &point);
        if (used == 0)
            return false;
        put(output, point);
    }
    return true;
}

static bool from_utf16(const uint8_t *bytes, size_t len, struct output *output)
{
    for (size_t i = 0; i < len; i += 2) {
        if (len - i < 2)
            return false;
        uint32_t point = (uint32_t)bytes[i] << 8 | bytes[i + 1];
        if (point >= 0xD800 && point < 0xE000) {
            const uint32_t low = len - i >= 4 ? (uint32_t)bytes[i + 2] << 8 | bytes[i + 3] : 0;
            if (point >= 0xDC00 || low < 0xDC00 || low >= 0xE000)
                return false;
            point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
            i += 2;
        }
        put(output, point);
    }
    return true;
}

static const struct scan_double_set *double_set(uint32_t eci)
{
    for (size_t i = 0; i < scan_double_set_count; i++)
        if (scan_double_sets[i].eci == eci)
            return &scan_double_sets[i];
    return NULL;
}

/* By the set that is named. @return false when it is not known or does not fit. */
static bool by_name(uint32_t eci, const uint8_t *bytes, size_t len, struct output *output)
{
    if (eci == LATIN1_ECI || eci == OTHER_LATIN1_ECI) {
        output->len = scan_utf8_from_latin1((const char *)bytes, len, output->out);
        return true;
    }
    if (eci == UTF16BE_ECI)
        return from_utf16(bytes, len, output);
    for (size_t i = 0; i < scan_single_set_count; i++)
        if (scan_single_sets[i].eci == eci)
            return from_single(&scan_single_sets[i], bytes, len, output);
    /* GB 18030 holds GB 2312 and GBK. */
    const struct scan_double_set *set = double_set(eci == GB2312_ECI || eci == GBK_ECI ? SCAN_ECI_GB18030 : eci);
    return set != NULL && from_double(set, bytes, len, output);
}

/* What tells East Asian sets and accented letters apart. */
struct features {
    bool controls;          /* 0x80 to 0x9F: no letters in ISO-8859-1 */
    unsigned pairs, common; /* both bytes from 0xA1 on, as GB 2312 has them; of these, in its most used rows */
    bool all_pairs;         /* and no high byte beside them */
    unsigned high;          /* bytes from 0x80 on */
    bool all_katakana;      /* they could all be half-width katakana, and how many in a row are: */
    unsigned katakana_run;
    bool voiced; /* with a mark where Japanese has one */
};

static void find_katakana(const uint8_t *bytes, size_t len, struct features *found)
{
    unsigned run = 0;
    found->all_katakana = true;
    for (size_t i = 0; i < len; i++) {
        const bool katakana = bytes[i] >= KATAKANA_MIN && bytes[i] <= KATAKANA_MAX;
        const uint8_t before = i > 0 ? bytes[i - 1] : 0;
        const bool voiceable = (before >= 0xB6 && before <= 0xC4) || (before >= 0xCA && before <= 0xCE);
        found->voiced |= katakana && bytes[i] >= VOICED_MIN && voiceable;
        found->all_katakana &= bytes[i] < 0x80 || katakana;
        found->controls |= bytes[i] >= 0x80 && bytes[i] < 0xA0;
        found->high += bytes[i] >= 0x80;
        run = katakana ? run + 1 : 0;
        found->katakana_run = run > found->katakana_run ? run : found->katakana_run;
    }
}

static void find_pairs(const uint8_t *bytes, size_t len, struct features *found)
{
    found->all_pairs = true;
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] < 0x80)
            continue;
        if (bytes[i] < 0xA1 || i + 1 == len || bytes[i + 1] < 0xA1) {
            found->all_pairs = false;
            continue;
        }
        found->pairs++;
        found->common += bytes[i] <= 0xA3 || (bytes[i] >= 0xB0 && bytes[i] <= 0xD7);
        i++;
    }
}

/* A plausible set for bytes that name none and are not UTF-8; SCAN_ECI_NONE for ISO-8859-1. */
static uint32_t guess(const uint8_t *bytes, size_t len)
{
    struct features found = {0};
    find_katakana(bytes, len, &found);
    find_pairs(bytes, len, &found);
    const bool japanese = found.all_katakana && found.katakana_run >= KATAKANA_RUN &&
                          (found.voiced || found.high >= KATAKANA_CERTAIN || !found.all_pairs);
    if (found.all_pairs && 2 * found.common > found.pairs && !japanese)
        return SCAN_ECI_GB18030;
    return japanese || found.controls ? SCAN_ECI_SHIFT_JIS : SCAN_ECI_NONE;
}

size_t scan_charset_to_utf8(uint32_t eci, const uint8_t *bytes, size_t len, char *out)
{
    struct output output = {out, 0};
    if (eci != SCAN_ECI_NONE && by_name(eci, bytes, len, &output))
        return output.len;
    if (scan_utf8_valid((const char *)bytes, len)) {
        memcpy(out, bytes, len);
        return len;
    }
    const uint32_t ways[] = {guess(bytes, len), SCAN_ECI_GB18030};
    for (size_t i = 0; i < 2 && ways[0] != SCAN_ECI_NONE; i++) {
        output.len = 0;
        if (by_name(ways[i], bytes, len, &output))
            return output.len;
    }
    return scan_utf8_from_latin1((const char *)bytes, len, out);
}
