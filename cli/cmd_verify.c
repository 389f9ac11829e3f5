/* cmd_verify.c: trc verify: a verdict and its findings for each code. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <trc/trc.h>
#include <unistd.h>

#include "commands.h"
#include "common/console.h"
#include "common/convert.h"
#include "common/home.h"
#include "common/lines.h"
#include "common/progress.h"
#include "common/scan_options.h"
#include "common/text.h"
#include "common/verdict_out.h"
#include "issue/layout.h"

struct verify {
    bool json, stream, quiet, records;
    struct trc_registry *registry;
    struct trc_verifier *verifier;
    struct trc_verify_options options;
    struct trc_scan scan;
    const char *scan_id; /* as typed, for one code */
    int exit_code;
};

/* Who types a PIN that was never printed reads it off something that is not ours, or off the wrong field. */
static void note_of_pins(struct trc_registry *registry, int64_t batch_id)
{
    char options[TRC_BATCH_OPTIONS_MAX + 1];
    struct issue_layout layout;
    struct trc_error error = TRC_ERROR_INIT;
    if (trc_registry_get_batch_options(registry, batch_id, options, &error) == TRC_OK &&
        issue_layout_parse(options, &layout, &error) == TRC_OK && !layout.pins)
        console_note(_("Batch %" PRId64 " was issued without scratch PINs."), batch_id);
}

static void verify_one(struct verify *verify, const char *text, size_t len)
{
    static struct trc_judgement judgement;
    struct trc_error error = TRC_ERROR_INIT;
    if (verify->scan_id == NULL)
        verify->scan.id = scan_new_id();
    const enum trc_status status =
        verify->records ? trc_verifier_scan(verify->verifier, NULL, text, len, &verify->options, &judgement, &error)
                        : trc_verifier_judge(verify->verifier, text, len, &verify->options, &judgement, &error);
    if (status != TRC_OK)
        console_fail(status, &error); /* the verdict is then "unknown", and is still printed in its place */
    if (verify->json)
        judgement_write(stdout, text, len, &judgement);
    else if (verify->stream)
        judgement_print_line(stdout, text, len, &judgement);
    else
        judgement_print(stdout, text, len, &judgement);
    if (verify->options.pin != NULL && judgement.batch != NULL)
        note_of_pins(verify->registry, judgement.batch->id);
    verify->exit_code = exit_code_join(verify->exit_code, trc_verdict_exit_code(judgement.decision.verdict));
}

static void verify_stdin(struct verify *verify)
{
    static struct line_reader reader;
    const char *line;
    size_t len;
    struct progress progress = {0};
    uint64_t done = 0;
    if (!isatty(STDIN_FILENO) && !isatty(STDOUT_FILENO)) /* where nobody sees the verdicts pass by */
        progress_begin(&progress, 0, verify->quiet);
    lines_init(&reader, STDIN_FILENO);
    verify->stream = true;
    while (!console_stdout_failed() && lines_next_code(&reader, &line, &len)) {
        verify->options.now_s = time(NULL);
        if (len > 0) {
            verify_one(verify, line, len);
            progress_update(&progress, ++done);
        }
        if (lines_would_read(&reader))
            fflush(stdout);
    }
    progress_clear(&progress);
    verify->stream = false;
    if (reader.failed) {
        console_error(_("The codes could not be read from stdin."));
        verify->exit_code = EXIT_UNDECIDED;
    }
}

static int verify_all(struct verify *verify, int count, char **codes)
{
    console_buffer_stdout();
    verify->options.now_s = time(NULL);
    verify->options.utc_offset_s = time_utc_offset_s(verify->options.now_s);
    for (int i = 0; i < count; i++) {
        if (strcmp(codes[i], "-") == 0)
            verify_stdin(verify);
        else
            verify_one(verify, codes[i], strlen(codes[i]));
    }
    return verify->exit_code;
}

/* Who records sees to it that who scanned is forgotten in time. The verdicts stand whether or not it can be done now.
 */
static void forget_scanners(struct trc_registry *registry)
{
    enum { KEPT_S = 72 * 3600 };
    struct trc_error error = TRC_ERROR_INIT;
    int64_t forgotten;
    const enum trc_status status = trc_registry_forget(registry, time(NULL) - KEPT_S, &forgotten, &error);
    if (status != TRC_OK)
        console_fail(status, &error);
}

/* As people type it: in groups. */
static bool take_pin(const char *typed, char pin[TRC_PIN_SIZE])
{
    size_t len = 0;
    for (; *typed != '\0'; typed++) {
        if (*typed == ' ' || *typed == '-')
            continue;
        if (*typed < '0' || *typed > '9' || len == TRC_PIN_SIZE - 1)
            return false;
        pin[len++] = *typed;
    }
    pin[len] = '\0';
    return len == TRC_PIN_SIZE - 1;
}

int cmd_verify(struct cli *cli, int argc, char **argv)
{
    struct verify verify = {.exit_code = EXIT_DONE};
    struct scan_options scan = {0};
    const struct option_row rows[] = {OPTION_FLAG_ROW("typed", &verify.options.typed),
                                      OPTION_TEXT_ROW("pin", &verify.options.pin),
                                      OPTION_FLAG_ROW("record", &verify.records), SCAN_OPTION_ROWS(&scan)};
    int exit_code;
    const int first = command_options(cli, argc, argv, rows, sizeof rows / sizeof *rows, 1, argc, &exit_code);
    if (first < 0)
        return exit_code;
    char pin[TRC_PIN_SIZE];
    if (verify.options.pin != NULL && !take_pin(verify.options.pin, pin)) {
        console_error(_("A scratch PIN has %d digits; type it as it stands under the layer."), TRC_PIN_SIZE - 1);
        return EXIT_USAGE;
    }
    if (verify.options.pin != NULL && (argc - first != 1 || strcmp(argv[first], "-") == 0)) {
        console_error(_("--pin belongs to one code; give just that code."));
        return EXIT_USAGE;
    }
    if (verify.options.pin != NULL)
        verify.options.pin = pin;
    if (!verify.records && (scan.place != NULL || scan.scanner != NULL))
        console_note(_("Nothing is recorded without --record."));
    if (scan.id != NULL && (!verify.records || argc - first != 1 || strcmp(argv[first], "-") == 0)) {
        console_error(_("--scan-id belongs to one code that is recorded; give just that code, and --record."));
        return EXIT_USAGE;
    }
    verify.json = cli->common.json;
    verify.quiet = cli->common.quiet;
    verify.options.scan = &verify.scan;
    verify.scan_id = scan.id;

    struct trc_error error = TRC_ERROR_INIT;
    struct home home = {0};
    struct trc_keyring ring;
    enum trc_status status = scan_options_take(&scan, &verify.scan, &error);
    if (status != TRC_OK)
        return console_fail(status, &error);
    status = (verify.records ? home_open : home_open_to_read)(&cli->common, &home, &error);
    if (status == TRC_OK)
        status = home_read_keyring(&home, &cli->common, &ring, &error);
    if (status == TRC_OK) {
        verify.registry = home.registry;
        verify.scan.scanner = scan_options_scanner(&scan, &ring);
    }
    if (status == TRC_OK)
        status = trc_verifier_open(home.registry, &ring, &verify.verifier, &error);
    exit_code = status == TRC_OK ? verify_all(&verify, argc - first, argv + first) : console_fail(status, &error);
    if (status == TRC_OK && verify.records)
        forget_scanners(home.registry);
    trc_verifier_close(verify.verifier);
    trc_wipe(&ring, sizeof ring);
    home_close(&home);
    return exit_code;
}
