/* keyfile_fixture.h: secrets, files and folders for the key file's tests. Include after cmocka.h. */
#ifndef TRC_TESTS_KEYFILE_FIXTURE_H
#define TRC_TESTS_KEYFILE_FIXTURE_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/keyfile.h"

#define CHEAP ((struct trc_keyfile_cost){1, 8, 1})
#define PASSPHRASE "open sesame"
#define PASSPHRASE_LEN (sizeof PASSPHRASE - 1)

/* A folder of the test's own, "/tmp/trc-keyfile-XXXXXX"; "." and the test's other files are reached from `path`. */
struct fixture {
    char folder[64];
    char path[96]; /* of the key file, which is not there yet */
};

static inline int fixture_make(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    strcpy(f->folder, "/tmp/trc-keyfile-XXXXXX");
    if (mkdtemp(f->folder) == NULL)
        return -1;
    snprintf(f->path, sizeof f->path, "%s/keys.trk", f->folder);
    *state = f;
    return 0;
}

/* Removes what the folder holds, counting files that end in ".part"; the folder stays. */
static inline int fixture_sweep(const struct fixture *f)
{
    int parts = 0;
    DIR *dir = opendir(f->folder);
    assert_non_null(dir);
    for (const struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        const size_t len = strlen(entry->d_name);
        parts += len > 5 && strcmp(entry->d_name + len - 5, ".part") == 0;
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlinkat(dirfd(dir), entry->d_name, 0);
    }
    closedir(dir);
    return parts;
}

static inline int fixture_free(void **state)
{
    struct fixture *f = *state;
    fixture_sweep(f);
    rmdir(f->folder);
    free(f);
    return 0;
}

/* `count` slots whose bytes all follow from `generation`. */
static inline struct trc_secrets secrets_of(uint8_t generation, size_t count)
{
    struct trc_secrets secrets = {.count = count};
    for (size_t i = 0; i < count; i++) {
        struct trc_secret *secret = &secrets.secret[i];
        secret->key_id = (uint8_t)i;
        secret->type = i % 2 == 0 ? TRC_KEY_HMAC : TRC_KEY_ED25519;
        secret->created_at_s = 1000000000 * (int64_t)generation + (int64_t)i;
        memset(secret->root, generation, sizeof secret->root);
        memset(secret->pin_root, 0xff - (int)i, sizeof secret->pin_root);
    }
    return secrets;
}

static inline bool same_secrets(const struct trc_secrets *a, const struct trc_secrets *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        const struct trc_secret *x = &a->secret[i], *y = &b->secret[i];
        if (x->key_id != y->key_id || x->type != y->type || x->created_at_s != y->created_at_s ||
            memcmp(x->root, y->root, sizeof x->root) != 0 || memcmp(x->pin_root, y->pin_root, sizeof x->pin_root) != 0)
            return false;
    }
    return true;
}

static inline enum trc_status write_cheaply(const char *path, const struct trc_secrets *secrets,
                                            struct trc_error *error)
{
    return trc_keyfile_write_at_cost(path, CHEAP, PASSPHRASE, PASSPHRASE_LEN, secrets, error);
}

/* Which generation of secrets_of(…, 2) the file holds; -1 when it does not open. */
static inline int generation_in(const char *path)
{
    struct trc_secrets found;
    if (trc_keyfile_read(path, PASSPHRASE, PASSPHRASE_LEN, &found, NULL) != TRC_OK || found.count != 2)
        return -1;
    const int generation = found.secret[0].root[0];
    const struct trc_secrets expected = secrets_of((uint8_t)generation, 2);
    return same_secrets(&found, &expected) ? generation : -1;
}

#endif
