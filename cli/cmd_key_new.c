/* cmd_key_new.c: trc key new: a fresh key, or one that is brought. */
#include <stdio.h>
#include <time.h>
#include <trc/trc.h>

#include "commands.h"
#include "common/console.h"
#include "common/failure.h"
#include "common/home.h"
#include "common/json_out.h"
#include "common/secret_file.h"
#include "common/text.h"

static const char *const type_names[] = {"hmac", "ed25519", NULL};

struct new_key {
    int64_t id;
    int type;
    const char *secret_file;
};

/* An id is free when neither the key file nor the registry has it. */
static enum trc_status choose_id(const struct trc_secrets *secrets, const struct trc_key_facts *facts, size_t count,
                                 const struct new_key *wish, uint8_t *id, struct trc_error *error)
{
    *id = (uint8_t)wish->id;
    if (wish->id < 0)
        for (*id = 0; *id < TRC_KEY_IDS; ++*id)
            if (trc_secrets_find(secrets, *id) == NULL && home_find_facts(facts, count, *id) == NULL)
                break;
    if (*id == TRC_KEY_IDS)
        return fail(error, TRC_ERR_FULL, _("All %d key ids are taken."), TRC_KEY_IDS);
    if (home_find_facts(facts, count, *id) != NULL && trc_secrets_find(secrets, *id) == NULL &&
        wish->secret_file == NULL)
        return fail(error, TRC_ERR_EXISTS,
                    _("Key id %d is known to the registry, but its secret is missing from the key file: bring it back "
                      "with --secret-file, or choose another id."),
                    *id);
    return TRC_OK;
}

/* A fresh secret, or one that is brought. One that comes back is as old as the registry says. */
static enum trc_status make_secret(const struct home *home, const struct new_key *wish,
                                   const struct trc_secrets *secrets, struct trc_secret *made, struct trc_error *error)
{
    struct trc_key_facts facts[TRC_KEY_IDS];
    size_t count;
    uint8_t id = 0;
    enum trc_status status = trc_registry_list_keys(home->registry, facts, &count, error);
    if (status == TRC_OK)
        status = choose_id(secrets, facts, count, wish, &id, error);
    if (status == TRC_OK)
        status = trc_secret_generate(made, id, (enum trc_key_type)wish->type, time(NULL), error);
    if (status == TRC_OK && wish->secret_file != NULL)
        status = secret_file_read(wish->secret_file, made, error);
    if (status != TRC_OK)
        return status;
    const struct trc_key_facts *recorded = home_find_facts(facts, count, id);
    if (recorded != NULL)
        made->created_at_s = recorded->created_at_s;
    return TRC_OK;
}

/* The key file first: were we killed in between, the next command that opens the file would record what is missing. */
static enum trc_status make_key(const struct home *home, const struct cli *cli, const struct new_key *wish,
                                struct trc_secret *made, struct trc_error *error)
{
    struct trc_secrets secrets;
    struct passphrase passphrase;
    enum trc_status status = home_read_secrets(home, &cli->common, &secrets, &passphrase, error);
    if (status == TRC_OK)
        status = home_record_keys(home, &secrets, error);
    if (status == TRC_OK)
        status = make_secret(home, wish, &secrets, made, error);
    if (status == TRC_OK)
        status = trc_secrets_add(&secrets, made, error);
    if (status == TRC_OK)
        status = home_check_keys(home, &secrets, error);
    if (status == TRC_OK)
        status = home_write_secrets(home, &secrets, &passphrase, error);
    if (status == TRC_OK)
        status = home_record_keys(home, &secrets, error);
    trc_secrets_wipe(&secrets);
    trc_wipe(&passphrase, sizeof passphrase);
    return status;
}

int cmd_key_new(struct cli *cli, int argc, char **argv)
{
    struct new_key wish = {.id = -1, .type = TRC_KEY_HMAC};
    const struct option_row rows[] = {OPTION_INTEGER_ROW("id", &wish.id, 0, TRC_KEY_IDS - 1),
                                      OPTION_CHOICE_ROW("type", &wish.type, type_names),
                                      OPTION_TEXT_ROW("secret-file", &wish.secret_file)};
    int exit_code, lock;
    if (command_options(cli, argc, argv, rows, sizeof rows / sizeof *rows, 0, 0, &exit_code) < 0)
        return exit_code;
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_secret made = {0};
    struct home home;
    enum trc_status status = home_open(&cli->common, &home, &error);
    if (status != TRC_OK)
        return console_fail(status, &error);
    status = home_lock(&home, &lock, &error);
    if (status == TRC_OK) {
        status = make_key(&home, cli, &wish, &made, &error);
        home_unlock(lock);
    }
    home_close(&home);
    const int id = made.key_id;
    trc_wipe(&made, sizeof made);
    if (status != TRC_OK)
        return console_fail(status, &error);
    if (wish.secret_file != NULL && wish.id < 0)
        console_note(_("The secret was brought as key id %d. If it comes from another home, give it the id it had "
                       "there with --id: printed codes name it."),
                     id);
    if (cli->common.json) {
        struct json_out out;
        json_out_begin(&out, stdout);
        json_out_number(&out, "id", id);
        json_out_text(&out, "type", type_names[wish.type]);
        json_out_end(&out);
    } else {
        printf("%d\n", id);
    }
    return EXIT_DONE;
}
