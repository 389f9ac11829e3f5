/* test_keyfile.c: a key file gives back what was sealed, tells damage from a wrong passphrase, and keeps others out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <openssl/err.h>

#include "crypto/hmac.h"
#include "hex.h"
#include "keyfile_fixture.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Offsets of docs/key-file.md, written down again on purpose. */
enum { VERSION_AT = 8, COST_AT = 9, SALT_AT = 12, CHECK_AT = 56, SLOTS_AT = 88, AFTER_SLOTS = 48, CHECKSUM_LEN = 32 };

struct image {
    size_t len;
    uint8_t bytes[TRC_KEYFILE_LEN_MAX];
};

static struct image sealed(size_t slots)
{
    struct image image = {0};
    const struct trc_secrets secrets = secrets_of(7, slots);
    assert_int_equal(
        trc_keyfile_format_seal(&secrets, CHEAP, PASSPHRASE, PASSPHRASE_LEN, image.bytes, &image.len, NULL), TRC_OK);
    return image;
}

/* What someone does who changes a file on purpose. */
static void mend_checksum(struct image *image)
{
    trc_sha256(image->bytes, image->len - CHECKSUM_LEN, image->bytes + image->len - CHECKSUM_LEN);
}

/* Opens the image; whatever fails must hand out nothing and say what failed without saying the passphrase. */
static enum trc_status open_with(const struct image *image, const char *passphrase, size_t len)
{
    struct trc_secrets found;
    struct trc_error error = TRC_ERROR_INIT;
    memset(&found, 0xa5, sizeof found);
    const enum trc_status status =
        trc_keyfile_format_open("THE-NAME", image->bytes, image->len, passphrase, len, &found, &error);
    assert_int_equal(ERR_peek_error(), 0);
    if (status == TRC_OK) {
        const struct trc_secrets expected = secrets_of(7, found.count);
        assert_true(same_secrets(&found, &expected));
        return status;
    }
    assert_int_equal(error.status, status);
    assert_true(status == TRC_ERR_RANGE || strstr(error.msg, "THE-NAME") != NULL);
    assert_null(strstr(error.msg, PASSPHRASE));
    static const struct trc_secrets nothing;
    assert_memory_equal(&found, &nothing, sizeof found);
    return status;
}

static enum trc_status open_image(const struct image *image)
{
    return open_with(image, PASSPHRASE, PASSPHRASE_LEN);
}

static void every_number_of_slots_comes_back(void **state)
{
    (void)state;
    for (size_t slots = 0; slots <= TRC_KEY_IDS; slots++) {
        const struct image image = sealed(slots);
        assert_int_equal(image.len, 136 + 74 * slots);
        assert_int_equal(open_image(&image), TRC_OK);
    }
}

static void sealing_twice_shares_nothing_after_the_cost(void **state)
{
    (void)state;
    const struct image a = sealed(2), b = sealed(2);
    for (size_t at = SALT_AT; at + 8 <= a.len; at += 8)
        assert_memory_not_equal(a.bytes + at, b.bytes + at, 8);
}

/* The last field ends the line; `row` is cut up in place. */
static void fields(char *row, char **field, size_t count)
{
    row[strcspn(row, "\n")] = '\0';
    for (size_t i = 0; i < count; i++)
        assert_non_null(field[i] = strsep(&row, "\t"));
}

static struct trc_secrets secrets_from_text(char *text)
{
    struct trc_secrets secrets = {0};
    for (char *slot; text[0] != '\0' && (slot = strsep(&text, ",")) != NULL && secrets.count < TRC_KEY_IDS;) {
        struct trc_secret *secret = &secrets.secret[secrets.count++];
        secret->key_id = (uint8_t)atoi(strsep(&slot, ":"));
        secret->type = (enum trc_key_type)atoi(strsep(&slot, ":"));
        secret->created_at_s = atoll(strsep(&slot, ":"));
        assert_int_equal(hex_bytes(strsep(&slot, ":"), secret->root, TRC_SECRET_LEN), TRC_SECRET_LEN);
        assert_int_equal(hex_bytes(slot, secret->pin_root, TRC_SECRET_LEN), TRC_SECRET_LEN);
        if (text == NULL)
            break;
    }
    return secrets;
}

static void files_made_by_another_implementation_open(void **state)
{
    (void)state;
    FILE *file = fopen(TRC_SOURCE_DIR "/tests/vectors/keyfile.tsv", "r");
    assert_non_null(file);
    char *line = NULL;
    size_t size = 0;
    int rows = 0;
    while (getline(&line, &size, file) > 0) {
        if (line[0] == '#' || strncmp(line, "name\t", 5) == 0)
            continue;
        char *field[6];
        fields(line, field, COUNT(field));
        uint8_t passphrase[64], bytes[TRC_KEYFILE_LEN_MAX];
        const size_t passphrase_len = hex_bytes(field[1], passphrase, sizeof passphrase);
        const size_t len = hex_bytes(field[2], bytes, sizeof bytes);
        struct trc_secrets found;
        struct trc_error error = TRC_ERROR_INIT;
        const enum trc_status status =
            trc_keyfile_format_open(field[0], bytes, len, (const char *)passphrase, passphrase_len, &found, &error);
        if (strcmp(trc_status_name(status), field[3]) != 0)
            fail_msg("%s: %s: %s", field[0], trc_status_name(status), error.msg);
        struct trc_secrets expected = {0};
        if (status == TRC_OK)
            expected = secrets_from_text(field[4]);
        assert_true(same_secrets(&found, &expected));
        rows++;
    }
    assert_int_equal(rows, 12);
    free(line);
    fclose(file);
}

static void every_changed_byte_is_damage(void **state)
{
    (void)state;
    struct image image = sealed(2);
    for (size_t at = 0; at < image.len; at++)
        for (int change = 1; change < 256; change = change * 2 + 1) {
            image.bytes[at] ^= (uint8_t)change;
            assert_int_equal(open_image(&image), TRC_ERR_DAMAGED);
            image.bytes[at] ^= (uint8_t)change;
        }
    assert_int_equal(open_image(&image), TRC_OK);
}

/* With a mended checksum only the keyed checks are left; they see the header as a wrong passphrase, the rest as damage.
 */
static void every_changed_byte_under_a_mended_checksum_is_refused(void **state)
{
    (void)state;
    const struct image good = sealed(2);
    const size_t end = good.len - CHECKSUM_LEN;
    for (size_t at = 0; at < end; at++)
        for (int change = 1; change < 256; change = change * 2 + 1) {
            struct image image = good;
            image.bytes[at] ^= (uint8_t)change;
            mend_checksum(&image);
            const enum trc_status status = open_image(&image);
            if (at < VERSION_AT || at >= SLOTS_AT)
                assert_int_equal(status, TRC_ERR_DAMAGED);
            else if (at == VERSION_AT)
                assert_int_equal(status, image.bytes[at] == 0 ? TRC_ERR_DAMAGED : TRC_ERR_VERSION);
            else if (at < SALT_AT)
                assert_true(status == TRC_ERR_DAMAGED || status == TRC_ERR_PASSPHRASE);
            else
                assert_int_equal(status, TRC_ERR_PASSPHRASE);
        }
    struct image image = good;
    mend_checksum(&image);
    assert_int_equal(open_image(&image), TRC_OK); /* control: mending is what we think it is */
}

static void every_shorter_or_longer_file_is_damage(void **state)
{
    (void)state;
    const struct image good = sealed(3);
    struct image image = good;
    for (image.len = 0; image.len < TRC_KEYFILE_LEN_MAX; image.len++) {
        if (image.len != good.len)
            assert_int_equal(open_image(&image), TRC_ERR_DAMAGED);
    }
    for (size_t len = CHECKSUM_LEN + 9; len < good.len + 200; len++) {
        image = good;
        image.len = len;
        mend_checksum(&image);
        assert_int_equal(open_image(&image), len == good.len ? TRC_OK : TRC_ERR_DAMAGED);
    }
}

static void a_newer_version_says_so_whatever_else_it_holds(void **state)
{
    (void)state;
    struct image image = sealed(1);
    memset(image.bytes + COST_AT, 0xff, image.len - COST_AT);
    image.bytes[VERSION_AT] = 2;
    image.len += 1000;
    mend_checksum(&image);
    assert_int_equal(open_image(&image), TRC_ERR_VERSION);
}

static void wrong_passphrases_are_told_from_damage(void **state)
{
    (void)state;
    const struct image image = sealed(1);
    static const char *const wrong[] = {"open sesam", "open sesame ", "Open sesame", "open sesame\n", "x"};
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_int_equal(open_with(&image, wrong[i], strlen(wrong[i])), TRC_ERR_PASSPHRASE);
    assert_int_equal(open_with(&image, PASSPHRASE "\0x", PASSPHRASE_LEN + 2), TRC_ERR_PASSPHRASE);
    assert_int_equal(open_with(&image, PASSPHRASE, PASSPHRASE_LEN), TRC_OK);
}

static void an_empty_passphrase_is_refused_both_ways(void **state)
{
    const struct fixture *f = *state;
    const struct image image = sealed(1);
    assert_int_equal(open_with(&image, "", 0), TRC_ERR_RANGE);
    const struct trc_secrets secrets = secrets_of(1, 1);
    struct trc_error error = TRC_ERROR_INIT;
    assert_int_equal(trc_keyfile_write(f->path, "", 0, &secrets, &error), TRC_ERR_RANGE);
    assert_non_null(strstr(error.msg, "passphrase"));
    assert_int_equal(access(f->path, F_OK), -1);
}

/* Refused before scrypt begins, or this test would need terabytes. */
static void headers_that_ask_for_too_much_are_refused(void **state)
{
    (void)state;
    static const struct {
        uint8_t log2_n, r, p;
    } rows[] = {{0, 8, 1},   {21, 1, 1},  {20, 9, 1}, {16, 1, 1}, {1, 0, 1},  {1, 8, 0},    {1, 8, 5},   {17, 65, 1},
                {20, 16, 1}, {255, 8, 1}, {63, 8, 1}, {64, 8, 1}, {21, 2, 1}, {12, 255, 9}, {17, 8, 255}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct image image = sealed(1);
        memcpy(image.bytes + COST_AT, &rows[i], 3);
        mend_checksum(&image);
        assert_int_equal(open_image(&image), TRC_ERR_DAMAGED);
    }
    /* Control: costs within bounds get as far as the passphrase. */
    struct image image = sealed(1);
    memcpy(image.bytes + COST_AT, (uint8_t[]){10, 16, 4}, 3);
    mend_checksum(&image);
    assert_int_equal(open_image(&image), TRC_ERR_PASSPHRASE);
}

static void lists_that_could_not_be_read_back_are_not_written(void **state)
{
    (void)state;
    struct trc_secrets rows[5];
    for (size_t i = 0; i < COUNT(rows); i++)
        rows[i] = secrets_of(1, 2);
    rows[0].secret[0].key_id = 1; /* twice */
    rows[1].secret[0].key_id = 5; /* descending */
    rows[2].secret[1].key_id = TRC_KEY_IDS;
    rows[3].secret[1].type = TRC_KEY_TYPE_COUNT;
    rows[4].count = TRC_KEY_IDS + 1;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct image image;
        assert_int_equal(
            trc_keyfile_format_seal(&rows[i], CHEAP, PASSPHRASE, PASSPHRASE_LEN, image.bytes, &image.len, NULL),
            TRC_ERR_RANGE);
    }
}

static void the_public_functions_write_at_full_cost_and_read_back(void **state)
{
    const struct fixture *f = *state;
    const struct trc_secrets secrets = secrets_of(9, 2);
    assert_int_equal(trc_keyfile_write(f->path, PASSPHRASE, PASSPHRASE_LEN, &secrets, NULL), TRC_OK);
    FILE *file = fopen(f->path, "rb");
    assert_non_null(file);
    uint8_t header[SALT_AT];
    assert_int_equal(fread(header, 1, sizeof header, file), sizeof header);
    fclose(file);
    assert_memory_equal(header, "TRC-KEYS\x01\x11\x08\x01", sizeof header);
    assert_int_equal(generation_in(f->path), 9);
}

static void the_mode_is_0600_whatever_the_umask(void **state)
{
    const struct fixture *f = *state;
    const struct trc_secrets secrets = secrets_of(3, 2);
    static const mode_t masks[] = {0, 022, 077, 0777};
    for (size_t i = 0; i < COUNT(masks); i++) {
        const mode_t old = umask(masks[i]);
        const enum trc_status status = write_cheaply(f->path, &secrets, NULL);
        umask(old);
        assert_int_equal(status, TRC_OK);
        struct stat info;
        assert_int_equal(stat(f->path, &info), 0);
        assert_int_equal(info.st_mode & 07777, 0600);
        assert_int_equal(generation_in(f->path), 3);
    }
}

static enum trc_status read_file(const char *path, struct trc_error *error)
{
    struct trc_secrets found;
    return trc_keyfile_read(path, PASSPHRASE, PASSPHRASE_LEN, &found, error);
}

static void modes_that_let_others_in_are_refused_with_the_remedy(void **state)
{
    const struct fixture *f = *state;
    const struct trc_secrets secrets = secrets_of(3, 2);
    assert_int_equal(write_cheaply(f->path, &secrets, NULL), TRC_OK);
    char remedy[128];
    snprintf(remedy, sizeof remedy, "chmod 600 %s", f->path);
    for (mode_t mode = 0600; mode <= 0700; mode++) {
        struct trc_error error = TRC_ERROR_INIT;
        assert_int_equal(chmod(f->path, mode), 0);
        const enum trc_status expected = (mode & 077) == 0 ? TRC_OK : TRC_ERR_PERMISSION;
        assert_int_equal(read_file(f->path, &error), expected);
        assert_true(expected == TRC_OK || strstr(error.msg, remedy) != NULL);
    }
    assert_int_equal(chmod(f->path, 0400), 0);
    assert_int_equal(read_file(f->path, NULL), TRC_OK);
}

static void another_users_file_is_refused(void **state)
{
    const struct fixture *f = *state;
    const struct trc_secrets secrets = secrets_of(3, 2);
    assert_int_equal(write_cheaply(f->path, &secrets, NULL), TRC_OK);
    if (geteuid() != 0)
        skip(); /* only root can give a file away */
    assert_int_equal(chown(f->path, 12345, 12345), 0);
    struct trc_error error = TRC_ERROR_INIT;
    assert_int_equal(read_file(f->path, &error), TRC_ERR_PERMISSION);
    assert_non_null(strstr(error.msg, "12345"));
    assert_int_equal(chown(f->path, 0, 12345), 0);
    assert_int_equal(read_file(f->path, NULL), TRC_OK);
}

static void links_are_refused_and_their_targets_left_alone(void **state)
{
    const struct fixture *f = *state;
    const struct trc_secrets old = secrets_of(1, 2), new = secrets_of(2, 2);
    char link[128];
    snprintf(link, sizeof link, "%s/link", f->folder);
    assert_int_equal(write_cheaply(f->path, &old, NULL), TRC_OK);
    assert_int_equal(symlink(f->path, link), 0);
    struct trc_error error = TRC_ERROR_INIT;
    assert_int_equal(read_file(link, &error), TRC_ERR_PERMISSION);
    assert_non_null(strstr(error.msg, "symbolic link"));
    assert_int_equal(write_cheaply(link, &new, &error), TRC_ERR_PERMISSION);
    assert_non_null(strstr(error.msg, "symbolic link"));
    assert_int_equal(generation_in(f->path), 1);
    struct stat info;
    assert_int_equal(lstat(link, &info), 0);
    assert_true(S_ISLNK(info.st_mode));
}

static void what_is_no_file_is_refused_without_waiting(void **state)
{
    const struct fixture *f = *state;
    const struct trc_secrets secrets = secrets_of(1, 2);
    assert_int_equal(mkfifo(f->path, 0600), 0);
    alarm(20); /* a reader that opens the pipe plainly waits for ever */
    assert_int_equal(read_file(f->path, NULL), TRC_ERR_PERMISSION);
    assert_int_equal(write_cheaply(f->path, &secrets, NULL), TRC_ERR_PERMISSION);
    alarm(0);
    assert_int_equal(read_file(f->folder, NULL), TRC_ERR_PERMISSION);
    assert_int_equal(write_cheaply(f->folder, &secrets, NULL), TRC_ERR_PERMISSION);
}

static void what_is_not_there_is_named(void **state)
{
    const struct fixture *f = *state;
    struct trc_error error = TRC_ERROR_INIT;
    assert_int_equal(read_file(f->path, &error), TRC_ERR_NOT_FOUND);
    assert_non_null(strstr(error.msg, f->path));

    const struct trc_secrets secrets = secrets_of(1, 2);
    char path[128];
    snprintf(path, sizeof path, "%s/no/folder/keys.trk", f->folder);
    assert_int_equal(write_cheaply(path, &secrets, &error), TRC_ERR_IO);
    assert_non_null(strstr(error.msg, path));
}

static void a_path_without_a_folder_is_in_the_present_one(void **state)
{
    const struct fixture *f = *state;
    const struct trc_secrets secrets = secrets_of(1, 2);
    const int before = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_int_equal(chdir(f->folder), 0);
    const enum trc_status status = write_cheaply("keys.trk", &secrets, NULL);
    const int generation = generation_in("keys.trk");
    assert_int_equal(fchdir(before), 0);
    close(before);
    assert_int_equal(status, TRC_OK);
    assert_int_equal(generation, 1);
}

static void a_file_longer_than_any_key_file_is_damage(void **state)
{
    const struct fixture *f = *state;
    const struct trc_secrets secrets = secrets_of(1, 2);
    assert_int_equal(write_cheaply(f->path, &secrets, NULL), TRC_OK);
    assert_int_equal(truncate(f->path, 1 << 20), 0);
    assert_int_equal(read_file(f->path, NULL), TRC_ERR_DAMAGED);
}

int main(void)
{
    const struct CMUnitTest format[] = {
        cmocka_unit_test(every_number_of_slots_comes_back),
        cmocka_unit_test(sealing_twice_shares_nothing_after_the_cost),
        cmocka_unit_test(files_made_by_another_implementation_open),
        cmocka_unit_test(every_changed_byte_is_damage),
        cmocka_unit_test(every_changed_byte_under_a_mended_checksum_is_refused),
        cmocka_unit_test(every_shorter_or_longer_file_is_damage),
        cmocka_unit_test(a_newer_version_says_so_whatever_else_it_holds),
        cmocka_unit_test(wrong_passphrases_are_told_from_damage),
        cmocka_unit_test(headers_that_ask_for_too_much_are_refused),
        cmocka_unit_test(lists_that_could_not_be_read_back_are_not_written),
    };
#define ON_DISK(test) cmocka_unit_test_setup_teardown(test, fixture_make, fixture_free)
    const struct CMUnitTest disk[] = {
        ON_DISK(an_empty_passphrase_is_refused_both_ways),
        ON_DISK(the_public_functions_write_at_full_cost_and_read_back),
        ON_DISK(the_mode_is_0600_whatever_the_umask),
        ON_DISK(modes_that_let_others_in_are_refused_with_the_remedy),
        ON_DISK(another_users_file_is_refused),
        ON_DISK(links_are_refused_and_their_targets_left_alone),
        ON_DISK(what_is_no_file_is_refused_without_waiting),
        ON_DISK(what_is_not_there_is_named),
        ON_DISK(a_path_without_a_folder_is_in_the_present_one),
        ON_DISK(a_file_longer_than_any_key_file_is_damage),
    };
    const int failed = cmocka_run_group_tests(format, NULL, NULL);
    return failed + cmocka_run_group_tests(disk, NULL, NULL);
}
