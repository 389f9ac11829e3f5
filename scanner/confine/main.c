/* main.c: trc-scan-confine: starts a program of others, such as ffmpeg, with few rights. Started by trc-scan alone. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scanner/confine/confine.h"

enum { NOT_CONFINED = 125, NOT_STARTED = 126 };

static const struct option options[] = {{"memory", required_argument, NULL, 'm'},
                                        {"cpu", required_argument, NULL, 'c'},
                                        {"files", required_argument, NULL, 'f'},
                                        {"net", no_argument, NULL, 'n'},
                                        {"device", required_argument, NULL, 'd'},
                                        {"scratch", required_argument, NULL, 's'},
                                        {NULL, 0, NULL, 0}};

static bool parse(int argc, char **argv, struct scan_confinement *confinement)
{
    for (int option; (option = getopt_long(argc, argv, "+", options, NULL)) != -1;)
        switch (option) {
        case 'm':
            confinement->memory_bytes = strtoull(optarg, NULL, 10);
            break;
        case 'c':
            confinement->cpu_seconds = (uint32_t)strtoul(optarg, NULL, 10);
            break;
        case 'f':
            confinement->file_bytes = strtoull(optarg, NULL, 10);
            break;
        case 'n':
            confinement->net = true;
            break;
        case 'd':
            confinement->device = optarg;
            break;
        case 's':
            confinement->scratch = optarg;
            break;
        default:
            return false;
        }
    return optind < argc;
}

int main(int argc, char **argv)
{
    struct scan_confinement confinement = {0};
    if (!parse(argc, argv, &confinement)) {
        fputs("trc-scan-confine is started by trc-scan and does nothing by itself\n", stderr);
        return NOT_CONFINED;
    }
    confinement.program = argv[optind];
    const char *trouble = scan_confine_enter(&confinement);
    if (trouble != NULL) {
        fprintf(stderr, "%s: %s\n", trouble, strerror(errno));
        return NOT_CONFINED;
    }
    execv(argv[optind], argv + optind);
    fprintf(stderr, "%s: %s\n", argv[optind], strerror(errno));
    return NOT_STARTED;
}
