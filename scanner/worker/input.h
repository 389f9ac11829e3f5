/* input.h: a picture's bytes, read once from front to back through a buffer. */
#ifndef TRC_SCAN_INPUT_H
#define TRC_SCAN_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCAN_INPUT_BUFFER 65536

struct scan_input {
    int fd;
    int error;     /* errno of a failed read, which also ends the input */
    bool ended;    /* read() has answered 0 or failed */
    uint64_t read; /* bytes taken from fd so far; the length of the picture once ended */
    size_t start, end;
    uint8_t buffer[SCAN_INPUT_BUFFER]; /* [start, end) is unread */
};

/** Begin at the descriptor's present position, which is borrowed. */
void scan_input_init(struct scan_input *input, int fd);

/** Read until at least `wanted` bytes lie unread in the buffer. @return How many do; fewer only at the end. */
size_t scan_input_peek(struct scan_input *input, size_t wanted);

/** Copy the next bytes. @return How many; fewer than `len` only at the end. */
size_t scan_input_read(struct scan_input *input, uint8_t *out, size_t len);

#endif
