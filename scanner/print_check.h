/* print_check.h: what came off the line, against what was issued: which units of a batch were read, again, or never. */
#ifndef TRC_SCAN_PRINT_CHECK_H
#define TRC_SCAN_PRINT_CHECK_H

#include <trc/registry.h>

#include "scanner/output.h"

/* What a label is warned of for, below these: thousandths, hundredths of a module, hundredths of a pixel. */
#define SCAN_PRINT_CONTRAST_WEAK 400
#define SCAN_PRINT_MODULATION_WEAK 300
#define SCAN_PRINT_QUIET_ZONE_WEAK 200
#define SCAN_PRINT_MODULE_WEAK 300

/* One row: constant, stable name in JSON. */
#define SCAN_PRINT_CLASS_MAP(X)                                                                                        \
    X(EXPECTED, "expected") /* a genuine unit that was waited for, for the first time */                               \
    X(REPEATED, "repeated") /* the same once more, on another label */                                                 \
    X(FOREIGN, "foreign")   /* genuine and of another batch or part of it; another firm's; any other text */           \
    X(FAILED, "failed")     /* forged or never issued; or ours by its host or product, and not in order */

enum scan_print_class {
#define SCAN_PRINT_CLASS_ENUM(name, id) SCAN_PRINT_##name,
    SCAN_PRINT_CLASS_MAP(SCAN_PRINT_CLASS_ENUM)
#undef SCAN_PRINT_CLASS_ENUM
        SCAN_PRINT_CLASS_COUNT
};

/* Which of the four numbers are weak, a bit for each. */
enum { SCAN_WEAK_CONTRAST = 1, SCAN_WEAK_MODULATION = 2, SCAN_WEAK_QUIET_ZONE = 4, SCAN_WEAK_MODULE = 8 };

/** Where a unit was read. */
struct scan_print_place {
    const char *source;
    uint32_t page, frame;
    bool paged, framed; /* whether a person is told page and frame */
};

/** What became of one code. */
struct scan_print_told {
    enum scan_print_class class;
    int64_t batch; /* of the genuine unit; 0: none, or of no issued range */
    bool has_unit; /* the batch is the one that is checked */
    uint32_t unit;
    bool fine;                      /* genuine, and nothing speaks against it but that it is not released yet */
    bool undecided;                 /* it could not be judged */
    struct scan_print_place before; /* of a repeated one: where it was read first; its source is NULL when that is not
                                       known any more. Borrowed until the next code */
};

/** All codes so far. */
struct scan_print_sums {
    uint64_t count[SCAN_PRINT_CLASS_COUNT];
    uint64_t weak, unmeasured; /* of those expected or repeated */
    struct scan_print weakest; /* of these, the lowest of each number; not measured: none was */
};

struct scan_print_check;

/**
 * Wait for the units `first` to `last` of a batch.
 *
 * Memory: a bit for each unit, and the places of 65,536 units at most, of which the later displaces the earlier.
 *
 * @return NULL when memory ran out.
 */
struct scan_print_check *scan_print_check_open(const struct trc_batch *batch, uint32_t first, uint32_t last);

/** NULL-safe. */
void scan_print_check_close(struct scan_print_check *check);

/** Class one code that was judged. */
void scan_print_check_note(struct scan_print_check *check, const struct scan_line *line,
                           const struct scan_decided *decided, struct scan_print_told *told);

/** The next units, from *first on, that were not read. @return false when there are none. */
bool scan_print_check_next_missing(const struct scan_print_check *check, uint32_t *first, uint32_t *last);

const struct scan_print_sums *scan_print_check_sums(const struct scan_print_check *check);

/** What was waited for. */
int64_t scan_print_check_batch(const struct scan_print_check *check, uint32_t *first, uint32_t *last);

/** Which numbers of a print are weak: SCAN_WEAK_ bits. None of one that was not measured. */
unsigned scan_print_weakness(const struct scan_print *print);

/** What one code means for how the program ends. */
int scan_print_told_exit_code(const struct scan_print_told *told);

/** What all of them mean: 0 when every unit was read once and nothing else was. */
int scan_print_check_exit_code(const struct scan_print_check *check);

/** Stable name for JSON. */
const char *scan_print_class_name(enum scan_print_class class);

#endif
