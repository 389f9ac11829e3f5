/* text.c: is a text fit to be stored? PostgreSQL refuses what is not UTF-8, SQLite does not; pages need it in any case.
 */
#include "registry/text.h"

#include <string.h>

#include "base/error.h"
#include "base/utf8.h"

enum trc_status trc_text_check(const char *text, size_t size, const char *name, struct trc_error *error)
{
    const char *end = memchr(text, '\0', size);
    if (end == NULL)
        return trc_error_set(error, TRC_ERR_RANGE, _("%s is longer than %zu bytes: shorten it."), name, size - 1);
    for (size_t pos = 0; text + pos < end;) {
        const size_t len = trc_utf8_read(text + pos, (size_t)(end - text) - pos, NULL);
        if (len == 0)
            return trc_error_rule(error, "utf-8", pos, _("%s is not UTF-8 text: its byte %zu is wrong."), name, pos);
        pos += len;
    }
    return TRC_OK;
}
