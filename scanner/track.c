/* track.c: what is told of one source: a picture at once, a document page by page, a stream's codes once each. */
#include "scanner/track.h"

#include <stdlib.h>
#include <unistd.h>

#include "scanner/page.h"
#include "scanner/pdf_list.h"
#include "scanner/sightings.h"
#include "scanner/source.h"

/* A warehouse may see more codes pass than can be kept: those gone for the longest are told, and then forgotten. */
enum { CODES_MAX = 4096, CODE_BYTES_MAX = 4 << 20 };

struct scan_track {
    struct scan_subject subject;
    bool named;
    struct scan_outcome outcome;      /* of a picture; of a stream: of the first frame that a worker failed on */
    struct scan_page page;            /* of a document */
    struct scan_sightings *sightings; /* of a stream */
    struct scan_held held[SCAN_PDF_IMAGES_MAX + 1]; /* to be drawn on: of a document, those of the page at hand */
    size_t held_count;
};

struct scan_track *scan_track_open(const char *path, bool named)
{
    struct scan_track *track = calloc(1, sizeof *track);
    if (track == NULL)
        return NULL;
    track->subject.name = scan_output_path(path);
    track->named = named;
    if (track->subject.name != NULL)
        return track;
    free(track);
    return NULL;
}

void scan_track_begin(struct scan_track *track, struct scan_desk *desk, enum scan_kind_reader form)
{
    track->subject.number = ++desk->sources;
    track->subject.form = form;
}

static void hold(struct scan_track *track, const struct scan_picture *picture, int fd)
{
    if (fd >= 0 && track->held_count < SCAN_PDF_IMAGES_MAX + 1)
        track->held[track->held_count++] =
            (struct scan_held){fd, picture->page > 0 ? picture->page : 1, picture->embedded};
    else if (fd >= 0)
        close(fd);
}

static void let_go(struct scan_track *track)
{
    while (track->held_count > 0)
        close(track->held[--track->held_count].fd);
}

void scan_track_close(struct scan_track *track)
{
    if (track == NULL)
        return;
    let_go(track);
    scan_page_clear(&track->page);
    scan_sightings_close(track->sightings);
    free(track->subject.name);
    free(track);
}

static bool tell_all(struct scan_track *track, struct scan_desk *desk, const struct scan_answer *answer)
{
    const bool done = scan_desk_tell_all(desk, &track->subject, answer, track->held, track->held_count);
    let_go(track);
    return done;
}

/* The page at hand is complete. */
static bool tell_page(struct scan_track *track, struct scan_desk *desk)
{
    const uint32_t number = track->page.number;
    struct scan_answer merged;
    if (number == 0)
        return true;
    const bool done = scan_page_merge(&track->page, &merged) && tell_all(track, desk, &merged);
    if (merged.symbol_count == 0 && merged.outcome.result != SCAN_READ)
        scan_desk_tell_trouble(desk, &track->subject, number, &merged.outcome);
    scan_answer_clear(&merged);
    return done;
}

/* A barcode that was seen beside one code of a stream may be that of the next one's package, whose code came later. */
static void weigh_barcodes(const struct scan_sightings *sightings, struct scan_sighting *sighting)
{
    for (const struct scan_sighting *other = scan_sightings_newest(sightings);
         other != NULL && sighting->package.count > 0; other = other->older)
        if (other->gtin[0] != '\0' &&
            (sighting->gtin[0] == '\0' || !trc_gtin_same_product(other->gtin, sighting->gtin)))
            scan_package_drop(&sighting->package, other->gtin);
}

/* One frame that shows a code at two places shows two labels, which a print check tells of. */
static unsigned labels_of(const struct scan_desk *desk, const struct scan_sighting *sighting)
{
    return desk->output->check != NULL ? sighting->labels : 1;
}

static void tell_label(struct scan_track *track, struct scan_desk *desk, struct scan_sighting *sighting)
{
    sighting->told++;
    scan_desk_tell_sighting(desk, &track->subject, sighting);
}

/* A code of a stream that has not been kept before. What barcodes beside it mean is known at the end alone. */
static void greet(struct scan_track *track, struct scan_desk *desk, struct scan_sighting *sighting)
{
    const struct scan_judge *judge = desk->output->judge;
    const struct scan_symbol *symbol = &sighting->symbol;
    const bool code = scan_desk_is_code(desk, symbol);
    if (code)
        scan_goal_note(&desk->goal, symbol->text, symbol->text_len);
    if (code && judge != NULL && (desk->live.shown || desk->annotate != NULL))
        sighting->verdict = judge->decide(judge->context, symbol, NULL, NULL, NULL, NULL);
    if (desk->at_once)
        tell_label(track, desk, sighting);
}

/* No more of it will be seen. */
static void part(struct scan_track *track, struct scan_desk *desk, struct scan_sighting *sighting)
{
    weigh_barcodes(track->sightings, sighting);
    while (!desk->at_once && sighting->told < labels_of(desk, sighting))
        tell_label(track, desk, sighting);
}

/* @param[out] fresh   Set when the code has not been kept before. */
static bool note_symbol(struct scan_track *track, struct scan_desk *desk, const struct scan_symbol *symbol,
                        const struct scan_package *package, double at_s, bool *fresh, enum trc_verdict *verdict)
{
    struct scan_sighting *sighting = scan_sightings_note(track->sightings, symbol, at_s, fresh);
    if (sighting == NULL)
        return false;
    if (*fresh) {
        if (!scan_symbology_is_product(symbol->symbology))
            (void)scan_package_named_gtin(symbol, sighting->gtin);
        greet(track, desk, sighting);
    } else if (desk->at_once && sighting->told < labels_of(desk, sighting)) {
        tell_label(track, desk, sighting);
    }
    *verdict = sighting->verdict;
    scan_package_join(&sighting->package, package);
    for (struct scan_sighting *gone; *fresh && (gone = scan_sightings_take_surplus(track->sightings)) != NULL;) {
        part(track, desk, gone);
        scan_sighting_free(gone);
    }
    return true;
}

/* The codes of one frame; it is drawn when one of them has not been seen before. */
static bool note_all(struct scan_track *track, struct scan_desk *desk, const struct scan_picture *picture,
                     const struct scan_answer *answer, enum trc_verdict *verdicts)
{
    bool done = true, fresh, any = false;
    struct scan_package package;
    struct scan_packages *packages = scan_packages_new(answer);
    for (size_t i = 0; i < answer->symbol_count && packages != NULL && done && !scan_goal_reached(&desk->goal); i++) {
        scan_packages_find(packages, i, &package);
        done = note_symbol(track, desk, &answer->symbols[i], &package, picture->at_s, &fresh, &verdicts[i]);
        any |= fresh;
    }
    scan_packages_free(packages);
    if (packages == NULL || !done || !any || track->held_count == 0)
        return packages != NULL && done;
    const struct scan_subject *subject = &track->subject;
    const struct scan_scene scene = {subject->number, subject->name, subject->form, 1, picture->frame};
    return scan_annotate_add(desk->annotate, track->held[0].fd, &scene, answer, verdicts);
}

static bool take_frame(struct scan_track *track, struct scan_desk *desk, const struct scan_picture *picture,
                       struct scan_answer *answer)
{
    if (track->sightings == NULL)
        track->sightings = scan_sightings_open(CODES_MAX, CODE_BYTES_MAX);
    enum trc_verdict *verdicts = calloc(answer->symbol_count + 1, sizeof *verdicts);
    if (track->outcome.result == SCAN_READ)
        track->outcome = answer->outcome;
    for (size_t i = 0; i < answer->symbol_count; i++)
        answer->symbols[i].frame = picture->frame;
    for (size_t i = 0; i < answer->located_count; i++)
        answer->located[i].frame = picture->frame;
    const bool done = track->sightings != NULL && verdicts != NULL && note_all(track, desk, picture, answer, verdicts);
    free(verdicts);
    let_go(track);
    scan_answer_clear(answer);
    return done;
}

static bool take_picture(struct scan_track *track, struct scan_desk *desk, struct scan_answer *answer)
{
    track->outcome = answer->outcome;
    const bool done = tell_all(track, desk, answer);
    scan_answer_clear(answer);
    return done;
}

bool scan_track_take(struct scan_track *track, struct scan_desk *desk, const struct scan_picture *picture, int fd,
                     struct scan_answer *answer)
{
    const enum scan_kind_reader form = track->subject.form;
    /* In a stream the next frame may be a better one. */
    bool done = scan_recover_answer(desk->recover, answer, form != SCAN_READER_FRAMES);
    if (form == SCAN_READER_DOCUMENT && picture->page != track->page.number)
        done = tell_page(track, desk) && done;
    hold(track, picture, fd);
    if (!done)
        return false;
    return form == SCAN_READER_DOCUMENT ? scan_page_take(&track->page, picture, answer)
           : form == SCAN_READER_FRAMES ? take_frame(track, desk, picture, answer)
                                        : take_picture(track, desk, answer);
}

void scan_track_show(const struct scan_track *track, struct scan_desk *desk, const struct scan_feed *feed)
{
    if (track->sightings != NULL)
        scan_live_update(&desk->live, track->subject.name, track->sightings,
                         &(struct scan_live_frames){feed->seen, feed->total, feed->dropped});
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
           !scan_source_looks_like_picture(track->subject.name);
}

/* What is said of a source as such, and how it counts. */
static void conclude(struct scan_track *track, struct scan_desk *desk, const struct scan_outcome *outcome)
{
    struct scan_tally *tally = &desk->tally;
    struct scan_subject *subject = &track->subject;
    tally->pictures++;
    if (outcome->result != SCAN_READ && (subject->codes == 0 || subject->form != SCAN_READER_PICTURE))
        scan_desk_tell_trouble(desk, subject, 0, outcome);
    scan_desk_clear_screen(desk);
    if (subject->unread > 0)
        scan_output_unread(desk->output, subject->name, subject->unread);
    if (subject->troubles > 0) {
        tally->not_read++;
    } else if (subject->codes > 0) {
        tally->with_code++;
        scan_output_warning(desk->output, subject->name, outcome);
    } else {
        tally->without_code++;
        scan_output_no_code(desk->output, subject->name, tally);
    }
}

bool scan_track_end(struct scan_track *track, struct scan_desk *desk, const struct scan_outcome *outcome)
{
    bool done = true;
    if (track->subject.form == SCAN_READER_DOCUMENT)
        done = tell_page(track, desk);
    else if (track->subject.form == SCAN_READER_FRAMES)
        done = tell_sightings(track, desk);
    if (outcome == NULL && track->subject.codes == 0 && track->subject.form != SCAN_READER_FRAMES)
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
        scan_desk_clear_screen(desk);
        scan_output_empty_folder(desk->output, track->subject.name, &desk->tally);
    }
    desk->folder_told = false;
}
