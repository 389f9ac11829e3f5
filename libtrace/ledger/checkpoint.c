/* checkpoint.c: where the chains end, as a signed note. Source: docs/ledger.md "Checkpoints". */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/date.h"
#include "base/error.h"
#include "crypto/hmac.h"
#include "ledger/walk.h"
#include "registry/registry.h"

#define LINK_TEXT_SIZE (TRC_BASE64_LEN(TRC_LEDGER_LINK_LEN) + 1)
#define TIME_LINE "time "

_Static_assert(TRC_LEDGER_LINK_LEN == TRC_LINK_LEN, "one link");

static void format_link(const uint8_t link[TRC_LEDGER_LINK_LEN], char text[LINK_TEXT_SIZE])
{
    trc_base64_encode(link, TRC_LEDGER_LINK_LEN, text);
    text[LINK_TEXT_SIZE - 1] = '\0';
}

/* The text that is signed. Nothing of it can be too long: an origin is, as a name of a key, at most 255 bytes. */
static size_t format(const struct trc_checkpoint *checkpoint, char body[TRC_CHECKPOINT_SIZE])
{
    char lines[TRC_LEDGER_CHAINS * 96], link[LINK_TEXT_SIZE], time[TRC_LEDGER_TIME_SIZE];
    uint8_t root[TRC_LEDGER_LINK_LEN];
    size_t used = 0;
    for (unsigned i = 0; i < TRC_LEDGER_CHAINS; i++) {
        format_link(checkpoint->link[i], link);
        used += (size_t)snprintf(lines + used, sizeof lines - used, "chain %u %" PRId64 " %s\n", i,
                                 checkpoint->length[i], link);
    }
    trc_sha256(lines, used, root);
    format_link(root, link);
    return (size_t)snprintf(body, TRC_CHECKPOINT_SIZE, "%s\n%" PRId64 "\n%s\n%s" TIME_LINE "%s\n", checkpoint->origin,
                            checkpoint->rows, link, lines, trc_ledger_time(checkpoint->at_s, time));
}

/* --- signing --- */

static enum trc_status read_ends(struct trc_db *db, struct trc_checkpoint *checkpoint, struct trc_error *error)
{
    struct trc_chain chain;
    enum trc_status status = TRC_OK;
    for (uint32_t i = 0; i < TRC_LEDGER_CHAINS && status == TRC_OK; i++) {
        status = trc_chain_read(db, i, &chain, error);
        checkpoint->length[i] = chain.length;
        checkpoint->rows += chain.length;
        memcpy(checkpoint->link[i], chain.link, TRC_LEDGER_LINK_LEN);
    }
    return status;
}

enum trc_status trc_ledger_checkpoint(struct trc_registry *registry, const char *origin,
                                      const uint8_t seed[TRC_ED25519_SEED_LEN], int64_t now_s,
                                      char note[TRC_CHECKPOINT_SIZE], struct trc_error *error)
{
    struct trc_checkpoint checkpoint = {.at_s = now_s};
    char body[TRC_CHECKPOINT_SIZE];
    size_t len;
    note[0] = '\0';
    if (strlen(origin) > TRC_NOTE_NAME_MAX)
        return trc_error_set(error, TRC_ERR_RANGE, _("The origin of a checkpoint is too long."));
    if (now_s <= 0)
        return trc_error_set(error, TRC_ERR_RANGE, _("Nothing can be recorded before 1970: check the clock."));
    memcpy(checkpoint.origin, origin, strlen(origin));
    enum trc_status status = trc_registry_begin_read(registry, error);
    if (status == TRC_OK)
        status = trc_db_end(registry->db, read_ends(registry->db, &checkpoint, error), error);
    if (status != TRC_OK)
        return status;
    const size_t body_len = format(&checkpoint, body);
    return trc_note_sign(body, body_len, origin, seed, note, TRC_CHECKPOINT_SIZE, &len, error);
}

/* --- reading --- */

/* Each reads what it can, or leaves zeros: whether it was all there shows when the whole is written again. */
static const char *after(const char *at, const char *what)
{
    const size_t len = strlen(what);
    return strncmp(at, what, len) == 0 ? at + len : at;
}

static int64_t take_number(const char **at)
{
    char *end;
    const int64_t number = strtoll(*at, &end, 10);
    *at = end;
    return number;
}

static void take_link(const char **at, uint8_t link[TRC_LEDGER_LINK_LEN])
{
    const size_t len = strcspn(*at, "\n");
    size_t bytes;
    if (!trc_base64_decode(*at, len, link, TRC_LEDGER_LINK_LEN, &bytes) || bytes != TRC_LEDGER_LINK_LEN)
        memset(link, 0, TRC_LEDGER_LINK_LEN);
    *at += len;
}

static int digits(const char *at, size_t count)
{
    int number = 0;
    for (size_t i = 0; i < count; i++)
        number = 10 * number + (at[i] >= '0' && at[i] <= '9' ? at[i] - '0' : 0);
    return number;
}

/* "2026-11-28T05:00:00Z" */
static int64_t take_time(const char *at)
{
    enum { TIME_LEN = 20 };
    if (strlen(at) < TIME_LEN)
        return 0;
    const struct trc_date date = {digits(at, 4), digits(at + 5, 2), digits(at + 8, 2)};
    if (date.month < 1 || date.month > 12)
        return 0;
    return trc_date_to_days(date) * 86400 + digits(at + 11, 2) * 3600 + digits(at + 14, 2) * 60 + digits(at + 17, 2);
}

static void scan(const char *body, struct trc_checkpoint *checkpoint)
{
    const char *at = body + strcspn(body, "\n");
    const size_t origin_len = (size_t)(at - body);
    memset(checkpoint, 0, sizeof *checkpoint);
    if (origin_len < sizeof checkpoint->origin)
        memcpy(checkpoint->origin, body, origin_len);
    at = after(at, "\n");
    checkpoint->rows = take_number(&at);
    at = after(at, "\n");
    at += strcspn(at, "\n"); /* the root follows from the chains */
    for (size_t i = 0; i < TRC_LEDGER_CHAINS; i++) {
        at = after(at, "\nchain ");
        (void)take_number(&at);
        checkpoint->length[i] = take_number(&at);
        at = after(at, " ");
        take_link(&at, checkpoint->link[i]);
    }
    checkpoint->at_s = take_time(after(at, "\n" TIME_LINE));
}

static bool adds_up(const struct trc_checkpoint *checkpoint)
{
    int64_t left = checkpoint->rows;
    for (size_t i = 0; i < TRC_LEDGER_CHAINS; i++) {
        if (checkpoint->length[i] < 0 || checkpoint->length[i] > left)
            return false;
        left -= checkpoint->length[i];
    }
    return left == 0 && checkpoint->at_s > 0;
}

/* Written again it is the same, or it was no checkpoint of this program's. */
static enum trc_status parse(const char *body, size_t len, const char *signer, struct trc_checkpoint *checkpoint,
                             struct trc_error *error)
{
    char again[TRC_CHECKPOINT_SIZE];
    scan(body, checkpoint);
    if (adds_up(checkpoint) && format(checkpoint, again) == len && memcmp(again, body, len) == 0 &&
        strcmp(checkpoint->origin, signer) == 0)
        return TRC_OK;
    memset(checkpoint, 0, sizeof *checkpoint);
    return trc_error_rule(error, "checkpoint", 0, _("This is signed, but it is no checkpoint of a ledger."));
}

enum trc_status trc_checkpoint_read(const char *text, size_t len, const struct trc_note_key *keys, size_t key_count,
                                    struct trc_checkpoint *checkpoint, struct trc_error *error)
{
    const struct trc_note_key *signer;
    char body[TRC_CHECKPOINT_SIZE] = "";
    size_t body_len;
    memset(checkpoint, 0, sizeof *checkpoint);
    const enum trc_status status = trc_note_check(text, len, keys, key_count, &body_len, &signer, error);
    if (status != TRC_OK)
        return status;
    if (body_len < sizeof body)
        memcpy(body, text, body_len);
    return parse(body, body_len, signer->name, checkpoint, error);
}
