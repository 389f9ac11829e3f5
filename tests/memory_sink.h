/* memory_sink.h: a trc_sink into memory, which can be told to be a disk that fills up. */
#ifndef TRC_TESTS_MEMORY_SINK_H
#define TRC_TESTS_MEMORY_SINK_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct memory_sink {
    char *bytes; /* NUL after the last, so that text can be read as a string; free() it */
    size_t len;
    size_t limit;   /* takes this many bytes in all, then refuses */
    int calls;      /* how often it was asked */
    int after_full; /* how often it was asked again after it had refused */
    bool full;
};

#define MEMORY_SINK_INIT                                                                                               \
    {                                                                                                                  \
        NULL, 0, (size_t)-1, 0, 0, false                                                                               \
    }

static inline bool memory_sink(void *context, const void *bytes, size_t len)
{
    struct memory_sink *sink = context;
    sink->calls++;
    sink->after_full += sink->full;
    if (len > sink->limit - sink->len) {
        sink->full = true;
        return false;
    }
    char *grown = realloc(sink->bytes, sink->len + len + 1);
    if (grown == NULL)
        abort();
    memcpy(grown + sink->len, bytes, len);
    sink->bytes = grown;
    sink->len += len;
    grown[sink->len] = '\0';
    return true;
}

#endif
