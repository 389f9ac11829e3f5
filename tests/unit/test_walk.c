/* test_walk.c: files behind sources, in a fixed order, whatever lies in the folders. */
#include "scanner/walk.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "temp_folder.h"

static void touch(const char *path)
{
    temp_folder_write(path, "", 0);
}

/* Walks, and compares with "path path …"; named sources end in '!', failures in '?', ends of folders
 * in '<'. @return The links to folders. */
static uint64_t assert_walk(const char *const *sources, size_t count, const char *expected)
{
    char all[4096] = "";
    struct scan_found found;
    struct scan_walk *walk = scan_walk_open(sources, count);
    assert_non_null(walk);
    while (scan_walk_next(walk, &found)) {
        if (all[0] != '\0')
            strcat(all, " ");
        strcat(all, found.path);
        strcat(all, found.folder_end ? "<" : found.named ? "!" : "");
        strcat(all, found.error != 0 ? "?" : "");
    }
    assert_false(scan_walk_next(walk, &found));
    const uint64_t links = scan_walk_links(walk);
    scan_walk_close(walk);
    assert_string_equal(all, expected);
    return links;
}

static void folders_are_gone_through_in_the_order_of_names(void **state)
{
    (void)state;
    mkdir("b", 0700);
    mkdir("b/empty", 0700);
    mkdir("b/sub", 0700);
    touch("b/10.png");
    touch("b/9.png");
    touch("b/Z.png");
    touch("b/sub/1");
    touch("b/tail");
    touch("a");
    assert_walk((const char *[]){"b", "a", "b/sub/"}, 3,
                "b/10.png b/9.png b/Z.png b/sub/1 b/tail b< a! b/sub/1 b/sub/<");
    assert_walk((const char *[]){"."}, 1, "./a ./b/10.png ./b/9.png ./b/Z.png ./b/sub/1 ./b/tail .<");
}

static void named_sources_are_passed_on_whatever_they_are(void **state)
{
    (void)state;
    mkfifo("fifo", 0600);
    assert_walk((const char *[]){"absent", "fifo", "-", ""}, 4, "absent! fifo! -! !");
    assert_walk(NULL, 0, "");
}

static void links_are_followed_to_files_and_never_to_folders(void **state)
{
    (void)state;
    mkdir("d", 0700);
    touch("d/file");
    mkfifo("d/fifo", 0600);
    assert_int_equal(symlink("file", "d/link"), 0);
    assert_int_equal(symlink(".", "d/loop"), 0);
    assert_int_equal(symlink("/", "d/root"), 0);
    assert_int_equal(symlink("nowhere", "d/broken"), 0);
    assert_int_equal(symlink("d", "named"), 0);
    assert_int_equal(assert_walk((const char *[]){"d"}, 1, "d/broken? d/fifo d/file d/link d<"), 2);
    assert_walk((const char *[]){"named"}, 1, "named/broken? named/fifo named/file named/link named<");
}

static void a_folder_that_cannot_be_read_is_told(void **state)
{
    (void)state;
    const uid_t me = geteuid(), nobody = 65534;
    if (me == 0) /* root reads everything */
        assert_true(chown(temp_folder, nobody, (gid_t)-1) == 0 && seteuid(nobody) == 0);
    mkdir("shut", 0700);
    touch("shut/file");
    mkdir("shut/inner", 0);
    touch("shut/last");
    assert_walk((const char *[]){"shut"}, 1, "shut/file shut/inner? shut/last shut<");
    assert_int_equal(chmod("shut", 0), 0);
    assert_walk((const char *[]){"shut"}, 1, "shut!?");
    assert_int_equal(chmod("shut", 0700), 0);
    assert_int_equal(chmod("shut/inner", 0700), 0);
    assert_int_equal(seteuid(me), 0);
}

static void ten_thousand_names_come_sorted(void **state)
{
    (void)state;
    mkdir("many", 0700);
    for (int i = 0; i < 10000; i++) {
        char path[32];
        snprintf(path, sizeof path, "many/%05d", (i * 7919) % 10000);
        touch(path);
    }
    struct scan_found found;
    const char *source = "many";
    struct scan_walk *walk = scan_walk_open(&source, 1);
    int next = 0;
    for (; scan_walk_next(walk, &found) && !found.folder_end; next++)
        assert_int_equal(atoi(found.path + 5), next);
    assert_int_equal(next, 10000);
    scan_walk_close(walk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(folders_are_gone_through_in_the_order_of_names, temp_folder_enter,
                                        temp_folder_leave),
        cmocka_unit_test_setup_teardown(named_sources_are_passed_on_whatever_they_are, temp_folder_enter,
                                        temp_folder_leave),
        cmocka_unit_test_setup_teardown(links_are_followed_to_files_and_never_to_folders, temp_folder_enter,
                                        temp_folder_leave),
        cmocka_unit_test_setup_teardown(a_folder_that_cannot_be_read_is_told, temp_folder_enter, temp_folder_leave),
        cmocka_unit_test_setup_teardown(ten_thousand_names_come_sorted, temp_folder_enter, temp_folder_leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
