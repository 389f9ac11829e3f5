/* text.c: is a text fit to be stored? PostgreSQL refuses what is not UTF-8, SQLite does not; pages need it in any case.
 */
#include "registry/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/error.h"

/* Length of the character at `s`, or 0 when it is not UTF-8. Source: Unicode 15, table 3-7. A NUL stops every branch.
 */
static size_t char_len(const unsigned char *s)
{
    if (s[0] < 0x80)
        return 1;
    const size_t len = s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : s[0] < 0xf5 ? 4 : 0;
    const unsigned char low = s[0] == 0xe0 ? 0xa0 : s[0] == 0xf0 ? 0x90 : 0x80;
    const unsigned char high = s[0] == 0xed ? 0x9f : s[0] == 0xf4 ? 0x8f : 0xbf;
    if (len == 0 || s[1] < low || s[1] > high)
        return 0;
    for (size_t i = 2; i < len; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    return len;
}

enum trc_status trc_text_check(const char *text, size_t size, const char *name, struct trc_error *error)
{
    if (memchr(text, '\0', size) == NULL)
        return trc_error_set(error, TRC_ERR_RANGE, _("%s is longer than %zu bytes: shorten it."), name, size - 1);
    for (size_t pos = 0; text[pos] != '\0';) {
        const size_t len = char_len((const unsigned char *)text + pos);
        if (len == 0)
            return trc_error_rule(error, "utf-8", pos, _("%s is not UTF-8 text: its byte %zu is wrong."), name, pos);
        pos += len;
    }
    return TRC_OK;
}
