/* power_disk.c: images of a journalled folder, as power loss leaves them. */
#include "power_disk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "power_journal.h"
#include "random.h"

enum { SECTOR = 512 };

const char *const power_fault_names[POWER_FAULT_COUNT] = {"dropped", "torn", "junk", "length", "no name", "old name"};

/* --- moments ------------------------------------------------------------------------------------------------------ */

size_t power_disk_now(void)
{
    return power_journal.count;
}

size_t power_disk_restarts(const char *name)
{
    size_t starts = 0;
    for (size_t i = 0; i < power_journal.count; i++) {
        const struct deed *deed = &power_journal.deed[i];
        if (deed->name == NAMES_MAX || strcmp(power_journal.name[deed->name], name) != 0)
            continue;
        starts += deed->kind == WRITE && deed->offset == 0;
        starts -= deed->kind == CREATE;
    }
    return starts;
}

/* A deed of this kind, each as likely; 0 when there is none. */
static size_t any_of(enum kind kind, uint64_t *random)
{
    size_t chosen = 0;
    unsigned seen = 0;
    for (size_t i = 0; i < power_journal.count; i++)
        if (power_journal.deed[i].kind == kind && random_below(random, ++seen) == 0)
            chosen = i;
    return chosen;
}

size_t power_disk_moment(uint64_t *random)
{
    if (random_below(random, 3) == 0)
        return random_below(random, (unsigned)power_journal.count + 1);
    const size_t before = any_of(TRUNCATE + random_below(random, KINDS - TRUNCATE), random);
    return random_below(random, 4) == 0 ? before : before + 1;
}

/* --- images ------------------------------------------------------------------------------------------------------- */

struct content {
    uint8_t *bytes;
    uint64_t len, room;
};

struct image {
    uint64_t *random;
    unsigned keeps; /* percent of what was not synced */
    size_t *faults;
};

static bool keeps(const struct image *image)
{
    return random_below(image->random, 100) < image->keeps;
}

static void set_len(struct content *c, uint64_t len)
{
    if (len > c->room) {
        c->room = 2 * len;
        c->bytes = realloc(c->bytes, c->room);
        assert_non_null(c->bytes);
    }
    if (len > c->len)
        memset(c->bytes + c->len, 0, len - c->len);
    c->len = len;
}

/* What of a write lies in sectors first..last-1 of it; its bytes, or junk. */
static void put(const struct deed *write, uint64_t first, uint64_t last, struct content *c, uint64_t *junk)
{
    const uint64_t sector = write->offset / SECTOR, stop = write->offset + write->len;
    uint64_t from = first == 0 ? write->offset : (sector + first) * SECTOR, to = (sector + last) * SECTOR;
    to = to < stop ? to : stop;
    if (to > c->len)
        set_len(c, to);
    for (; junk != NULL && from < to; from++)
        c->bytes[from] = (uint8_t)random_next(junk);
    if (from < to)
        memcpy(c->bytes + from, write->bytes + (from - write->offset), to - from);
}

static void tear(const struct image *image, const struct deed *write, uint64_t sectors, struct content *c)
{
    const uint64_t cut = 1 + random_below(image->random, (unsigned)sectors - 1);
    switch (random_below(image->random, 3)) {
    case 0:
        put(write, 0, cut, c, NULL);
        break;
    case 1:
        put(write, cut, sectors, c, NULL);
        break;
    default:
        for (uint64_t i = 0; i < sectors; i++)
            if (random_below(image->random, 2) == 0)
                put(write, i, i + 1, c, NULL);
    }
    image->faults[POWER_TORN]++;
}

static void put_unsynced(const struct image *image, const struct deed *write, struct content *c)
{
    const uint64_t sectors = (write->offset + write->len - 1) / SECTOR - write->offset / SECTOR + 1;
    const unsigned fate = keeps(image) ? 4 : random_below(image->random, 4);
    if (fate == 1 && sectors > 1) {
        tear(image, write, sectors, c);
    } else if (fate <= 2) {
        image->faults[POWER_DROPPED]++;
    } else {
        put(write, 0, sectors, c, NULL);
        if (fate == 4)
            return;
        const uint64_t bad = random_below(image->random, (unsigned)sectors);
        put(write, bad, bad + 1, c, image->random);
        image->faults[POWER_JUNK]++;
    }
}

/* What is in a file. */
static void make_content(const struct image *image, size_t file, size_t moment, struct content *c)
{
    size_t synced = 0;
    for (size_t i = 0; i < moment; i++)
        if (power_journal.deed[i].kind == SYNC && power_journal.deed[i].file == file)
            synced = i + 1;
    c->len = 0;
    for (size_t i = 0; i < moment; i++) {
        const struct deed *deed = &power_journal.deed[i];
        if (deed->file != file)
            continue;
        if (deed->kind == WRITE && i < synced)
            put(deed, 0, UINT32_MAX, c, NULL);
        else if (deed->kind == WRITE)
            put_unsynced(image, deed, c);
        else if (deed->kind == TRUNCATE && (i < synced || keeps(image)))
            set_len(c, deed->len);
        else if (deed->kind == TRUNCATE)
            image->faults[POWER_LENGTH]++;
    }
}

/* Which file has each name. What was done to one name comes to the disk in order; names do not wait for each other. */
static void make_names(const struct image *image, size_t moment, size_t file[NAMES_MAX])
{
    bool stopped[NAMES_MAX] = {false};
    size_t synced = 0;
    for (size_t i = 0; i < moment; i++)
        if (power_journal.deed[i].kind == SYNC_FOLDER)
            synced = i + 1;
    for (size_t name = 0; name < NAMES_MAX; name++)
        file[name] = NO_FILE;
    for (size_t i = 0; i < moment; i++) {
        const struct deed *deed = &power_journal.deed[i];
        if (deed->kind != CREATE && deed->kind != DELETE)
            continue;
        if (i >= synced && (stopped[deed->name] || !keeps(image))) {
            stopped[deed->name] = true;
            image->faults[deed->kind == CREATE ? POWER_NO_NAME : POWER_OLD_NAME]++;
        } else {
            file[deed->name] = deed->kind == CREATE ? deed->file : NO_FILE;
        }
    }
}

void power_disk_image(size_t moment, uint64_t *random, const char *folder, size_t faults[POWER_FAULT_COUNT])
{
    const struct image image = {.random = random, .keeps = 25 * random_below(random, 5), .faults = faults};
    struct content content = {0};
    size_t file[NAMES_MAX];
    make_names(&image, moment, file);
    for (size_t name = 0; name < NAMES_MAX; name++) {
        if (file[name] == NO_FILE)
            continue;
        char path[2 * PATH_SIZE];
        snprintf(path, sizeof path, "%s/%s", folder, power_journal.name[name]);
        make_content(&image, file[name], moment, &content);
        FILE *out = fopen(path, "wb");
        assert_non_null(out);
        if (content.len > 0)
            assert_int_equal(fwrite(content.bytes, 1, content.len, out), content.len);
        assert_int_equal(fclose(out), 0);
    }
    free(content.bytes);
}
