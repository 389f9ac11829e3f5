/* desk.c: where everything is told: lines, verdicts, drawings, and what has been told so far. */
#include "scanner/desk.h"

#include <stdlib.h>

void scan_desk_clear_screen(struct scan_desk *desk)
{
    progress_clear(desk->progress);
    scan_live_clear(&desk->live);
}

bool scan_desk_is_code(const struct scan_desk *desk, const struct scan_symbol *symbol)
{
    return desk->output->judge == NULL || !scan_symbology_is_product(symbol->symbology);
}

static enum trc_verdict tell_code(struct scan_desk *desk, struct scan_subject *subject, const struct scan_line *line)
{
    scan_desk_clear_screen(desk);
    if (scan_desk_is_code(desk, line->symbol)) {
        scan_goal_note(&desk->goal, line->symbol->text, line->symbol->text_len);
        subject->codes++;
    }
    return scan_output_code(desk->output, line, &desk->tally);
}

static const char *drawing_path(const struct scan_desk *desk, const struct scan_subject *subject,
                                const struct scan_symbol *symbol, char path[PATH_MAX])
{
    const struct scan_scene scene = {subject->number, subject->name, subject->form, symbol->page, symbol->frame};
    return desk->annotate != NULL ? scan_annotate_path(desk->annotate, &scene, path) : NULL;
}

void scan_desk_tell_sighting(struct scan_desk *desk, struct scan_subject *subject, const struct scan_sighting *sighting)
{
    char path[PATH_MAX];
    const struct scan_line line = {.source = subject->name,
                                   .symbol = &sighting->symbol,
                                   .package = &sighting->package,
                                   .sighting = sighting,
                                   .drawing = drawing_path(desk, subject, &sighting->symbol, path),
                                   .open = desk->at_once};
    tell_code(desk, subject, &line);
}

void scan_desk_tell_trouble(struct scan_desk *desk, struct scan_subject *subject, uint32_t page,
                            const struct scan_outcome *outcome)
{
    scan_desk_clear_screen(desk);
    scan_output_trouble(desk->output, subject->name, page, outcome, &desk->tally);
    subject->troubles++;
}

static void tell_one(struct scan_desk *desk, struct scan_subject *subject, const struct scan_answer *answer, size_t i,
                     const struct scan_packages *packages, enum trc_verdict *verdict)
{
    char path[PATH_MAX];
    const struct scan_symbol *symbol = &answer->symbols[i];
    struct scan_package package;
    scan_packages_find(packages, i, &package);
    const struct scan_line line = {.source = subject->name,
                                   .symbol = symbol,
                                   .package = &package,
                                   .outcome = &answer->outcome,
                                   .drawing = drawing_path(desk, subject, symbol, path),
                                   .paged = subject->form == SCAN_READER_DOCUMENT || symbol->page > 1};
    *verdict = tell_code(desk, subject, &line);
}

/* Whether an image's codes come first in the answer at this symbol. */
static bool is_first_of_image(const struct scan_answer *answer, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (answer->symbols[i].page == answer->symbols[at].page &&
            answer->symbols[i].frame == answer->symbols[at].frame)
            return false;
    return true;
}

/* A picture may hold several images; a page is several pictures, each with a number. */
static bool draw(const struct scan_desk *desk, const struct scan_subject *subject, const struct scan_answer *answer,
                 const struct scan_held *held, size_t held_count, const enum trc_verdict *verdicts)
{
    struct scan_scene scene = {.source = subject->number, .name = subject->name, .form = subject->form};
    bool done = true;
    for (size_t i = 0; i < held_count && done; i++) {
        scene.page = held[i].page;
        scene.frame = held[i].frame;
        done = scan_annotate_add(desk->annotate, held[i].fd, &scene, answer, verdicts);
    }
    for (size_t i = 0; subject->form == SCAN_READER_PICTURE && i < answer->symbol_count && held_count > 0 && done;
         i++) {
        scene.page = answer->symbols[i].page;
        scene.frame = answer->symbols[i].frame;
        if ((scene.page != held[0].page || scene.frame != held[0].frame) && is_first_of_image(answer, i))
            done = scan_annotate_add(desk->annotate, held[0].fd, &scene, answer, verdicts);
    }
    return done;
}

bool scan_desk_tell_all(struct scan_desk *desk, struct scan_subject *subject, const struct scan_answer *answer,
                        const struct scan_held *held, size_t held_count)
{
    struct scan_packages *packages = scan_packages_new(answer);
    enum trc_verdict *verdicts = calloc(answer->symbol_count + 1, sizeof *verdicts);
    bool done = packages != NULL && verdicts != NULL;
    subject->unread += answer->located_count;
    for (size_t i = 0; done && i < answer->symbol_count && !scan_goal_reached(&desk->goal); i++)
        tell_one(desk, subject, answer, i, packages, &verdicts[i]);
    if (done && desk->annotate != NULL)
        done = draw(desk, subject, answer, held, held_count, verdicts);
    scan_packages_free(packages);
    free(verdicts);
    return done;
}
