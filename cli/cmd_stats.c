/* cmd_stats.c: trc stats: what was scanned, as tables, JSON lines, or a page with charts. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <trc/trc.h>

#include "commands.h"
#include "common/console.h"
#include "common/convert.h"
#include "common/failure.h"
#include "common/file_out.h"
#include "common/home.h"
#include "common/text.h"
#include "stats/report.h"
#include "stats/show.h"

enum { SECONDS_A_DAY = 86400, USUAL_DAYS = 30, USUAL_TOP = 15, TOP_MAX = 1000 };

/* As typed. */
struct asked {
    const char *from, *to, *gtin, *html;
    int64_t top;
};

static enum trc_status take_day(const char *text, const char *option, int64_t now_s, int64_t *day,
                                struct trc_error *error)
{
    int64_t at_s = now_s;
    if (text != NULL && !time_parse(text, now_s, &at_s))
        return fail(error, TRC_ERR_SYNTAX, _("%s takes a day such as 2026-11-28, not \"%s\"."), option, text);
    *day = at_s / SECONDS_A_DAY;
    return TRC_OK;
}

static enum trc_status take(const struct asked *asked, struct report_wish *wish, char gtin[TRC_GTIN_SIZE],
                            struct trc_error *error)
{
    struct trc_stats_filter *filter = &wish->filter;
    enum trc_status status = take_day(asked->to, "--to", wish->now_s, &filter->last_day, error);
    if (status == TRC_OK && asked->from != NULL)
        status = take_day(asked->from, "--from", wish->now_s, &filter->first_day, error);
    else if (filter->last_day >= USUAL_DAYS)
        filter->first_day = filter->last_day - (USUAL_DAYS - 1);
    if (status == TRC_OK && filter->first_day > filter->last_day)
        status = fail(error, TRC_ERR_RANGE, _("--from is later than --to: there are no days between them."));
    if (status == TRC_OK && asked->gtin != NULL) {
        status = trc_gtin_parse(asked->gtin, gtin, error);
        filter->gtin = gtin;
    }
    return status;
}

/* A report is made anew from the registry at any time: an older one at the same place is replaced. */
static enum trc_status write_page(const char *path, const struct report *report, struct trc_error *error)
{
    enum { MODE = S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH };
    struct file_out out;
    const enum trc_status status = file_out_open(&out, path, MODE, error);
    if (status != TRC_OK)
        return status;
    report_write_page(out.file, report);
    return file_out_commit(&out, FILE_OUT_DURABLE, error);
}

static enum trc_status show(const struct cli *cli, const struct asked *asked, const struct report *report,
                            struct trc_error *error)
{
    if (asked->html != NULL) {
        const enum trc_status status = write_page(asked->html, report, error);
        if (status != TRC_OK)
            return status;
        console_note(_("The report is in %s; any browser shows it."), asked->html);
    }
    if (cli->common.json)
        report_write_json(report);
    else if (asked->html == NULL)
        report_print(report);
    return TRC_OK;
}

int cmd_stats(struct cli *cli, int argc, char **argv)
{
    struct asked asked = {.top = USUAL_TOP};
    const struct option_row rows[] = {
        OPTION_TEXT_ROW("from", &asked.from), OPTION_TEXT_ROW("to", &asked.to), OPTION_TEXT_ROW("gtin", &asked.gtin),
        OPTION_INTEGER_ROW("top", &asked.top, 1, TOP_MAX), OPTION_TEXT_ROW("html", &asked.html)};
    int exit_code;
    if (command_options(cli, argc, argv, rows, sizeof rows / sizeof *rows, 0, 0, &exit_code) < 0)
        return exit_code;
    struct trc_error error = TRC_ERROR_INIT;
    static struct home home;
    static struct report report;
    char gtin[TRC_GTIN_SIZE];
    struct report_wish wish = {.top = (size_t)asked.top, .now_s = time(NULL)};
    enum trc_status status = take(&asked, &wish, gtin, &error);
    if (status == TRC_OK)
        status = home_open(&cli->common, &home, &error);
    if (status == TRC_OK)
        status = report_read(home.registry, &home.issuer, &wish, &report, &error);
    if (status == TRC_OK)
        status = show(cli, &asked, &report, &error);
    report_free(&report);
    home_close(&home);
    return status == TRC_OK ? EXIT_DONE : console_fail(status, &error);
}
