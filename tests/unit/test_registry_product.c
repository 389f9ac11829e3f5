/* test_registry_product.c: what the consumer page shows, and its image. */
#include "registry_fixture.h"

static struct trc_product baijiu(void)
{
    return (struct trc_product){
        .gtin = GTIN_A,
        .name = "Baijiu 500 ml",
        .name_zh = "\xe7\x99\xbd\xe9\x85\x92 500 ml",
        .standard = "GB/T 10781.1",
        .market = "CN-31,CN-32",
    };
}

static void assert_same(const struct trc_product *a, const struct trc_product *b)
{
    assert_string_equal(a->gtin, b->gtin);
    assert_string_equal(a->name, b->name);
    assert_string_equal(a->name_zh, b->name_zh);
    assert_string_equal(a->standard, b->standard);
    assert_string_equal(a->market, b->market);
    assert_string_equal(a->image_type, b->image_type);
    assert_int_equal(a->image_len, b->image_len);
}

static void a_product_comes_back_as_it_was_put(void **state)
{
    struct fixture *f = *state;
    const struct trc_product product = baijiu();
    struct trc_product found;
    assert_ok(trc_registry_put_product(f->registry, &product, NULL, false, &f->error));
    reopen(f);
    assert_ok(trc_registry_get_product(f->registry, GTIN_A, &found, &f->error));
    assert_same(&found, &product);
    assert_status(trc_registry_get_product(f->registry, GTIN_B, &found, &f->error), TRC_ERR_NOT_FOUND);
    assert_says(f->error, GTIN_B);
}

static void a_product_is_added_once_and_replaced_on_demand(void **state)
{
    struct fixture *f = *state;
    struct trc_product product = baijiu(), found;
    assert_ok(trc_registry_put_product(f->registry, &product, NULL, false, &f->error));
    strcpy(product.name, "Other");
    assert_status(trc_registry_put_product(f->registry, &product, NULL, false, &f->error), TRC_ERR_EXISTS);
    assert_ok(trc_registry_get_product(f->registry, GTIN_A, &found, &f->error));
    assert_string_equal(found.name, "Baijiu 500 ml");
    assert_ok(trc_registry_put_product(f->registry, &product, NULL, true, &f->error));
    assert_ok(trc_registry_get_product(f->registry, GTIN_A, &found, &f->error));
    assert_string_equal(found.name, "Other");
}

static void an_image_is_kept_to_the_byte(void **state)
{
    static uint8_t bytes[TRC_PRODUCT_IMAGE_MAX + 1];
    static const size_t lens[] = {1, 70000, TRC_PRODUCT_IMAGE_MAX};
    struct fixture *f = *state;
    struct trc_product product = baijiu(), found;
    uint8_t *image = bytes;
    size_t len;
    char type[TRC_IMAGE_TYPE_SIZE];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 31 >> 3);
    strcpy(product.image_type, "image/png");
    for (size_t i = 0; i < sizeof lens / sizeof *lens; i++) {
        product.image_len = lens[i];
        assert_ok(trc_registry_put_product(f->registry, &product, bytes, true, &f->error));
        assert_ok(trc_registry_get_product(f->registry, GTIN_A, &found, &f->error));
        assert_int_equal(found.image_len, lens[i]);
        assert_ok(trc_registry_get_product_image(f->registry, GTIN_A, &image, &len, type, &f->error));
        assert_int_equal(len, lens[i]);
        assert_memory_equal(image, bytes, len);
        assert_string_equal(type, "image/png");
        free(image);
    }
    product.image_len = sizeof bytes;
    assert_status(trc_registry_put_product(f->registry, &product, bytes, true, &f->error), TRC_ERR_RANGE);

    product.image_len = 0;
    product.image_type[0] = '\0';
    assert_ok(trc_registry_put_product(f->registry, &product, NULL, true, &f->error));
    assert_status(trc_registry_get_product_image(f->registry, GTIN_A, &image, &len, type, &f->error),
                  TRC_ERR_NOT_FOUND);
    assert_null(image);
    assert_status(trc_registry_get_product_image(f->registry, GTIN_B, &image, &len, type, &f->error),
                  TRC_ERR_NOT_FOUND);
}

static void texts_and_types_that_are_refused(void **state)
{
    static const struct {
        struct trc_product product;
        size_t image_len;
        const char *rule;
        size_t pos;
    } row[] = {
        {{.gtin = GTIN_A, .name = "ab\xc3("}, 0, "utf-8", 2},
        {{.gtin = GTIN_A, .name_zh = "\xed\xa0\x80"}, 0, "utf-8", 0},
        {{.gtin = GTIN_A, .standard = "GB\xff"}, 0, "utf-8", 2},
        {{.gtin = GTIN_A, .market = "\x80"}, 0, "utf-8", 0},
        {{.gtin = GTIN_A, .image_type = "text/html"}, 3, "image-type", 0},
        {{.gtin = GTIN_A, .image_type = "image/png\r\nX: y"}, 3, "image-type", 9},
        {{.gtin = GTIN_A, .image_type = "image/"}, 3, "image-type", 6},
        {{.gtin = GTIN_A, .image_type = ""}, 3, "image-type", 0},
        {{.gtin = GTIN_A, .image_type = "image/png"}, 0, "image-type", 9},
    };
    static const uint8_t image[] = {'P', 'N', 'G'};
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct trc_error error = TRC_ERROR_INIT;
        struct trc_product product = row[i].product;
        product.image_len = row[i].image_len;
        assert_status(
            trc_registry_put_product(f->registry, &product, row[i].image_len > 0 ? image : NULL, true, &error),
            TRC_ERR_SYNTAX);
        assert_string_equal(error.rule, row[i].rule);
        assert_int_equal(error.pos, row[i].pos);
        assert_status(trc_registry_get_product(f->registry, GTIN_A, &product, &f->error), TRC_ERR_NOT_FOUND);
    }
    struct trc_product product = baijiu();
    memset(product.name, 'n', sizeof product.name);
    assert_status(trc_registry_put_product(f->registry, &product, NULL, true, &f->error), TRC_ERR_RANGE);
    product.name[TRC_NAME_MAX] = '\0'; /* control: the longest that fits */
    assert_ok(trc_registry_put_product(f->registry, &product, NULL, true, &f->error));
}

static void hostile_text_is_data(void **state)
{
    static const char *const texts[] = {
        "'); DROP TABLE product; --", "$1 ? %s %n", "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "\x01\x1b[2J",
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct trc_product product = baijiu(), found;
        strcpy(product.name, texts[i]);
        strcpy(product.market, texts[i]);
        assert_ok(trc_registry_put_product(f->registry, &product, NULL, true, &f->error));
        assert_ok(trc_registry_get_product(f->registry, GTIN_A, &found, &f->error));
        assert_same(&found, &product);
    }
}

struct walk {
    struct trc_registry *registry;
    size_t count, stop_at;
    char last[TRC_GTIN_SIZE];
};

static enum trc_status visit(void *context, const struct trc_product *product)
{
    struct walk *walk = context;
    struct trc_product again;
    struct walk inner = {.stop_at = SIZE_MAX};
    assert_true(strcmp(walk->last, product->gtin) < 0);
    strcpy(walk->last, product->gtin);
    if (++walk->count == walk->stop_at)
        return TRC_ERR_STATE;
    if (walk->registry != NULL) { /* a visitor may read, also by the same query */
        assert_ok(trc_registry_get_product(walk->registry, product->gtin, &again, NULL));
        assert_same(&again, product);
        assert_ok(trc_registry_each_product(walk->registry, visit, &inner, NULL));
        assert_int_equal(inner.count, 20);
    }
    return TRC_OK;
}

static void a_walk_goes_by_gtin_and_can_be_stopped(void **state)
{
    struct fixture *f = *state;
    for (int i = 19; i >= 0; i--) {
        struct trc_product product = baijiu();
        snprintf(product.gtin, sizeof product.gtin, "069012345678%02d", i);
        assert_ok(trc_registry_put_product(f->registry, &product, NULL, false, &f->error));
    }
    struct walk all = {.registry = f->registry, .stop_at = SIZE_MAX}, some = {.stop_at = 7};
    assert_ok(trc_registry_each_product(f->registry, visit, &all, &f->error));
    assert_int_equal(all.count, 20);
    assert_status(trc_registry_each_product(f->registry, visit, &some, &f->error), TRC_ERR_STATE);
    assert_int_equal(some.count, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        registry_test(a_product_comes_back_as_it_was_put),
        registry_test(a_product_is_added_once_and_replaced_on_demand),
        registry_test(an_image_is_kept_to_the_byte),
        registry_test(texts_and_types_that_are_refused),
        registry_test(hostile_text_is_data),
        registry_test(a_walk_goes_by_gtin_and_can_be_stopped),
    };
    return run_registry_tests(tests);
}
