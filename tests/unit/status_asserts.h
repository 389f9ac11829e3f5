/* status_asserts.h: asserting statuses and messages by what they are called and say. */
#ifndef TRC_TESTS_STATUS_ASSERTS_H
#define TRC_TESTS_STATUS_ASSERTS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <trc/error.h>

#define assert_ok(call) assert_string_equal(trc_status_name(call), "OK")
#define assert_status(call, expected) assert_string_equal(trc_status_name(call), trc_status_name(expected))
#define assert_says(error, part)                                                                                       \
    do {                                                                                                               \
        if (strstr((error).msg, part) == NULL)                                                                         \
            fail_msg("\"%s\" does not say \"%s\"", (error).msg, part);                                                 \
    } while (0)

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
