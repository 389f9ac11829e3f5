/* event_row.c: events to and from rows and bytes. */
#include "registry/event_row.h"

#include <string.h>

#include "registry/bytes.h"
#include "registry/unit_row.h"

/* Texts that most events lack are NULL. */
static struct trc_db_arg optional(const char *text)
{
    return (struct trc_db_arg){.type = TRC_DB_TEXT, .bytes = text[0] != '\0' ? text : NULL, .len = strlen(text)};
}

void trc_event_row_bind(const struct trc_event *event, struct trc_event_row *row,
                        struct trc_db_arg args[TRC_EVENT_ARGS])
{
    trc_place_format(&event->place, row->place);
    const struct trc_db_arg bound[TRC_EVENT_ARGS] = {
        DB_BLOB(event->code_key, sizeof event->code_key),
        DB_INT(event->id),
        DB_INT(event->chain),
        DB_INT(event->position),
        DB_INT(event->kind),
        DB_INT(event->scanner_kind),
        DB_INT(event->at_s),
        DB_TEXT(row->place),
        DB_INT((int64_t)event->scanner),
        DB_INT(event->batch_id),
        DB_INT(event->unit),
        DB_INT(event->weight),
        DB_INT(event->verdict),
        DB_INT(event->state),
        optional(event->actor),
        optional(event->reason),
        DB_BLOB(row->kept, sizeof row->kept),
    };
    memcpy(args, bound, sizeof bound);
}

static void read_bytes(struct trc_db_rows *rows, int column, uint8_t *bytes, size_t expected)
{
    size_t len;
    const void *found = trc_db_bytes(rows, column, &len);
    if (len == expected)
        memcpy(bytes, found, len);
    else
        trc_db_damaged(rows);
}

void trc_event_row_read(struct trc_db_rows *rows, struct trc_event *event, uint8_t kept[TRC_LINK_KEPT])
{
    *event = (struct trc_event){
        .id = trc_db_int(rows, 1),
        .chain = trc_db_uint(rows, 2, TRC_CHAINS - 1),
        .position = trc_db_int(rows, 3),
        .kind = trc_db_uint(rows, 4, TRC_EVENT_KIND_COUNT - 1),
        .scanner_kind = trc_db_uint(rows, 5, TRC_SCANNER_KIND_COUNT - 1),
        .at_s = trc_db_int(rows, 6),
        .scanner = (uint64_t)trc_db_int(rows, 8),
        .batch_id = trc_db_int(rows, 9),
        .unit = trc_db_uint(rows, 10, TRC_UNIT_MAX),
        .weight = trc_db_uint(rows, 11, TRC_WEIGHT_COUNT - 1),
        .verdict = (uint8_t)trc_db_uint(rows, 12, UINT8_MAX),
        .state = trc_db_uint(rows, 13, TRC_STATE_COUNT - 1),
    };
    read_bytes(rows, 0, event->code_key, sizeof event->code_key);
    trc_place_read(rows, 7, &event->place);
    trc_db_text(rows, 14, event->actor, sizeof event->actor);
    trc_db_text(rows, 15, event->reason, sizeof event->reason);
    read_bytes(rows, 16, kept, TRC_LINK_KEPT);
}

static uint8_t *put_text(uint8_t *at, const char *text)
{
    const size_t len = strlen(text);
    trc_put_32(at, (uint32_t)len);
    memcpy(at + 4, text, len);
    return at + 4 + len;
}

/* Every column but `hash`, each in a form of its own length or with its length before it. */
void trc_event_link(const struct trc_event *event, struct trc_chain *chain, uint8_t kept[TRC_LINK_KEPT])
{
    char place[TRC_PLACE_TEXT_SIZE];
    uint8_t bytes[TRC_CODE_KEY_LEN + 12 * 8 + 3 * 4 + sizeof place + sizeof event->actor + sizeof event->reason];
    const uint64_t numbers[] = {
        (uint64_t)event->id,   event->chain,   (uint64_t)event->position, event->kind, event->scanner_kind,
        (uint64_t)event->at_s, event->scanner, (uint64_t)event->batch_id, event->unit, event->weight,
        event->verdict,        event->state};
    uint8_t *at = bytes;
    memcpy(at, event->code_key, TRC_CODE_KEY_LEN);
    at += TRC_CODE_KEY_LEN;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++, at += 8)
        trc_put_64(at, numbers[i]);
    trc_place_format(&event->place, place);
    at = put_text(at, place);
    at = put_text(at, event->actor);
    at = put_text(at, event->reason);
    trc_chain_add(chain, bytes, (size_t)(at - bytes));
    memcpy(kept, chain->link, TRC_LINK_KEPT);
}
