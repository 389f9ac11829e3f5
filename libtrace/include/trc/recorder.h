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
 * When the connection to a server is lost, the writer connects again, every 0.1 s for 5 s, and sends its group again
 * with the same ids: callers wait a little longer, and nothing is recorded twice. If a commit had arrived whose answer
 * was lost, `duplicate` is set, and `event` is what was recorded then: the caller's own event, with the verdict that
 * `decide` gave.
 *
 * @return TRC_OK: on disk. TRC_ERR_IO: the server did not come back within 5 s ("cannot be reached"), or is in trouble;
 *         then nobody knows whether the event is recorded, and the caller sends the same id again, never another one.
 *         Else, as by trc_registry_record(), it is not recorded.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_recorder_record(struct trc_recorder *recorder, struct trc_record *record,
                                                            struct trc_error *error);

#ifdef __cplusplus
}
#endif

#endif
