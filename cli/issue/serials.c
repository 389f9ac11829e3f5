/* serials.c: own serials from a CSV file; a push parser turned into a pull one, a buffer at a time. */
#include "issue/serials.h"

#include <csv.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/csv_file.h"
#include "common/failure.h"
#include "common/interrupt.h"
#include "common/text.h"

#define CHUNK 4096
#define PARSER_BYTES_MAX (1 << 20)
#define FIELD_MAX 64 /* longer than any serial: the registry refuses it by its length */

struct serial_file {
    FILE *file;
    const char *path;
    struct csv_parser parser;
    bool at_end, past_first_row, has_heading, has_lower_case;
    bool holds_nul;
    bool is_ambiguous;  /* several columns, and none is called serial */
    int wanted, column; /* the column of serials; the one being read */
    char field[FIELD_MAX];
    /* serials of the chunk at hand: at most one for every two bytes */
    size_t count, next, row;
    struct {
        size_t row;
        char text[FIELD_MAX];
    } ready[CHUNK / 2 + 2];
    size_t parsed_row;
};

static const char heading[] = "serial";

static void take_field(void *bytes, size_t len, void *context)
{
    struct serial_file *file = context;
    if (!file->past_first_row && len == strlen(heading) && strncasecmp(bytes, heading, len) == 0) {
        file->wanted = file->column;
        file->has_heading = true;
    }
    if (file->column++ != file->wanted)
        return;
    const size_t kept = len < FIELD_MAX - 1 ? len : FIELD_MAX - 1;
    file->holds_nul |= memchr(bytes, '\0', len) != NULL;
    memcpy(file->field, bytes, kept);
    file->field[kept] = '\0';
}

static void take_row(int terminator, void *context)
{
    struct serial_file *file = context;
    (void)terminator;
    const bool is_heading = !file->past_first_row && file->has_heading;
    file->is_ambiguous |= !file->past_first_row && !file->has_heading && file->column > 1;
    file->past_first_row = true;
    file->column = 0;
    file->parsed_row++;
    if (!is_heading) {
        file->ready[file->count].row = file->parsed_row;
        strcpy(file->ready[file->count++].text, file->field);
    }
    file->field[0] = '\0';
}

enum trc_status serial_file_open(const char *path, struct serial_file **out, struct trc_error *error)
{
    struct serial_file *file = calloc(1, sizeof *file);
    *out = NULL;
    if (file == NULL)
        return fail(error, TRC_ERR_MEMORY, _("Memory ran out while opening %s."), path);
    file->path = path;
    file->file = csv_file_open(path);
    if (file->file == NULL) {
        const enum trc_status status = fail_errno(error, _("The file of serials %s cannot be opened"), path);
        free(file);
        return status;
    }
    if (csv_init(&file->parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        fclose(file->file);
        free(file);
        return fail(error, TRC_ERR_MEMORY, _("Memory ran out while opening %s."), path);
    }
    *out = file;
    return TRC_OK;
}

enum trc_status serial_file_restart(struct serial_file *file, struct trc_error *error)
{
    FILE *const opened = file->file;
    const char *const path = file->path;
    csv_free(&file->parser);
    *file = (struct serial_file){.file = opened, .path = path};
    csv_file_restart(opened);
    return csv_init(&file->parser, CSV_STRICT | CSV_STRICT_FINI) == 0
               ? TRC_OK
               : fail(error, TRC_ERR_MEMORY, _("Memory ran out while opening %s."), path);
}

void serial_file_close(struct serial_file *file)
{
    if (file == NULL)
        return;
    csv_free(&file->parser);
    fclose(file->file);
    free(file);
}

size_t serial_file_row(const struct serial_file *file)
{
    return file->row;
}

bool serial_file_has_lower_case(const struct serial_file *file)
{
    return file->has_lower_case;
}

static enum trc_status read_chunk(struct serial_file *file, struct trc_error *error)
{
    char chunk[CHUNK];
    const size_t got = fread(chunk, 1, sizeof chunk, file->file);
    file->count = file->next = 0;
    file->at_end = got < sizeof chunk;
    if (ferror(file->file))
        return fail_errno(error, _("The file of serials %s cannot be read"), file->path);
    bool whole = csv_parse(&file->parser, chunk, got, take_field, take_row, file) == got;
    if (whole && file->at_end)
        whole = csv_fini(&file->parser, take_field, take_row, file) == 0;
    /* A quote that is never closed, or bytes without end, would be collected as one field. */
    if (!whole || csv_get_buffer_size(&file->parser) > PARSER_BYTES_MAX || file->holds_nul)
        return fail(error, TRC_ERR_SYNTAX, _("%s is not well-formed CSV near row %zu."), file->path,
                    file->parsed_row + 1);
    if (file->is_ambiguous)
        return fail(error, TRC_ERR_SYNTAX,
                    _("%s has several columns and none is called \"serial\": give the column of serials that heading."),
                    file->path);
    return TRC_OK;
}

enum trc_status serial_file_next(void *context, const char **serial, struct trc_error *error)
{
    struct serial_file *file = context;
    if (interrupt_asked())
        return fail(error, TRC_ERR_IO, _("Stopped by a signal."));
    while (file->next == file->count && !file->at_end) {
        const enum trc_status status =
            interrupt_asked() ? fail(error, TRC_ERR_IO, _("Stopped by a signal.")) : read_chunk(file, error);
        if (status != TRC_OK)
            return status;
    }
    *serial = NULL;
    if (file->next < file->count) {
        file->row = file->ready[file->next].row;
        *serial = file->ready[file->next++].text;
        file->has_lower_case |= strpbrk(*serial, "abcdefghijklmnopqrstuvwxyz") != NULL;
    }
    return TRC_OK;
}
