/* main.c: trc-scan: pictures to codes to verdicts. Never opens a picture itself. */
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>

#include "common/console.h"
#include "common/i18n.h"
#include "common/interrupt.h"
#include "common/options.h"
#include "common/text.h"
#include "scanner/annotate.h"
#include "scanner/goal.h"
#include "scanner/print_check.h"
#include "scanner/run.h"
#include "scanner/verify.h"

static void print_help(void)
{
    fputs(
        _("Usage: trc-scan [OPTION]... SOURCE...\n"
          "Read the codes in pictures, documents and videos. A SOURCE is a picture, a PDF, a video, a folder of them,\n"
          "a stream (rtsp://, or http:// with MJPEG), a camera (/dev/video0), or - for a picture or Y4M frames on\n"
          "standard input. Ctrl-C ends a stream.\n"
          "\n"
          "  --decode-only      say what the codes say; ask no key\n"
          "  --print-check BATCH\n"
          "                     check what came off the line against this batch: missing, repeated and foreign units, "
          "and\n"
          "                     how well each label is printed\n"
          "  --units A-B        with --print-check: only these units are expected\n"
          "  --host HOST        with --decode-only: damaged codes at this web host are made out where it helps to know "
          "it\n"
          "  --annotate DIR     write pictures to DIR on which the codes are marked in the colours of their verdicts\n"
          "  --json             one JSON object a line\n"
          "  --csv              a table for a spreadsheet\n"
          "  --live             tell the codes of a stream when they are first seen, not at its end\n"
          "  --until N          stop after N different codes\n"
          "  --fps N            look at N frames a second at most\n"
          "  --jobs N           pictures read at the same time (default: one for each processor)\n"
          "  --max-pixels N     refuse pictures with more pixels (default: 100000000)\n"
          "  --timeout SECONDS  give a picture up after so much computing, and a stream after so long without a\n"
          "                     frame (default: 10)\n"
          "  --home DIR         the issuer's folder (default: $TRC_HOME, else ~/.local/share/trc)\n"
          "  --passphrase-file FILE\n"
          "                     first line opens the key file (default: $TRC_PASSPHRASE_FILE, else a prompt)\n"
          "  --lang en|zh       language of messages\n"
          "  -q, --quiet        no progress and no notes\n"
          "  -h, --help         this text\n"
          "  -V, --version      the version\n"
          "\n"
          "Exit status: 0 every code is genuine (with --decode-only: every source was read; with --print-check: every "
          "unit\n"
          "was read once, and nothing else), 1 one is not or needs care, 2 wrong usage, 3 a source could not be read "
          "or a\n"
          "code not be judged.\n"),
        stdout);
}

enum { FPS_MAX = 1000, FPS_ALL = FPS_MAX };

struct settings {
    bool csv, decode_only, live;
    const char *annotate, *host, *units;
    int64_t jobs, max_pixels, print_check, timeout_s, until;
    double fps;
};

static int64_t processor_count(void)
{
    cpu_set_t set;
    const int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return count < SCAN_JOBS_MAX ? count : SCAN_JOBS_MAX;
}

/* Runs the plan, which holds all but where the helpers are. */
static int scan(struct scan_run *plan)
{
    char worker_path[PATH_MAX], confine_path[PATH_MAX];
    if (!i18n_program_path(TRC_WORKER_RELATIVE, worker_path, sizeof worker_path) ||
        !i18n_program_path(TRC_CONFINE_RELATIVE, confine_path, sizeof confine_path)) {
        console_error(_("The folder of this program cannot be told; is /proc mounted?"));
        return EXIT_UNDECIDED;
    }
    plan->pool.worker_path = worker_path;
    plan->feed.confine_path = confine_path;
    interrupt_hold();
    return scan_run(plan);
}

/* Knows no more than where the codes lie. */
static int scan_by_host(struct scan_run *plan, const char *host)
{
    struct trc_error error = TRC_ERROR_INIT;
    char lower[TRC_HOST_MAX + 1];
    enum trc_status status = trc_host_parse(host, lower, &error);
    if (status != TRC_OK) {
        console_error(_("--host: \"%s\" is no web host such as id.example.com."), host);
        return EXIT_USAGE;
    }
    struct scan_recover *recover = scan_recover_open(&(struct scan_recover_config){.host = lower});
    if (recover == NULL)
        return console_fail(TRC_ERR_MEMORY, &error);
    plan->recover = recover;
    const int exit_code = scan(plan);
    scan_recover_close(recover);
    return exit_code;
}

static int scan_for_print(struct scan_run *plan, struct scan_verify *verify, const struct settings *settings)
{
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_batch batch;
    uint32_t first, last;
    const enum trc_status status =
        scan_verify_find_units(verify, settings->print_check, settings->units, &batch, &first, &last, &error);
    if (status != TRC_OK)
        return console_fail(status, &error);
    plan->output.check = scan_print_check_open(&batch, first, last);
    if (plan->output.check == NULL)
        return console_fail(TRC_ERR_MEMORY, &error);
    const int exit_code = scan(plan);
    scan_print_check_close(plan->output.check);
    return exit_code;
}

static int scan_with_judge(struct scan_run *plan, const struct common_options *common, const struct settings *settings)
{
    struct trc_error error = TRC_ERROR_INIT;
    struct scan_verify *verify;
    const enum trc_status status = scan_verify_open(common, &verify, &error);
    if (status != TRC_OK)
        return console_fail(status, &error);
    plan->output.judge = scan_verify_judge(verify);
    plan->recover = scan_verify_recover(verify);
    const int exit_code = settings->print_check > 0 ? scan_for_print(plan, verify, settings) : scan(plan);
    scan_verify_close(verify);
    return exit_code;
}

static int scan_as_asked(struct scan_run *plan, const struct common_options *common, const struct settings *settings)
{
    struct trc_error error = TRC_ERROR_INIT;
    if (settings->host != NULL && !settings->decode_only) {
        console_error(_("--host goes with --decode-only; a home knows its hosts."));
        return EXIT_USAGE;
    }
    if (settings->print_check > 0 && settings->decode_only) {
        console_error(_("--print-check asks the keys and the registry of a home: leave --decode-only out."));
        return EXIT_USAGE;
    }
    if (settings->units != NULL && settings->print_check == 0) {
        console_error(_("--units goes with --print-check, which names the batch."));
        return EXIT_USAGE;
    }
    if (settings->fps <= 0 || settings->fps > FPS_MAX) {
        console_error(_("--fps takes a number above 0, up to %d."), FPS_MAX);
        return EXIT_USAGE;
    }
    if (settings->csv && common->json) {
        console_error(_("Choose one: --json or --csv."));
        return EXIT_USAGE;
    }
    if (settings->annotate != NULL) {
        const enum trc_status status =
            scan_annotate_open(settings->annotate, &plan->output.limits, &plan->annotate, &error);
        if (status != TRC_OK)
            return console_fail(status, &error);
    }
    const int exit_code = !settings->decode_only   ? scan_with_judge(plan, common, settings)
                          : settings->host != NULL ? scan_by_host(plan, settings->host)
                                                   : scan(plan);
    scan_annotate_close(plan->annotate);
    return exit_code;
}

static struct scan_run make_plan(const struct common_options *common, const struct settings *settings)
{
    const uint64_t max_pixels = (uint64_t)settings->max_pixels;
    const unsigned timeout_s = (unsigned)settings->timeout_s;
    return (struct scan_run){
        .pool = {.jobs = (unsigned)settings->jobs,
                 .timeout_s = timeout_s,
                 .max_pixels = max_pixels,
                 .thorough = settings->print_check > 0},
        .feed = {.max_pixels = max_pixels, .timeout_s = timeout_s, .fps = settings->fps == FPS_ALL ? 0 : settings->fps},
        .output = {.form = common->json    ? SCAN_FORM_JSON
                           : settings->csv ? SCAN_FORM_CSV
                                           : SCAN_FORM_TEXT,
                   .limits = {.max_pixels = max_pixels, .timeout_s = timeout_s}},
        .until = (size_t)settings->until,
        .at_once = settings->live,
        .quiet = common->quiet};
}

static int run(int argc, char **argv)
{
    struct common_options common = {0};
    struct settings settings = {.fps = FPS_ALL,
                                .jobs = processor_count(),
                                .max_pixels = SCAN_PIXELS_DEFAULT,
                                .timeout_s = SCAN_TIMEOUT_DEFAULT_S};
    const struct option_row rows[] = {
        OPTION_TEXT_ROW("annotate", &settings.annotate),
        OPTION_FLAG_ROW("csv", &settings.csv),
        OPTION_FLAG_ROW("decode-only", &settings.decode_only),
        OPTION_REAL_ROW("fps", &settings.fps),
        OPTION_TEXT_ROW("host", &settings.host),
        OPTION_INTEGER_ROW("jobs", &settings.jobs, 1, SCAN_JOBS_MAX),
        OPTION_FLAG_ROW("live", &settings.live),
        OPTION_INTEGER_ROW("max-pixels", &settings.max_pixels, 1, 4000000000),
        OPTION_INTEGER_ROW("print-check", &settings.print_check, 1, INT64_MAX),
        OPTION_INTEGER_ROW("timeout", &settings.timeout_s, 1, 3600),
        OPTION_TEXT_ROW("units", &settings.units),
        OPTION_INTEGER_ROW("until", &settings.until, 1, SCAN_GOAL_MAX),
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
    struct scan_run plan = make_plan(&common, &settings);
    plan.sources = (const char *const *)argv + first;
    plan.source_count = (size_t)(argc - first);
    return scan_as_asked(&plan, &common, &settings);
}

int main(int argc, char **argv)
{
    console_claim_descriptors();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);        /* a drawing too large is an error, not the end */
    (void)prctl(PR_SET_DUMPABLE, 0); /* whatever runs beside us as the same user: there are keys here */
    i18n_init(NULL);
    console_set_program("trc-scan");
    const int exit_code = run(argc, argv);
    const bool closed = console_close_stdout();
    interrupt_release();
    return closed ? exit_code : EXIT_UNDECIDED;
}
