/* test_scan_protocol.c: packets come back as they were sent, and no packet that breaks a rule is taken. */
#include "scanner/protocol.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "random.h"
#include "scanner/utf8.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct scan_message hello = {.kind = SCAN_HELLO,
                                          .hello = {.version = SCAN_PROTOCOL_VERSION, .failure = "no seccomp"}};

static const struct scan_message symbol = {
    .kind = SCAN_SYMBOL,
    .id = 0x0123456789abcdef,
    .symbol = {.symbology = SCAN_SYMBOLOGY_QR,
               .decoder = SCAN_DECODER_ZBAR,
               .rung = SCAN_RUNG_INFORMED - 1,
               .us = 1234567,
               .frame = 7,
               .page = 3,
               .quad = {{-5, 0}, {100, 2}, {SCAN_COORDINATE_MAX, 90}, {1, -SCAN_COORDINATE_MAX}},
               .print = {true, 987, SCAN_PRINT_MILLI_MAX, 375, SCAN_PRINT_MODULE_MAX},
               .text = "\xE7\xA0\x81\0x",
               .text_len = 5}};

/* What was read by other means than our reader's grid. */
static const struct scan_message unmeasured = {.kind = SCAN_SYMBOL, .id = 1, .symbol = {.text = "x", .text_len = 1}};

static const int8_t modules[SCAN_LOCATED_SIDE_MAX * SCAN_LOCATED_SIDE_MAX] = {127, -127, 0, -1};

static const struct scan_message located = {.kind = SCAN_LOCATED,
                                            .id = 3,
                                            .located = {.us = 4321,
                                                        .frame = 1,
                                                        .page = 2,
                                                        .quad = {{1, 2}, {3, 4}, {5, 6}, {-7, 8}},
                                                        .version = 3,
                                                        .inverted = true,
                                                        .soft = modules}};

static const struct scan_message part = {.kind = SCAN_PART, .id = 4, .part = {(const uint8_t *)"\xFF\xD8\0", 3}};

static const struct scan_message done = {.kind = SCAN_DONE,
                                         .id = 9,
                                         .done = {.outcome = {.result = SCAN_TRUNCATED,
                                                              .width_px = 640,
                                                              .height_px = 480,
                                                              .offset = 1ull << 40,
                                                              .detail = "ran out"},
                                                  .symbol_count = SCAN_SYMBOLS_MAX}};

static const struct scan_message *const messages[] = {&hello, &symbol, &unmeasured, &located, &part, &done};

/* Where fields lie in a packet. */
enum {
    SYMBOL_SYMBOLOGY_AT = 9,
    SYMBOL_DECODER_AT = 10,
    SYMBOL_RUNG_AT = 11,
    SYMBOL_QUAD_AT = 24,
    SYMBOL_PRINT_AT = 56,
    SYMBOL_LENGTH_AT = 67,
    LOCATED_VERSION_AT = 9,
    LOCATED_INVERTED_AT = 10,
    LOCATED_QUAD_AT = 23,
    DRAWING_COUNT_AT = 25,
    DONE_RESULT_AT = 9,
    DONE_COUNT_AT = 26,
    DONE_LENGTH_AT = 30,
    DONE_DETAIL_AT = 34,
};

static uint8_t packet[SCAN_PACKET_MAX];

static void put_be32(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (24 - 8 * i));
}

static bool decodes(size_t len)
{
    struct scan_message message;
    return scan_message_decode(packet, len, &message);
}

static void messages_come_back_as_they_were_sent(void **state)
{
    (void)state;
    struct scan_message back;
    assert_true(scan_message_decode(packet, scan_message_encode(&hello, packet), &back));
    assert_int_equal(back.kind, SCAN_HELLO);
    assert_int_equal(back.hello.version, SCAN_PROTOCOL_VERSION);
    assert_string_equal(back.hello.failure, "no seccomp");

    assert_true(scan_message_decode(packet, scan_message_encode(&symbol, packet), &back));
    assert_int_equal(back.kind, SCAN_SYMBOL);
    assert_int_equal(back.id, symbol.id);
    assert_int_equal(back.symbol.rung, SCAN_RUNG_INFORMED - 1);
    assert_int_equal(back.symbol.us, 1234567);
    assert_int_equal(back.symbol.frame, 7);
    assert_int_equal(back.symbol.page, 3);
    assert_memory_equal(back.symbol.quad, symbol.symbol.quad, sizeof back.symbol.quad);
    assert_true(back.symbol.print.measured);
    assert_int_equal(back.symbol.print.contrast_milli, 987);
    assert_int_equal(back.symbol.print.modulation_milli, SCAN_PRINT_MILLI_MAX);
    assert_int_equal(back.symbol.print.quiet_zone_centi, 375);
    assert_int_equal(back.symbol.print.module_centi, SCAN_PRINT_MODULE_MAX);
    assert_int_equal(back.symbol.text_len, symbol.symbol.text_len);
    assert_memory_equal(back.symbol.text, symbol.symbol.text, symbol.symbol.text_len);

    assert_true(scan_message_decode(packet, scan_message_encode(&located, packet), &back));
    assert_int_equal(back.id, 3);
    assert_int_equal(back.located.us, 4321);
    assert_int_equal(back.located.frame, 1);
    assert_int_equal(back.located.page, 2);
    assert_int_equal(back.located.version, 3);
    assert_true(back.located.inverted);
    assert_memory_equal(back.located.quad, located.located.quad, sizeof back.located.quad);
    assert_memory_equal(back.located.soft, modules, scan_located_modules(&back.located));

    assert_true(scan_message_decode(packet, scan_message_encode(&part, packet), &back));
    assert_int_equal(back.id, 4);
    assert_int_equal(back.part.len, 3);
    assert_memory_equal(back.part.bytes, "\xFF\xD8\0", 3);

    assert_true(scan_message_decode(packet, scan_message_encode(&done, packet), &back));
    assert_int_equal(back.kind, SCAN_DONE);
    assert_int_equal(back.id, 9);
    assert_int_equal(back.done.outcome.result, SCAN_TRUNCATED);
    assert_int_equal(back.done.outcome.width_px, 640);
    assert_int_equal(back.done.outcome.height_px, 480);
    assert_int_equal(back.done.outcome.offset, 1ull << 40);
    assert_string_equal(back.done.outcome.detail, "ran out");
    assert_int_equal(back.done.symbol_count, SCAN_SYMBOLS_MAX);
}

static struct scan_marks marks;

static bool is_request(size_t len)
{
    struct scan_request request;
    return scan_request_decode(packet, len, &request, &marks);
}

static void every_other_length_is_refused(size_t len)
{
    assert_true(is_request(len)); /* the control */
    for (size_t shorter = 0; shorter < len; shorter++)
        assert_false(is_request(shorter));
    packet[len] = 0;
    assert_false(is_request(len + 1));
}

static void requests_come_back_as_they_were_sent(void **state)
{
    (void)state;
    const struct scan_request request = {.id = UINT64_MAX - 1, .max_pixels = 100000000};
    struct scan_request back;
    const size_t len = scan_request_encode(&request, packet);
    assert_true(scan_request_decode(packet, len, &back, &marks));
    assert_int_equal(back.id, request.id);
    assert_int_equal(back.max_pixels, request.max_pixels);
    assert_null(back.drawing);
    assert_false(back.thorough);
    every_other_length_is_refused(len);
    const struct scan_request thorough = {.id = 4, .max_pixels = 5, .thorough = true};
    assert_true(scan_request_decode(packet, scan_request_encode(&thorough, packet), &back, &marks));
    assert_true(back.thorough);
    assert_null(back.drawing);
    packet[0] = SCAN_DONE;
    assert_false(is_request(len));
}

static void requests_to_draw_come_back_as_they_were_sent(void **state)
{
    (void)state;
    static const struct scan_mark sent[2] = {
        {.quad = {{-1, 2}, {3, -4}, {5, 6}, {7, 8}}, .colour = {255, 0, 128}, .label = "1 真码"}, {.label = ""}};
    const struct scan_drawing drawing = {.page = 2, .number = 9, .marks = sent, .mark_count = COUNT(sent)};
    const struct scan_request request = {.id = 5, .max_pixels = 1, .drawing = &drawing};
    struct scan_request back;
    const size_t len = scan_request_encode(&request, packet);
    assert_true(scan_request_decode(packet, len, &back, &marks));
    assert_non_null(back.drawing);
    assert_int_equal(back.drawing->page, 2);
    assert_int_equal(back.drawing->number, 9);
    assert_int_equal(back.drawing->mark_count, COUNT(sent));
    for (size_t i = 0; i < COUNT(sent); i++) {
        assert_memory_equal(back.drawing->marks[i].quad, sent[i].quad, sizeof sent[i].quad);
        assert_memory_equal(back.drawing->marks[i].colour, sent[i].colour, sizeof sent[i].colour);
        assert_string_equal(back.drawing->marks[i].label, sent[i].label);
    }
    every_other_length_is_refused(len);
}

static void as_many_marks_as_a_request_may_hold_fit_into_its_packet(void **state)
{
    (void)state;
    static struct scan_mark many[SCAN_MARKS_MAX];
    for (size_t i = 0; i < COUNT(many); i++)
        memset(many[i].label, 'W', SCAN_MARK_LABEL_MAX);
    const struct scan_drawing drawing = {.page = 1, .marks = many, .mark_count = COUNT(many)};
    const struct scan_request request = {.id = 5, .max_pixels = 1, .drawing = &drawing};
    const size_t len = scan_request_encode(&request, packet);
    assert_in_range(len, 0, SCAN_PACKET_MAX);
    assert_true(is_request(len));
    put_be32(packet + DRAWING_COUNT_AT, SCAN_MARKS_MAX + 1);
    assert_false(is_request(len));
}

static void every_shorter_and_longer_packet_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(messages); i++) {
        const size_t len = scan_message_encode(messages[i], packet);
        assert_true(decodes(len)); /* the control */
        for (size_t shorter = 0; shorter < len; shorter++)
            assert_false(decodes(shorter));
        for (size_t longer = 1; longer <= 8; longer++) {
            packet[len + longer - 1] = 0;
            assert_false(decodes(len + longer));
        }
    }
}

static void every_unknown_kind_is_refused(void **state)
{
    (void)state;
    unsigned taken = 0;
    for (size_t i = 0; i < COUNT(messages); i++) {
        const size_t len = scan_message_encode(messages[i], packet);
        for (unsigned kind = 0; kind < 256; kind++) {
            packet[0] = (uint8_t)kind;
            taken += decodes(len);
        }
    }
    assert_int_equal(taken, COUNT(messages)); /* each as its own kind and as no other */
}

static void lengths_that_lie_are_refused(void **state)
{
    (void)state;
    static const uint32_t lies[] = {0, 4, 6, 0x7fffffff, 0x80000000, 0xffffffff, SCAN_TEXT_MAX, SCAN_TEXT_MAX + 1};
    const size_t symbol_len = scan_message_encode(&symbol, packet);
    for (size_t i = 0; i < COUNT(lies); i++) {
        put_be32(packet + SYMBOL_LENGTH_AT, lies[i]);
        assert_false(decodes(symbol_len));
    }
    put_be32(packet + SYMBOL_LENGTH_AT, 5);
    assert_true(decodes(symbol_len));

    const size_t done_len = scan_message_encode(&done, packet);
    for (size_t i = 0; i < COUNT(lies); i++) {
        put_be32(packet + DONE_LENGTH_AT, lies[i]);
        assert_false(decodes(done_len));
    }
}

static void a_text_may_be_as_long_as_the_limit_and_no_longer(void **state)
{
    (void)state;
    static char text[SCAN_TEXT_MAX];
    struct scan_message message = symbol;
    memset(text, 'A', sizeof text);
    message.symbol.text = text;
    message.symbol.text_len = sizeof text;
    const size_t len = scan_message_encode(&message, packet);
    assert_in_range(len, SCAN_TEXT_MAX, SCAN_PACKET_MAX - 1);
    assert_true(decodes(len));
    put_be32(packet + SYMBOL_LENGTH_AT, SCAN_TEXT_MAX + 1);
    packet[len] = 'A';
    assert_false(decodes(len + 1));
}

static void numbers_out_of_range_are_refused(void **state)
{
    (void)state;
    static const uint32_t far[] = {SCAN_COORDINATE_MAX + 1, (uint32_t)-SCAN_COORDINATE_MAX - 1, 0x7fffffff, 0x80000000};
    for (size_t corner = 0; corner < 8; corner++)
        for (size_t i = 0; i < COUNT(far); i++) {
            const size_t len = scan_message_encode(&symbol, packet);
            put_be32(packet + SYMBOL_QUAD_AT + 4 * corner, far[i]);
            assert_false(decodes(len));
        }
    size_t len = scan_message_encode(&symbol, packet);
    packet[SYMBOL_SYMBOLOGY_AT] = SCAN_SYMBOLOGY_COUNT;
    assert_false(decodes(len));
    len = scan_message_encode(&symbol, packet);
    packet[SYMBOL_DECODER_AT] = SCAN_DECODER_COUNT;
    assert_false(decodes(len));
    len = scan_message_encode(&symbol, packet);
    packet[SYMBOL_RUNG_AT] = SCAN_RUNG_INFORMED; /* the parent's own */
    assert_false(decodes(len));

    len = scan_message_encode(&done, packet);
    for (unsigned result = 0; result < 256; result++) {
        packet[DONE_RESULT_AT] = (uint8_t)result;
        assert_int_equal(decodes(len), result <= SCAN_IO); /* no worker may say that it crashed */
    }
    len = scan_message_encode(&done, packet);
    put_be32(packet + DONE_COUNT_AT, SCAN_SYMBOLS_MAX + 1);
    assert_false(decodes(len));
}

static void print_numbers_out_of_range_are_refused(void **state)
{
    (void)state;
    static const struct {
        unsigned at, bytes;
        uint32_t value;
        bool taken;
    } rows[] = {
        {0, 1, 2, false},
        {1, 2, SCAN_PRINT_MILLI_MAX, true},
        {1, 2, SCAN_PRINT_MILLI_MAX + 1, false},
        {3, 2, SCAN_PRINT_MILLI_MAX + 1, false},
        {5, 2, SCAN_PRINT_QUIET_ZONE_MAX, true},
        {5, 2, SCAN_PRINT_QUIET_ZONE_MAX + 1, false},
        {7, 4, SCAN_PRINT_MODULE_MAX, true},
        {7, 4, SCAN_PRINT_MODULE_MAX + 1, false},
        {7, 4, UINT32_MAX, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const size_t len = scan_message_encode(&symbol, packet);
        for (unsigned byte = 0; byte < rows[i].bytes; byte++)
            packet[SYMBOL_PRINT_AT + rows[i].at + byte] = (uint8_t)(rows[i].value >> 8 * (rows[i].bytes - 1 - byte));
        assert_int_equal(decodes(len), rows[i].taken);
    }
}

static void a_located_symbol_out_of_range_is_refused(void **state)
{
    (void)state;
    const size_t len = scan_message_encode(&located, packet);
    for (unsigned version = 0; version < 256; version++) {
        packet[LOCATED_VERSION_AT] = (uint8_t)version;
        assert_int_equal(decodes(len), version == 3); /* any other has not so many modules */
    }
    scan_message_encode(&located, packet);
    packet[LOCATED_INVERTED_AT] = 2;
    assert_false(decodes(len));
    scan_message_encode(&located, packet);
    put_be32(packet + LOCATED_QUAD_AT, SCAN_COORDINATE_MAX + 1);
    assert_false(decodes(len));

    static uint8_t too_large[SCAN_PACKET_MAX];
    const size_t header = len - 29 * 29;
    const unsigned side = 17 + 4 * (SCAN_LOCATED_VERSION_MAX + 1);
    scan_message_encode(&located, too_large);
    too_large[LOCATED_VERSION_AT] = SCAN_LOCATED_VERSION_MAX + 1;
    struct scan_message message;
    assert_false(scan_message_decode(too_large, header + (size_t)side * side, &message));
}

static void details_that_could_command_a_terminal_are_refused(void **state)
{
    (void)state;
    const size_t len = scan_message_encode(&done, packet);
    for (unsigned byte = 0; byte < 256; byte++) {
        packet[DONE_DETAIL_AT] = (uint8_t)byte;
        assert_int_equal(decodes(len), byte >= ' ' && byte <= '~');
    }
    char detail[SCAN_DETAIL_MAX + 1], longer[300];
    memset(longer, 'x', sizeof longer - 1);
    longer[0] = '\033';
    longer[sizeof longer - 1] = '\0';
    scan_detail_set(detail, longer);
    assert_int_equal(strlen(detail), SCAN_DETAIL_MAX);
    assert_int_equal(detail[0], '?');
}

static void a_text_that_is_not_utf8_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        bool valid;
    } rows[] = {{"\xC3\xA9", true},
                {"\xE4\xB8\xAD", true},
                {"\xF0\x9F\x94\xB3", true},
                {"\xF4\x8F\xBF\xBF", true},
                {"\x80", false},
                {"\xC3", false},
                {"\xC0\xAF", false},
                {"\xC1\xBF", false},
                {"\xE0\x80\x80", false},
                {"\xE0\x9F\xBF", false},
                {"\xED\xA0\x80", false},
                {"\xED\xBF\xBF", false},
                {"\xF0\x8F\xBF\xBF", false},
                {"\xF4\x90\x80\x80", false},
                {"\xF8\x88\x80\x80\x80", false},
                {"\xFF", false},
                {"\xE4\xB8", false},
                {"a\xC3\x28", false}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct scan_message message = symbol;
        message.symbol.text = rows[i].bytes;
        message.symbol.text_len = strlen(rows[i].bytes);
        assert_int_equal(scan_utf8_valid(rows[i].bytes, strlen(rows[i].bytes)), rows[i].valid);
        assert_int_equal(decodes(scan_message_encode(&message, packet)), rows[i].valid);
    }
    char out[8];
    assert_int_equal(scan_utf8_from_latin1("a\xE9\xFF", 3, out), 5);
    assert_memory_equal(out, "a\xC3\xA9\xC3\xBF", 5);
}

/* Whatever is taken must at least keep its promises. */
static void random_packets_are_refused_or_keep_the_limits(void **state)
{
    (void)state;
    uint64_t random = random_seed();
    unsigned taken = 0;
    for (int i = 0; i < 200000; i++) {
        struct scan_message message;
        size_t len = scan_message_encode(messages[random_below(&random, COUNT(messages))], packet);
        for (unsigned flips = random_below(&random, 4); flips > 0; flips--)
            packet[random_below(&random, (unsigned)len)] = (uint8_t)random_next(&random);
        if (!scan_message_decode(packet, len, &message))
            continue;
        taken++;
        if (message.kind == SCAN_SYMBOL) {
            assert_in_range(message.symbol.text_len, 0, SCAN_TEXT_MAX);
            assert_true(scan_utf8_valid(message.symbol.text, message.symbol.text_len));
        } else if (message.kind == SCAN_DONE) {
            assert_in_range(message.done.outcome.result, 0, SCAN_IO);
            assert_in_range(message.done.symbol_count, 0, SCAN_SYMBOLS_MAX);
        }
    }
    assert_in_range(taken, 50000, 199999);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_come_back_as_they_were_sent),
        cmocka_unit_test(requests_come_back_as_they_were_sent),
        cmocka_unit_test(requests_to_draw_come_back_as_they_were_sent),
        cmocka_unit_test(as_many_marks_as_a_request_may_hold_fit_into_its_packet),
        cmocka_unit_test(every_shorter_and_longer_packet_is_refused),
        cmocka_unit_test(every_unknown_kind_is_refused),
        cmocka_unit_test(lengths_that_lie_are_refused),
        cmocka_unit_test(a_text_may_be_as_long_as_the_limit_and_no_longer),
        cmocka_unit_test(numbers_out_of_range_are_refused),
        cmocka_unit_test(print_numbers_out_of_range_are_refused),
        cmocka_unit_test(a_located_symbol_out_of_range_is_refused),
        cmocka_unit_test(details_that_could_command_a_terminal_are_refused),
        cmocka_unit_test(a_text_that_is_not_utf8_is_refused),
        cmocka_unit_test(random_packets_are_refused_or_keep_the_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
