/* arena.h: memory handed out from one piece, given back in reverse order. */
#ifndef TRC_SCAN_QR_ARENA_H
#define TRC_SCAN_QR_ARENA_H

#include <stddef.h>
#include <stdint.h>

struct qr_arena {
    uint8_t *base;
    size_t size, used;
};

#define QR_ARENA_ALIGN 16

/* What one piece of `bytes` takes up. */
static inline size_t qr_arena_cost(size_t bytes)
{
    return (bytes + QR_ARENA_ALIGN - 1) / QR_ARENA_ALIGN * QR_ARENA_ALIGN;
}

/* Memory with whatever is in it; NULL when there is too little. Give back by restoring `used`. */
static inline void *qr_arena_take(struct qr_arena *arena, size_t bytes)
{
    const size_t cost = qr_arena_cost(bytes);
    if (cost < bytes || cost > arena->size - arena->used)
        return NULL;
    void *piece = arena->base + arena->used;
    arena->used += cost;
    return piece;
}

#endif
