/* home_create.c: making an issuer's folder, or finishing what a crash has cut short. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "failure.h"
#include "file_out.h"
#include "home.h"
#include "secret_file.h"
#include "text.h"

/* The files of a home and what is there of them. trc.ini comes last: without it there is no home yet. */
struct making {
    struct home *home;
    struct passphrase passphrase;
    const char *database, *secret_file;
    char ini[PATH_MAX], keys[PATH_MAX];
    bool had_keys, had_registry; /* left by an init that was cut short */
};

static enum trc_status make_folder(const char *path, struct trc_error *error)
{
    char part[PATH_MAX];
    snprintf(part, sizeof part, "%s", path);
    for (char *slash = strchr(part + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(part, 0777); /* only the last one is ours alone; an error shows below */
        *slash = '/';
    }
    if (mkdir(part, 0700) == 0 || errno == EEXIST)
        return TRC_OK;
    return fail_errno(error, _("The folder %s cannot be made"), path);
}

static enum trc_status write_ini(const struct making *making, struct trc_error *error)
{
    const struct trc_issuer *issuer = &making->home->issuer;
    struct file_out out;
    enum trc_status status = file_out_open(&out, making->ini, 0600, error);
    if (status != TRC_OK)
        return status;
    fprintf(out.file, "# The home of one issuer. Hosts may be edited: the first is printed on new codes.\n");
    fprintf(out.file, "issuer = %s\n", issuer->name);
    for (size_t i = 0; i < issuer->host_count; i++)
        fprintf(out.file, "host = %s\n", issuer->host[i]);
    fprintf(out.file, "database = %s\n", making->database);
    return file_out_commit(&out, FILE_OUT_DURABLE, error);
}

static bool same_firm(const struct trc_issuer *a, const struct trc_issuer *b)
{
    bool same = strcmp(a->name, b->name) == 0 && a->prefix_count == b->prefix_count;
    for (size_t i = 0; same && i < a->prefix_count; i++)
        same = strcmp(a->prefix[i], b->prefix[i]) == 0;
    return same;
}

/* A registry that has an issuer is taken up only for the same firm. */
static enum trc_status make_registry(struct making *making, struct trc_error *error)
{
    struct home *home = making->home;
    struct trc_issuer other;
    enum trc_status status = trc_registry_open(home->database, TRC_REGISTRY_CREATE, &home->registry, error);
    if (status != TRC_OK)
        return status;
    status = trc_registry_get_issuer(home->registry, &other, error);
    if (status == TRC_OK && !same_firm(&other, &home->issuer))
        return fail(error, TRC_ERR_EXISTS,
                    _("The registry %s belongs to %s. If an init was cut short, finish it with the same --issuer and "
                      "--prefix."),
                    trc_registry_name(home->registry), other.name);
    if (status != TRC_OK && status != TRC_ERR_NOT_FOUND)
        return status;
    return trc_registry_set_issuer(home->registry, &home->issuer, error);
}

static enum trc_status make_secrets(const struct making *making, struct trc_secrets *secrets, struct trc_error *error)
{
    struct trc_key_facts known[TRC_KEY_IDS];
    size_t count;
    *secrets = (struct trc_secrets){.count = 1};
    enum trc_status status = trc_registry_list_keys(making->home->registry, known, &count, error);
    if (status == TRC_OK && count > 0)
        return fail(error, TRC_ERR_NOT_FOUND, _("The registry knows keys, but %s is missing: restore it from a copy."),
                    making->keys);
    if (status == TRC_OK)
        status = trc_secret_generate(&secrets->secret[0], 0, TRC_KEY_HMAC, time(NULL), error);
    if (status == TRC_OK && making->secret_file != NULL)
        status = secret_file_read(making->secret_file, &secrets->secret[0], error);
    return status == TRC_OK ? home_write_secrets(making->home, secrets, &making->passphrase, error) : status;
}

/* The key file before the registry's facts of it: facts can be made from the file at any time, a secret from nothing.
 */
static enum trc_status make_keys(const struct making *making, struct trc_error *error)
{
    struct trc_secrets secrets;
    const struct passphrase *passphrase = &making->passphrase;
    enum trc_status status = making->had_keys
                                 ? trc_keyfile_read(making->keys, passphrase->text, passphrase->len, &secrets, error)
                                 : make_secrets(making, &secrets, error);
    if (status == TRC_OK)
        status = home_record_keys(making->home, &secrets, error);
    trc_secrets_wipe(&secrets);
    return status;
}

/* A registry with a URL is asked for; a file need only be there. */
static enum trc_status find_registry(const struct home *home, bool *found, struct trc_error *error)
{
    struct trc_registry *registry;
    *found = access(home->database, F_OK) == 0;
    if (!home_has_url(home))
        return TRC_OK;
    const enum trc_status status = trc_registry_open(home->database, 0, &registry, error);
    trc_registry_close(registry);
    *found = status == TRC_OK;
    return status == TRC_ERR_NOT_FOUND ? TRC_OK : status;
}

/* Without its registry a key file may have sealed numbers that nobody remembers: it must not begin again from 1. */
static enum trc_status look_around(struct making *making, struct trc_error *error)
{
    making->had_keys = access(making->keys, F_OK) == 0;
    if (access(making->ini, F_OK) == 0)
        return fail(error, TRC_ERR_EXISTS, _("%s is a trc home already; nothing was changed."), making->home->path);
    const enum trc_status status = find_registry(making->home, &making->had_registry, error);
    if (status != TRC_OK)
        return status;
    if (making->had_keys && !making->had_registry)
        return fail(error, TRC_ERR_EXISTS,
                    _("%s holds a key file without its registry. Keys are never overwritten: restore the registry from "
                      "a copy, or move the folder away."),
                    making->home->path);
    if (making->had_keys && making->secret_file != NULL)
        return fail(error, TRC_ERR_EXISTS,
                    _("%s holds a key file already: leave --secret-file out to finish with it, or move the folder "
                      "away."),
                    making->home->path);
    return TRC_OK;
}

static enum trc_status fill_home(struct making *making, struct trc_error *error)
{
    int lock = -1;
    enum trc_status status = home_lock(making->home, &lock, error);
    if (status == TRC_OK)
        status = look_around(making, error);
    if (status == TRC_OK)
        status = make_registry(making, error);
    if (status == TRC_OK)
        status = make_keys(making, error);
    if (status == TRC_OK)
        status = write_ini(making, error);
    home_unlock(lock);
    return status;
}

/*
 * Undo the file of a registry that this failed init made itself, so that the next try starts clean. From a database
 * nothing is taken away: there the next try, for the same firm, finds what this one has begun.
 */
static void remove_registry(const struct making *making)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    char path[sizeof making->home->database + 8];
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        snprintf(path, sizeof path, "%s%s", making->home->database, suffixes[i]);
        unlink(path);
    }
}

enum trc_status home_create(const struct common_options *common, const struct trc_issuer *issuer, const char *database,
                            const char *secret_file, struct home *home, struct trc_error *error)
{
    struct making making = {.home = home, .database = database, .secret_file = secret_file};
    *home = (struct home){.issuer = *issuer};
    enum trc_status status = home_locate(common, home->path, error);
    if (status == TRC_OK)
        status = home_join(home->path, "trc.ini", making.ini, error);
    if (status == TRC_OK)
        status = home_join(home->path, HOME_KEY_FILE, making.keys, error);
    if (status == TRC_OK)
        status = home_set_database(home, database, error);
    if (status == TRC_OK)
        status = look_around(&making, error);
    if (status == TRC_OK)
        status = passphrase_get(common, !making.had_keys, &making.passphrase, error);
    if (status == TRC_OK)
        status = make_folder(home->path, error);
    if (status != TRC_OK)
        goto out;
    status = fill_home(&making, error);
    if (status == TRC_OK)
        goto out;
    home_close(home);
    if (!making.had_registry && !home_has_url(home) && access(making.ini, F_OK) != 0 && access(making.keys, F_OK) != 0)
        remove_registry(&making);
out:
    trc_wipe(&making.passphrase, sizeof making.passphrase);
    return status;
}
