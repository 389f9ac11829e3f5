/* deflate.c: a zlib stream of rows that repeat: literals, runs at distance 1, and whole rows at the distance of one. */
#include "label/deflate.h"

#include <stdbool.h>
#include <string.h>

#define END_OF_BLOCK 256
#define CODE_LEN_MAX 15
#define MATCH_MIN 3
#define MATCH_MAX 258
#define DISTANCE_MAX 32768
#define DISTANCE_COUNT 30
#define STANDARD_DISTANCE_LEN 5
/* Shorter runs are said byte by byte: in a label white and black cost one or two bits each. */
#define RUN_MATCH_MIN 6
/* Where no repetition is owed, as at one dot a module, a match must be shorter to say than what it stands for. */
#define ROW_MATCH_MIN 4
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

void trc_deflate_start(struct trc_deflate *deflate, size_t row_len, trc_deflate_sink *sink, void *context)
{
    deflate->sink = sink;
    deflate->context = context;
    deflate->row_len = row_len;
    deflate->in_reach = row_len <= DISTANCE_MAX;
    memset(deflate->frequency, 0, sizeof deflate->frequency);
    deflate->before_count = 0;
    deflate->owed = 0;
    deflate->bits = (struct trc_deflate_bits){.next = deflate->buffer};
    deflate->sum = 1;
    deflate->sum_of_sums = 0;
}

/* What a row begins with, as the row before it does. */
struct likeness {
    size_t runs;          /* whole ones */
    uint32_t of_next_run; /* bytes, less than it has */
    uint32_t bytes;       /* in all */
};

static struct likeness compare(const struct trc_deflate *deflate, const struct trc_run *run, size_t run_count)
{
    const struct trc_run *before = deflate->before;
    const size_t count = run_count < deflate->before_count ? run_count : deflate->before_count;
    struct likeness like = {0, 0, 0};
    size_t i = 0;
    for (; i < count && run[i].value == before[i].value && run[i].len == before[i].len; i++)
        like.bytes += run[i].len;
    like.runs = i;
    if (i < count && run[i].value == before[i].value) {
        const bool whole = run[i].len < before[i].len;
        like.bytes += whole ? run[i].len : before[i].len;
        like.runs += whole;
        like.of_next_run = whole ? 0 : before[i].len;
    }
    return like;
}

/* The repetitions of the row before are still owed: their match goes on into this row, as far as it is alike. Returns
 * the length of the match, 0 for none, and how much of this row it says. */
static uint64_t advance(struct trc_deflate *deflate, const struct trc_run *run, size_t run_count, uint32_t times,
                        struct likeness *like)
{
    *like = (struct likeness){0, 0, 0};
    if (!deflate->in_reach)
        return 0;
    *like = compare(deflate, run, run_count);
    deflate->before = run;
    deflate->before_count = run_count;
    const uint64_t match = deflate->owed + like->bytes;
    if (like->bytes == deflate->row_len) {
        deflate->owed += (uint64_t)deflate->row_len * times;
        return 0;
    }
    deflate->owed = (uint64_t)deflate->row_len * (times - 1);
    if (match >= ROW_MATCH_MIN)
        return match;
    *like = (struct likeness){0, 0, 0};
    return 0;
}

/* The part of `len` bytes that the next match takes: what it leaves is nothing, or enough for another. */
static inline unsigned match_part(uint64_t len)
{
    if (len <= MATCH_MAX)
        return (unsigned)len;
    return len < MATCH_MAX + MATCH_MIN ? MATCH_MAX - MATCH_MIN : MATCH_MAX;
}

static void plan_match(struct trc_deflate *deflate, uint64_t len, uint32_t times)
{
    const uint64_t longest = len / (MATCH_MAX + MATCH_MIN); /* at least so often match_part() is MATCH_MAX */
    deflate->frequency[length_symbol(MATCH_MAX).symbol] += longest * times;
    for (len -= longest * MATCH_MAX; len > 0;) {
        const unsigned part = match_part(len);
        deflate->frequency[length_symbol(part).symbol] += times;
        len -= part;
    }
}

static inline void plan_run(struct trc_deflate *deflate, uint32_t len, uint8_t value, uint32_t times)
{
    const bool match = len >= RUN_MATCH_MIN;
    deflate->frequency[value] += (uint64_t)(match ? 1 : len) * times;
    if (match)
        plan_match(deflate, len - 1, times);
}

void trc_deflate_plan(struct trc_deflate *deflate, const struct trc_run *run, size_t run_count, uint32_t times)
{
    struct likeness like;
    plan_match(deflate, advance(deflate, run, run_count, times, &like), 1);
    const uint32_t written = deflate->in_reach ? 1 : times;
    for (size_t i = like.runs; i < run_count; i++, like.of_next_run = 0)
        plan_run(deflate, run[i].len - like.of_next_run, run[i].value, written);
}

static uint8_t *flush(struct trc_deflate *deflate, const uint8_t *end)
{
    deflate->sink(deflate->context, deflate->buffer, (size_t)(end - deflate->buffer));
    return deflate->buffer;
}

/* At most 32 bits. */
static inline void put(struct trc_deflate *deflate, struct trc_deflate_bits *out, uint64_t bits, unsigned len)
{
    out->pending |= bits << out->pending_len;
    out->pending_len += len;
    if (out->pending_len < 32)
        return;
    for (unsigned i = 0; i < 4; i++)
        out->next[i] = (uint8_t)(out->pending >> 8 * i);
    out->pending >>= 32;
    out->pending_len -= 32;
    out->next += 4;
    if (out->next == deflate->buffer + sizeof deflate->buffer)
        out->next = flush(deflate, out->next);
}

static inline void put_symbol(struct trc_deflate *deflate, struct trc_deflate_bits *out, unsigned symbol)
{
    put(deflate, out, deflate->code[symbol].bits, deflate->code[symbol].len);
}

static inline void put_match(struct trc_deflate *deflate, struct trc_deflate_bits *out, uint64_t len,
                             const struct trc_deflate_code *distance)
{
    while (len > 0) {
        const unsigned part = match_part(len);
        const struct symbol symbol = length_symbol(part);
        put_symbol(deflate, out, symbol.symbol);
        put(deflate, out, symbol.extra, symbol.extra_len);
        put(deflate, out, distance->bits, distance->len);
        len -= part;
    }
}

/* A code of so many bits times this is the code so many times. */
#define ONES(bits)                                                                                                     \
    {                                                                                                                  \
        0, 1, 1 | 1ull << (bits), 1 | 1ull << (bits) | 1ull << 2 * (bits),                                             \
            1 | 1ull << (bits) | 1ull << 2 * (bits) | 1ull << 3 * (bits),                                              \
            1 | 1ull << (bits) | 1ull << 2 * (bits) | 1ull << 3 * (bits) | 1ull << 4 * (bits)                          \
    }
static const uint64_t ones[CODE_LEN_MAX + 1][RUN_MATCH_MIN] = {
    ONES(0), ONES(1), ONES(2),  ONES(3),  ONES(4),  ONES(5),  ONES(6),  ONES(7),
    ONES(8), ONES(9), ONES(10), ONES(11), ONES(12), ONES(13), ONES(14), ONES(15),
};

static inline void put_run(struct trc_deflate *deflate, struct trc_deflate_bits *out, uint32_t len, uint8_t value)
{
    const struct trc_deflate_code *code = &deflate->code[value];
    if (len >= RUN_MATCH_MIN) {
        put_symbol(deflate, out, value);
        put_match(deflate, out, len - 1, &deflate->near);
    } else if (code->len * len <= 32) {
        put(deflate, out, code->bits * ones[code->len][len],
            code->len * len); /* no loop: lengths are hard to foresee */
    } else
        for (; len > 0; len--)
            put_symbol(deflate, out, value);
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
    trc_huffman_lengths(deflate->frequency, TRC_HUFFMAN_MAX, CODE_LEN_MAX, deflate->length);
    head->literal_count = 286;
    while (deflate->length[head->literal_count - 1] == 0)
        head->literal_count--;
    memcpy(head->length, deflate->length, head->literal_count);
    const size_t far = deflate->in_reach ? distance_symbol((unsigned)deflate->row_len).symbol : 1;
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

static void put_head(struct trc_deflate *deflate, struct trc_deflate_bits *out, const struct head *head)
{
    uint16_t code[19];
    trc_huffman_codes(head->code_length, 19, code);
    put(deflate, out, 1 | 2 << 1, 3); /* the last block, with codes of its own */
    put(deflate, out, head->literal_count - 257, 5);
    put(deflate, out, head->distance_count - 1, 5);
    put(deflate, out, head->code_length_count - 4, 4);
    for (size_t i = 0; i < head->code_length_count; i++)
        put(deflate, out, head->code_length[item_order[i]], 3);
    for (size_t i = 0; i < head->item_count; i++) {
        const struct item *item = &head->item[i];
        put(deflate, out, code[item->symbol], head->code_length[item->symbol]);
        put(deflate, out, item->extra, item_extra_len[item->symbol]);
    }
}

static void standard_lengths(uint8_t length[TRC_HUFFMAN_MAX])
{
    memset(length, 8, 144);
    memset(length + 144, 9, 256 - 144);
    memset(length + 256, 7, 280 - 256);
    memset(length + 280, 8, TRC_HUFFMAN_MAX - 280);
}

/* Bits of the block with codes of its own less those with the standard's, without the heads. */
static int64_t own_less_standard(const struct trc_deflate *deflate, const uint8_t *standard)
{
    int64_t bits = 0;
    for (size_t i = 0; i < TRC_HUFFMAN_MAX; i++) {
        const int distance = i > END_OF_BLOCK ? 1 - STANDARD_DISTANCE_LEN : 0;
        bits += (int64_t)deflate->frequency[i] * (deflate->length[i] - standard[i] + distance);
    }
    return bits;
}

static void set_codes(struct trc_deflate *deflate, bool own)
{
    uint16_t code[TRC_HUFFMAN_MAX];
    trc_huffman_codes(deflate->length, TRC_HUFFMAN_MAX, code);
    for (size_t i = 0; i < TRC_HUFFMAN_MAX; i++)
        deflate->code[i] = (struct trc_deflate_code){code[i], deflate->length[i]};

    /* Of the two distances, one bit tells. */
    uint8_t length[DISTANCE_COUNT] = {0};
    const struct symbol far =
        deflate->in_reach ? distance_symbol((unsigned)deflate->row_len) : (struct symbol){1, 0, 0};
    if (own)
        length[0] = length[far.symbol] = 1;
    else
        memset(length, STANDARD_DISTANCE_LEN, sizeof length);
    trc_huffman_codes(length, DISTANCE_COUNT, code);
    const uint8_t len = length[0];
    deflate->near = (struct trc_deflate_code){code[0], len};
    deflate->far =
        (struct trc_deflate_code){code[far.symbol] | (uint32_t)far.extra << len, (uint8_t)(len + far.extra_len)};
}

void trc_deflate_head(struct trc_deflate *deflate)
{
    plan_match(deflate, deflate->owed, 1);
    deflate->frequency[END_OF_BLOCK] = 1;
    deflate->owed = 0;
    deflate->before_count = 0;

    struct head head;
    uint8_t standard[TRC_HUFFMAN_MAX];
    const size_t head_bits = make_head(deflate, &head);
    standard_lengths(standard);
    /* Codes made for a small picture of many different bytes can take more bits to describe than they save. */
    const bool own = (int64_t)head_bits + own_less_standard(deflate, standard) < 3;
    put(deflate, &deflate->bits, 0x0178, 16); /* deflate, a window of 32 kB, no dictionary */
    if (own)
        put_head(deflate, &deflate->bits, &head);
    else {
        memcpy(deflate->length, standard, sizeof standard);
        put(deflate, &deflate->bits, 1 | 1 << 1, 3);
    }
    set_codes(deflate, own);
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

void trc_deflate_rows(struct trc_deflate *deflate, const struct trc_run *run, size_t run_count, uint32_t times)
{
    add_sums(deflate, run, run_count, times);
    struct trc_deflate_bits out = deflate->bits; /* as a local variable it stays in registers */
    struct likeness like;
    put_match(deflate, &out, advance(deflate, run, run_count, times, &like), &deflate->far);
    for (uint32_t written = deflate->in_reach ? 1 : times; written > 0; written--)
        for (size_t i = like.runs; i < run_count; i++, like.of_next_run = 0)
            put_run(deflate, &out, run[i].len - like.of_next_run, run[i].value);
    deflate->bits = out;
}

void trc_deflate_end(struct trc_deflate *deflate)
{
    struct trc_deflate_bits *out = &deflate->bits;
    put_match(deflate, out, deflate->owed, &deflate->far);
    put_symbol(deflate, out, END_OF_BLOCK);
    put(deflate, out, 0, (8 - out->pending_len % 8) % 8);
    for (unsigned i = 4; i-- > 0;)
        put(deflate, out, ((uint64_t)deflate->sum_of_sums << 16 | deflate->sum) >> 8 * i & 0xff, 8);
    for (; out->pending_len > 0; out->pending_len -= 8, out->pending >>= 8)
        *out->next++ = (uint8_t)out->pending;
    if (out->next > deflate->buffer)
        flush(deflate, out->next);
}
