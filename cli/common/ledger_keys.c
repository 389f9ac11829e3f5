/* ledger_keys.c: the keys of a home's ledger. */
#include "common/ledger_keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/failure.h"
#include "common/text.h"

static enum trc_status name_of(const char *host, char name[TRC_NOTE_NAME_MAX + 1], struct trc_error *error)
{
    const int len = snprintf(name, TRC_NOTE_NAME_MAX + 1, "%s/ledger", host);
    return len <= TRC_NOTE_NAME_MAX ? TRC_OK
                                    : fail(error, TRC_ERR_RANGE, _("The host %s is too long to name a key."), host);
}

enum trc_status ledger_origin(const struct home *home, char name[TRC_NOTE_NAME_MAX + 1], struct trc_error *error)
{
    if (home->issuer.host_count == 0)
        return fail(error, TRC_ERR_NOT_FOUND, _("The issuer has no host to sign as."));
    return name_of(home->issuer.host[0], name, error);
}

enum trc_status ledger_seed(const struct home *home, const struct common_options *common,
                            uint8_t seed[TRC_ED25519_SEED_LEN], struct trc_error *error)
{
    struct trc_secrets secrets = {0};
    enum trc_status status = home_read_secrets(home, common, &secrets, NULL, error);
    if (status == TRC_OK && secrets.count == 0)
        status = fail(error, TRC_ERR_NOT_FOUND, _("The key file holds no key to sign with."));
    if (status == TRC_OK)
        trc_secret_ledger_seed(&secrets.secret[0], seed);
    trc_secrets_wipe(&secrets);
    return status;
}

static enum trc_status add_keys(const struct trc_secret *secret, const struct trc_issuer *issuer,
                                struct trc_note_key *keys, struct trc_error *error)
{
    uint8_t seed[TRC_ED25519_SEED_LEN];
    char name[TRC_NOTE_NAME_MAX + 1];
    enum trc_status status = TRC_OK;
    trc_secret_ledger_seed(secret, seed);
    for (size_t i = 0; i < issuer->host_count && status == TRC_OK; i++) {
        status = name_of(issuer->host[i], name, error);
        if (status == TRC_OK)
            status = trc_note_key_from_seed(name, seed, &keys[i], error);
    }
    trc_wipe(seed, sizeof seed);
    return status;
}

enum trc_status ledger_own_keys(const struct home *home, const struct common_options *common,
                                struct trc_note_key **keys, size_t *count, struct trc_error *error)
{
    const size_t hosts = home->issuer.host_count;
    struct trc_secrets secrets = {0};
    *keys = NULL;
    *count = 0;
    enum trc_status status = home_read_secrets(home, common, &secrets, NULL, error);
    if (status == TRC_OK) {
        *keys = calloc(hosts * secrets.count + 1, sizeof **keys);
        if (*keys == NULL)
            status = fail(error, TRC_ERR_MEMORY, _("Memory ran out."));
    }
    for (size_t i = 0; i < secrets.count && status == TRC_OK; i++, *count += hosts)
        status = add_keys(&secrets.secret[i], &home->issuer, *keys + *count, error);
    trc_secrets_wipe(&secrets);
    if (status != TRC_OK) {
        free(*keys);
        *keys = NULL;
        *count = 0;
    }
    return status;
}

/* With the name of the file before what is wrong with it. */
static enum trc_status blame(const char *path, enum trc_status status, const struct trc_error *cause,
                             struct trc_error *error)
{
    return fail(error, status, "%s: %s", path, cause->msg);
}

enum trc_status ledger_read_checkpoint(const char *path, const struct trc_note_key *keys, size_t count,
                                       struct trc_checkpoint *checkpoint, struct trc_error *error)
{
    char text[8 * TRC_CHECKPOINT_SIZE]; /* others may have signed it too */
    struct trc_error cause = TRC_ERROR_INIT;
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return fail_errno(error, _("%s cannot be opened"), path);
    const size_t len = fread(text, 1, sizeof text, file);
    const bool failed = ferror(file) != 0;
    fclose(file);
    if (failed)
        return fail_errno(error, _("%s cannot be read"), path);
    if (len == sizeof text)
        return fail(error, TRC_ERR_RANGE, _("%s is too long for a checkpoint."), path);
    const enum trc_status status = trc_checkpoint_read(text, len, keys, count, checkpoint, &cause);
    return status == TRC_OK ? TRC_OK : blame(path, status, &cause, error);
}
