/* test_registry_serial.c: own serials: each issued once for a GTIN, found again by text and by unit. */
#include "registry_fixture.h"

#include <limits.h>
#include <sys/resource.h>

#ifndef __has_feature /* clang's way of telling; gcc defines macros */
#define __has_feature(x) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || __has_feature(address_sanitizer)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

static struct trc_batch own_batch(const char *gtin)
{
    struct trc_batch batch = batch_of(gtin, 2, 0);
    batch.seal = TRC_SEAL_KIND_HMAC;
    return batch;
}

static enum trc_status reserve_list(struct fixture *f, struct trc_batch *batch, const char *const *serials,
                                    size_t count)
{
    struct serial_list list = {.serial = serials, .count = count};
    return trc_registry_reserve(f->registry, batch, NULL, next_of_list, &list, &f->error);
}

struct walk {
    uint32_t next_unit;
    size_t count;
    char text[128];
};

static enum trc_status visit(void *context, uint32_t unit, const char *serial)
{
    struct walk *walk = context;
    assert_int_equal(unit, walk->next_unit++);
    walk->count++;
    if (strlen(walk->text) + strlen(serial) + 2 < sizeof walk->text)
        strcat(strcat(walk->text, serial), " ");
    return TRC_OK;
}

static void own_serials_come_back_in_order_from_any_unit(void **state)
{
    static const char *const serials[] = {"SN-B", "SN-A", "sn-a", "1", "ABCDEFGHIJKLMNOPQRS!"};
    struct fixture *f = *state;
    struct trc_batch sealed = batch_of(GTIN_A, 2, 100), batch = own_batch(GTIN_A);
    assert_ok(trc_registry_reserve(f->registry, &sealed, NULL, NULL, NULL, &f->error));
    assert_ok(reserve_list(f, &batch, serials, 5));
    assert_int_equal(batch.count, 5);
    assert_int_equal(batch.first_unit, 101);
    assert_true(batch.own_serials);
    reopen(f);

    struct walk all = {.next_unit = 101}, some = {.next_unit = 103}, none = {0};
    assert_ok(trc_registry_each_serial(f->registry, batch.id, 0, visit, &all, &f->error));
    assert_string_equal(all.text, "SN-B SN-A sn-a 1 ABCDEFGHIJKLMNOPQRS! ");
    assert_ok(trc_registry_each_serial(f->registry, batch.id, 103, visit, &some, &f->error));
    assert_string_equal(some.text, "sn-a 1 ABCDEFGHIJKLMNOPQRS! ");
    assert_ok(trc_registry_each_serial(f->registry, sealed.id, 0, visit, &none, &f->error));
    assert_int_equal(none.count, 0);

    struct trc_batch next = batch_of(GTIN_A, 2, 1);
    assert_ok(trc_registry_reserve(f->registry, &next, NULL, NULL, NULL, &f->error));
    assert_int_equal(next.first_unit, 106);
}

static void a_serial_is_found_by_gtin_and_text(void **state)
{
    static const char *const serials[] = {"SN-1", "SN-2"};
    struct fixture *f = *state;
    struct trc_batch a = own_batch(GTIN_A), b = own_batch(GTIN_B);
    int64_t batch_id;
    uint32_t unit;
    assert_ok(reserve_list(f, &a, serials, 2));
    assert_ok(reserve_list(f, &b, serials, 2)); /* another GTIN may have the same serials */
    assert_ok(trc_registry_find_serial(f->registry, GTIN_B, "SN-2", &batch_id, &unit, &f->error));
    assert_int_equal(batch_id, b.id);
    assert_int_equal(unit, 2);
    assert_status(trc_registry_find_serial(f->registry, GTIN_A, "SN-3", &batch_id, &unit, &f->error),
                  TRC_ERR_NOT_FOUND);
    assert_status(trc_registry_find_serial(f->registry, GTIN_A, "sn-1", &batch_id, &unit, &f->error),
                  TRC_ERR_NOT_FOUND);
    assert_int_equal(batch_id, 0);
}

static void lists_that_are_refused_as_a_whole(void **state)
{
    static const struct {
        const char *const serials[4];
        enum trc_status status;
        const char *says, *says_too;
    } row[] = {
        {{NULL}, TRC_ERR_RANGE, "empty", ""},
        {{"NEW-1", "NEW-2", "NEW-1"}, TRC_ERR_EXISTS, "NEW-1 stands twice", "no. 1 and no. 3"},
        {{"NEW-1", "OLD-2"}, TRC_ERR_EXISTS, "OLD-2 (no. 2", "in batch 1"},
        {{"NEW-1", ""}, TRC_ERR_SYNTAX, "no. 2", ""},
        {{"NEW-1", "NEW-2", "123456789012345678901"}, TRC_ERR_SYNTAX, "no. 3", ""},
        {{"NEW 1"}, TRC_ERR_SYNTAX, "no. 1", ""},
        {{"NEW-1", "60E6419MKAS0Q6064TT1"}, TRC_ERR_SYNTAX, "no. 2", "sealed"},
    };
    static const char *const old[] = {"OLD-1", "OLD-2"};
    struct fixture *f = *state;
    struct trc_batch first = own_batch(GTIN_A);
    assert_ok(reserve_list(f, &first, old, 2));
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct trc_batch batch = own_batch(GTIN_A), before;
        memcpy(&before, &batch, sizeof before);
        size_t count = 0;
        while (row[i].serials[count] != NULL)
            count++;
        assert_status(reserve_list(f, &batch, row[i].serials, count), row[i].status);
        assert_says(f->error, row[i].says);
        assert_says(f->error, row[i].says_too);
        assert_memory_equal(&batch, &before, sizeof batch);
        int64_t batch_id;
        uint32_t unit;
        assert_status(trc_registry_find_serial(f->registry, GTIN_A, "NEW-1", &batch_id, &unit, &f->error),
                      TRC_ERR_NOT_FOUND);
    }
    static const char *const good[] = {"NEW-1"};
    struct trc_batch batch = own_batch(GTIN_A);
    assert_ok(reserve_list(f, &batch, good, 1));
    assert_int_equal(batch.id, 2);
    assert_int_equal(batch.first_unit, 3); /* refusals burn no numbers */
}

static void own_serials_need_an_s_seal(void **state)
{
    static const char *const serials[] = {"SN-1"};
    struct fixture *f = *state;
    struct trc_batch batch = own_batch(GTIN_A);
    batch.seal = TRC_SEAL_KIND_NONE;
    assert_status(reserve_list(f, &batch, serials, 1), TRC_ERR_RANGE);
    assert_says(f->error, "hmac");
}

static enum trc_status failing_next(void *context, const char **serial, struct trc_error *error)
{
    (void)error;
    int *calls = context;
    *serial = "SN-X";
    return ++*calls == 2 ? TRC_ERR_IO : TRC_OK;
}

static void a_list_that_cannot_be_read_reserves_nothing(void **state)
{
    struct fixture *f = *state;
    struct trc_batch batch = own_batch(GTIN_A);
    int calls = 0;
    int64_t batch_id;
    uint32_t unit;
    assert_status(trc_registry_reserve(f->registry, &batch, NULL, failing_next, &calls, &f->error), TRC_ERR_IO);
    assert_int_equal(calls, 2);
    assert_status(trc_registry_find_serial(f->registry, GTIN_A, "SN-X", &batch_id, &unit, &f->error),
                  TRC_ERR_NOT_FOUND);
}

static void a_list_longer_than_the_numbers_left_is_refused(void **state)
{
    static const char *const serials[] = {"SN-1", "SN-2", "SN-3"};
    struct fixture *f = *state;
    struct trc_batch most = batch_of(GTIN_A, 2, TRC_UNIT_MAX - 2), batch = own_batch(GTIN_A);
    assert_ok(trc_registry_reserve(f->registry, &most, NULL, NULL, NULL, &f->error));
    assert_status(reserve_list(f, &batch, serials, 3), TRC_ERR_FULL);
    assert_says(f->error, " 2 numbers left");
    assert_ok(reserve_list(f, &batch, serials, 2));
    assert_int_equal(batch.first_unit + batch.count - 1, TRC_UNIT_MAX);
    batch = own_batch(GTIN_A);
    assert_status(reserve_list(f, &batch, serials + 2, 1), TRC_ERR_FULL);
}

struct numbers {
    uint32_t given, count;
    char text[TRC_SERIAL_MAX + 1];
};

static enum trc_status next_number(void *context, const char **serial, struct trc_error *error)
{
    struct numbers *numbers = context;
    (void)error;
    snprintf(numbers->text, sizeof numbers->text, "SN%u", numbers->given);
    *serial = numbers->given++ < numbers->count ? numbers->text : NULL;
    return TRC_OK;
}

static long peak_kb(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

/* The database's cache is bounded at 16 MB; a list held in memory would need 40 MB and more. */
static void a_long_list_streams(void **state)
{
    enum { SERIALS = 400000, ALLOWED_KB = 24 * 1024 };
    struct fixture *f = *state;
    struct trc_batch batch = own_batch(GTIN_A);
    struct numbers numbers = {.count = SERIALS};
    struct walk walk = {.next_unit = 1};
    const long allowed_kb = SANITIZED ? LONG_MAX : peak_kb() + ALLOWED_KB; /* a sanitizer keeps memory of its own */
    assert_ok(trc_registry_reserve(f->registry, &batch, NULL, next_number, &numbers, &f->error));
    assert_int_equal(batch.count, SERIALS);
    assert_ok(trc_registry_each_serial(f->registry, batch.id, 0, visit, &walk, &f->error));
    assert_int_equal(walk.count, SERIALS);
    assert_true(peak_kb() < allowed_kb);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        registry_test(own_serials_come_back_in_order_from_any_unit),
        registry_test(a_serial_is_found_by_gtin_and_text),
        registry_test(lists_that_are_refused_as_a_whole),
        registry_test(own_serials_need_an_s_seal),
        registry_test(a_list_that_cannot_be_read_reserves_nothing),
        registry_test(a_list_longer_than_the_numbers_left_is_refused),
        registry_test(a_long_list_streams),
    };
    return run_registry_tests(tests);
}
