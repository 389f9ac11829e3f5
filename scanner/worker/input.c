/* input.c: a picture's bytes: from front to back through a buffer, or from anywhere. */
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

void scan_input_seek(struct scan_input *input, uint64_t offset)
{
    if (offset >= input->read - input->end && offset <= input->read && input->error == 0) {
        input->start = input->end - (size_t)(input->read - offset); /* it lies in the buffer */
        return;
    }
    const uint64_t size = scan_input_size(input);
    input->ended = false;
    input->read = offset < size ? offset : size;
    input->start = input->end = 0;
}

uint64_t scan_input_tell(const struct scan_input *input)
{
    return input->read - (input->end - input->start);
}

uint64_t scan_input_size(const struct scan_input *input)
{
    const off_t size = lseek(input->fd, 0, SEEK_END);
    return size > 0 ? (uint64_t)size : 0;
}

/* Reads once, at most `len` bytes, to `out`. @return How many; 0 when the input has ended. */
static size_t read_some(struct scan_input *input, uint8_t *out, size_t len)
{
    ssize_t got;
    do
        got = pread(input->fd, out, len, (off_t)input->read);
    while (got < 0 && errno == EINTR);
    if (got <= 0) {
        input->error = got < 0 ? errno : input->error;
        input->ended = true;
        return 0;
    }
    input->read += (uint64_t)got;
    return (size_t)got;
}

size_t scan_input_peek(struct scan_input *input, size_t wanted)
{
    assert(wanted <= sizeof input->buffer);
    if (input->end - input->start < wanted && input->start > 0) {
        memmove(input->buffer, input->buffer + input->start, input->end - input->start);
        input->end -= input->start;
        input->start = 0;
    }
    while (input->end - input->start < wanted && !input->ended)
        input->end += read_some(input, input->buffer + input->end, sizeof input->buffer - input->end);
    return input->end - input->start;
}

size_t scan_input_read(struct scan_input *input, uint8_t *out, size_t len)
{
    size_t copied = 0;
    while (copied < len) {
        const size_t buffered = input->end - input->start;
        const size_t left = len - copied;
        if (buffered > 0) {
            const size_t part = buffered < left ? buffered : left;
            memcpy(out + copied, input->buffer + input->start, part);
            input->start += part;
            copied += part;
        } else if (left >= sizeof input->buffer) { /* straight to where it is wanted */
            const size_t part = input->ended ? 0 : read_some(input, out + copied, left);
            if (part == 0)
                break;
            copied += part;
        } else if (scan_input_peek(input, 1) == 0) {
            break;
        }
    }
    return copied;
}
