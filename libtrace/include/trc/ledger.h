/* ledger.h: is everything that was recorded still there, as it was? And proofs of it to keep elsewhere. */
#ifndef TRC_LEDGER_H
#define TRC_LEDGER_H

#include <trc/history.h>
#include <trc/note.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TRC_LEDGER_CHAINS (TRC_CHAINS + 1) /* the last one is that of acts */
#define TRC_LEDGER_LINK_LEN 32
#define TRC_LEDGER_TEXT_SIZE 400

/** One row: constant, stable name. */
#define TRC_LEDGER_FAULT_MAP(X)                                                                                        \
    X(FILE, "file")           /* the database itself is damaged: what it said cannot be told */                        \
    X(CHANGED, "changed")     /* a row says something else than when it was recorded */                                \
    X(MISSING, "missing")     /* a row is not there any more */                                                        \
    X(ADDED, "added")         /* a row was not recorded by this program */                                             \
    X(MOVED, "moved")         /* rows of a chain changed places */                                                     \
    X(END, "end")             /* where a chain ends is not what was kept of it */                                      \
    X(OLDER, "older")         /* the registry ends before a checkpoint */                                              \
    X(REWRITTEN, "rewritten") /* rows are not those that a checkpoint was made of */

enum trc_ledger_fault {
#define TRC_LEDGER_FAULT_ENUM(name, id) TRC_LEDGER_##name,
    TRC_LEDGER_FAULT_MAP(TRC_LEDGER_FAULT_ENUM)
#undef TRC_LEDGER_FAULT_ENUM
        TRC_LEDGER_FAULT_COUNT
};

TRC_EXPORT const char *trc_ledger_fault_name(enum trc_ledger_fault fault);

/** One thing that is not as it was recorded. Of each chain the first one is told, of other tables every row. */
struct trc_ledger_finding {
    enum trc_ledger_fault fault;
    const char *table; /* it shows in; empty: of none */
    uint32_t chain;    /* TRC_LEDGER_CHAINS: of no chain */
    int64_t position;  /* of the row in the chain, or 0 */
    bool has_code_key;
    uint8_t code_key[TRC_CODE_KEY_LEN];
    char text[TRC_LEDGER_TEXT_SIZE]; /* a sentence in the user's language, with what the row says */
};

/** How far a verification is, and what it has found. */
struct trc_ledger_step {
    int64_t done, total;                      /* rows; `total` is what the chains say of themselves */
    const struct trc_ledger_finding *finding; /* NULL: none, this is only progress */
};
/** Called often; a status other than TRC_OK stops the verification. May not use the registry. */
typedef enum trc_status trc_ledger_visit(void *context, const struct trc_ledger_step *step);

/** What a checkpoint holds: where each chain ended. Plain data. */
struct trc_checkpoint {
    char origin[TRC_NOTE_NAME_MAX + 1]; /* the name of its key, such as "id.acme.cn/ledger" */
    int64_t rows;                       /* of all chains */
    int64_t at_s;
    int64_t length[TRC_LEDGER_CHAINS];
    uint8_t link[TRC_LEDGER_CHAINS][TRC_LEDGER_LINK_LEN]; /* zeros for an empty chain */
};

#define TRC_CHECKPOINT_SIZE 2048 /* holds every checkpoint and its NUL */

/** What a verification came to. */
struct trc_ledger_report {
    int64_t rows[TRC_LEDGER_CHAINS]; /* that were read */
    bool whole[TRC_LEDGER_CHAINS];   /* all of them are as they were recorded */
    int64_t units;                   /* whose state was compared with their events */
    int64_t table_rows;              /* of other tables that were compared with acts */
    int64_t older_batches;           /* issued before the registry had a ledger: they are not covered */
    int64_t findings;                /* 0: everything that the ledger covers is as it was recorded */
    int64_t file_faults;             /* above 0: the database is damaged, and what it says was not looked at */
};

/**
 * Compare everything that the ledger covers with the ledger, and the ledger with itself and with kept checkpoints; all
 * as it is at one moment, while others go on recording. What is covered: docs/ledger.md.
 *
 * @param[in]  kept   `count` of them, each of trc_checkpoint_read(). NULL when there are none: then whoever can write
 *                    to the database and rewrites all of a chain from the changed row on is not noticed.
 * @param      visit  May be NULL.
 * @param[out] report Whole when `findings` and `file_faults` are 0; zeros unless TRC_OK.
 * @return TRC_OK when it was decided, whatever was found. Memory: 40 bytes for each act but activations.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_ledger_verify(struct trc_registry *registry,
                                                          const struct trc_checkpoint *kept, size_t count,
                                                          trc_ledger_visit *visit, void *context,
                                                          struct trc_ledger_report *report, struct trc_error *error);

/**
 * Sign where the ledger ends now, as a note of C2SP. Kept where nobody who can write to the registry can write.
 *
 * @param[in]  origin Who says so: the name of the key, such as "id.acme.cn/ledger".
 * @param[in]  seed   By trc_secret_ledger_seed(). Secret; not kept.
 * @param      now_s  Unix time, above 0.
 * @param[out] text   NUL-terminated; empty unless TRC_OK.
 * @return TRC_OK; TRC_ERR_SYNTAX or TRC_ERR_RANGE for an origin that is no name of a key, or a time before 1970.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_ledger_checkpoint(struct trc_registry *registry, const char *origin,
                                                              const uint8_t seed[TRC_ED25519_SEED_LEN], int64_t now_s,
                                                              char text[TRC_CHECKPOINT_SIZE], struct trc_error *error);

/**
 * Read a checkpoint whose signature holds.
 *
 * @param[in]  keys       Whose checkpoints are believed.
 * @param[out] checkpoint All zeros unless TRC_OK.
 * @return TRC_OK; TRC_ERR_KEY when none of these keys signed it; TRC_ERR_DAMAGED when it was changed; TRC_ERR_SYNTAX
 *         when it is no checkpoint ("checkpoint"), or no note.
 * Source: docs/ledger.md "Checkpoints"; https://c2sp.org/tlog-checkpoint.
 */
TRC_EXPORT TRC_MUST_USE enum trc_status trc_checkpoint_read(const char *text, size_t len,
                                                            const struct trc_note_key *keys, size_t key_count,
                                                            struct trc_checkpoint *checkpoint, struct trc_error *error);

#ifdef __cplusplus
}
#endif

#endif
