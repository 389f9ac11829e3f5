/* input.c: a picture's bytes, read once from front to back through a buffer. */
#include "scanner/worker/input.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

void scan_input_init(struct scan_input *input, int fd)
{
    input->fd = fd;
    input->error = 0;
    input->ended = false;
    input->read = 0;
    input->start = input->end = 0;
}

size_t scan_input_peek(struct scan_input *input, size_t wanted)
{
    assert(wanted <= sizeof input->buffer);
    if (input->end - input->start < wanted && input->start > 0) {
        memmove(input->buffer, input->buffer + input->start, input->end - input->start);
        input->end -= input->start;
        input->start = 0;
    }
    while (input->end - input->start < wanted && !input->ended) {
        const ssize_t got = read(input->fd, input->buffer + input->end, sizeof input->buffer - input->end);
        if (got > 0) {
            input->end += (size_t)got;
            input->read += (uint64_t)got;
        } else if (got == 0 || errno != EINTR) {
            input->error = got == 0 ? 0 : errno;
            input->ended = true;
        }
    }
    return input->end - input->start;
}

size_t scan_input_read(struct scan_input *input, uint8_t *out, size_t len)
{
    size_t copied = 0;
    while (copied < len && scan_input_peek(input, 1) > 0) {
        const size_t buffered = input->end - input->start;
        const size_t part = buffered < len - copied ? buffered : len - copied;
        memcpy(out + copied, input->buffer + input->start, part);
        input->start += part;
        copied += part;
    }
    return copied;
}
