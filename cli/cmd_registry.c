/* cmd_registry.c: trc registry copy. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <trc/trc.h>

#include "commands.h"
#include "common/console.h"
#include "common/failure.h"
#include "common/home.h"
#include "common/json_out.h"
#include "common/progress.h"
#include "common/text.h"

/* A copy under way. Registries are opened through homes of their own: a relative path counts from the folder. */
struct copying {
    struct home from, to;
    struct progress progress;
    bool json;
    bool is_old;  /* the source was moved before, and its successor has gone on since */
    int64_t rows; /* that were compared */
};

static void print_table(const struct trc_copy_step *step)
{
    struct json_out out;
    json_out_begin(&out, stdout);
    json_out_text(&out, "table", step->table);
    json_out_number(&out, "rows", step->rows);
    json_out_text(&out, "sha256", step->digest);
    json_out_end(&out);
}

static enum trc_status show_step(void *context, const struct trc_copy_step *step)
{
    struct copying *copying = context;
    copying->progress.total = (uint64_t)step->total;
    progress_update(&copying->progress, (uint64_t)step->done);
    if (step->digest == NULL)
        return TRC_OK;
    copying->rows += step->rows;
    progress_clear(&copying->progress);
    if (copying->json)
        print_table(step);
    else
        printf("%-16s %12" PRId64 "  %s\n", step->table, step->rows, step->digest);
    return TRC_OK;
}

/* Without --from it is the registry of the home, as any command opens it. */
static enum trc_status open_source(struct copying *copying, const struct common_options *common, const char *from,
                                   struct trc_error *error)
{
    if (from == NULL)
        return home_open(common, &copying->from, error);
    enum trc_status status = home_locate(common, copying->from.path, error);
    if (status == TRC_OK)
        status = home_set_database(&copying->from, from, error);
    if (status != TRC_OK)
        return status;
    status = trc_registry_open(copying->from.database, 0, &copying->from.registry, error);
    /* A backup, or what was moved away from before: enough to make a registry of. */
    copying->is_old = status == TRC_ERR_VERSION;
    if (status == TRC_ERR_PERMISSION || copying->is_old)
        status = trc_registry_open(copying->from.database, TRC_REGISTRY_READ_ONLY, &copying->from.registry, error);
    return status;
}

static enum trc_status open_target(struct copying *copying, const char *to, struct trc_error *error)
{
    memcpy(copying->to.path, copying->from.path, sizeof copying->to.path);
    const enum trc_status status = home_set_database(&copying->to, to, error);
    if (status != TRC_OK)
        return status;
    if (strcmp(copying->to.database, copying->from.database) == 0)
        return fail(error, TRC_ERR_RANGE, _("A registry cannot be copied to itself: name another one with --to."));
    return trc_registry_open(copying->to.database, TRC_REGISTRY_CREATE, &copying->to.registry, error);
}

static enum trc_status copy(struct copying *copying, const struct common_options *common, const char *from,
                            const char *to, bool moves, struct trc_error *error)
{
    enum trc_status status = open_source(copying, common, from, error);
    if (status == TRC_OK)
        status = open_target(copying, to, error);
    if (status != TRC_OK)
        return status;
    progress_begin(&copying->progress, 0, common->quiet);
    status = (moves ? trc_registry_move : trc_registry_copy)(copying->from.registry, copying->to.registry, show_step,
                                                             copying, error);
    progress_clear(&copying->progress);
    return status;
}

static void tell(const struct copying *copying, bool switched)
{
    const char *name = trc_registry_name(copying->to.registry);
    console_note(_("%s holds the same %lld rows as %s now; each was read back and compared."), name,
                 (long long)copying->rows, trc_registry_name(copying->from.registry));
    if (copying->is_old)
        console_note(_("The old one had been moved before: what was issued since is not in it. Issue with a new key id "
                       "only."));
    if (switched)
        console_note(_("trc.ini names the new registry. The old one is closed: nothing is recorded in it any more."));
    else
        console_note(_("To use it, write in trc.ini: database = %s. Issue nothing from the old one any more."), name);
}

int cmd_registry_copy(struct cli *cli, int argc, char **argv)
{
    const char *from = NULL, *to = NULL;
    bool switches = false;
    const struct option_row rows[] = {OPTION_TEXT_ROW("from", &from), OPTION_TEXT_ROW("to", &to),
                                      OPTION_FLAG_ROW("switch", &switches)};
    int exit_code;
    if (command_options(cli, argc, argv, rows, sizeof rows / sizeof *rows, 0, 0, &exit_code) < 0)
        return exit_code;
    struct trc_error error = TRC_ERROR_INIT;
    struct copying copying = {.json = cli->common.json};
    enum trc_status status = TRC_OK;
    if (to == NULL)
        status = fail(&error, TRC_ERR_RANGE, _("Name the new registry with --to, such as postgresql://HOST/DATABASE."));
    else if (switches && from != NULL)
        status = fail(&error, TRC_ERR_RANGE, _("--switch is for the registry of the home: leave --from out."));
    if (status == TRC_OK)
        status = copy(&copying, &cli->common, from, to, switches, &error);
    if (status == TRC_OK && switches) {
        status = home_switch_database(&copying.from, to, &error);
        if (status != TRC_OK)
            console_note(_("The new registry is whole: write in trc.ini: database = %s."), to);
    }
    if (status == TRC_OK)
        tell(&copying, switches);
    home_close(&copying.from);
    home_close(&copying.to);
    return status == TRC_OK ? EXIT_DONE : console_fail(status, &error);
}
