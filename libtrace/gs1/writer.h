/* writer.h: writing text into a caller's buffer that may turn out too small. */
#ifndef TRC_GS1_WRITER_H
#define TRC_GS1_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct trc_writer {
    char *text;
    size_t size, len; /* `len` never reaches `size`: the NUL always has room */
    bool full;        /* something did not fit */
};

/* A buffer of no bytes is full from the start. */
static inline struct trc_writer trc_writer_open(char *text, size_t size)
{
    return (struct trc_writer){.text = text, .size = size, .full = size == 0};
}

static inline void trc_writer_char(struct trc_writer *w, char c)
{
    if (w->full || w->len + 1 >= w->size)
        w->full = true;
    else
        w->text[w->len++] = c;
}

static inline void trc_writer_text(struct trc_writer *w, const char *text, size_t len)
{
    if (w->full || len >= w->size - w->len) {
        w->full = true;
        return;
    }
    memcpy(w->text + w->len, text, len);
    w->len += len;
}

/* End the text; empty when it did not fit. False then. */
static inline bool trc_writer_close(struct trc_writer *w, size_t *len)
{
    *len = w->full ? 0 : w->len;
    if (w->size > 0)
        w->text[*len] = '\0';
    return !w->full;
}

#endif
