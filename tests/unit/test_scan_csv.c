/* test_scan_csv.c: lines for a spreadsheet keep their columns whatever is in them, and command nobody's spreadsheet. */
#include "scanner/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *printed; /* by the last call */

static const char *print(const char *json)
{
    size_t len;
    free(printed);
    FILE *stream = open_memstream(&printed, &len);
    json_t *line = json_loads(json, JSON_ALLOW_NUL, NULL);
    assert_non_null(line);
    scan_csv_print(stream, line, false);
    json_decref(line);
    fclose(stream);
    return printed;
}

static const struct row {
    const char *json, *begin; /* of the line */
} rows[] = {
    {"{\"source\":\"a.jpg\",\"page\":1,\"frame\":0}", "\"a.jpg\",1,0,,"},
    {"{\"source\":\"a, b;c.jpg\"}", "\"a, b;c.jpg\",,"},
    {"{\"source\":\"the \\\"best\\\".jpg\"}", "\"the \"\"best\"\".jpg\",,"},
    {"{\"source\":\"two\\nlines\"}", "\"two\nlines\",,"},
    {"{\"source\":\"=1+1\"}", "\"'=1+1\","},
    {"{\"source\":\"+86\"}", "\"'+86\","},
    {"{\"source\":\"-1\"}", "\"'-1\","},
    {"{\"source\":\"@SUM(A1)\"}", "\"'@SUM(A1)\","},
    {"{\"source\":\"\\t=1\"}", "\"' =1\","},
    {"{\"source\":\"  =1,\\\"\"}", "\"'  =1,\"\"\","},
    {"{\"source\":\"＝1\"}", "\"'＝1\","},
    {"{\"source\":\"1=1\"}", "\"1=1\","},
    {"{\"source\":\"nul\\u0000esc\\u001b[31m\\u009b\\u202e\"}", "\"nul esc [31m  \","},
    {"{\"source\":\"白酒.jpg\"}", "\"白酒.jpg\","},
    {"{\"source\":\"\",\"text\":null,\"verdict\":\"counterfeit\",\"findings\":[{\"id\":\"forged\"},{\"id\":\"expired\"}"
     "]}",
     "\"\",,,,,,\"counterfeit\",forged expired,"},
    {"{\"verdict\":null,\"findings\":[],\"gtin\":\"06901234567892\"}", ",,,,,,,,\"06901234567892\","},
    {"{\"informed\":true,\"ms\":4.5}", ",,,,,,,,,,,,,,,,true,4.500,,,\n"},
    {"{\"error\":\"no, \\\"really\\\"\",\"unknown\":7}", ",,,,,,,,,,,,,,,,,,,,\"no, \"\"really\"\"\"\n"},
};

static void every_row_has_its_cells(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strncmp(print(rows[i].json), rows[i].begin, strlen(rows[i].begin)) != 0)
            fail_msg("%s: %s", rows[i].json, printed);
}

static size_t commas(const char *line)
{
    size_t count = 0;
    for (; *line != '\0'; line++)
        count += *line == ',';
    return count;
}

static void the_heading_names_every_column(void **state)
{
    (void)state;
    size_t len;
    char *heading;
    FILE *stream = open_memstream(&heading, &len);
    scan_csv_print_header(stream, false);
    fclose(stream);
    assert_int_equal(commas(heading), commas(print("{}")));
    assert_memory_equal(heading, "source,page,frame,", 18);
    assert_int_equal(heading[len - 1], '\n');
    free(heading);
}

static void a_print_check_adds_its_columns_at_the_end(void **state)
{
    (void)state;
    size_t len;
    char *text;
    FILE *stream = open_memstream(&text, &len);
    scan_csv_print_header(stream, true);
    json_t *line = json_loads("{\"print_check\":\"expected\",\"print\":{\"contrast\":0.5,\"modulation\":0.25,"
                              "\"quiet_zone\":4.0,\"module_px\":6.5}}",
                              0, NULL);
    scan_csv_print(stream, line, true);
    json_decref(line);
    line = json_loads("{\"print_check\":\"failed\",\"print\":null}", 0, NULL);
    scan_csv_print(stream, line, true);
    json_decref(line);
    fclose(stream);
    assert_non_null(strstr(text, ",error,print_check,contrast,modulation,quiet_zone,module_px\n,"));
    assert_non_null(strstr(text, ",,\"expected\",0.500,0.250,4.000,6.500\n"));
    assert_non_null(strstr(text, ",,\"failed\",,,,\n"));
    free(text);
}

static int release(void **state)
{
    (void)state;
    free(printed);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_has_its_cells),
        cmocka_unit_test(the_heading_names_every_column),
        cmocka_unit_test(a_print_check_adds_its_columns_at_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
