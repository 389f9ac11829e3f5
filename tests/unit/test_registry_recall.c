/* test_registry_recall.c: shipments and recalls: what is taken, what is refused, and whom they cover. */
#include "registry_fixture.h"

#include <trc/recall.h>

#define NOW 1800000000

static int64_t reserve(struct fixture *f, uint32_t count)
{
    struct trc_batch batch = batch_of(GTIN_A, 0, count);
    assert_ok(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error));
    return batch.id;
}

static struct trc_shipment shipment_of(int64_t batch_id, uint32_t first, uint32_t last, const char *regions)
{
    struct trc_shipment shipment = {
        .batch_id = batch_id, .first_unit = first, .last_unit = last, .actor = "dock", .at_s = NOW};
    strcpy(shipment.regions, regions);
    return shipment;
}

static enum trc_status last_of(void *context, const struct trc_shipment *shipment)
{
    *(struct trc_shipment *)context = *shipment;
    return TRC_OK;
}

static void shipments_come_back_in_canonical_codes(void **state)
{
    struct fixture *f = *state;
    const int64_t id = reserve(f, 10);
    struct trc_shipment shipment = shipment_of(id, 1, 5, "cn-sh, CN-32,,de"), found = {0};
    assert_ok(trc_registry_add_shipment(f->registry, &shipment, &f->error));
    assert_ok(trc_registry_each_shipment(f->registry, id, last_of, &found, &f->error));
    assert_string_equal(found.regions, "CN-31,CN-32,DE");
    assert_int_equal(found.act, shipment.act);
    assert_int_equal(found.last_unit, 5);
    assert_string_equal(found.actor, "dock");
    found.act = 0;
    assert_ok(trc_registry_each_shipment_of(f->registry, 0, GTIN_A, last_of, &found, &f->error));
    assert_int_equal(found.act, shipment.act);
    found.act = 0;
    assert_ok(trc_registry_each_shipment_of(f->registry, 0, GTIN_B, last_of, &found, &f->error));
    assert_int_equal(found.act, 0);
}

static void wrong_shipments_are_refused(void **state)
{
    struct fixture *f = *state;
    const int64_t id = reserve(f, 10);
    const struct {
        struct trc_shipment shipment;
        enum trc_status status;
    } rows[] = {
        {shipment_of(id + 1, 1, 5, "CN-31"), TRC_ERR_NOT_FOUND}, {shipment_of(id, 1, 11, "CN-31"), TRC_ERR_RANGE},
        {shipment_of(id, 5, 1, "CN-31"), TRC_ERR_RANGE},         {shipment_of(id, 1, 5, ""), TRC_ERR_SYNTAX},
        {shipment_of(id, 1, 5, "EU"), TRC_ERR_SYNTAX},           {shipment_of(id, 1, 5, "CN-99"), TRC_ERR_SYNTAX},
        {shipment_of(id, 1, 5, "CN-31,XX-1"), TRC_ERR_SYNTAX},   {shipment_of(id, 1, 5, "CNX"), TRC_ERR_SYNTAX},
        {shipment_of(id, 1, 5, "Shanghai"), TRC_ERR_SYNTAX},     {shipment_of(id, 1, 5, "31.2,121.5"), TRC_ERR_SYNTAX},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trc_shipment shipment = rows[i].shipment, found = {0};
        assert_status(trc_registry_add_shipment(f->registry, &shipment, &f->error), rows[i].status);
        assert_ok(trc_registry_each_shipment(f->registry, 0, last_of, &found, &f->error));
        assert_int_equal(found.act, 0);
    }
}

static struct trc_recall recall_of(int64_t batch_id)
{
    return (struct trc_recall){.batch_id = batch_id, .reason = "glass", .actor = "qa", .at_s = NOW};
}

static enum trc_status last_recall(void *context, const struct trc_recall *recall)
{
    *(struct trc_recall *)context = *recall;
    return TRC_OK;
}

static void recalls_hold_until_they_are_lifted(void **state)
{
    struct fixture *f = *state;
    struct trc_recall recall = recall_of(reserve(f, 10)), found;
    strcpy(recall.url, "https://acme.cn/recall");
    assert_ok(trc_registry_add_recall(f->registry, &recall, &f->error));
    assert_ok(trc_registry_each_recall(f->registry, last_recall, &found, &f->error));
    assert_int_equal(found.id, recall.id);
    assert_string_equal(found.url, recall.url);
    assert_int_equal(found.lifted_at_s, 0);
    assert_ok(trc_registry_lift_recall(f->registry, recall.id, "qa", "mended", NOW + 5, &f->error));
    assert_ok(trc_registry_each_recall(f->registry, last_recall, &found, &f->error));
    assert_int_equal(found.lifted_at_s, NOW + 5);
    assert_string_equal(found.lift_reason, "mended");
    assert_status(trc_registry_lift_recall(f->registry, recall.id, "qa", "", NOW + 6, &f->error), TRC_ERR_STATE);
    assert_status(trc_registry_lift_recall(f->registry, recall.id + 1, "qa", "", NOW, &f->error), TRC_ERR_NOT_FOUND);
}

static enum trc_status count_recall(void *context, const struct trc_recall *recall)
{
    (void)recall;
    ++*(int *)context;
    return TRC_OK;
}

static enum trc_status count_shipment(void *context, const struct trc_shipment *shipment)
{
    (void)shipment;
    ++*(int *)context;
    return TRC_OK;
}

/* Whoever does not know whether it was recorded sends it again. */
static void the_same_recall_again_is_one(void **state)
{
    struct fixture *f = *state;
    const int64_t id = reserve(f, 10);
    struct trc_recall first = recall_of(id), again = recall_of(id), other;
    int count = 0;
    assert_ok(trc_registry_add_recall(f->registry, &first, &f->error));
    assert_false(first.repeated);
    again.at_s = NOW + 60;
    assert_ok(trc_registry_add_recall(f->registry, &again, &f->error));
    assert_true(again.repeated);
    assert_int_equal(again.id, first.id);
    assert_int_equal(again.at_s, NOW);
    /* Controls: whatever is different is another recall. */
    for (int i = 0; i < 5; i++) {
        other = recall_of(i == 0 ? 0 : id);
        strcpy(i == 0 ? other.lot : i == 1 ? other.reason : i == 2 ? other.actor : other.url, "https://b");
        if (i == 4)
            other.first_unit = 1, other.last_unit = 9;
        assert_ok(trc_registry_add_recall(f->registry, &other, &f->error));
        assert_false(other.repeated);
    }
    assert_ok(trc_registry_each_recall(f->registry, count_recall, &count, &f->error));
    assert_int_equal(count, 6);
    assert_ok(trc_registry_lift_recall(f->registry, first.id, "qa", "", NOW, &f->error));
    assert_ok(trc_registry_add_recall(f->registry, &again, &f->error)); /* lifted, and recalled anew */
    assert_false(again.repeated);
}

static void the_same_shipment_again_is_one(void **state)
{
    struct fixture *f = *state;
    const int64_t id = reserve(f, 20);
    const struct {
        struct trc_shipment shipment;
        bool repeated;
    } rows[] = {
        {shipment_of(id, 1, 10, "CN-31,DE"), false},
        {shipment_of(id, 1, 10, "cn-sh, de"), true}, /* the same in other words */
        {shipment_of(id, 1, 9, "CN-31,DE"), false},  /* controls: other units, */
        {shipment_of(id, 11, 20, "CN-31,DE"), false},
        {shipment_of(id, 11, 20, "CN-31"), false},    /* another market, */
        {shipment_of(id, 11, 20, "CN-31,DE"), false}, /* and back again */
        {shipment_of(id, 11, 20, "CN-31,DE"), true},
        {shipment_of(id, 1, 10, "CN-31,DE"), false}, /* some of them were sent elsewhere since */
        {shipment_of(id, 11, 20, "CN-31,DE"), true}, /* these were not */
    };
    int count = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trc_shipment shipment = rows[i].shipment;
        shipment.at_s = NOW + (int64_t)i;
        assert_ok(trc_registry_add_shipment(f->registry, &shipment, &f->error));
        assert_int_equal(shipment.repeated, rows[i].repeated);
        assert_int_equal(shipment.at_s == NOW + (int64_t)i, !rows[i].repeated);
    }
    assert_ok(trc_registry_each_shipment(f->registry, id, count_shipment, &count, &f->error));
    assert_int_equal(count, 6);
}

static void wrong_recalls_are_refused(void **state)
{
    struct fixture *f = *state;
    const int64_t id = reserve(f, 10);
    struct trc_recall recall = recall_of(0);
    assert_status(trc_registry_add_recall(f->registry, &recall, &f->error), TRC_ERR_SYNTAX); /* of nothing */
    recall = recall_of(id + 1);
    assert_status(trc_registry_add_recall(f->registry, &recall, &f->error), TRC_ERR_NOT_FOUND);
    recall = recall_of(id);
    recall.first_unit = 5, recall.last_unit = 11;
    assert_status(trc_registry_add_recall(f->registry, &recall, &f->error), TRC_ERR_RANGE);
    recall = recall_of(id);
    recall.reason[0] = '\0';
    assert_status(trc_registry_add_recall(f->registry, &recall, &f->error), TRC_ERR_SYNTAX);
    recall = recall_of(id);
    strcpy(recall.url, "javascript:alert(1)");
    assert_status(trc_registry_add_recall(f->registry, &recall, &f->error), TRC_ERR_SYNTAX);
    struct trc_recall found = {0};
    assert_ok(trc_registry_each_recall(f->registry, last_recall, &found, &f->error));
    assert_int_equal(found.id, 0);
}

static void what_a_recall_covers(void **state)
{
    (void)state;
    struct trc_batch batch = batch_of(GTIN_A, 0, 10);
    batch.id = 3;
    struct trc_recall recall = {.gtin = GTIN_A};
    assert_true(trc_recall_covers(&recall, &batch, 1));
    strcpy(recall.gtin, GTIN_B);
    assert_false(trc_recall_covers(&recall, &batch, 1));
    recall = (struct trc_recall){.lot = "LOT2409A"};
    assert_true(trc_recall_covers(&recall, &batch, 1));
    strcpy(recall.gtin, GTIN_B); /* both must fit */
    assert_false(trc_recall_covers(&recall, &batch, 1));
    recall = (struct trc_recall){.batch_id = 3, .first_unit = 4, .last_unit = 5};
    assert_false(trc_recall_covers(&recall, &batch, 3));
    assert_true(trc_recall_covers(&recall, &batch, 4));
    assert_true(trc_recall_covers(&recall, &batch, 5));
    assert_false(trc_recall_covers(&recall, &batch, 6));
}

static void what_a_recall_covers_is_counted(void **state)
{
    struct fixture *f = *state;
    struct trc_batch batch = batch_of(GTIN_A, 0, 10);
    strcpy(batch.lot, "L1");
    assert_ok(trc_registry_reserve(f->registry, &batch, NULL, NULL, NULL, &f->error));
    const int64_t first = batch.id, second = reserve(f, 5);
    const struct {
        struct trc_recall recall;
        int64_t units, batches;
    } rows[] = {
        {{.gtin = GTIN_A}, 15, 2},
        {{.lot = "L1"}, 10, 1},
        {{.gtin = GTIN_A, .lot = "L1"}, 10, 1},
        {{.gtin = GTIN_B, .lot = "L1"}, 0, 0},
        {{.lot = "L2"}, 0, 0},
        {{.lot = "L1", .batch_id = second}, 0, 0},
        {{.batch_id = second}, 5, 1},
        {{.batch_id = first, .first_unit = 3, .last_unit = 5}, 3, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t units = -1, batches = -1;
        assert_ok(trc_registry_count_recalled(f->registry, &rows[i].recall, &units, &batches, &f->error));
        assert_int_equal(units, rows[i].units);
        assert_int_equal(batches, rows[i].batches);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        registry_test(shipments_come_back_in_canonical_codes),
        registry_test(wrong_shipments_are_refused),
        registry_test(recalls_hold_until_they_are_lifted),
        registry_test(the_same_recall_again_is_one),
        registry_test(the_same_shipment_again_is_one),
        registry_test(wrong_recalls_are_refused),
        registry_test(what_a_recall_covers),
        registry_test(what_a_recall_covers_is_counted),
    };
    return run_registry_tests(tests);
}
