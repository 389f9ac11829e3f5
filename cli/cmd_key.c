/* cmd_key.c: trc key list, public, revoke, export. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <trc/trc.h>
#include <unistd.h>

#include "commands.h"
#include "common/console.h"
#include "common/convert.h"
#include "common/failure.h"
#include "common/home.h"
#include "common/json_out.h"
#include "common/secret_file.h"
#include "common/text.h"

static enum trc_status parse_id(const char *text, uint8_t *id, struct trc_error *error)
{
    char *end;
    const long value = strtol(text, &end, 10);
    if (end == text || *end != '\0' || value < 0 || value >= TRC_KEY_IDS)
        return fail(error, TRC_ERR_RANGE, _("A key id is a number from 0 to %d, not \"%s\"."), TRC_KEY_IDS - 1, text);
    *id = (uint8_t)value;
    return TRC_OK;
}

/* --- list, public, revoke --- */

/* Facts as text; empty where there is none. */
struct key_text {
    char created[TIME_TEXT_SIZE], revoked[TIME_TEXT_SIZE], public_key[2 * TRC_ED25519_PUBLIC_LEN + 1];
};

static void format_key(const struct trc_key_facts *facts, struct key_text *text)
{
    time_format(facts->created_at_s, text->created);
    time_format(facts->revoked_from_s, text->revoked);
    text->public_key[0] = '\0';
    if (facts->has_public)
        hex_format(facts->public_key, sizeof facts->public_key, text->public_key);
}

static void print_key_json(const struct trc_key_facts *facts)
{
    struct key_text text;
    format_key(facts, &text);
    struct json_out out;
    json_out_begin(&out, stdout);
    json_out_number(&out, "id", facts->key_id);
    json_out_text(&out, "type", trc_key_type_name(facts->type));
    json_out_text(&out, "created", text.created);
    json_out_text(&out, "revoked_from", text.revoked);
    json_out_text(&out, "public_key", text.public_key);
    json_out_end(&out);
}

static void print_key_row(const struct trc_key_facts *facts)
{
    struct key_text text;
    format_key(facts, &text);
    time_words(facts->created_at_s, text.created);
    time_words(facts->revoked_from_s, text.revoked);
    printf("%2d  %-7s  %-25s  %-25s  %s\n", facts->key_id, trc_key_type_name(facts->type), text.created,
           text.revoked[0] != '\0' ? text.revoked : "-", text.public_key[0] != '\0' ? text.public_key : "-");
}

static void print_key_header(void)
{
    console_print_cell(stdout, "id", 4);
    console_print_cell(stdout, _("type"), 9);
    console_print_cell(stdout, _("created"), 27);
    console_print_cell(stdout, _("revoked from"), 27);
    puts(_("public key"));
}

int cmd_key_list(struct cli *cli, int argc, char **argv)
{
    int exit_code;
    if (command_options(cli, argc, argv, NULL, 0, 0, 0, &exit_code) < 0)
        return exit_code;
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_key_facts facts[TRC_KEY_IDS];
    size_t count = 0;
    struct home home;
    enum trc_status status = home_open_to_read(&cli->common, &home, &error);
    if (status == TRC_OK)
        status = trc_registry_list_keys(home.registry, facts, &count, &error);
    if (status != TRC_OK) {
        home_close(&home);
        return console_fail(status, &error);
    }
    home_close(&home);
    if (!cli->common.json)
        print_key_header();
    for (size_t i = 0; i < count; i++)
        (cli->common.json ? print_key_json : print_key_row)(&facts[i]);
    return EXIT_DONE;
}

static enum trc_status no_such_key(uint8_t id, struct trc_error *error)
{
    return fail(error, TRC_ERR_NOT_FOUND, _("There is no key id %d; `trc key list` shows the keys."), id);
}

static enum trc_status find_key(const struct home *home, uint8_t id, struct trc_key_facts *found,
                                struct trc_error *error)
{
    struct trc_key_facts facts[TRC_KEY_IDS];
    size_t count;
    const enum trc_status status = trc_registry_list_keys(home->registry, facts, &count, error);
    if (status != TRC_OK)
        return status;
    const struct trc_key_facts *key = home_find_facts(facts, count, id);
    if (key == NULL)
        return no_such_key(id, error);
    *found = *key;
    return TRC_OK;
}

/* RFC 8410: a fixed prefix names the algorithm, the 32 bytes of the key follow. */
static void print_pem(const uint8_t public_key[TRC_ED25519_PUBLIC_LEN])
{
    static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint8_t der[12 + TRC_ED25519_PUBLIC_LEN] = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};
    memcpy(der + 12, public_key, TRC_ED25519_PUBLIC_LEN);
    puts("-----BEGIN PUBLIC KEY-----");
    for (size_t i = 0; i < 42; i += 3) {
        const unsigned group = (unsigned)der[i] << 16 | (unsigned)der[i + 1] << 8 | der[i + 2];
        for (int shift = 18; shift >= 0; shift -= 6)
            putchar(base64[group >> shift & 63]);
    }
    const unsigned last = (unsigned)der[42] << 16 | (unsigned)der[43] << 8;
    printf("%c%c%c=\n", base64[last >> 18], base64[last >> 12 & 63], base64[last >> 6 & 63]);
    puts("-----END PUBLIC KEY-----");
}

int cmd_key_public(struct cli *cli, int argc, char **argv)
{
    bool pem = false;
    const struct option_row rows[] = {OPTION_FLAG_ROW("pem", &pem)};
    int exit_code;
    const int first = command_options(cli, argc, argv, rows, 1, 1, 1, &exit_code);
    if (first < 0)
        return exit_code;
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_key_facts facts;
    struct home home;
    uint8_t id = 0;
    enum trc_status status = parse_id(argv[first], &id, &error);
    if (status != TRC_OK)
        return console_fail(status, &error);
    status = home_open(&cli->common, &home, &error);
    if (status == TRC_OK)
        status = find_key(&home, id, &facts, &error);
    home_close(&home);
    if (status == TRC_OK && !facts.has_public)
        status =
            fail(&error, TRC_ERR_KEY,
                 _("Key id %d is of type hmac and has no public key; `trc key new --type ed25519` makes one."), id);
    if (status != TRC_OK)
        return console_fail(status, &error);
    char hex[2 * TRC_ED25519_PUBLIC_LEN + 1];
    hex_format(facts.public_key, sizeof facts.public_key, hex);
    if (pem)
        print_pem(facts.public_key);
    else if (cli->common.json)
        print_key_json(&facts);
    else
        puts(hex);
    return EXIT_DONE;
}

int cmd_key_revoke(struct cli *cli, int argc, char **argv)
{
    const char *from = NULL;
    const struct option_row rows[] = {OPTION_TEXT_ROW("from", &from)};
    int exit_code;
    const int first = command_options(cli, argc, argv, rows, 1, 1, 1, &exit_code);
    if (first < 0)
        return exit_code;
    int64_t from_s;
    if (from == NULL || !time_parse(from, time(NULL), &from_s)) {
        console_error(_("Say from when with --from: a date that exists, such as 2026-09-01, or now."));
        return EXIT_USAGE;
    }
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_key_facts facts;
    struct home home;
    uint8_t id = 0;
    enum trc_status status = parse_id(argv[first], &id, &error);
    if (status != TRC_OK)
        return console_fail(status, &error);
    status = home_open(&cli->common, &home, &error);
    if (status == TRC_OK)
        status = trc_registry_revoke_key(home.registry, id, from_s, time(NULL), &error);
    if (status == TRC_OK)
        status = find_key(&home, id, &facts, &error);
    home_close(&home);
    if (status != TRC_OK)
        return console_fail(status, &error);
    if (cli->common.json)
        print_key_json(&facts);
    else
        console_note(_("Key id %d is withdrawn: its codes are answered with caution from then on."), id);
    return EXIT_DONE;
}

/* --- export --- */

/* A new file, never an existing one; 0600 from its first moment. */
static enum trc_status export_to(const char *path, const struct trc_secret *secret, struct trc_error *error)
{
    if (path == NULL) {
        secret_file_write(stdout, secret);
        return TRC_OK;
    }
    const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (file == NULL)
        return fail_errno(error, _("%s cannot be made"), path);
    secret_file_write(file, secret);
    const bool written = fflush(file) == 0 && fsync(fd) == 0;
    const int cause = errno;
    fclose(file);
    if (written)
        return TRC_OK;
    unlink(path);
    errno = cause;
    return fail_errno(error, _("%s could not be written whole"), path);
}

int cmd_key_export(struct cli *cli, int argc, char **argv)
{
    const char *path = NULL;
    const struct option_row rows[] = {OPTION_TEXT_ROW("out", &path)};
    int exit_code;
    const int first = command_options(cli, argc, argv, rows, 1, 1, 1, &exit_code);
    if (first < 0)
        return exit_code;
    struct trc_error error = TRC_ERROR_INIT;
    struct trc_secrets secrets = {0};
    struct home home;
    uint8_t id = 0;
    enum trc_status status = parse_id(argv[first], &id, &error);
    if (status != TRC_OK)
        return console_fail(status, &error);
    status = home_open(&cli->common, &home, &error);
    if (status == TRC_OK)
        status = home_read_secrets(&home, &cli->common, &secrets, NULL, &error);
    home_close(&home);
    const struct trc_secret *secret = status == TRC_OK ? trc_secrets_find(&secrets, id) : NULL;
    if (status == TRC_OK && secret == NULL)
        status = no_such_key(id, &error);
    if (status == TRC_OK)
        status = export_to(path, secret, &error);
    if (status == TRC_OK)
        console_note(_("To bring this key back: trc key new --id %d --type %s --secret-file %s"), id,
                     trc_key_type_name(secret->type), path != NULL ? path : "FILE");
    trc_secrets_wipe(&secrets);
    return status == TRC_OK ? EXIT_DONE : console_fail(status, &error);
}
