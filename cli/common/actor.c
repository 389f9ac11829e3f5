/* actor.c: who does what is recorded. */
#include "actor.h"

#include <pwd.h>
#include <stddef.h>
#include <unistd.h>

const char *actor_name(const char *given)
{
    if (given != NULL)
        return given;
    const struct passwd *user = getpwuid(geteuid());
    return user != NULL ? user->pw_name : "";
}
