/* main.c: trc-scan-worker, the one process that touches pictures. It holds no key and can open nothing. */
#include "scanner/worker/worker.h"

int main(int argc, char **argv)
{
    return scan_worker_run(argc, argv, scan_serve_picture);
}
