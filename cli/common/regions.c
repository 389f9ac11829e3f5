/* regions.c: lists of regions as people write them. */
#include "common/regions.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <trc/place.h>

#include "common/failure.h"
#include "common/text.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_known(const char *entry, size_t len)
{
    char code[TRC_REGION_MAX + 1] = "";
    if (len > TRC_REGION_MAX)
        return false;
    memcpy(code, entry, len);
    return trc_region_is_known(code);
}

static enum trc_status refuse(const char *option, const char *entry, size_t len, struct trc_error *error)
{
    return fail(error, TRC_ERR_SYNTAX,
                _("%s: \"%.*s\" is no country of ISO 3166 and no part of one: name each, such as CN-31,HK,DE."), option,
                (int)len, entry);
}

enum trc_status regions_take(const char *text, const char *option, char *list, size_t size, struct trc_error *error)
{
    size_t used = 0;
    list[0] = '\0';
    while (*text != '\0' && used < size) {
        const size_t before = strspn(text, ", \t"); /* copied as it is */
        const char *entry = text + before;
        size_t len = strcspn(entry, ",");
        while (len > 0 && is_blank(entry[len - 1]))
            len--;
        const char *code = trc_region_find(entry, len);
        if (len > 0 && code == NULL && !is_known(entry, len)) {
            list[0] = '\0';
            return refuse(option, entry, len, error);
        }
        used += (size_t)snprintf(list + used, size - used, "%.*s%.*s", (int)before, text,
                                 code != NULL ? (int)strlen(code) : (int)len, code != NULL ? code : entry);
        text = entry + len;
    }
    if (used < size)
        return TRC_OK;
    list[0] = '\0';
    return fail(error, TRC_ERR_RANGE, _("%s is longer than %zu bytes."), option, size - 1);
}
