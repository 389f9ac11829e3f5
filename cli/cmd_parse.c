/* cmd_parse.c: trc parse: what a code says, no key asked. */
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

/* Query parameters that GS1 gives no meaning to, but for the seal. A list: anybody may write a key twice. */
static void ignored_write(struct json_out *out, const struct trc_code *code)
{
    json_out_open(out, "ignored", '[');
    for (size_t i = 0; i < code->link.param_count; i++) {
        const struct trc_link_param *param = &code->link.param[i];
        const char *key = code->text + param->key.pos;
        if (param->has_value && param->key.len == 1 && (*key == 'S' || *key == 's'))
            continue;
        json_out_open(out, NULL, '{');
        json_out_bytes(out, "key", key, param->key.len);
        if (param->has_value)
            json_out_bytes(out, "value", code->text + param->value.pos, param->value.len);
        else
            json_out_null(out, "value");
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
}

/* GS1 knows no S, so that a faulty seal does not make the text wrong: it is the seal's own trouble. */
static void seal_write(struct json_out *out, const struct trc_seal *seal, const struct trc_error *fault)
{
    const char type[] = {seal->type, '\0'};
    if (fault != NULL) {
        json_out_open(out, "seal", '{');
        json_out_number(out, "offset", (int64_t)fault->pos);
        json_out_text(out, "rule", fault->rule);
        json_out_text(out, "error", fault->msg);
        json_out_close(out, '}');
        return;
    }
    if (seal->type == 0) {
        json_out_null(out, "seal");
        return;
    }
    json_out_open(out, "seal", '{');
    json_out_text(out, "type", type);
    json_out_number(out, "key_id", seal->key_id);
    json_out_bool(out, "known", seal->body_len != 0);
    json_out_close(out, '}');
}

static void print_json(const char *text, size_t len, const struct trc_code *code, const struct trc_error *fault)
{
    static const char *const serial_forms[] = {
        [TRC_SERIAL_NONE] = "none", [TRC_SERIAL_OWN] = "own", [TRC_SERIAL_SEALED] = "sealed"};
    struct json_out out;
    json_out_begin(&out, stdout);
    json_out_bytes(&out, "code", text, len);
    json_out_bool(&out, "ok", true);
    elements_write(&out, "elements", &code->link.elements, NULL);
    json_out_text(&out, "host", code->host);
    json_out_text(&out, "serial_form", serial_forms[code->serial_kind]);
    seal_write(&out, &code->seal, fault);
    ignored_write(&out, code);
    json_out_end(&out);
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
    struct json_out out;
    json_out_begin(&out, stdout);
    json_out_bytes(&out, "code", text, len);
    json_out_bool(&out, "ok", false);
    json_out_number(&out, "offset", (int64_t)pos);
    json_out_text(&out, "rule", error->rule);
    json_out_text(&out, "error", error->msg);
    json_out_end(&out);
}

static bool parse_one(bool json, const char *text, size_t len)
{
    static struct trc_code code;
    struct trc_error error = TRC_ERROR_INIT;
    enum trc_status status = trc_code_parse(text, len, &code, &error);
    const bool faulty_seal = status != TRC_OK && error.rule != NULL && strncmp(error.rule, "seal-", 5) == 0;
    if (faulty_seal)
        status = trc_code_parse_unsealed(text, len, &code, NULL);
    if (status != TRC_OK) {
        print_error(json, text, len, &error);
        return false;
    }
    if (json)
        print_json(text, len, &code, faulty_seal ? &error : NULL);
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
    while (!console_stdout_failed() && lines_next(&reader, &line, &len)) {
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
    console_buffer_stdout();
    for (int i = first; i < argc; i++)
        all &= strcmp(argv[i], "-") == 0 ? parse_stdin(cli->common.json)
                                         : parse_one(cli->common.json, argv[i], strlen(argv[i]));
    return all ? EXIT_DONE : EXIT_UNDECIDED;
}
