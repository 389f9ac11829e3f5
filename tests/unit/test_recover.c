/* test_recover.c: what workers located and could not read is made out by a registry's batches and a ring's keys. */
#include "scanner/recover.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "informed_fixture.h"
#include "temp_folder.h"

enum {
    FIRST = 13,
    HOPELESS = 20,
    DAMAGED = 16,
    SORELY = 19
}; /* modules: where patches begin, and how large they are */

static struct trc_keyring ring;
static struct trc_registry *registry;
static struct trc_template_config config;

static int set_up(void **state)
{
    if (temp_folder_enter(state) != 0)
        return -1;
    fixture_ring(&ring);
    config = fixture_config(TRC_SEAL_KIND_NONE, false);
    return trc_registry_open("registry.db", TRC_REGISTRY_CREATE, &registry, NULL) == TRC_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    trc_registry_close(registry);
    return temp_folder_leave(state);
}

static void record_batch(const char *lot)
{
    struct trc_batch batch = {.key_id = config.key_id, .seal = config.seal, .count = 100, .created_at_s = 1725148800};
    snprintf(batch.gtin, sizeof batch.gtin, "%s", config.gtin);
    snprintf(batch.lot, sizeof batch.lot, "%s", lot != NULL ? lot : "");
    snprintf(batch.expiry, sizeof batch.expiry, "%s", config.expiry != NULL ? config.expiry : "");
    snprintf(batch.host, sizeof batch.host, "%s", config.host);
    assert_int_equal(trc_registry_reserve(registry, &batch, NULL, NULL, NULL, NULL), TRC_OK);
}

/* One label with a patch on it, as a worker hands it on. */
static void add_label(struct scan_answer *answer, uint32_t unit, unsigned patch, struct trc_issued *issued)
{
    static struct trc_symbol symbol;
    static struct qr_grid grid;
    uint64_t random = 20240901 + unit;
    fixture_issue_from(&config, &ring, unit, NULL, issued);
    informed_draw(issued->text, TRC_EC_M, &symbol);
    informed_sample(&symbol, &grid);
    informed_cover(&grid, FIRST, FIRST, patch, 2, &random);
    const struct scan_located located = {.us = 1000,
                                         .frame = unit,
                                         .page = 1,
                                         .quad = {{1, 2}, {3, 4}, {5, 6}, {7, 8}},
                                         .version = grid.version,
                                         .soft = grid.soft};
    assert_true(scan_answer_add_located(answer, &located));
}

static struct scan_recover *open_recover(bool keys)
{
    struct scan_recover *recover = scan_recover_open(&(struct scan_recover_config){
        .host = config.host, .registry = keys ? registry : NULL, .ring = keys ? &ring : NULL});
    assert_non_null(recover);
    return recover;
}

static void a_damaged_label_is_made_out_once_its_batch_is_known(void **state)
{
    (void)state;
    struct trc_issued issued;
    struct scan_recover *recover = open_recover(true);
    struct scan_answer answer = {0};
    add_label(&answer, 42, DAMAGED, &issued);
    record_batch("ANOTHER");
    assert_true(scan_recover_answer(recover, &answer, true));
    assert_int_equal(answer.symbol_count, 0); /* the control: unknown batch, unknown lot */
    record_batch(config.lot);
    assert_true(scan_recover_answer(recover, &answer, true));
    assert_int_equal(answer.symbol_count, 1);
    assert_int_equal(answer.located_count, 0);
    const struct scan_symbol *symbol = &answer.symbols[0];
    assert_string_equal(symbol->text, issued.text);
    assert_int_equal(symbol->text_len, issued.text_len);
    assert_int_equal(symbol->rung, SCAN_RUNG_INFORMED);
    assert_int_equal(symbol->decoder, SCAN_DECODER_TRC);
    assert_int_equal(symbol->frame, 42);
    assert_int_equal(symbol->page, 1);
    assert_int_equal(symbol->quad[2].y, 6);
    assert_true(symbol->us > 1000);
    scan_answer_clear(&answer);
    scan_recover_close(recover);
}

static void what_is_not_made_out_stays_located_and_in_order(void **state)
{
    (void)state;
    struct trc_issued issued;
    struct scan_recover *recover = open_recover(true);
    struct scan_answer answer = {0};
    add_label(&answer, 1, HOPELESS, &issued);
    add_label(&answer, 2, 3, &issued);
    add_label(&answer, 3, HOPELESS, &issued);
    assert_true(scan_recover_answer(recover, &answer, false));
    assert_int_equal(answer.symbol_count, 1);
    assert_int_equal(answer.symbols[0].frame, 2);
    assert_int_equal(answer.located_count, 2);
    assert_int_equal(answer.located[0].frame, 1);
    assert_int_equal(answer.located[1].frame, 3);
    scan_answer_clear(&answer);
    scan_recover_close(recover);
}

/* A picture that is made to waste time: the seals are asked for a few symbols only. */
static void seals_are_asked_for_a_few_symbols_of_a_picture(void **state)
{
    (void)state;
    struct trc_issued issued;
    struct scan_recover *recover = open_recover(true);
    struct scan_answer quick = {0}, thorough = {0};
    for (uint32_t unit = 0; unit < 8; unit++) {
        add_label(&quick, unit, SORELY, &issued);
        add_label(&thorough, unit, SORELY, &issued);
    }
    assert_true(scan_recover_answer(recover, &quick, false));
    assert_true(scan_recover_answer(recover, &thorough, true));
    print_message("of 8 labels: Reed-Solomon %zu, with seals for the first four %zu\n", quick.symbol_count,
                  thorough.symbol_count);
    assert_in_range(quick.symbol_count, 0, 2); /* of a frame no more are looked at */
    assert_in_range(thorough.symbol_count, quick.symbol_count + 1, 8);
    scan_answer_clear(&quick);
    scan_answer_clear(&thorough);
    scan_recover_close(recover);
}

static void a_host_alone_serves_where_there_is_less_damage(void **state)
{
    (void)state;
    struct trc_issued issued;
    struct scan_recover *recover = open_recover(false);
    struct scan_answer answer = {0};
    add_label(&answer, 7, 5, &issued);
    add_label(&answer, 8, HOPELESS, &issued);
    assert_true(scan_recover_answer(recover, &answer, true));
    assert_int_equal(answer.symbol_count, 1);
    assert_true(answer.symbols[0].frame == 7);
    scan_answer_clear(&answer);
    scan_recover_close(recover);
}

static void nobody_who_knows_anything_changes_nothing(void **state)
{
    (void)state;
    struct trc_issued issued;
    struct scan_answer answer = {0};
    add_label(&answer, 7, 0, &issued);
    assert_true(scan_recover_answer(NULL, &answer, true));
    assert_int_equal(answer.located_count, 1);
    assert_int_equal(answer.symbol_count, 0);
    scan_answer_clear(&answer);
    scan_recover_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_damaged_label_is_made_out_once_its_batch_is_known),
        cmocka_unit_test(what_is_not_made_out_stays_located_and_in_order),
        cmocka_unit_test(seals_are_asked_for_a_few_symbols_of_a_picture),
        cmocka_unit_test(a_host_alone_serves_where_there_is_less_damage),
        cmocka_unit_test(nobody_who_knows_anything_changes_nothing),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
