/* bytes.h: a growing buffer. */
#ifndef TRC_CLI_ISSUE_BYTES_H
#define TRC_CLI_ISSUE_BYTES_H

#include <stdbool.h>
#include <stddef.h>

/** `{0}` is empty. A buffer that could not grow is `failed` from then on, and takes nothing more. */
struct bytes {
    char *data;
    size_t len, room;
    bool failed;
};

/** Room for `len` more bytes at data + len; NULL when memory ran out. */
char *bytes_room(struct bytes *bytes, size_t len);
void bytes_add(struct bytes *bytes, const void *data, size_t len);
void bytes_text(struct bytes *bytes, const char *text);
void bytes_number(struct bytes *bytes, unsigned long number);
/** A trc_sink; the context is the struct bytes. */
bool bytes_sink(void *context, const void *data, size_t len);
/** Empty it, and keep its memory. */
void bytes_clear(struct bytes *bytes);
void bytes_free(struct bytes *bytes);

#endif
