/* ladder.c: all ways to read a grey frame, the cheapest first. */
#include "scanner/ladder/ladder.h"

#include "scanner/ladder/zbar.h"

enum scan_look scan_ladder_read(const struct scan_frame *frame, const struct scan_sink *sink)
{
    return scan_zbar_read(frame, sink) ? SCAN_LOOK_DONE : SCAN_LOOK_NO_MEMORY;
}
