/* deflate.c: a zlib stream of rows that repeat: literals, runs at distance 1, and whole rows at the distance of one. */
#include "label/deflate.h"

#include <stdbool.h>
#include <string.h>

#define END_OF_BLOCK 256
#define MATCH_MIN 3
#define MATCH_MAX 258
#define DISTANCE_MAX 32768
#define DISTANCE_COUNT 30
/* Shorter runs are said byte by byte: in a label white and black cost one or two bits each. */
#define RUN_MATCH_MIN 6
#define ADLER_BASE 65521

/* Where the last symbols of a match's length or distance have bits of their own behind them. */
struct symbol {
    uint16_t symbol, extra;
    uint8_t extra_len;
};

static unsigned log2_of(unsigned value)
{
    return 31 - (unsigned)__builtin_clz(value);
}

static struct symbol length_symbol(unsigned len)
{
    const unsigned more = len - MATCH_MIN;
    if (more < 8)
        return (struct symbol){(uint16_t)(257 + more), 0, 0};
    if (len == MATCH_MAX)
        return (struct symbol){285, 0, 0};
    const unsigned bits = log2_of(more) - 2;
    return (struct symbol){(uint16_t)(261 + 4 * bits + (more >> bits & 3)), (uint16_t)(more & ((1u << bits) - 1)),
                           (uint8_t)bits};
}

static struct symbol distance_symbol(unsigned distance)
{
    const unsigned more = distance - 1;
    if (more < 4)
        return (struct symbol){(uint16_t)more, 0, 0};
    const unsigned bits = log2_of(more) - 1;
    return (struct symbol){(uint16_t)(2 + 2 * bits + (more >> bits & 1)), (uint16_t)(more & ((1u << bits) - 1)),
                           (uint8_t)bits};
}

static bool rows_are_in_reach(const struct trc_deflate *deflate)
{
    return deflate->row_len <= DISTANCE_MAX;
}

/* The longest next match for `len` bytes, at least MATCH_MIN, that leaves nothing or enough for another. */
static unsigned match_part(uint64_t len)
{
    if (len <= MATCH_MAX)
        return (unsigned)len;
    return len < MATCH_MAX + MATCH_MIN ? MATCH_MAX - MATCH_MIN : MATCH_MAX;
}

void trc_deflate_start(struct trc_deflate *deflate, size_t row_len, trc_deflate_sink *sink, void *context)
{
    deflate->sink = sink;
    deflate->context = context;
    deflate->row_len = row_len;
    memset(deflate->frequency, 0, sizeof deflate->frequency);
    deflate->frequency[END_OF_BLOCK] = 1;
    deflate->pending = 0;
    deflate->pending_len = 0;
    deflate->sum = 1;
    deflate->sum_of_sums = 0;
    deflate->used = 0;
}

static void plan_match(struct trc_deflate *deflate, uint64_t len, uint32_t times)
{
    deflate->frequency[length_symbol(MATCH_MAX).symbol] += len / (MATCH_MAX + MATCH_MIN) * times;
    for (len -= len / (MATCH_MAX + MATCH_MIN) * MATCH_MAX; len > 0;) {
        const unsigned part = match_part(len);
        deflate->frequency[length_symbol(part).symbol] += times;
        len -= part;
    }
}

void trc_deflate_plan(struct trc_deflate *deflate, const struct trc_run *run, size_t run_count, uint32_t times)
{
    const uint32_t written = rows_are_in_reach(deflate) ? 1 : times;
    for (size_t i = 0; i < run_count; i++) {
        const bool match = run[i].len >= RUN_MATCH_MIN;
        deflate->frequency[run[i].value] += (match ? 1 : (uint64_t)run[i].len) * written;
        if (match)
            plan_match(deflate, run[i].len - 1, written);
    }
    if (times > written)
        plan_match(deflate, (uint64_t)deflate->row_len * (times - 1), 1);
}

static void flush(struct trc_deflate *deflate)
{
    deflate->sink(deflate->context, deflate->buffer, deflate->used);
    deflate->used = 0;
}

/* At most 32 bits. */
static inline void put(struct trc_deflate *deflate, uint64_t bits, unsigned len)
{
    deflate->pending |= bits << deflate->pending_len;
    deflate->pending_len += len;
    if (deflate->pending_len < 32)
        return;
    uint8_t *next = deflate->buffer + deflate->used;
    for (unsigned i = 0; i < 4; i++)
        next[i] = (uint8_t)(deflate->pending >> 8 * i);
    deflate->pending >>= 32;
    deflate->pending_len -= 32;
    deflate->used += 4;
    if (deflate->used == sizeof deflate->buffer)
        flush(deflate);
}

static inline void put_symbol(struct trc_deflate *deflate, unsigned symbol)
{
    put(deflate, deflate->code[symbol], deflate->length[symbol]);
}

static void put_match(struct trc_deflate *deflate, uint64_t len, const struct trc_deflate_distance *distance)
{
    while (len > 0) {
        const unsigned part = match_part(len);
        const struct symbol symbol = length_symbol(part);
        put_symbol(deflate, symbol.symbol);
        put(deflate, symbol.extra, symbol.extra_len);
        put(deflate, distance->bits, distance->len);
        len -= part;
    }
}

/* The head of a block with codes of its own: their lengths, themselves as symbols of a third code. */
struct head {
    uint8_t length[TRC_HUFFMAN_MAX + DISTANCE_COUNT];
    size_t literal_count, distance_count;
    struct item {
        uint8_t symbol; /* a length, or 16 to 18: repetitions */
        uint8_t extra;
    } item[TRC_HUFFMAN_MAX + DISTANCE_COUNT];
    size_t item_count;
    uint64_t frequency[19];
    uint8_t code_length[19];
    size_t code_length_count;
};

static const uint8_t item_extra_len[19] = {[16] = 2, [17] = 3, [18] = 7};
static const uint8_t item_order[19] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

static void add_item(struct head *head, uint8_t symbol, size_t extra)
{
    head->item[head->item_count++] = (struct item){symbol, (uint8_t)extra};
    head->frequency[symbol]++;
}

/* `count` times the same length of a code. */
static void add_items(struct head *head, uint8_t length, size_t count)
{
    const size_t most = length == 0 ? 138 : 6;
    if (length != 0) {
        add_item(head, length, 0);
        count--;
    }
    while (count >= 3) {
        const size_t part = count < most ? count : most;
        if (length != 0)
            add_item(head, 16, part - 3);
        else if (part <= 10)
            add_item(head, 17, part - 3);
        else
            add_item(head, 18, part - 11);
        count -= part;
    }
    for (; count > 0; count--)
        add_item(head, length, 0);
}

static void make_items(struct head *head)
{
    const size_t count = head->literal_count + head->distance_count;
    head->item_count = 0;
    memset(head->frequency, 0, sizeof head->frequency);
    for (size_t start = 0, end; start < count; start = end) {
        for (end = start + 1; end < count && head->length[end] == head->length[start];)
            end++;
        add_items(head, head->length[start], end - start);
    }
    trc_huffman_lengths(head->frequency, 19, 7, head->code_length);
    for (head->code_length_count = 19; head->code_length[item_order[head->code_length_count - 1]] == 0;)
        head->code_length_count--;
}

/* Bits of the head; the bits of the block are then in deflate->length. */
static size_t make_head(struct trc_deflate *deflate, struct head *head)
{
    trc_huffman_lengths(deflate->frequency, TRC_HUFFMAN_MAX, 15, deflate->length);
    head->literal_count = 286;
    while (deflate->length[head->literal_count - 1] == 0)
        head->literal_count--;
    memcpy(head->length, deflate->length, head->literal_count);
    const unsigned far = distance_symbol(rows_are_in_reach(deflate) ? (unsigned)deflate->row_len : 2).symbol;
    uint8_t *distance = head->length + head->literal_count;
    head->distance_count = far + 1;
    memset(distance, 0, head->distance_count);
    distance[0] = distance[far] = 1;
    make_items(head);
    size_t bits = 3 + 14 + 3 * head->code_length_count;
    for (size_t i = 0; i < 19; i++)
        bits += head->frequency[i] * (head->code_length[i] + item_extra_len[i]);
    return bits;
}

static void put_head(struct trc_deflate *deflate, const struct head *head)
{
    uint16_t code[19];
    trc_huffman_codes(head->code_length, 19, code);
    put(deflate, 1 | 2 << 1, 3); /* the last block, with codes of its own */
    put(deflate, head->literal_count - 257, 5);
    put(deflate, head->distance_count - 1, 5);
    put(deflate, head->code_length_count - 4, 4);
    for (size_t i = 0; i < head->code_length_count; i++)
        put(deflate, head->code_length[item_order[i]], 3);
    for (size_t i = 0; i < head->item_count; i++) {
        const struct item *item = &head->item[i];
        put(deflate, code[item->symbol], head->code_length[item->symbol]);
        put(deflate, item->extra, item_extra_len[item->symbol]);
    }
}

static void standard_lengths(uint8_t length[TRC_HUFFMAN_MAX])
{
    memset(length, 8, 144);
    memset(length + 144, 9, 256 - 144);
    memset(length + 256, 7, 280 - 256);
    memset(length + 280, 8, TRC_HUFFMAN_MAX - 280);
}

static uint64_t block_bits(const struct trc_deflate *deflate, const uint8_t *length, unsigned distance_len)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < TRC_HUFFMAN_MAX; i++)
        bits += deflate->frequency[i] * (length[i] + (i > END_OF_BLOCK ? distance_len : 0));
    return bits;
}

/* A code of one bit for either distance, or of five as the standard's own codes have. */
static void set_distances(struct trc_deflate *deflate, bool standard)
{
    const struct symbol far = distance_symbol((unsigned)deflate->row_len);
    uint8_t length[32];
    uint16_t code[32];
    memset(length, standard ? 5 : 0, sizeof length);
    if (!standard)
        length[0] = length[far.symbol] = 1;
    trc_huffman_codes(length, 32, code);
    deflate->near = (struct trc_deflate_distance){code[0], length[0]};
    deflate->far = (struct trc_deflate_distance){code[far.symbol] | (uint32_t)far.extra << length[far.symbol],
                                                 (uint8_t)(length[far.symbol] + far.extra_len)};
}

void trc_deflate_head(struct trc_deflate *deflate)
{
    struct head head;
    const size_t head_bits = make_head(deflate, &head);
    uint8_t standard[TRC_HUFFMAN_MAX];
    standard_lengths(standard);
    /* Codes made for a small picture of many different bytes can take more bits to describe than they save. */
    const bool own = head_bits + block_bits(deflate, deflate->length, 1) < 3 + block_bits(deflate, standard, 5);
    put(deflate, 0x0178, 16); /* deflate, a window of 32 kB, no dictionary */
    if (own)
        put_head(deflate, &head);
    else {
        memcpy(deflate->length, standard, sizeof standard);
        put(deflate, 1 | 1 << 1, 3);
    }
    trc_huffman_codes(deflate->length, TRC_HUFFMAN_MAX, deflate->code);
    set_distances(deflate, !own);
}

/* Adler-32 of `times` equal rows in closed form. */
static void add_sums(struct trc_deflate *deflate, const struct trc_run *run, size_t run_count, uint64_t times)
{
    uint64_t sum = 0, sum_of_sums = 0; /* of one row from zero; below 2^24 and 2^38, as no row has 2^16 bytes */
    for (size_t i = 0; i < run_count; i++) {
        const uint64_t len = run[i].len, value = run[i].value;
        sum_of_sums += len * sum + value * (len * (len + 1) / 2);
        sum += len * value;
    }
    const uint64_t all = deflate->row_len * times % ADLER_BASE;
    const uint64_t before = times * (times - 1) / 2 % ADLER_BASE * deflate->row_len % ADLER_BASE;
    sum %= ADLER_BASE;
    deflate->sum_of_sums =
        (uint32_t)((deflate->sum_of_sums + all * deflate->sum + before * sum + times * (sum_of_sums % ADLER_BASE)) %
                   ADLER_BASE);
    deflate->sum = (uint32_t)((deflate->sum + times * sum) % ADLER_BASE);
}

static void put_runs(struct trc_deflate *deflate, const struct trc_run *run, size_t run_count)
{
    for (size_t i = 0; i < run_count; i++) {
        put_symbol(deflate, run[i].value);
        if (run[i].len >= RUN_MATCH_MIN)
            put_match(deflate, run[i].len - 1, &deflate->near);
        else
            for (uint32_t more = 1; more < run[i].len; more++)
                put_symbol(deflate, run[i].value);
    }
}

void trc_deflate_rows(struct trc_deflate *deflate, const struct trc_run *run, size_t run_count, uint32_t times)
{
    add_sums(deflate, run, run_count, times);
    put_runs(deflate, run, run_count);
    if (rows_are_in_reach(deflate))
        put_match(deflate, (uint64_t)deflate->row_len * (times - 1), &deflate->far);
    else
        for (uint32_t more = 1; more < times; more++)
            put_runs(deflate, run, run_count);
}

void trc_deflate_end(struct trc_deflate *deflate)
{
    put_symbol(deflate, END_OF_BLOCK);
    put(deflate, 0, (8 - deflate->pending_len % 8) % 8);
    for (unsigned i = 4; i-- > 0;)
        put(deflate, ((uint64_t)deflate->sum_of_sums << 16 | deflate->sum) >> 8 * i & 0xff, 8);
    for (; deflate->pending_len > 0; deflate->pending_len -= 8, deflate->pending >>= 8)
        deflate->buffer[deflate->used++] = (uint8_t)deflate->pending;
    if (deflate->used > 0)
        flush(deflate);
}
