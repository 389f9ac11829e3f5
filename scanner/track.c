/* track.c: what is told of one source: a picture at once, a document page by page, a stream's codes once each. */
#include "scanner/track.h"

#include <stdlib.h>

#include "common/console.h"
#include "common/text.h"
#include "scanner/page.h"
#include "scanner/sightings.h"
#include "scanner/source.h"

/* A warehouse may see more codes pass than can be kept: those gone for the longest are told, and then forgotten. */
enum { CODES_MAX = 4096, CODE_BYTES_MAX = 4 << 20 };

struct scan_track {
    char *source; /* to be shown */
    bool named;
    enum scan_kind_reader form;
    uint64_t codes, troubles;         /* told so far */
    struct scan_outcome outcome;      /* of a picture; of a stream: of the first frame that a worker failed on */
    struct scan_page page;            /* of a document */
    struct scan_sightings *sightings; /* of a stream */
};

struct scan_track *scan_track_open(const char *path, bool named)
{
    struct scan_track *track = calloc(1, sizeof *track);
    if (track == NULL)
        return NULL;
    track->source = scan_output_path(path);
    track->named = named;
    if (track->source != NULL)
        return track;
    free(track);
    return NULL;
}

void scan_track_begin(struct scan_track *track, enum scan_kind_reader form)
{
    track->form = form;
}

void scan_track_close(struct scan_track *track)
{
    if (track == NULL)
        return;
    scan_page_clear(&track->page);
    scan_sightings_close(track->sightings);
    free(track->source);
    free(track);
}

/* The screen is for lines now. */
static void clear_screen(struct scan_desk *desk)
{
    progress_clear(desk->progress);
    scan_live_clear(&desk->live);
}

static void tell_code(struct scan_track *track, struct scan_desk *desk, const struct scan_symbol *symbol,
                      const struct scan_outcome *outcome, const struct scan_sighting *sighting)
{
    const struct scan_line line = {.source = track->source,
                                   .symbol = symbol,
                                   .outcome = outcome,
                                   .sighting = sighting,
                                   .open = desk->at_once,
                                   .paged = track->form == SCAN_READER_DOCUMENT || symbol->page > 1};
    clear_screen(desk);
    scan_output_code(desk->output, &line, &desk->tally);
    scan_goal_note(&desk->goal, symbol->text, symbol->text_len);
    track->codes++;
}

static void tell_trouble(struct scan_track *track, struct scan_desk *desk, uint32_t page,
                         const struct scan_outcome *outcome)
{
    clear_screen(desk);
    scan_output_trouble(desk->output, track->source, page, outcome, &desk->tally);
    track->troubles++;
}

static void tell_all(struct scan_track *track, struct scan_desk *desk, const struct scan_answer *answer)
{
    for (size_t i = 0; i < answer->symbol_count && !scan_goal_reached(&desk->goal); i++)
        tell_code(track, desk, &answer->symbols[i], &answer->outcome, NULL);
}

/* The page at hand is complete. */
static bool tell_page(struct scan_track *track, struct scan_desk *desk)
{
    const uint32_t number = track->page.number;
    struct scan_answer merged;
    if (number == 0)
        return true;
    const bool done = scan_page_merge(&track->page, &merged);
    tell_all(track, desk, &merged);
    if (merged.symbol_count == 0 && merged.outcome.result != SCAN_READ)
        tell_trouble(track, desk, number, &merged.outcome);
    scan_answer_clear(&merged);
    return done;
}

/* A code of a stream that has not been kept before. */
static void greet(struct scan_track *track, struct scan_desk *desk, struct scan_sighting *sighting)
{
    const struct scan_judge *judge = desk->output->judge;
    const struct scan_symbol *symbol = &sighting->symbol;
    scan_goal_note(&desk->goal, symbol->text, symbol->text_len);
    if (desk->at_once)
        tell_code(track, desk, symbol, NULL, sighting);
    else if (desk->live.shown && judge != NULL)
        sighting->verdict = judge->decide(judge->context, symbol->text, symbol->text_len, NULL, NULL);
}

/* No more of it will be seen. */
static void part(struct scan_track *track, struct scan_desk *desk, const struct scan_sighting *sighting)
{
    if (!desk->at_once)
        tell_code(track, desk, &sighting->symbol, NULL, sighting);
}

static bool note_symbol(struct scan_track *track, struct scan_desk *desk, struct scan_symbol *symbol,
                        const struct scan_picture *picture)
{
    bool fresh;
    symbol->frame = picture->frame;
    struct scan_sighting *sighting = scan_sightings_note(track->sightings, symbol, picture->at_s, &fresh);
    if (sighting == NULL)
        return false;
    if (!fresh)
        return true;
    greet(track, desk, sighting);
    for (struct scan_sighting *gone; (gone = scan_sightings_take_surplus(track->sightings)) != NULL;) {
        part(track, desk, gone);
        scan_sighting_free(gone);
    }
    return true;
}

static bool take_frame(struct scan_track *track, struct scan_desk *desk, const struct scan_picture *picture,
                       struct scan_answer *answer)
{
    if (track->sightings == NULL)
        track->sightings = scan_sightings_open(CODES_MAX, CODE_BYTES_MAX);
    bool done = track->sightings != NULL;
    if (track->outcome.result == SCAN_READ)
        track->outcome = answer->outcome;
    for (size_t i = 0; done && i < answer->symbol_count && !scan_goal_reached(&desk->goal); i++)
        done = note_symbol(track, desk, &answer->symbols[i], picture);
    scan_answer_clear(answer);
    return done;
}

bool scan_track_take(struct scan_track *track, struct scan_desk *desk, const struct scan_picture *picture,
                     struct scan_answer *answer)
{
    switch (track->form) {
    case SCAN_READER_DOCUMENT:
        return (picture->page == track->page.number || tell_page(track, desk)) &&
               scan_page_take(&track->page, picture, answer);
    case SCAN_READER_FRAMES:
        return take_frame(track, desk, picture, answer);
    default:
        break;
    }
    track->outcome = answer->outcome;
    tell_all(track, desk, answer);
    scan_answer_clear(answer);
    return true;
}

void scan_track_show(const struct scan_track *track, struct scan_desk *desk, const struct scan_feed *feed)
{
    if (track->sightings != NULL)
        scan_live_update(&desk->live, track->source, track->sightings, feed->seen, feed->dropped);
}

static bool tell_sightings(struct scan_track *track, struct scan_desk *desk)
{
    size_t count;
    if (track->sightings == NULL || scan_sightings_newest(track->sightings) == NULL)
        return true;
    struct scan_sighting **list = scan_sightings_list(track->sightings, &count);
    for (size_t i = 0; i < count; i++)
        part(track, desk, list[i]);
    free(list);
    return list != NULL;
}

/* A folder may hold anything: what is no picture there, neither by its bytes nor by its name, is only counted. */
static bool is_beside_the_point(const struct scan_track *track, enum scan_result result)
{
    return !track->named && (result == SCAN_NOT_PICTURE || result == SCAN_EMPTY || result == SCAN_NOT_A_FILE) &&
           !scan_source_looks_like_picture(track->source);
}

/* What is said of a source as such, and how it counts. */
static void conclude(struct scan_track *track, struct scan_desk *desk, const struct scan_outcome *outcome)
{
    struct scan_tally *tally = &desk->tally;
    const bool is_picture = track->form == SCAN_READER_PICTURE;
    tally->pictures++;
    if (outcome->result != SCAN_READ && (track->codes == 0 || !is_picture))
        tell_trouble(track, desk, 0, outcome);
    clear_screen(desk);
    if (track->troubles > 0) {
        tally->not_read++;
    } else if (track->codes > 0) {
        tally->with_code++;
        scan_output_warning(desk->output, track->source, outcome);
    } else {
        tally->without_code++;
        scan_output_no_code(desk->output, track->source, tally);
    }
}

bool scan_track_end(struct scan_track *track, struct scan_desk *desk, const struct scan_outcome *outcome)
{
    bool done = true;
    if (track->form == SCAN_READER_DOCUMENT)
        done = tell_page(track, desk);
    else if (track->form == SCAN_READER_FRAMES)
        done = tell_sightings(track, desk);
    if (outcome == NULL && track->codes == 0 && track->form != SCAN_READER_FRAMES)
        return done;
    if (outcome == NULL || outcome->result == SCAN_READ)
        outcome = &track->outcome;
    if (is_beside_the_point(track, outcome->result)) {
        desk->skipped++;
        return done;
    }
    conclude(track, desk, outcome);
    desk->folder_told = !track->named;
    return done;
}

void scan_track_end_folder(const struct scan_track *track, struct scan_desk *desk)
{
    if (!desk->folder_told) {
        clear_screen(desk);
        scan_output_empty_folder(desk->output, track->source, &desk->tally);
    }
    desk->folder_told = false;
}
