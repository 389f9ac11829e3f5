/* recorder.h: many callers, one commit: scan events are written in groups by threads of the recorder's own. */
#ifndef TRC_RECORDER_H
#define TRC_RECORDER_H

#include <trc/history.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Thread-safe, unlike a registry. */
struct trc_recorder;

struct trc_recorder_config {
    unsigned writers; /* threads, each with a connection of its own. 0: one for SQLite, which has one writer; 4 else */
};
#define TRC_RECORDER_CONFIG_INIT                                                                                       \
    {                                                                                                                  \
        0                                                                                                              \
    }

/** Open connections and start the writers. The registry must exist. Allocates: *out, until trc_recorder_close(). */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_recorder_open(const char *url, const struct trc_recorder_config *config,
                                                          struct trc_recorder **out, struct trc_error *error);

/** Commits what is waiting, then stops. NULL-safe. */
TRC_EXPORT void trc_recorder_close(struct trc_recorder *recorder);

/**
 * Record one event: returns after the commit that holds it. Callers on other threads share that commit.
 *
 * @param[in,out] record As for trc_registry_record(); `decide` is called on a writer's thread while the caller waits.
 * @return TRC_OK: on disk. Else it is not recorded, or, after a lost connection that did not come back within 5 s,
 *         perhaps: the same id may be sent again.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_recorder_record(struct trc_recorder *recorder, struct trc_record *record,
                                                            struct trc_error *error);

#ifdef __cplusplus
}
#endif

#endif
