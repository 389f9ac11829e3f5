/* cmd_ledger.c: trc ledger checkpoint, key. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <trc/trc.h>

#include "commands.h"
#include "common/console.h"
#include "common/failure.h"
#include "common/file_out.h"
#include "common/home.h"
#include "common/json_out.h"
#include "common/ledger_keys.h"
#include "common/progress.h"
#include "common/text.h"

static enum trc_status pass_by(void *context, const struct trc_ledger_step *step)
{
    progress_update(context, (uint64_t)step->done);
    return TRC_OK;
}

/* What is signed is believed for ever: a ledger that does not hold is not. */
static enum trc_status verify_first(struct trc_registry *registry, bool quiet, int *exit_code, struct trc_error *error)
{
    struct trc_ledger_report report;
    struct progress progress = {0};
    progress_begin(&progress, 0, quiet);
    const enum trc_status status = trc_ledger_verify(registry, NULL, 0, pass_by, &progress, &report, error);
    progress_clear(&progress);
    if (status != TRC_OK || report.findings + report.file_faults == 0)
        return status;
    *exit_code = report.findings > 0 ? EXIT_NOT_AUTHENTIC : EXIT_UNDECIDED;
    return fail(error, TRC_ERR_DAMAGED,
                _("Nothing is signed: the registry is not as it was recorded. `trc ledger verify` says where."));
}

static enum trc_status sign(const struct home *home, const struct common_options *common,
                            char text[TRC_CHECKPOINT_SIZE], struct trc_error *error)
{
    uint8_t seed[TRC_ED25519_SEED_LEN] = {0};
    char origin[TRC_NOTE_NAME_MAX + 1];
    enum trc_status status = ledger_origin(home, origin, error);
    if (status == TRC_OK)
        status = ledger_seed(home, common, seed, error);
    if (status == TRC_OK)
        status = trc_ledger_checkpoint(home->registry, origin, seed, time(NULL), text, error);
    trc_wipe(seed, sizeof seed);
    return status;
}

static enum trc_status write_file(const char *path, const char *text, struct trc_error *error)
{
    struct file_out out;
    const enum trc_status status = file_out_open(&out, path, 0644, error);
    if (status != TRC_OK)
        return status;
    struct stat existing; /* asked under the lock */
    if (stat(path, &existing) == 0) {
        file_out_abandon(&out);
        return fail(error, TRC_ERR_EXISTS, _("%s is there already and may hold an older checkpoint; name a new file."),
                    path);
    }
    fputs(text, out.file);
    return file_out_commit(&out, FILE_OUT_DURABLE, error);
}

static void print(const char *text, bool json)
{
    struct json_out out;
    if (!json) {
        fputs(text, stdout);
        return;
    }
    json_out_begin(&out, stdout);
    json_out_text(&out, "checkpoint", text);
    json_out_end(&out);
}

int cmd_ledger_checkpoint(struct cli *cli, int argc, char **argv)
{
    const char *path = NULL;
    bool unverified = false;
    const struct option_row rows[] = {OPTION_TEXT_ROW("out", &path), OPTION_FLAG_ROW("unverified", &unverified)};
    int exit_code;
    if (command_options(cli, argc, argv, rows, sizeof rows / sizeof *rows, 0, 0, &exit_code) < 0)
        return exit_code;
    struct trc_error error = TRC_ERROR_INIT;
    char text[TRC_CHECKPOINT_SIZE] = "";
    struct home home;
    enum trc_status status = home_open_to_read(&cli->common, &home, &error);
    exit_code = -1;
    if (status == TRC_OK && !unverified)
        status = verify_first(home.registry, cli->common.quiet, &exit_code, &error);
    if (status == TRC_OK)
        status = sign(&home, &cli->common, text, &error);
    home_close(&home);
    if (status == TRC_OK && path != NULL)
        status = write_file(path, text, &error);
    if (status != TRC_OK) {
        const int usual = console_fail(status, &error);
        return exit_code >= 0 ? exit_code : usual;
    }
    if (path == NULL)
        print(text, cli->common.json);
    else
        console_note(_("%s is signed. Keep it where nobody who can write to the registry can write."), path);
    return EXIT_DONE;
}

int cmd_ledger_key(struct cli *cli, int argc, char **argv)
{
    int exit_code;
    if (command_options(cli, argc, argv, NULL, 0, 0, 0, &exit_code) < 0)
        return exit_code;
    struct trc_error error = TRC_ERROR_INIT;
    uint8_t seed[TRC_ED25519_SEED_LEN] = {0};
    char origin[TRC_NOTE_NAME_MAX + 1], text[TRC_NOTE_KEY_TEXT_SIZE];
    struct trc_note_key key;
    struct json_out out;
    struct home home;
    enum trc_status status = home_open_to_read(&cli->common, &home, &error);
    if (status == TRC_OK)
        status = ledger_origin(&home, origin, &error);
    if (status == TRC_OK)
        status = ledger_seed(&home, &cli->common, seed, &error);
    if (status == TRC_OK)
        status = trc_note_key_from_seed(origin, seed, &key, &error);
    trc_wipe(seed, sizeof seed);
    home_close(&home);
    if (status != TRC_OK)
        return console_fail(status, &error);
    trc_note_key_format(&key, text);
    if (!cli->common.json) {
        puts(text);
        return EXIT_DONE;
    }
    json_out_begin(&out, stdout);
    json_out_text(&out, "key", text);
    json_out_end(&out);
    return EXIT_DONE;
}
