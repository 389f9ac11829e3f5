/* desk.h: where everything is told: lines, verdicts, drawings, and what has been told so far. */
#ifndef TRC_SCAN_DESK_H
#define TRC_SCAN_DESK_H

#include "common/progress.h"
#include "scanner/annotate.h"
#include "scanner/goal.h"
#include "scanner/live.h"
#include "scanner/output.h"
#include "scanner/recover.h"

struct scan_desk {
    const struct scan_output *output; /* borrowed */
    struct scan_recover *recover;     /* makes out what the workers could not read; borrowed; may be NULL */
    struct scan_annotate *annotate;   /* borrowed; NULL: no drawings */
    struct scan_tally tally;
    bool at_once;              /* a stream's codes are told when they are first seen */
    struct scan_goal goal;     /* --until */
    struct scan_live live;     /* on the screen, as is the progress, until something is told */
    struct progress *progress; /* borrowed */
    uint64_t sources;          /* opened so far */
    uint64_t skipped;          /* files in folders that are no pictures */
    bool folder_told;          /* something in the present folder has its line */
};

/** The source that is told of. */
struct scan_subject {
    uint64_t number; /* among the sources, from 1 */
    char *name;      /* to be shown */
    enum scan_kind_reader form;
    uint64_t codes, troubles; /* told so far */
    uint64_t unread;          /* places that look like codes */
};

/** The screen is for lines now. */
void scan_desk_clear_screen(struct scan_desk *desk);

/** Where somebody judges, a barcode of a product is a witness and no code. */
bool scan_desk_is_code(const struct scan_desk *desk, const struct scan_symbol *symbol);

/** Tell a code of a stream. */
void scan_desk_tell_sighting(struct scan_desk *desk, struct scan_subject *subject,
                             const struct scan_sighting *sighting);

/** Tell that a source, or with `page` above 0 a page of it, could not be read. */
void scan_desk_tell_trouble(struct scan_desk *desk, struct scan_subject *subject, uint32_t page,
                            const struct scan_outcome *outcome);

/** A picture that is held open until its codes are told, and marked. */
struct scan_held {
    int fd;
    uint32_t page, frame; /* of its symbols: as in struct scan_symbol. Of a picture of several images: the first's */
};

/**
 * Tell the codes of a picture or page, up to the goal, and have them drawn.
 *
 * @return false when memory ran out.
 */
bool scan_desk_tell_all(struct scan_desk *desk, struct scan_subject *subject, const struct scan_answer *answer,
                        const struct scan_held *held, size_t held_count);

#endif
