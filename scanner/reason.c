/* reason.c: why a picture could not be read, as a sentence for a person. */
#include "scanner/reason.h"

#include <stdio.h>

#include "common/text.h"
#include "scanner/pdf_list.h"
#include "scanner/pool.h"
#include "scanner/protocol.h"

#define SAY(...) snprintf(text, SCAN_REASON_MAX, __VA_ARGS__)

static void say_too_large(const struct scan_outcome *outcome, const struct scan_limits *limits, char *text)
{
    const unsigned width = outcome->width_px, height = outcome->height_px;
    if ((uint64_t)width * height > limits->max_pixels)
        SAY(_("The picture has %u x %u pixels, more than the %llu that are allowed. If you trust it, allow more with "
              "--max-pixels."),
            width, height, (unsigned long long)limits->max_pixels);
    else
        SAY(_("The picture has %u x %u pixels, and no side may be longer than %d. Cut it into parts."), width, height,
            SCAN_SIDE_MAX);
}

void scan_reason_format(const struct scan_outcome *outcome, const struct scan_limits *limits, char *text)
{
    const char *detail = outcome->detail;
    text[0] = '\0';
    switch (outcome->result) {
    case SCAN_EMPTY:
        SAY(_("The file is empty."));
        break;
    case SCAN_NOT_PICTURE:
        if (detail[0] != '\0')
            SAY(_("The file is of the kind %s, which this version does not read. Save what it shows as PNG."), detail);
        else
            SAY(_("The file is no picture of a kind that is known. If it shows anything, save that as PNG."));
        break;
    case SCAN_TOO_LARGE:
        say_too_large(outcome, limits, text);
        break;
    case SCAN_TOO_MANY:
        SAY(_("The file holds more pictures than are read from one file. Cut it into parts."));
        break;
    case SCAN_TRUNCATED:
        SAY(_("The picture is cut short: the file ends at byte %llu. Copy it again from where it came."),
            (unsigned long long)outcome->offset);
        break;
    case SCAN_DAMAGED:
        SAY(_("The picture is damaged, or of a kind that is not known, near byte %llu (%s). Copy it again, or save it "
              "as PNG."),
            (unsigned long long)outcome->offset, detail);
        break;
    case SCAN_NO_MEMORY:
        SAY(_("The picture takes more memory than is allowed. A larger --max-pixels also allows more memory."));
        break;
    case SCAN_IO:
        SAY(_("The file could not be read to its end: %s."), detail);
        break;
    case SCAN_NOT_A_FILE:
        SAY(_("This is no regular file, nor a camera (/dev/video0) or a stream (rtsp://, http://) that can be read."));
        break;
    case SCAN_NOT_OPENED:
        SAY(_("This could not be opened: %s."), detail);
        break;
    case SCAN_CRASHED:
        SAY(_("The process that read the picture died (%s). The picture may be an attack: look at it with care."),
            detail);
        break;
    case SCAN_LATE:
        SAY(_("The picture took more than %u seconds of computing, or %u seconds in all, and was given up. Allow more "
              "with --timeout."),
            limits->timeout_s, SCAN_PATIENCE * limits->timeout_s);
        break;
    case SCAN_GARBLED:
        SAY(_("The process that read the picture answered nonsense and was stopped. The picture may be an attack: "
              "look at it with care."));
        break;
    case SCAN_NO_PROGRAM:
        SAY(_("A program that is needed for this is not installed. On Debian: apt install %s"), detail);
        break;
    case SCAN_STREAM_FAILED:
        if (outcome->offset == 0)
            SAY(_("The video or stream could not be opened: %s. Check the address or the camera, or copy the file "
                  "again."),
                detail);
        else
            SAY(_("The video or stream could not be read to its end: %s."), detail);
        break;
    case SCAN_STALLED:
        SAY(_("No frame came for %u seconds. Is the camera on, and can it be reached? --timeout waits longer."),
            limits->timeout_s);
        break;
    case SCAN_ENCRYPTED:
        SAY(_("The document opens only with a password. Print it to a PDF without one."));
        break;
    case SCAN_DOCUMENT_FAILED:
        SAY(_("The document could not be read: %s. Copy it again, or print it to a new PDF."), detail);
        break;
    case SCAN_TOO_MANY_PAGES:
        SAY(_("Only the first %d pages of the document were read. Cut it into parts."), SCAN_PDF_PAGES_MAX);
        break;
    case SCAN_READ:
    case SCAN_RESULT_COUNT:
        break;
    }
}
