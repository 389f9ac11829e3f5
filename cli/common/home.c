/* home.c: making, opening and locking an issuer's folder. */
#include "home.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "failure.h"
#include "file_out.h"
#include "ini.h"
#include "secret_file.h"
#include "text.h"

static enum trc_status join(const char *folder, const char *name, char path[PATH_MAX], struct trc_error *error)
{
    const int len = snprintf(path, PATH_MAX, "%s/%s", folder, name);
    return len < PATH_MAX ? TRC_OK : fail(error, TRC_ERR_RANGE, _("The path %s/%s is too long."), folder, name);
}

enum trc_status home_locate(const struct common_options *common, char path[PATH_MAX], struct trc_error *error)
{
    const char *given = common->home != NULL ? common->home : getenv("TRC_HOME");
    if (given != NULL && given[0] != '\0') {
        const int len = snprintf(path, PATH_MAX, "%s", given);
        return len < PATH_MAX ? TRC_OK : fail(error, TRC_ERR_RANGE, _("The path of the home is too long."));
    }
    const char *data = getenv("XDG_DATA_HOME");
    if (data != NULL && data[0] == '/')
        return join(data, "trc", path, error);
    const char *user = getenv("HOME");
    if (user == NULL || user[0] == '\0')
        return fail(error, TRC_ERR_NOT_FOUND, _("No home is named: use --home DIR or set TRC_HOME."));
    return join(user, ".local/share/trc", path, error);
}

static enum trc_status take_setting(void *context, const char *name, const char *value, struct trc_error *error)
{
    struct home *home = context;
    if (strcmp(name, "database") == 0) {
        const bool has_scheme = strchr(value, ':') != NULL, absolute = value[0] == '/';
        const int len = has_scheme || absolute
                            ? snprintf(home->database, sizeof home->database, "%s", value)
                            : snprintf(home->database, sizeof home->database, "%s/%s", home->path, value);
        if (len >= (int)sizeof home->database)
            return fail(error, TRC_ERR_RANGE, _("The database address in trc.ini is too long."));
    } else if (strcmp(name, "host") == 0) {
        if (home->issuer.host_count == TRC_ISSUER_HOSTS_MAX)
            return fail(error, TRC_ERR_RANGE, _("trc.ini names more than %d hosts."), TRC_ISSUER_HOSTS_MAX);
        return trc_host_parse(value, home->issuer.host[home->issuer.host_count++], error);
    } else if (strcmp(name, "issuer") != 0) {
        return fail(error, TRC_ERR_SYNTAX, _("trc.ini has an unknown setting \"%s\"."), name);
    }
    return TRC_OK;
}

/* People edit the hosts in trc.ini; the registry, which everybody else reads, follows. */
static enum trc_status follow_hosts(struct home *home, struct trc_error *error)
{
    struct trc_issuer listed = home->issuer;
    enum trc_status status = trc_registry_get_issuer(home->registry, &home->issuer, error);
    if (status != TRC_OK || listed.host_count == 0)
        return status;
    bool same = listed.host_count == home->issuer.host_count;
    for (size_t i = 0; same && i < listed.host_count; i++)
        same = strcmp(listed.host[i], home->issuer.host[i]) == 0;
    if (same)
        return TRC_OK;
    memcpy(home->issuer.host, listed.host, sizeof listed.host);
    home->issuer.host_count = listed.host_count;
    return trc_registry_set_issuer(home->registry, &home->issuer, error);
}

enum trc_status home_open(const struct common_options *common, struct home *home, struct trc_error *error)
{
    char ini[PATH_MAX];
    *home = (struct home){0};
    enum trc_status status = home_locate(common, home->path, error);
    if (status == TRC_OK)
        status = join(home->path, "trc.ini", ini, error);
    if (status != TRC_OK)
        return status;
    status = ini_read(ini, take_setting, home, error);
    if (status == TRC_ERR_NOT_FOUND)
        return fail(error, status,
                    _("%s is not a trc home yet; make one with `trc init --home %s …`, or name "
                      "another with --home."),
                    home->path, home->path);
    if (status == TRC_OK && home->database[0] == '\0')
        return fail(error, TRC_ERR_SYNTAX, _("%s has no line \"database = …\"."), ini);
    if (status == TRC_OK)
        status = trc_registry_open(home->database, 0, &home->registry, error);
    if (status == TRC_OK)
        status = follow_hosts(home, error);
    if (status != TRC_OK)
        home_close(home);
    return status;
}

void home_close(struct home *home)
{
    trc_registry_close(home->registry);
    home->registry = NULL;
}

enum trc_status home_read_secrets(const struct home *home, const struct common_options *common,
                                  struct trc_secrets *secrets, struct passphrase *passphrase, struct trc_error *error)
{
    char path[PATH_MAX];
    struct passphrase own, *used = passphrase != NULL ? passphrase : &own;
    enum trc_status status = join(home->path, "keys.trk", path, error);
    if (status == TRC_OK)
        status = passphrase_get(common, false, used, error);
    if (status == TRC_OK)
        status = trc_keyfile_read(path, used->text, used->len, secrets, error);
    if (used == &own || status != TRC_OK)
        trc_wipe(used, sizeof *used);
    return status;
}

enum trc_status home_read_keyring(const struct home *home, const struct common_options *common,
                                  struct trc_keyring *ring, struct trc_error *error)
{
    struct trc_secrets secrets;
    memset(ring, 0, sizeof *ring);
    enum trc_status status = home_read_secrets(home, common, &secrets, NULL, error);
    for (size_t i = 0; status == TRC_OK && i < secrets.count; i++)
        status = trc_keyring_add(ring, &secrets.secret[i], error);
    trc_secrets_wipe(&secrets);
    return status;
}

enum trc_status home_write_secrets(const struct home *home, const struct trc_secrets *secrets,
                                   const struct passphrase *passphrase, struct trc_error *error)
{
    char path[PATH_MAX];
    const enum trc_status status = join(home->path, "keys.trk", path, error);
    return status == TRC_OK ? trc_keyfile_write(path, passphrase->text, passphrase->len, secrets, error) : status;
}

enum trc_status home_lock(const struct home *home, int *lock, struct trc_error *error)
{
    *lock = open(home->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*lock >= 0 && flock(*lock, LOCK_EX) == 0)
        return TRC_OK;
    const enum trc_status status = fail_errno(error, _("The home %s cannot be locked"), home->path);
    home_unlock(*lock);
    return status;
}

void home_unlock(int lock)
{
    if (lock >= 0)
        close(lock);
}

enum trc_status home_record_key(const struct home *home, const struct trc_secret *secret, struct trc_error *error)
{
    struct trc_keyring ring;
    memset(&ring, 0, sizeof ring);
    enum trc_status status = trc_keyring_add(&ring, secret, error);
    if (status == TRC_OK) {
        const struct trc_key *key = &ring.key[secret->key_id];
        struct trc_key_facts facts = {.key_id = secret->key_id,
                                      .type = secret->type,
                                      .created_at_s = secret->created_at_s,
                                      .has_public = key->has_public};
        memcpy(facts.public_key, key->ed25519_public, sizeof facts.public_key);
        status = trc_registry_add_key(home->registry, &facts, error);
    }
    trc_wipe(&ring, sizeof ring);
    return status;
}

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

static enum trc_status write_ini(const struct home *home, const char *path, const char *database,
                                 struct trc_error *error)
{
    struct file_out out;
    enum trc_status status = file_out_open(&out, path, 0600, error);
    if (status != TRC_OK)
        return status;
    fprintf(out.file, "# The home of one issuer. Hosts may be edited: the first is printed on new codes.\n");
    fprintf(out.file, "issuer = %s\n", home->issuer.name);
    for (size_t i = 0; i < home->issuer.host_count; i++)
        fprintf(out.file, "host = %s\n", home->issuer.host[i]);
    fprintf(out.file, "database = %s\n", database);
    return file_out_commit(&out, FILE_OUT_DURABLE, error);
}

static enum trc_status make_keys(const struct home *home, const struct passphrase *passphrase, const char *secret_file,
                                 struct trc_error *error)
{
    struct trc_secrets secrets = {.count = 1};
    enum trc_status status = trc_secret_generate(&secrets.secret[0], 0, TRC_KEY_HMAC, time(NULL), error);
    if (status == TRC_OK && secret_file != NULL)
        status = secret_file_read(secret_file, &secrets.secret[0], error);
    if (status == TRC_OK)
        status = home_record_key(home, &secrets.secret[0], error);
    if (status == TRC_OK)
        status = home_write_secrets(home, &secrets, passphrase, error);
    trc_secrets_wipe(&secrets);
    return status;
}

static enum trc_status fill_home(struct home *home, const struct passphrase *passphrase, const char *secret_file,
                                 struct trc_error *error)
{
    enum trc_status status = trc_registry_open(home->database, TRC_REGISTRY_CREATE, &home->registry, error);
    if (status != TRC_OK)
        return status;
    struct trc_issuer other;
    status = trc_registry_get_issuer(home->registry, &other, error);
    if (status == TRC_OK)
        return fail(error, TRC_ERR_EXISTS, _("The registry %s already belongs to an issuer (%s)."), home->database,
                    other.name);
    if (status != TRC_ERR_NOT_FOUND)
        return status;
    status = trc_registry_set_issuer(home->registry, &home->issuer, error);
    return status == TRC_OK ? make_keys(home, passphrase, secret_file, error) : status;
}

/* Undo a registry that this failed init made itself, so that the next try starts clean. */
static void remove_registry(const struct home *home)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    char path[PATH_MAX + 64];
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        snprintf(path, sizeof path, "%s/" HOME_REGISTRY_FILE "%s", home->path, suffixes[i]);
        unlink(path);
    }
}

enum trc_status home_create(const struct common_options *common, const struct trc_issuer *issuer, const char *database,
                            const char *secret_file, struct home *home, struct trc_error *error)
{
    char ini[PATH_MAX], keys[PATH_MAX], registry[PATH_MAX];
    struct passphrase passphrase;
    *home = (struct home){.issuer = *issuer};
    enum trc_status status = home_locate(common, home->path, error);
    if (status == TRC_OK)
        status = join(home->path, "trc.ini", ini, error);
    if (status == TRC_OK)
        status = join(home->path, "keys.trk", keys, error);
    if (status == TRC_OK)
        status = take_setting(home, "database", database, error);
    if (status == TRC_OK)
        status = join(home->path, HOME_REGISTRY_FILE, registry, error);
    const bool had_registry = status != TRC_OK || access(registry, F_OK) == 0;
    if (status == TRC_OK && access(ini, F_OK) == 0)
        return fail(error, TRC_ERR_EXISTS, _("%s is a trc home already; nothing was changed."), home->path);
    if (status == TRC_OK && access(keys, F_OK) == 0)
        return fail(error, TRC_ERR_EXISTS,
                    _("%s holds a key file but no trc.ini: an earlier init was cut short. Keys are never overwritten; "
                      "move the folder away first."),
                    home->path);
    if (status == TRC_OK)
        status = passphrase_get(common, true, &passphrase, error);
    if (status == TRC_OK)
        status = make_folder(home->path, error);
    if (status == TRC_OK)
        status = fill_home(home, &passphrase, secret_file, error);
    if (status == TRC_OK)
        status = write_ini(home, ini, database, error);
    trc_wipe(&passphrase, sizeof passphrase);
    if (status != TRC_OK) {
        home_close(home);
        if (!had_registry)
            remove_registry(home);
    }
    return status;
}
