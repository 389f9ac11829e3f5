/* test_sightings.c: the codes of a stream are told once each, and take a bounded amount of memory. */
#include "scanner/sightings.h"

#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scanner/goal.h"

static struct scan_sighting *note(struct scan_sightings *sightings, const char *text, uint32_t frame, bool *fresh)
{
    const struct scan_symbol symbol = {.frame = frame, .page = 1, .text = text, .text_len = strlen(text)};
    return scan_sightings_note(sightings, &symbol, frame / 10.0, fresh);
}

static void a_code_is_kept_once_with_its_first_and_last_frame(void **state)
{
    (void)state;
    bool fresh;
    struct scan_sightings *sightings = scan_sightings_open(10, 1000);
    assert_non_null(note(sightings, "A", 3, &fresh));
    assert_true(fresh);
    note(sightings, "B", 3, &fresh);
    assert_true(fresh);
    note(sightings, "A", 3, &fresh); /* twice in one frame */
    assert_false(fresh);
    const struct scan_sighting *a = note(sightings, "A", 7, &fresh);
    assert_false(fresh);
    assert_int_equal(a->symbol.frame, 3);
    assert_int_equal(a->last_frame, 7);
    assert_int_equal(a->frames, 2);
    assert_true(a->first_s == 0.3 && a->last_s == 0.7);
    assert_ptr_equal(scan_sightings_newest(sightings), a);

    size_t count;
    struct scan_sighting **list = scan_sightings_list(sightings, &count);
    assert_int_equal(count, 2);
    assert_string_equal(list[0]->symbol.text, "A"); /* by when they were seen first */
    assert_string_equal(list[1]->symbol.text, "B");
    free(list);
    assert_null(scan_sightings_take_surplus(sightings));
    scan_sightings_close(sightings);
}

static void a_code_at_two_places_of_one_frame_is_two_labels(void **state)
{
    (void)state;
    static const uint32_t frames[] = {0, 1, 2, 2, 3, 3, 3, 4, 4};
    static const unsigned labels[] = {1, 1, 1, 2, 2, 2, 3, 3, 3};
    bool fresh;
    struct scan_sightings *sightings = scan_sightings_open(10, 1000);
    for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++)
        assert_int_equal(note(sightings, "A", frames[i], &fresh)->labels, labels[i]);
    scan_sightings_close(sightings);
}

/* At the edge of a frame a label's quiet zone is cut; in the next one it may be blurred. */
static void a_print_is_as_good_as_any_frame_shows_it(void **state)
{
    (void)state;
    static const struct scan_print prints[] = {
        {.measured = false}, {true, 500, 900, 100, 300}, {true, 800, 200, 400, 290}, {.measured = false}};
    bool fresh;
    struct scan_sightings *sightings = scan_sightings_open(10, 1000);
    const struct scan_sighting *sighting = NULL;
    for (uint32_t i = 0; i < 4; i++) {
        const struct scan_symbol symbol = {.frame = i, .text = "A", .text_len = 1, .print = prints[i]};
        sighting = scan_sightings_note(sightings, &symbol, i, &fresh);
        assert_int_equal(sighting->symbol.print.measured, i > 0);
    }
    assert_int_equal(sighting->symbol.print.contrast_milli, 800);
    assert_int_equal(sighting->symbol.print.modulation_milli, 900);
    assert_int_equal(sighting->symbol.print.quiet_zone_centi, 400);
    assert_int_equal(sighting->symbol.print.module_centi, 300);
    scan_sightings_close(sightings);
}

static void texts_that_differ_in_anything_are_two(void **state)
{
    (void)state;
    bool fresh;
    struct scan_sightings *sightings = scan_sightings_open(10, 1000);
    const struct scan_symbol with_nul = {.text = "A\0B", .text_len = 3}, shorter = {.text = "A\0C", .text_len = 3},
                             product = {.symbology = SCAN_SYMBOLOGY_EAN_13, .text = "A\0B", .text_len = 3};
    scan_sightings_note(sightings, &with_nul, 0, &fresh);
    assert_true(fresh);
    scan_sightings_note(sightings, &shorter, 0, &fresh);
    assert_true(fresh);
    scan_sightings_note(sightings, &product, 0, &fresh);
    assert_true(fresh);
    scan_sightings_note(sightings, &with_nul, 0, &fresh);
    assert_false(fresh);
    scan_sightings_close(sightings);
}

static void the_one_not_seen_for_the_longest_goes_first(void **state)
{
    (void)state;
    bool fresh;
    struct scan_sightings *sightings = scan_sightings_open(2, 1000);
    note(sightings, "A", 1, &fresh);
    note(sightings, "B", 2, &fresh);
    note(sightings, "A", 3, &fresh);
    note(sightings, "C", 4, &fresh);
    struct scan_sighting *gone = scan_sightings_take_surplus(sightings);
    assert_non_null(gone);
    assert_string_equal(gone->symbol.text, "B");
    scan_sighting_free(gone);
    assert_null(scan_sightings_take_surplus(sightings));
    note(sightings, "B", 5, &fresh);
    assert_true(fresh);
    assert_int_equal(scan_sightings_total(sightings), 4);
    scan_sightings_close(sightings);
}

static void long_texts_are_bounded_too(void **state)
{
    (void)state;
    bool fresh;
    char text[101] = "";
    struct scan_sightings *sightings = scan_sightings_open(1000, 250);
    memset(text, 'x', sizeof text - 1);
    for (int i = 0; i < 10; i++) {
        size_t left = 0;
        text[0] = (char)('a' + i);
        note(sightings, text, (uint32_t)i, &fresh);
        for (struct scan_sighting *gone; (gone = scan_sightings_take_surplus(sightings)) != NULL; left++)
            scan_sighting_free(gone);
        assert_int_equal(left, i < 2 ? 0 : 1);
    }
    scan_sightings_close(sightings);
}

/* What the heap holds, in bytes. */
static size_t held(void)
{
    return mallinfo2().uordblks;
}

static void a_hundred_thousand_codes_take_no_more_memory_than_the_first_thousand(void **state)
{
    (void)state;
    bool fresh;
    size_t after_warm_up = 0;
    struct scan_sightings *sightings = scan_sightings_open(500, 100000);
    for (uint32_t frame = 0; frame < 100000; frame++) {
        char text[32];
        snprintf(text, sizeof text, "CODE %06u", frame);
        note(sightings, text, frame, &fresh);
        assert_true(fresh);
        for (struct scan_sighting *gone; (gone = scan_sightings_take_surplus(sightings)) != NULL;) {
            assert_int_equal(gone->symbol.frame, frame - 500);
            scan_sighting_free(gone);
        }
        if (frame == 1000)
            after_warm_up = held();
    }
    if (after_warm_up > 0) /* a sanitizer's heap does not say */
        assert_in_range(held(), 0, after_warm_up + 64 * 1024);
    scan_sightings_close(sightings);
}

static void a_goal_counts_different_texts(void **state)
{
    (void)state;
    struct scan_goal goal;
    assert_true(scan_goal_open(&goal, 3));
    static const char *const texts[] = {"A", "A", "B", "A", "B", "C", "D"};
    for (size_t i = 0; i < 7; i++) {
        assert_true(scan_goal_reached(&goal) == (i > 5));
        scan_goal_note(&goal, texts[i], 1);
    }
    scan_goal_close(&goal);
    assert_true(scan_goal_open(&goal, 0));
    for (size_t i = 0; i < 7; i++)
        scan_goal_note(&goal, texts[i], 1);
    assert_false(scan_goal_reached(&goal));
    scan_goal_close(&goal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_is_kept_once_with_its_first_and_last_frame),
        cmocka_unit_test(a_code_at_two_places_of_one_frame_is_two_labels),
        cmocka_unit_test(a_print_is_as_good_as_any_frame_shows_it),
        cmocka_unit_test(texts_that_differ_in_anything_are_two),
        cmocka_unit_test(the_one_not_seen_for_the_longest_goes_first),
        cmocka_unit_test(long_texts_are_bounded_too),
        cmocka_unit_test(a_hundred_thousand_codes_take_no_more_memory_than_the_first_thousand),
        cmocka_unit_test(a_goal_counts_different_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
