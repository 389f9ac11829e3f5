/* cmd_parse.c: trc parse: what a code says, no key asked. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <trc/trc.h>
#include <unistd.h>

#include "commands.h"
#include "common/console.h"
#include "common/lines.h"
#include "common/text.h"
#include "common/verdict_out.h"

static void print_text(const struct trc_code *code)
{
    static char text[3 * TRC_TEXT_MAX + 8 * TRC_ELEMENTS_MAX];
    size_t len;
    if (trc_elements_format(&code->link.elements, text, sizeof text, &len) != TRC_OK)
        len = 0;
    fputs("ok\t", stdout);
    console_print_safe(stdout, text, len);
    fputc('\n', stdout);
}

static json_t *span_json(const char *text, struct trc_span span)
{
    return json_stringn(text + span.pos, span.len);
}

static json_t *ignored_json(const char *text, const struct trc_code *code)
{
    json_t *ignored = json_object();
    for (size_t i = 0; i < code->link.param_count; i++) {
        const struct trc_link_param *param = &code->link.param[i];
        char key[TRC_TEXT_MAX + 1];
        if (param->key.len == 1 && (text[param->key.pos] == 'S' || text[param->key.pos] == 's'))
            continue;
        memcpy(key, text + param->key.pos, param->key.len);
        key[param->key.len] = '\0';
        json_object_set_new(ignored, key, param->has_value ? span_json(text, param->value) : json_null());
    }
    return ignored;
}

static json_t *seal_json(const struct trc_seal *seal)
{
    const char type[] = {seal->type, '\0'};
    if (seal->type == 0)
        return json_null();
    return json_pack("{s:s, s:i, s:b}", "type", type, "key_id", seal->key_id, "known", seal->body_len != 0);
}

static void print_json(const char *text, size_t len, const struct trc_code *code)
{
    const size_t skip = code->is_link && text[0] == ']' ? 3 : 0; /* spans count from the link itself */
    json_t *object = json_pack("{s:o, s:b}", "code", json_text(text, len), "ok", 1);
    json_object_set_new(object, "elements", elements_json(&code->link.elements));
    json_object_set_new(object, "host", code->is_link ? json_string(code->host) : json_null());
    json_object_set_new(object, "serial_form",
                        json_string(code->serial_kind == TRC_SERIAL_SEALED ? "sealed"
                                    : code->serial_kind == TRC_SERIAL_OWN  ? "own"
                                                                           : "none"));
    json_object_set_new(object, "seal", seal_json(&code->seal));
    json_object_set_new(object, "ignored", ignored_json(text + skip, code));
    json_print_line(object);
}

static void print_error(bool json, const char *text, size_t len, const struct trc_error *error)
{
    const size_t pos = error->pos == TRC_NO_POS ? 0 : error->pos;
    if (!json) {
        printf("error\t%zu\t", pos);
        console_print_safe(stdout, error->msg, strlen(error->msg));
        fputc('\n', stdout);
        return;
    }
    json_print_line(json_pack("{s:o, s:b, s:I, s:s?, s:s}", "code", json_text(text, len), "ok", 0, "offset",
                              (json_int_t)pos, "rule", error->rule, "error", error->msg));
}

static bool parse_one(bool json, const char *text, size_t len)
{
    static struct trc_code code;
    struct trc_error error = TRC_ERROR_INIT;
    if (trc_code_parse(text, len, &code, &error) != TRC_OK) {
        print_error(json, text, len, &error);
        return false;
    }
    if (json)
        print_json(text, len, &code);
    else
        print_text(&code);
    return true;
}

static bool parse_stdin(bool json)
{
    static struct line_reader reader;
    const char *line;
    size_t len;
    bool all = true;
    lines_init(&reader, STDIN_FILENO);
    while (lines_next(&reader, &line, &len)) {
        if (len > 0)
            all &= parse_one(json, line, len);
        if (lines_would_read(&reader))
            fflush(stdout);
    }
    if (reader.failed)
        console_error(_("The codes could not be read from stdin."));
    return all && !reader.failed;
}

int cmd_parse(struct cli *cli, int argc, char **argv)
{
    int exit_code;
    const int first = command_options(cli, argc, argv, NULL, 0, 1, argc, &exit_code);
    if (first < 0)
        return exit_code;
    bool all = true;
    for (int i = first; i < argc; i++)
        all &= strcmp(argv[i], "-") == 0 ? parse_stdin(cli->common.json)
                                         : parse_one(cli->common.json, argv[i], strlen(argv[i]));
    return all ? EXIT_DONE : EXIT_UNDECIDED;
}
