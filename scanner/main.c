/* main.c: trc-scan: pictures to codes to verdicts. Never opens a picture itself. */
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>

#include "common/console.h"
#include "common/i18n.h"
#include "common/options.h"
#include "common/text.h"
#include "scanner/run.h"
#include "scanner/verify.h"

static void print_help(void)
{
    fputs(_("Usage: trc-scan [OPTION]... SOURCE...\n"
            "Read the codes in pictures. A SOURCE is a picture, a folder of them, or - for a picture on\n"
            "standard input.\n"
            "\n"
            "  --decode-only      say what the codes say; ask no key\n"
            "  --json             one JSON object a line\n"
            "  --jobs N           pictures read at the same time (default: one for each processor)\n"
            "  --max-pixels N     refuse pictures with more pixels (default: 100000000)\n"
            "  --timeout SECONDS  give a picture up after so much computing (default: 10)\n"
            "  --home DIR         the issuer's folder (default: $TRC_HOME, else ~/.local/share/trc)\n"
            "  --passphrase-file FILE\n"
            "                     first line opens the key file (default: $TRC_PASSPHRASE_FILE, else a prompt)\n"
            "  --lang en|zh       language of messages\n"
            "  -q, --quiet        no progress and no notes\n"
            "  -h, --help         this text\n"
            "  -V, --version      the version\n"
            "\n"
            "Exit status: 0 every code is genuine (with --decode-only: every picture was read), 1 one is not or needs\n"
            "care, 2 wrong usage, 3 a picture could not be read or a code not be judged.\n"),
          stdout);
}

static int64_t processor_count(void)
{
    cpu_set_t set;
    const int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return count < SCAN_JOBS_MAX ? count : SCAN_JOBS_MAX;
}

static int scan(const struct common_options *common, const struct scan_pool_config *pool,
                const struct scan_judge *judge, char **sources, int count)
{
    char worker_path[PATH_MAX];
    if (!i18n_program_path(TRC_WORKER_RELATIVE, worker_path, sizeof worker_path)) {
        console_error(_("The folder of this program cannot be told; is /proc mounted?"));
        return EXIT_UNDECIDED;
    }
    struct scan_run run = {.sources = (const char *const *)sources,
                           .source_count = (size_t)count,
                           .pool = *pool,
                           .output = {.json = common->json,
                                      .limits = {.max_pixels = pool->max_pixels, .timeout_s = pool->timeout_s},
                                      .judge = judge},
                           .quiet = common->quiet};
    run.pool.worker_path = worker_path;
    return scan_run(&run);
}

static int run(int argc, char **argv)
{
    struct common_options common = {0};
    bool decode_only = false;
    int64_t jobs = processor_count(), max_pixels = SCAN_PIXELS_DEFAULT, timeout_s = SCAN_TIMEOUT_DEFAULT_S;
    const struct option_row rows[] = {
        OPTION_FLAG_ROW("decode-only", &decode_only),
        OPTION_INTEGER_ROW("jobs", &jobs, 1, SCAN_JOBS_MAX),
        OPTION_INTEGER_ROW("max-pixels", &max_pixels, 1, 4000000000),
        OPTION_INTEGER_ROW("timeout", &timeout_s, 1, 3600),
    };
    const int first = options_parse(argc, argv, rows, sizeof rows / sizeof *rows, false, &common);
    if (first < 0)
        return EXIT_USAGE;
    console_set_quiet(common.quiet);
    if (common.help) {
        print_help();
        return EXIT_DONE;
    }
    if (common.version) {
        printf("trc-scan %s\n", TRC_VERSION);
        return EXIT_DONE;
    }
    if (first == argc) {
        console_error(_("There is nothing to scan: name pictures or folders. --help says more."));
        return EXIT_USAGE;
    }
    const struct scan_pool_config pool = {
        .jobs = (unsigned)jobs, .timeout_s = (unsigned)timeout_s, .max_pixels = (uint64_t)max_pixels};
    if (decode_only)
        return scan(&common, &pool, NULL, argv + first, argc - first);

    struct trc_error error = TRC_ERROR_INIT;
    struct scan_verify *verify;
    const enum trc_status status = scan_verify_open(&common, &verify, &error);
    if (status != TRC_OK)
        return console_fail(status, &error);
    const int exit_code = scan(&common, &pool, scan_verify_judge(verify), argv + first, argc - first);
    scan_verify_close(verify);
    return exit_code;
}

int main(int argc, char **argv)
{
    console_claim_descriptors();
    signal(SIGPIPE, SIG_IGN);
    i18n_init(NULL);
    console_set_program("trc-scan");
    const int exit_code = run(argc, argv);
    return console_close_stdout() ? exit_code : EXIT_UNDECIDED;
}
