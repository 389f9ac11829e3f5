/* bytes.h: text that grows while it is written, with numbers free of the locale. Internal. */
#ifndef TRC_SHEET_BYTES_H
#define TRC_SHEET_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Once memory has run out, every later call is quietly lost, and `failed` tells. All zero is a good start. */
struct trc_bytes {
    char *at;
    size_t len, room;
    bool failed;
};

void trc_bytes_free(struct trc_bytes *bytes);
/** Room for `len` more; NULL when memory ran out. The caller then adds what it wrote to `len` itself. */
char *trc_bytes_reserve(struct trc_bytes *bytes, size_t len);
void trc_bytes_put(struct trc_bytes *bytes, const void *from, size_t len);
void trc_bytes_text(struct trc_bytes *bytes, const char *text);
void trc_bytes_uint(struct trc_bytes *bytes, uint64_t value);
/** value / 10^digits, without needless zeros: 2500 with three digits is "2.5". */
void trc_bytes_decimal(struct trc_bytes *bytes, int64_t value, unsigned digits);
/** Rounded to thousandths, with a space behind it. */
void trc_bytes_milli(struct trc_bytes *bytes, double value);
/** Two hexadecimal digits. */
void trc_bytes_hex(struct trc_bytes *bytes, unsigned byte);

#endif
