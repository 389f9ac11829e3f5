/* input.h: a picture's bytes: from front to back through a buffer, or from anywhere. */
#ifndef TRC_SCAN_INPUT_H
#define TRC_SCAN_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCAN_INPUT_BUFFER 65536

struct scan_input {
    int fd;
    int error;     /* errno of a failed read, which also ends the input */
    bool ended;    /* a read has met the end or failed */
    uint64_t read; /* where in the file the buffer ends, and the next read begins */
    size_t start, end;
    uint8_t buffer[SCAN_INPUT_BUFFER]; /* [start, end) is unread */
};

/** Begin at the first byte of a seekable file, whose descriptor is borrowed. */
void scan_input_init(struct scan_input *input, int fd);

/** Go on at this byte of the file, or at its end if that comes first. */
void scan_input_seek(struct scan_input *input, uint64_t offset);

/** The byte of the file that is read next. */
uint64_t scan_input_tell(const struct scan_input *input);

/** Length of the file in bytes. */
uint64_t scan_input_size(const struct scan_input *input);

/** Read until at least `wanted` bytes lie unread in the buffer. @return How many do; fewer only at the end. */
size_t scan_input_peek(struct scan_input *input, size_t wanted);

/** Copy the next bytes. @return How many; fewer than `len` only at the end. */
size_t scan_input_read(struct scan_input *input, uint8_t *out, size_t len);

#endif
