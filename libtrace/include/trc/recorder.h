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
    unsigned writers; /* threads, each with a connection of its own. 0: one for SQLite, which
                      has one writer; else half of the processors, 1 to 4 */
    /* Unix time, by which the recorder forgets who scanned more than 72 h ago even while nothing is recorded. 0: it
     * does not know before the first event. */
    int64_t now_s;
};
#define TRC_RECORDER_CONFIG_INIT                                                                                       \
    {                                                                                                                  \
        0, 0                                                                                                           \
    }

/** Open connections and start the writers. The registry must exist. Allocates: *out, until trc_recorder_close(). */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_recorder_open(const char *url, const struct trc_recorder_config *config,
                                                          struct trc_recorder **out, struct trc_error *error);

/** Commits what is waiting, and counts of refused codes, then stops. NULL-safe. */
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

/**
 * Count a scanned code that named no issued unit, as trc_registry_count_refusal() does, but in memory: a flood of
 * forged codes costs those who record real ones nothing that they would wait for.
 *
 * Counts are written about once a second, by day, region and finding, and when the recorder is closed. So a process
 * that is killed loses those of its last second, and of a database that cannot be written those since then; events of
 * units are never lost that way. When more than 900 kinds come together before they are written, the region of further
 * ones is left out. Returns at once; cannot fail.
 */
TRC_EXPORT void trc_recorder_count_refusal(struct trc_recorder *recorder, int64_t now_s, const char *region,
                                           const char *finding);

#ifdef __cplusplus
}
#endif

#endif
