/* home.c: finding, opening and locking an issuer's folder. */
#include "home.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "failure.h"
#include "ini.h"
#include "text.h"

enum trc_status home_join(const char *folder, const char *name, char path[PATH_MAX], struct trc_error *error)
{
    const int len = snprintf(path, PATH_MAX, "%s/%s", folder, name);
    return len < PATH_MAX ? TRC_OK : fail(error, TRC_ERR_RANGE, _("This path is too long: %s/%s"), folder, name);
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
        return home_join(data, "trc", path, error);
    const char *user = getenv("HOME");
    if (user == NULL || user[0] == '\0')
        return fail(error, TRC_ERR_NOT_FOUND, _("No home is named: use --home DIR or set TRC_HOME."));
    return home_join(user, ".local/share/trc", path, error);
}

static bool is_a_url(const char *database)
{
    return strstr(database, "://") != NULL;
}

bool home_has_url(const struct home *home)
{
    return is_a_url(home->database);
}

enum trc_status home_set_database(struct home *home, const char *url, struct trc_error *error)
{
    const bool is_url = is_a_url(url);
    const char *path = strncmp(url, "sqlite:", 7) == 0 ? url + 7 : url;
    const int len = is_url || path[0] == '/'
                        ? snprintf(home->database, sizeof home->database, "%s", is_url ? url : path)
                        : snprintf(home->database, sizeof home->database, "%s/%s", home->path, path);
    if (path[0] == '\0' || len >= (int)sizeof home->database)
        return fail(error, TRC_ERR_RANGE, _("The address of the registry is empty or too long."));
    return TRC_OK;
}

static enum trc_status take_setting(void *context, const char *name, const char *value, struct trc_error *error)
{
    struct home *home = context;
    if (strcmp(name, "database") == 0)
        return home_set_database(home, value, error);
    if (strcmp(name, "host") == 0) {
        if (home->issuer.host_count == TRC_ISSUER_HOSTS_MAX)
            return fail(error, TRC_ERR_RANGE, _("trc.ini names more than %d hosts."), TRC_ISSUER_HOSTS_MAX);
        return trc_host_parse(value, home->issuer.host[home->issuer.host_count++], error);
    }
    if (strcmp(name, "issuer") != 0)
        return fail(error, TRC_ERR_SYNTAX, _("trc.ini has an unknown setting \"%s\"."), name);
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
    if (home->read_only)
        return TRC_OK;
    return trc_registry_set_issuer(home->registry, &home->issuer, error);
}

/* Is the registry a file that can be read and not be written, or one in a folder that cannot? */
static bool is_read_only(const struct home *home)
{
    char folder[PATH_MAX];
    const char *path = home->database, *slash = strrchr(path, '/');
    if (home_has_url(home) || slash == NULL || access(path, R_OK) != 0)
        return false;
    snprintf(folder, sizeof folder, "%.*s", (int)(slash - path) + 1, path);
    return access(path, W_OK) != 0 || access(folder, W_OK) != 0;
}

static enum trc_status open_home(const struct common_options *common, bool only_reads, struct home *home,
                                 struct trc_error *error)
{
    char ini[PATH_MAX];
    *home = (struct home){0};
    enum trc_status status = home_locate(common, home->path, error);
    if (status == TRC_OK)
        status = home_join(home->path, "trc.ini", ini, error);
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
    home->read_only = only_reads && status == TRC_OK && is_read_only(home);
    if (status == TRC_OK)
        status =
            trc_registry_open(home->database, home->read_only ? TRC_REGISTRY_READ_ONLY : 0, &home->registry, error);
    if (status == TRC_OK)
        status = follow_hosts(home, error);
    if (status != TRC_OK)
        home_close(home);
    return status;
}

enum trc_status home_open(const struct common_options *common, struct home *home, struct trc_error *error)
{
    return open_home(common, false, home, error);
}

enum trc_status home_open_to_read(const struct common_options *common, struct home *home, struct trc_error *error)
{
    return open_home(common, true, home, error);
}

void home_close(struct home *home)
{
    trc_registry_close(home->registry);
    home->registry = NULL;
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
