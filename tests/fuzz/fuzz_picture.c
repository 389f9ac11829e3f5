/* fuzz_picture.c: any bytes as a picture file: an outcome, and with luck a frame of just the size it tells. */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "first_image.h"
#include "fuzz/fuzz.h"
#include "scanner/protocol.h"

enum { PIXELS_MAX = 1 << 20 };

/* One nameless file for all inputs. */
static int file_of(const uint8_t *data, size_t size)
{
    static int fd = -1;
    if (fd < 0)
        fd = memfd_create("picture", MFD_CLOEXEC);
    FUZZ_PROMISE(ftruncate(fd, 0) == 0 && pwrite(fd, data, size, 0) == (ssize_t)size && lseek(fd, 0, SEEK_SET) == 0);
    return fd;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct scan_outcome outcome;
    const struct scan_frame frame = first_image_read(file_of(data, size), PIXELS_MAX, &outcome);
    FUZZ_PROMISE(outcome.result <= SCAN_IO);
    FUZZ_PROMISE(outcome.offset <= size && strlen(outcome.detail) <= SCAN_DETAIL_MAX);
    FUZZ_PROMISE(outcome.result != SCAN_READ || frame.pixels != NULL);
    if (frame.pixels != NULL) {
        const size_t pixels = (size_t)frame.width_px * frame.height_px;
        FUZZ_PROMISE(pixels > 0 && pixels <= PIXELS_MAX);
        FUZZ_PROMISE(frame.width_px == outcome.width_px && frame.height_px == outcome.height_px);
        unsigned sum = 0; /* every pixel is there and has a value */
        for (size_t i = 0; i < pixels; i++)
            sum += frame.pixels[i];
        FUZZ_PROMISE(sum <= 255 * pixels);
    }
    free(frame.pixels);
    return 0;
}
