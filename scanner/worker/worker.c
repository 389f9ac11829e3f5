/* worker.c: the life of a worker process, from its arguments to its end. */
#include "scanner/worker/worker.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

#include "scanner/worker/sandbox.h"
#include "scanner/worker/warmup.h"

/* Pages fresh from the system cost more than decoding into them. So frames of up to 32 megapixels, and libzbar's
 * copies, stay in the heap from one picture to the next, up to a limit. */
static void keep_frames(void)
{
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 96 << 20);
}

int scan_worker_run(int argc, char **argv, scan_reader *reader)
{
    if (argc != 3) {
        fputs("trc-scan-worker is started by trc-scan and does nothing by itself\n", stderr);
        return 2;
    }
    const struct scan_sandbox sandbox = {.socket = SCAN_WORKER_SOCKET,
                                         .memory_bytes = strtoull(argv[1], NULL, 10),
                                         .cpu_seconds = (uint32_t)strtoul(argv[2], NULL, 10)};
    char failure[SCAN_DETAIL_MAX + 1] = "";
    keep_frames();
    scan_warmup();
    const bool inside = scan_sandbox_enter(&sandbox, failure, sizeof failure);
    if (!scan_serve_hello(SCAN_WORKER_SOCKET, failure) || !inside)
        return EXIT_FAILURE;
    return scan_serve(SCAN_WORKER_SOCKET, reader);
}
