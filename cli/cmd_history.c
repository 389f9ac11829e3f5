/* cmd_history.c: trc history: everything known of one unit, as a timeline. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <trc/trc.h>

#include "commands.h"
#include "common/console.h"
#include "common/convert.h"
#include "common/failure.h"
#include "common/json_out.h"
#include "common/place_text.h"
#include "common/subject.h"
#include "common/text.h"
#include "common/verdict_out.h"

enum step_kind {
    STEP_ISSUED,
    STEP_PRINTED,
    STEP_RELEASED,
    STEP_SHIPPED,
    STEP_RECALLED,
    STEP_LIFTED,
    STEP_EVENT,
};
static const char *const step_names[] = {"issued", "printed", "released", "shipped", "recalled", "recall_lifted"};
static const char *const step_words[] = {N_("issued"),  N_("printed"),  N_("released for sale"),
                                         N_("shipped"), N_("recalled"), N_("recall lifted")};

/* One line of the timeline; texts are NULL where they say nothing. */
struct step {
    enum step_kind kind;
    int64_t at_s;    /* as the clock said */
    int64_t order_s; /* not before what is known to have come first */
    char detail[320], actor[TRC_ACTOR_MAX + 1];
    struct trc_event event;
};

struct timeline {
    const struct subject *subject;
    int64_t latest_s[STEP_EVENT]; /* order of the last step of each kind */
    size_t count, decided;        /* the first `decided` come from tables, the others from the ledger in its order */
    struct step *step;
};

static struct step *add(struct timeline *timeline, enum step_kind kind, int64_t at_s)
{
    if ((timeline->count & (timeline->count - 1)) == 0) {
        const size_t room = timeline->count == 0 ? 16 : 2 * timeline->count;
        struct step *array = timeline->count < 16 && timeline->step != NULL
                                 ? timeline->step
                                 : realloc(timeline->step, room * sizeof *array);
        if (array == NULL)
            return NULL;
        timeline->step = array;
    }
    struct step *step = &timeline->step[timeline->count++];
    memset(step, 0, sizeof *step);
    step->kind = kind;
    step->at_s = step->order_s = at_s;
    return step;
}

/*
 * Each kind is told in the order in which it was recorded: a clock that was set back moves none of them before the one
 * that it follows.
 */
static void follow(struct timeline *timeline, struct step *step)
{
    const int64_t *latest_s = timeline->latest_s;
    int64_t first_s = latest_s[step->kind];
    if (step->kind == STEP_LIFTED) /* its recall was described last */
        first_s = latest_s[STEP_RECALLED];
    else if (step->kind != STEP_RECALLED && latest_s[STEP_ISSUED] > first_s) /* a recall may be older than the unit */
        first_s = latest_s[STEP_ISSUED];
    step->order_s = first_s > step->at_s ? first_s : step->at_s;
    timeline->latest_s[step->kind] = step->order_s;
}

static enum trc_status describe(struct timeline *timeline, enum step_kind kind, int64_t at_s, const char *actor,
                                const char *detail)
{
    struct step *step = at_s != 0 ? add(timeline, kind, at_s) : NULL;
    if (step == NULL)
        return at_s != 0 ? TRC_ERR_MEMORY : TRC_OK;
    snprintf(step->actor, sizeof step->actor, "%s", actor);
    snprintf(step->detail, sizeof step->detail, "%s", detail);
    follow(timeline, step);
    return TRC_OK;
}

static bool has_unit(const struct timeline *timeline, uint32_t first, uint32_t last)
{
    const uint32_t unit = timeline->subject->judgement.unit;
    return unit >= first && unit <= last;
}

static enum trc_status take_print(void *context, const struct trc_print_run *run)
{
    struct timeline *timeline = context;
    if (!has_unit(timeline, run->first_unit, run->last_unit))
        return TRC_OK;
    return describe(timeline, STEP_PRINTED, run->began_at_s, run->actor, run->reason);
}

static enum trc_status take_shipment(void *context, const struct trc_shipment *shipment)
{
    struct timeline *timeline = context;
    if (!has_unit(timeline, shipment->first_unit, shipment->last_unit))
        return TRC_OK;
    return describe(timeline, STEP_SHIPPED, shipment->at_s, shipment->actor, shipment->regions);
}

static enum trc_status take_recall(void *context, const struct trc_recall *recall)
{
    struct timeline *timeline = context;
    const struct trc_judgement *judgement = &timeline->subject->judgement;
    if (!trc_recall_covers(recall, judgement->batch, judgement->unit))
        return TRC_OK;
    const enum trc_status status = describe(timeline, STEP_RECALLED, recall->at_s, recall->actor, recall->reason);
    return status == TRC_OK
               ? describe(timeline, STEP_LIFTED, recall->lifted_at_s, recall->lifted_by, recall->lift_reason)
               : status;
}

static enum trc_status take_event(void *context, const struct trc_event *event)
{
    struct step *step = add(context, STEP_EVENT, event->at_s);
    if (step == NULL)
        return TRC_ERR_MEMORY;
    step->event = *event;
    return TRC_OK;
}

/* Steps of one second keep their order. */
static void sort(struct step *step, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const struct step moved = step[i];
        size_t to = i;
        for (; to > 0 && step[to - 1].order_s > moved.order_s; to--)
            step[to] = step[to - 1];
        step[to] = moved;
    }
}

static enum trc_status gather(struct timeline *timeline, struct trc_error *error)
{
    const struct subject *subject = timeline->subject;
    const struct trc_batch *batch = subject->judgement.batch;
    struct trc_registry *registry = subject->home.registry;
    char text[96];
    snprintf(text, sizeof text, _("batch %" PRId64 ", unit %" PRIu32), batch->id, subject->judgement.unit);
    enum trc_status status = describe(timeline, STEP_ISSUED, batch->created_at_s, "", text);
    if (status == TRC_OK)
        status = trc_registry_each_print(registry, batch->id, take_print, timeline, error);
    if (status == TRC_OK)
        status = describe(timeline, STEP_RELEASED, subject->judgement.active_since_s, "", "");
    if (status == TRC_OK)
        status = trc_registry_each_shipment(registry, batch->id, take_shipment, timeline, error);
    if (status == TRC_OK)
        status = trc_registry_each_recall(registry, take_recall, timeline, error);
    if (status != TRC_OK)
        return status;
    timeline->decided = timeline->count;
    sort(timeline->step, timeline->decided);
    return trc_registry_each_event(registry, subject->code_key, take_event, timeline, error);
}

static const char *what(const struct step *step)
{
    return step->kind == STEP_EVENT ? trc_event_kind_name(step->event.kind) : step_names[step->kind];
}

/* By somebody who has a name, and perhaps a reason. */
static bool is_decided(const struct trc_event *event)
{
    return event->kind == TRC_EVENT_STATE || event->kind == TRC_EVENT_UNDO || event->kind == TRC_EVENT_EXAMINED;
}

static void put_event(struct json_out *out, const struct trc_event *event)
{
    char place[TRC_PLACE_TEXT_SIZE], scanner[17];
    trc_place_format(&event->place, place);
    json_out_text(out, "place", place);
    if (is_decided(event)) {
        if (event->kind != TRC_EVENT_EXAMINED)
            json_out_text(out, "state", trc_unit_state_name(event->state));
        json_out_text(out, "actor", event->actor);
        json_out_text(out, "reason", event->reason);
        return;
    }
    snprintf(scanner, sizeof scanner, "%016" PRIx64, event->scanner);
    json_out_text(out, "by", trc_scanner_kind_name(event->scanner_kind));
    json_out_text(out, "scanner", event->scanner != 0 ? scanner : NULL);
    json_out_text(out, "counts", trc_weight_name(event->weight));
    if (event->kind == TRC_EVENT_SCAN)
        json_out_text(out, "verdict", trc_verdict_name(event->verdict));
}

static void put_step(const struct timeline *timeline, const struct step *step)
{
    char time[TIME_TEXT_SIZE], id[32];
    struct json_out out;
    if (step->kind == STEP_EVENT)
        snprintf(id, sizeof id, "%" PRIu32 ":%" PRId64, step->event.chain, step->event.position);
    else
        snprintf(id, sizeof id, "%s-%zu", step_names[step->kind], (size_t)(step - timeline->step));
    json_out_begin(&out, stdout);
    json_out_text(&out, "id", id);
    json_out_text(&out, "at", time_format(step->at_s, time));
    json_out_text(&out, "what", what(step));
    if (step->kind == STEP_EVENT) {
        put_event(&out, &step->event);
    } else {
        json_out_text(&out, "detail", step->detail);
        json_out_text(&out, "actor", step->actor);
    }
    json_out_end(&out);
}

static void tell_event(const struct trc_event *event)
{
    char place[PLACE_WORDS_SIZE];
    console_print_cell(stdout, trc_event_kind_text(event->kind), 20);
    if (is_decided(event)) {
        if (event->kind != TRC_EVENT_EXAMINED)
            printf("%s  ", trc_unit_state_text(event->state));
        console_print_safe(stdout, event->actor, strlen(event->actor));
        fputs("  ", stdout);
        console_print_safe(stdout, event->reason, strlen(event->reason));
    } else {
        fputs(trc_scanner_kind_text(event->scanner_kind), stdout);
        if (place_words(&event->place, place)[0] != '\0')
            printf("  %s", place);
        if (event->kind == TRC_EVENT_SCAN)
            printf("  %s", verdict_label(event->verdict));
        if (event->weight == TRC_WEIGHT_REPEAT)
            printf("  %s", _("(counted already)"));
    }
    putchar('\n');
}

static void tell_step(const struct step *step)
{
    char time[TIME_TEXT_SIZE];
    printf("  %s  ", time_words(step->at_s, time));
    if (step->kind == STEP_EVENT) {
        tell_event(&step->event);
        return;
    }
    console_print_cell(stdout, _(step_words[step->kind]), 20);
    console_print_safe(stdout, step->detail, strlen(step->detail));
    if (step->actor[0] != '\0') {
        fputs("  ", stdout);
        console_print_safe(stdout, step->actor, strlen(step->actor));
    }
    putchar('\n');
}

/* Both lists are in order; what the ledger holds stays in the ledger's order, whatever the clock said. */
static void show(const struct timeline *timeline, bool json)
{
    size_t i = 0, k = timeline->decided;
    while (i < timeline->decided || k < timeline->count) {
        const bool from_tables =
            k == timeline->count || (i < timeline->decided && timeline->step[i].order_s <= timeline->step[k].at_s);
        const struct step *step = &timeline->step[from_tables ? i++ : k++];
        if (json)
            put_step(timeline, step);
        else
            tell_step(step);
    }
}

int cmd_history(struct cli *cli, int argc, char **argv)
{
    int exit_code;
    const int first = command_options(cli, argc, argv, NULL, 0, 1, 1, &exit_code);
    if (first < 0)
        return exit_code;
    struct trc_error error = TRC_ERROR_INIT;
    static struct subject subject;
    struct timeline timeline = {.subject = &subject};
    enum trc_status status = subject_open(&cli->common, argv[first], false, &subject, &error);
    if (status == TRC_OK)
        status = gather(&timeline, &error);
    if (status == TRC_OK && !cli->common.json)
        judgement_print(stdout, NULL, 0, &subject.judgement);
    if (status == TRC_OK)
        show(&timeline, cli->common.json);
    free(timeline.step);
    subject_close(&subject);
    if (status == TRC_ERR_MEMORY && error.msg[0] == '\0')
        status = fail(&error, status, _("Memory ran out."));
    return status == TRC_OK ? EXIT_DONE : console_fail(status, &error);
}
