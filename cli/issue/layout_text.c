/* layout_text.c: how codes leave the program, to and from the text that the registry keeps: a JSON object. */
#include <jansson.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "common/failure.h"
#include "common/text.h"
#include "issue/layout.h"

enum field_kind { FIELD_INT, FIELD_BOOL, FIELD_TEXT };

#define FIELD(kind, name, member)                                                                                      \
    {                                                                                                                  \
        name, kind, offsetof(struct issue_layout, member), sizeof(((struct issue_layout *)0)->member)                  \
    }

/* Beside format and ec, which are kept by name. Those that are 0 or empty are left out. */
static const struct field {
    const char *name;
    enum field_kind kind;
    size_t offset, size;
} fields[] = {
    FIELD(FIELD_BOOL, "pins", pins),
    FIELD(FIELD_INT, "dpi", print.dpi),
    FIELD(FIELD_INT, "dots_a_module", print.dots_a_module),
    FIELD(FIELD_INT, "dark", print.dark),
    FIELD(FIELD_INT, "light", print.light),
    FIELD(FIELD_TEXT, "out", out),
    FIELD(FIELD_BOOL, "bom", bom),
    FIELD(FIELD_BOOL, "crlf", crlf),
    FIELD(FIELD_BOOL, "raw_cells", raw_cells),
    FIELD(FIELD_INT, "rows_a_file", rows_a_file),
    FIELD(FIELD_INT, "text", text),
    FIELD(FIELD_INT, "label_width", label.width),
    FIELD(FIELD_INT, "label_height", label.height),
    FIELD(FIELD_INT, "sheet_width", sheet.width),
    FIELD(FIELD_INT, "sheet_height", sheet.height),
    FIELD(FIELD_INT, "gap_x", gap.width),
    FIELD(FIELD_INT, "gap_y", gap.height),
    FIELD(FIELD_INT, "margin_x", margin.width),
    FIELD(FIELD_INT, "margin_y", margin.height),
    FIELD(FIELD_BOOL, "crop_marks", crop_marks),
    FIELD(FIELD_INT, "start", start),
    FIELD(FIELD_BOOL, "printer_symbols", printer_symbols),
    FIELD(FIELD_TEXT, "font", font),
    FIELD(FIELD_TEXT, "logo", logo),
};

static bool is_empty(const struct field *field, const struct issue_layout *layout)
{
    static const char zeros[sizeof(int)];
    return memcmp((const char *)layout + field->offset, zeros, field->kind == FIELD_INT ? sizeof(int) : 1) == 0;
}

/* NULL when a text is not UTF-8. */
static json_t *pack_field(const struct field *field, const struct issue_layout *layout)
{
    const char *member = (const char *)layout + field->offset;
    int number;
    if (field->kind == FIELD_TEXT)
        return json_string(member);
    if (field->kind == FIELD_BOOL)
        return json_true();
    memcpy(&number, member, sizeof number);
    return json_integer(number);
}

static bool unpack_field(const struct field *field, const json_t *value, struct issue_layout *layout)
{
    char *member = (char *)layout + field->offset;
    const int number = (int)json_integer_value(value);
    switch (field->kind) {
    case FIELD_TEXT:
        return json_is_string(value) &&
               snprintf(member, field->size, "%s", json_string_value(value)) < (int)field->size;
    case FIELD_BOOL:
        *(bool *)member = json_is_true(value);
        return json_is_boolean(value);
    default:
        memcpy(member, &number, sizeof number);
        return json_is_integer(value) && json_integer_value(value) == number && number >= 0;
    }
}

enum trc_status issue_layout_format(const struct issue_layout *layout, char text[TRC_BATCH_OPTIONS_MAX + 1],
                                    struct trc_error *error)
{
    json_t *object =
        json_pack("{s:s, s:s}", "format", issue_format_names[layout->format], "ec", issue_ec_names[layout->ec]);
    bool good = object != NULL;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        good = good && (is_empty(&fields[i], layout) ||
                        json_object_set_new(object, fields[i].name, pack_field(&fields[i], layout)) == 0);
    const size_t len = good ? json_dumpb(object, text, TRC_BATCH_OPTIONS_MAX, JSON_COMPACT) : 0;
    json_decref(object);
    if (len == 0 || len > TRC_BATCH_OPTIONS_MAX)
        return fail(error, TRC_ERR_RANGE, _("The path after --out is too long, or not UTF-8."));
    text[len] = '\0';
    return TRC_OK;
}

static int index_of(const char *const *names, const json_t *name)
{
    for (int i = 0; json_is_string(name) && names[i] != NULL; i++)
        if (strcmp(names[i], json_string_value(name)) == 0)
            return i;
    return -1;
}

enum trc_status issue_layout_parse(const char *text, struct issue_layout *layout, struct trc_error *error)
{
    json_t *object = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    *layout = (struct issue_layout){.format = index_of(issue_format_names, json_object_get(object, "format")),
                                    .ec = index_of(issue_ec_names, json_object_get(object, "ec"))};
    bool good = layout->format >= 0 && layout->ec >= 0;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const json_t *value = json_object_get(object, fields[i].name);
        good = good && (value == NULL || unpack_field(&fields[i], value, layout));
    }
    good = good && layout->print.dpi > 0 && layout->print.dots_a_module > 0 && layout->out[0] != '\0';
    json_decref(object);
    return good ? TRC_OK
                : fail(error, TRC_ERR_VERSION,
                       _("The batch was laid out by another version of this program; say "
                         "--format and --out again."));
}
