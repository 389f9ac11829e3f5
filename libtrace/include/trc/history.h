/* history.h: what happened to a unit: events in a chained ledger, and what they add up to. */
#ifndef TRC_HISTORY_H
#define TRC_HISTORY_H

#include <trc/place.h>
#include <trc/registry.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One row: constant, stable name, sentence. The order is stored: new rows go last. Source: docs/ledger.md. */
#define TRC_EVENT_KIND_MAP(X)                                                                                          \
    X(SCAN, "scan", "Scanned")                                                                                         \
    X(PIN, "pin", "Scratch PIN typed")                                                                                 \
    X(PIN_WRONG, "pin_wrong", "Wrong scratch PIN typed")                                                               \
    X(STATE, "state", "State set")                                                                                     \
    X(UNDO, "undo", "State set back")                                                                                  \
    X(EXAMINED, "examined", "Found genuine")

enum trc_event_kind {
#define TRC_EVENT_KIND_ENUM(name, id, text) TRC_EVENT_##name,
    TRC_EVENT_KIND_MAP(TRC_EVENT_KIND_ENUM)
#undef TRC_EVENT_KIND_ENUM
        TRC_EVENT_KIND_COUNT
};

/* Who scans. Consumers and inspectors hold one thing and ask about it; trade handles goods; bots follow links. */
#define TRC_SCANNER_MAP(X)                                                                                             \
    X(CONSUMER, "consumer", "a consumer")                                                                              \
    X(TRADE, "trade", "the trade")                                                                                     \
    X(INSPECTOR, "inspector", "an inspector")                                                                          \
    X(BOT, "bot", "a program")

enum trc_scanner_kind {
#define TRC_SCANNER_ENUM(name, id, text) TRC_SCANNER_##name,
    TRC_SCANNER_MAP(TRC_SCANNER_ENUM)
#undef TRC_SCANNER_ENUM
        TRC_SCANNER_KIND_COUNT
};

/* EPCIS/CBV 2.0 dispositions, and "exported". NONE: nothing was said, so activation alone decides. */
#define TRC_STATE_MAP(X)                                                                                               \
    X(NONE, "none", "nothing said")                                                                                    \
    X(ENCODED, "encoded", "printed")                                                                                   \
    X(ACTIVE, "active", "released")                                                                                    \
    X(IN_TRANSIT, "in_transit", "in transit")                                                                          \
    X(SELLABLE_ACCESSIBLE, "sellable_accessible", "on sale")                                                           \
    X(RETAIL_SOLD, "retail_sold", "sold")                                                                              \
    X(RETURNED, "returned", "returned")                                                                                \
    X(EXPIRED, "expired", "expired")                                                                                   \
    X(RECALLED, "recalled", "recalled")                                                                                \
    X(STOLEN, "stolen", "stolen")                                                                                      \
    X(DESTROYED, "destroyed", "destroyed")                                                                             \
    X(DISPOSED, "disposed", "disposed of")                                                                             \
    X(INACTIVE, "inactive", "withdrawn")                                                                               \
    X(SAMPLE, "sample", "a sample, not for sale")                                                                      \
    X(EXPORTED, "exported", "exported")

enum trc_unit_state {
#define TRC_STATE_ENUM(name, id, text) TRC_STATE_##name,
    TRC_STATE_MAP(TRC_STATE_ENUM)
#undef TRC_STATE_ENUM
        TRC_STATE_COUNT
};

/** Stable names ("scan", "consumer", "retail_sold"), and sentences in the user's language; never NULL. */
TRC_EXPORT const char *trc_event_kind_name(enum trc_event_kind kind);
TRC_EXPORT const char *trc_event_kind_text(enum trc_event_kind kind);
TRC_EXPORT const char *trc_scanner_kind_name(enum trc_scanner_kind kind);
TRC_EXPORT const char *trc_scanner_kind_text(enum trc_scanner_kind kind);
TRC_EXPORT const char *trc_unit_state_name(enum trc_unit_state state);
TRC_EXPORT const char *trc_unit_state_text(enum trc_unit_state state);
/** "none", "repeat", "again", "beside" or "new". */
TRC_EXPORT const char *trc_weight_name(unsigned weight);
/**
 * Is it a state that the next one does not end: recalled, stolen, destroyed, disposed? A till that sells a stolen unit
 * must not make it an ordinary one. Such a state ends by trc_registry_undo_state(), or by a record that `overrides`.
 */
TRC_EXPORT bool trc_unit_state_lasts(enum trc_unit_state state);
/** By name; the COUNT constant when there is none of it. */
TRC_EXPORT enum trc_scanner_kind trc_scanner_kind_find(const char *name);
TRC_EXPORT enum trc_unit_state trc_unit_state_find(const char *name);

/** How much a scan says about how many hold the code. Stored; new values go last. */
enum trc_weight {
    TRC_WEIGHT_NONE,   /* a program's; no scan at all, nor a PIN that was used up by this event */
    TRC_WEIGHT_REPEAT, /* the same scanner or network within the policy's repeat_s */
    TRC_WEIGHT_AGAIN,  /* a scanner that was here before */
    TRC_WEIGHT_BESIDE, /* a new scanner in a network that was here within 72 h: one household or shop */
    TRC_WEIGHT_NEW,    /* an independent scanner; of a PIN: the event that used it up */
    TRC_WEIGHT_COUNT
};

/** When and where. */
struct trc_sighting {
    int64_t at_s; /* 0: never */
    struct trc_place place;
};

/** One thing that happened to one unit. Plain data. */
struct trc_event {
    uint8_t code_key[TRC_CODE_KEY_LEN];
    int64_t id; /* the caller's choice, by trc_event_id(): the same id for the same unit is the same event */
    enum trc_event_kind kind;
    enum trc_scanner_kind scanner_kind;
    int64_t at_s;
    struct trc_place place;
    uint64_t scanner; /* pseudonym of the device, by trc_pseudonym(); 0: not known */
    uint64_t
        network; /* keyed hash of its /24 or /48; kept for 72 h beside the unit, never in the ledger; 0: not known */
    int64_t batch_id;
    uint32_t unit;
    enum trc_unit_state state;       /* STATE: the new one. UNDO: the one gone back to */
    uint8_t verdict;                 /* enum trc_verdict that was answered */
    char actor[TRC_ACTOR_MAX + 1];   /* STATE, UNDO, EXAMINED: who */
    char reason[TRC_REASON_MAX + 1]; /* STATE, UNDO, EXAMINED: why, or empty */

    /* Filled when it is recorded. */
    enum trc_weight weight;
    uint32_t chain;   /* 0 to TRC_CHAINS - 1 */
    int64_t position; /* from 1 within the chain */
};

#define TRC_CHAINS 8
#define TRC_SCANNERS_MAX                                                                                               \
    16 /* independent scanners told apart; this many means: as many, or more, the oldest forgotten */
#define TRC_RECENT_MAX 4

/** Who scanned lately. Fingerprints of 32 bits: two of one unit's are taken for one with probability 2^-32. */
struct trc_recent {
    int64_t at_s;
    uint32_t scanner, network; /* 0: not known */
};

#define TRC_JOURNEYS_MAX 2
#define TRC_PIN_FAR_MAX 3

/** Two independent scans, one after the other, that no airliner could have been in time for; all zeros: none. */
struct trc_journey {
    struct trc_sighting from, to;
    uint32_t from_scanner, to_scanner;
};

/** What the events of one unit add up to. Plain data; all zeros: nothing happened yet. */
struct trc_unit {
    uint8_t code_key[TRC_CODE_KEY_LEN];
    uint32_t events; /* 0: nothing happened yet */
    enum trc_unit_state state;
    int64_t state_at_s;

    /* Scans by consumers and inspectors. */
    uint32_t scans;   /* with repeats */
    uint32_t counted; /* without */
    struct trc_sighting first, last;
    uint8_t scanner_count;
    uint32_t scanner[TRC_SCANNERS_MAX];     /* the latest ones, oldest first */
    uint32_t scanner_min[TRC_SCANNERS_MAX]; /* when each first came, in minutes since 1970; never descending */

    /* Scans by anybody but programs. */
    struct trc_sighting seen; /* the last one with a place */
    uint32_t seen_scanner;
    struct trc_journey journey[TRC_JOURNEYS_MAX]; /* the hardest first; no scanner is in two of them */
    struct trc_sighting apart; /* once there is a journey: the last one with a place by a scanner that is in none */
    uint32_t apart_scanner;

    struct trc_sighting pin; /* the scratch PIN was used up */
    uint32_t pin_scanner;
    uint32_t pin_wrong; /* wrong tries */
    /* Since then, 100, 300 and 1,000 km or more from there: the first scanner, and the first other one; `to` is all
     * zeros until there is one. */
    struct trc_journey pin_far[TRC_PIN_FAR_MAX];

    uint8_t recent_count;
    struct trc_recent recent[TRC_RECENT_MAX]; /* forgotten after 72 h */
};

/** An event id from the caller's text, such as a UUID: first 8 bytes of SHA-256. */
TRC_EXPORT int64_t trc_event_id(const char *text, size_t len);

/**
 * A pseudonym: HMAC-SHA-256 cut to 64 bits, never 0. The key is the caller's: for addresses one in memory that is made
 * anew every day, so that what is stored can be undone by nobody.
 */
TRC_EXPORT uint64_t trc_pseudonym(const uint8_t key[TRC_SECRET_LEN], const char *text, size_t len);

/** How much would this event weigh? From what happened lately; `repeat_s` is the policy's. */
TRC_EXPORT enum trc_weight trc_unit_weigh(const struct trc_unit *unit, const struct trc_event *event, int64_t repeat_s);

/** Add a weighed event to what is known of its unit. Pure: the same events in the same order give the same unit. */
TRC_EXPORT void trc_unit_add(struct trc_unit *unit, const struct trc_event *event);

/** Remember who scanned, for weighing what follows. Apart from trc_unit_add(), since it is forgotten. */
TRC_EXPORT void trc_unit_remember(struct trc_unit *unit, const struct trc_event *event);

/** How fast somebody must have gone, at least, and how far; 0 when there is no such journey. */
TRC_EXPORT double trc_journey_speed_kmh(const struct trc_journey *journey, double *km);

/**
 * Did this scanner use up the PIN, or another one in the network that the PIN's was in lately: the same person with
 * another app, or the same household? False when neither is known.
 */
TRC_EXPORT bool trc_unit_pin_is_by(const struct trc_unit *unit, uint64_t scanner, uint64_t network);

/**
 * Since when do its scans prove a copy by the usual limits: as many impossible journeys as are told apart, or a PIN
 * that was used elsewhere? 0: they do not.
 *
 * @param[out] pair Two sightings of what cannot be one thing, or zeros; may be NULL.
 */
TRC_EXPORT int64_t trc_unit_copied_at_s(const struct trc_unit *unit, struct trc_journey *pair);

/** An event on its way into the ledger. */
struct trc_record {
    struct trc_event event;
    int64_t repeat_s; /* policy: within this time one scanner or network counts once */
    /* Asked inside the transaction what to answer, for `event.verdict`; NULL: keep it as it is. Must not call back. */
    uint8_t (*decide)(void *context, const struct trc_unit *before, const struct trc_unit *after);
    void *context;
    bool overrides;            /* STATE: even of one that lasts, see trc_unit_state_lasts() */
    const int64_t *generation; /* only while trc_registry_generation() says this; NULL: whatever it says */

    /* Answers. */
    bool duplicate;                /* the id was recorded before: `event` is what was recorded then */
    bool outdated;                 /* `generation` is another one, and this is not recorded: ask anew, then record */
    struct trc_unit before, after; /* of a duplicate both are as the unit stands */
};

/**
 * Record events in one transaction, in the order given; all of them, or on any error none.
 *
 * @param[in,out] records `count` of them, of any units. An id that was recorded for its unit before, or that stands
 *                        twice, changes nothing.
 * @return TRC_OK: they are on disk. TRC_ERR_STATE when a unit's state lasts and another one is to be set without
 *         `overrides`. TRC_ERR_RANGE for a time before 1970 or a kind that is none; TRC_ERR_SYNTAX for
 *         text that is not UTF-8, and for a place that trc_place_parse() could not have made. A lost connection leaves
 * open whether they are recorded: send the same ids again.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_record(struct trc_registry *registry, struct trc_record *records,
                                                            size_t count, struct trc_error *error);

/** What is known of a unit; all zeros but the key when nothing happened yet. */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_get_unit(struct trc_registry *registry,
                                                              const uint8_t code_key[TRC_CODE_KEY_LEN],
                                                              struct trc_unit *unit, struct trc_error *error);

/** Every event of a unit, in the order they were recorded. */
typedef enum trc_status trc_event_visit(void *context, const struct trc_event *event);
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_each_event(struct trc_registry *registry,
                                                                const uint8_t code_key[TRC_CODE_KEY_LEN],
                                                                trc_event_visit *visit, void *context,
                                                                struct trc_error *error);

/** Has anything happened to any unit? */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_has_events(struct trc_registry *registry, bool *has_events,
                                                                struct trc_error *error);

/**
 * Forget who scanned before this time: at most 72 h back. *forgotten counts units. Of a SQLite file the WAL is emptied
 * then, so that the bytes are gone too, unless somebody is reading at that moment.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_forget(struct trc_registry *registry, int64_t before_s,
                                                            int64_t *forgotten, struct trc_error *error);

/**
 * Set the state of a unit. The same state for the same reason by the same actor, while it is what holds, changes
 * nothing: whoever does not know whether it was recorded sends it again, with another id too.
 *
 * @param[in,out] set `event` names the unit, id, state, actor, reason and time; `duplicate` says that it was so, and
 *                    `event` is then what was recorded.
 * @return As trc_registry_record(); TRC_ERR_STATE, too, when a state that lasts would end without `overrides`.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_set_state(struct trc_registry *registry, struct trc_record *set,
                                                               struct trc_error *error);

/**
 * Set back the last state of a unit that was not set back yet.
 *
 * @param[in,out] undo `event` names the unit, id, actor, reason and time.
 * @param         days How many days ago it may have been set.
 * @return TRC_OK; TRC_ERR_NOT_FOUND when none was set; TRC_ERR_PERMISSION when another actor set it; TRC_ERR_STATE
 *         when it was set too long ago.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_undo_state(struct trc_registry *registry, struct trc_record *undo,
                                                                int64_t days, struct trc_error *error);

/**
 * Say that a unit was examined and is genuine: what was scanned up to now speaks against it no longer. The ledger keeps
 * all of it; its state, and that its PIN was used, stay. The same by the same actor for the same reason, while nobody
 * has scanned it since, changes nothing.
 *
 * @param[in,out] examined `event` names the unit, id, actor, reason and time; `duplicate` as of a state.
 * @return As trc_registry_record().
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_registry_clear_unit(struct trc_registry *registry,
                                                                struct trc_record *examined, struct trc_error *error);

#ifdef __cplusplus
}
#endif

#endif
