/* take.c: texts from options into arrays of fixed size. */
#include "take.h"

#include <stdio.h>
#include <string.h>

#include "failure.h"
#include "text.h"
#include "utf8.h"

enum trc_status take_text(const char *text, const char *option, char *into, size_t size, struct trc_error *error)
{
    into[0] = '\0';
    if (text == NULL)
        return TRC_OK;
    const size_t good = utf8_valid_len(text, strlen(text));
    if (text[good] != '\0')
        return fail(error, TRC_ERR_SYNTAX, _("%s is not UTF-8 text: its byte %zu is wrong."), option, good + 1);
    if (snprintf(into, size, "%s", text) >= (int)size)
        return fail(error, TRC_ERR_RANGE, _("%s takes at most %zu characters."), option, size - 1);
    return TRC_OK;
}
