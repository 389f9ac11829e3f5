/* output.c: small writes gathered into larger ones on their way to a trc_sink. */
#include "label/output.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"

void trc_output_start(struct trc_output *output, trc_sink *sink, void *context)
{
    output->sink = sink;
    output->context = context;
    output->taken = 0;
    output->used = 0;
    output->refused = false;
}

static void flush(struct trc_output *output)
{
    if (output->used > 0 && !output->refused) {
        output->refused = !output->sink(output->context, output->buffer, output->used);
        output->taken += output->refused ? 0 : output->used;
    }
    output->used = 0;
}

bool trc_output_bytes(struct trc_output *output, const void *bytes, size_t len)
{
    for (const char *next = bytes; len > 0;) {
        const size_t room = sizeof output->buffer - output->used;
        const size_t part = len < room ? len : room;
        memcpy(output->buffer + output->used, next, part);
        output->used += part;
        next += part;
        len -= part;
        if (output->used == sizeof output->buffer)
            flush(output);
    }
    return !output->refused;
}

bool trc_output_text(struct trc_output *output, const char *text)
{
    return trc_output_bytes(output, text, strlen(text));
}

void trc_output_number(struct trc_output *output, int number)
{
    char text[12], *start = text + sizeof text;
    unsigned left = number < 0 ? 0u - (unsigned)number : (unsigned)number;
    do
        *--start = (char)('0' + left % 10);
    while ((left /= 10) > 0);
    if (number < 0)
        *--start = '-';
    trc_output_bytes(output, start, (size_t)(text + sizeof text - start));
}

void trc_output_format(struct trc_output *output, const char *fmt, ...)
{
    char text[128];
    va_list args;
    va_start(args, fmt);
    const int len = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    assert(len >= 0 && (size_t)len < sizeof text);
    trc_output_bytes(output, text, (size_t)len);
}

enum trc_status trc_output_finish(struct trc_output *output, struct trc_error *error)
{
    flush(output);
    if (!output->refused)
        return TRC_OK;
    return trc_error_set(error, TRC_ERR_IO,
                         _("The picture could not be written: its target took %zu bytes and refused more. Is the disk "
                           "full, or was the output closed?"),
                         output->taken);
}
