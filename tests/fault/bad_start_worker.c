/* bad_start_worker.c: a worker that never becomes one; BAD_START says in which way. */
#include <unistd.h>

#include "scanner/worker/serve.h"

int main(void)
{
    const char *way = BAD_START;
    if (way[0] == 'r') { /* refuses: no sandbox to be had */
        scan_serve_hello(SCAN_WORKER_SOCKET, "seccomp filter: not here");
    } else if (way[0] == 'v') { /* another version */
        uint8_t packet[SCAN_DETAIL_MAX + 16];
        const struct scan_message hello = {.kind = SCAN_HELLO, .hello = {.version = SCAN_PROTOCOL_VERSION + 1}};
        const size_t len = scan_message_encode(&hello, packet);
        if (write(SCAN_WORKER_SOCKET, packet, len) != (ssize_t)len)
            return 1;
    }
    return 0; /* and the third way: dies at once */
}
