/* scan_options.c: who scans, where, and by what. */
#include "scan_options.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "actor.h"
#include "failure.h"
#include "text.h"

/* Who uses these commands holds the thing and asks about it. */
const char *const scan_kinds[] = {"inspector", "consumer", "trade", "bot", NULL};

int64_t scan_new_id(void)
{
    uint8_t bytes[16];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes) {
        struct timespec now; /* no worse than unique on this machine */
        clock_gettime(CLOCK_MONOTONIC, &now);
        memcpy(bytes, &now.tv_nsec, 8);
        memcpy(bytes + 8, &now.tv_sec, 8);
    }
    return trc_event_id((const char *)bytes, sizeof bytes);
}

uint64_t scan_options_scanner(const struct scan_options *options, const struct trc_keyring *ring)
{
    uint8_t key[TRC_SECRET_LEN];
    char name[512], host[256] = "";
    gethostname(host, sizeof host - 1);
    const int len = options->scanner != NULL ? snprintf(name, sizeof name, "%s", options->scanner)
                                             : snprintf(name, sizeof name, "%s@%s", actor_name(NULL), host);
    trc_keyring_scanner_key(ring, key);
    const uint64_t scanner = trc_pseudonym(key, name, len < (int)sizeof name ? (size_t)len : sizeof name - 1);
    trc_wipe(key, sizeof key);
    return scanner;
}

enum trc_status scan_options_take(const struct scan_options *options, struct trc_scan *scan, struct trc_error *error)
{
    *scan = (struct trc_scan){
        .kind = trc_scanner_kind_find(scan_kinds[options->kind]),
        .id = options->id != NULL ? trc_event_id(options->id, strlen(options->id)) : scan_new_id(),
    };
    const char *place = options->place != NULL ? options->place : "";
    const char *code = trc_region_find(place, strlen(place));
    const enum trc_status status = trc_place_parse(code != NULL ? code : place, &scan->place, error);
    if (status == TRC_OK && scan->place.region[0] != '\0' && !trc_region_is_known(scan->place.region)) {
        scan->place = (struct trc_place){.has_point = false};
        return fail(error, TRC_ERR_SYNTAX,
                    _("--place: \"%s\" is in no country of ISO 3166 and no part of one; name it such as CN-31 or DE."),
                    place);
    }
    return status;
}
