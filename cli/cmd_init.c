/* cmd_init.c: trc init. */
#include <stdio.h>
#include <string.h>
#include <trc/trc.h>

#include "commands.h"
#include "common/console.h"
#include "common/failure.h"
#include "common/home.h"
#include "common/json_out.h"
#include "common/text.h"

static enum trc_status take_name(const char *name, struct trc_issuer *issuer, struct trc_error *error)
{
    if (name == NULL)
        return fail(error, TRC_ERR_RANGE, _("Name the issuer with --issuer."));
    if (strlen(name) > TRC_NAME_MAX || strpbrk(name, "\n\r") != NULL)
        return fail(error, TRC_ERR_RANGE, _("The issuer's name must be one line of at most %d bytes."), TRC_NAME_MAX);
    strcpy(issuer->name, name);
    return TRC_OK;
}

static enum trc_status take_hosts(const struct text_list *hosts, struct trc_issuer *issuer, struct trc_error *error)
{
    if (hosts->count == 0)
        return fail(error, TRC_ERR_RANGE, _("Name the web host of the codes with --host, such as id.example.cn."));
    if (hosts->count > TRC_ISSUER_HOSTS_MAX)
        return fail(error, TRC_ERR_RANGE, _("--host may be given %d times at most."), TRC_ISSUER_HOSTS_MAX);
    for (size_t i = 0; i < hosts->count; i++) {
        enum trc_status status = trc_host_parse(hosts->item[i], issuer->host[i], error);
        if (status != TRC_OK)
            return status;
    }
    issuer->host_count = hosts->count;
    return TRC_OK;
}

static enum trc_status take_prefixes(const struct text_list *prefixes, struct trc_issuer *issuer,
                                     struct trc_error *error)
{
    if (prefixes->count == 0)
        return fail(error, TRC_ERR_RANGE, _("Give the issuer's GS1 Company Prefix with --prefix, such as 690123456."));
    for (size_t i = 0; i < prefixes->count; i++) {
        enum trc_status status = trc_gtin_prefix_parse(prefixes->item[i], issuer->prefix[i], error);
        if (status != TRC_OK)
            return status;
    }
    issuer->prefix_count = prefixes->count;
    return TRC_OK;
}

int cmd_init(struct cli *cli, int argc, char **argv)
{
    const char *name = NULL, *database = HOME_REGISTRY_FILE, *secret_file = NULL;
    struct text_list hosts = {0}, prefixes = {0};
    const struct option_row rows[] = {OPTION_TEXT_ROW("issuer", &name), OPTION_LIST_ROW("host", &hosts),
                                      OPTION_LIST_ROW("prefix", &prefixes), OPTION_TEXT_ROW("db", &database),
                                      OPTION_TEXT_ROW("secret-file", &secret_file)};
    int exit_code;
    if (command_options(cli, argc, argv, rows, sizeof rows / sizeof *rows, 0, 0, &exit_code) < 0)
        return exit_code;

    struct trc_error error = TRC_ERROR_INIT;
    struct trc_issuer issuer = {0};
    struct home home;
    enum trc_status status = take_name(name, &issuer, &error);
    if (status == TRC_OK)
        status = take_hosts(&hosts, &issuer, &error);
    if (status == TRC_OK)
        status = take_prefixes(&prefixes, &issuer, &error);
    if (status == TRC_OK)
        status = home_create(&cli->common, &issuer, database, secret_file, &home, &error);
    if (status != TRC_OK)
        return console_fail(status, &error);
    if (cli->common.json) {
        struct json_out out;
        json_out_begin(&out, stdout);
        json_out_text(&out, "home", home.path);
        json_out_text(&out, "issuer", issuer.name);
        json_out_number(&out, "key_id", 0);
        json_out_end(&out);
    }
    console_note(_("%s is ready for %s, with key id 0. Keep the passphrase and copies of the key file and the registry "
                   "in two safe places: without the key file no code can be checked, and without the registry numbers "
                   "would be issued again."),
                 home.path, issuer.name);
    home_close(&home);
    return EXIT_DONE;
}
