/* pg_url.c: what a PostgreSQL URL is called in messages. Its password must not get there, also when it is mistyped. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "db/pg.h"

/*
 * libpq takes a password with a bare @ or / in it for parts of the host, port or database, and then quotes them in its
 * messages. So the first @ has to be the only one, and the port a number.
 */
static bool is_clear(const char *url)
{
    const char *authority = strstr(url, "://") + 3;
    const char *at = strchr(authority, '@');
    if (at == NULL)
        return true;
    return strchr(at + 1, '@') == NULL && at < authority + strcspn(authority, "/");
}

static const char *option(const PQconninfoOption *options, const char *keyword)
{
    for (; options->keyword != NULL; options++)
        if (strcmp(options->keyword, keyword) == 0)
            return options->val != NULL ? options->val : "";
    return "";
}

/* One, or one for each host. */
static bool is_port(const char *port)
{
    return port[strspn(port, "0123456789,")] == '\0';
}

static char *format(const PQconninfoOption *options)
{
    const char *user = option(options, "user"), *host = option(options, "host"), *port = option(options, "port");
    const char *database = option(options, "dbname"), *service = option(options, "service");
    const bool is_socket = host[0] == '/';
    const size_t size = 64 + strlen(user) + strlen(host) + strlen(port) + strlen(database) + strlen(service);
    char *name = malloc(size);
    if (name != NULL)
        snprintf(name, size, "postgresql://%s%s%s%s%s/%s%s%s%s%s", user, user[0] != '\0' ? "@" : "",
                 is_socket ? "" : host, port[0] != '\0' ? ":" : "", port, database, is_socket ? "?host=" : "",
                 is_socket ? host : "", service[0] != '\0' ? "?service=" : "", service);
    return name;
}

enum trc_status trc_pg_url_name(const char *url, char **name, struct trc_error *error)
{
    PQconninfoOption *options = is_clear(url) ? PQconninfoParse(url, NULL) : NULL;
    const bool good = options != NULL && is_port(option(options, "port"));
    *name = good ? format(options) : NULL;
    PQconninfoFree(options);
    if (!good)
        return trc_error_set(error, TRC_ERR_SYNTAX,
                             _("This is not the address of a PostgreSQL database: write "
                               "postgresql://USER@HOST/DATABASE, and %%40 for @ and %%2F for / in a password."));
    return *name != NULL ? TRC_OK : trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out."));
}
