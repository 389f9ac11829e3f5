/* pdf_file.c: the objects of a PDF on their way to a sink, and where each of them begins. */
#include "sheet/pdf_file.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/error.h"

#define FLUSH_FROM 65536
#define ID_MAX 32
#define OFFSET_MAX UINT64_C(9999999999) /* the table has ten digits for each */

void trc_pdf_file_open(struct trc_pdf_file *file, trc_sink *sink, void *context)
{
    *file = (struct trc_pdf_file){.sink = sink, .context = context};
    /* A comment of bytes above 127 tells transfer programs that this is not text. */
    trc_bytes_text(&file->waiting, "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n");
}

void trc_pdf_file_close(struct trc_pdf_file *file)
{
    trc_bytes_free(&file->waiting);
    free(file->offset);
    file->offset = NULL;
}

static void flush(struct trc_pdf_file *file)
{
    file->failed |= file->waiting.failed;
    if (!file->refused && !file->failed && file->waiting.len > 0) {
        file->refused = !file->sink(file->context, file->waiting.at, file->waiting.len);
        file->written += file->refused ? 0 : file->waiting.len;
    }
    file->waiting.len = 0;
}

size_t trc_pdf_file_reserve(struct trc_pdf_file *file)
{
    if (file->count == file->room) {
        const size_t room = file->room > 0 ? 2 * file->room : 256;
        uint64_t *grown = realloc(file->offset, room * sizeof *grown);
        if (grown == NULL) {
            file->failed = true;
            return 1;
        }
        file->offset = grown;
        file->room = room;
    }
    file->offset[file->count++] = 0;
    return file->count;
}

struct trc_bytes *trc_pdf_file_begin(struct trc_pdf_file *file, size_t number)
{
    if (number <= file->count)
        file->offset[number - 1] = file->written + file->waiting.len;
    trc_bytes_uint(&file->waiting, number);
    trc_bytes_text(&file->waiting, " 0 obj\n");
    return &file->waiting;
}

void trc_pdf_file_end(struct trc_pdf_file *file)
{
    trc_bytes_text(&file->waiting, "\nendobj\n");
    if (file->waiting.len >= FLUSH_FROM || file->waiting.failed)
        flush(file);
}

void trc_pdf_file_stream(struct trc_pdf_file *file, size_t number, const char *entries, const void *bytes, size_t len,
                         bool packed)
{
    struct trc_bytes *out = trc_pdf_file_begin(file, number);
    trc_bytes_text(out, "<<");
    trc_bytes_text(out, entries);
    trc_bytes_text(out, packed ? "/Filter/FlateDecode/Length " : "/Length ");
    trc_bytes_uint(out, len);
    trc_bytes_text(out, ">>stream\n");
    trc_bytes_put(out, bytes, len);
    trc_bytes_text(out, "\nendstream");
    trc_pdf_file_end(file);
}

void trc_pdf_file_deflated(struct trc_pdf_file *file, size_t number, const char *entries, const void *bytes, size_t len)
{
    uLongf packed_len = compressBound((uLong)len);
    Bytef *packed = malloc(packed_len);
    if (packed == NULL || compress2(packed, &packed_len, bytes, (uLong)len, Z_BEST_COMPRESSION) != Z_OK)
        file->failed = true;
    else if (packed_len < len)
        trc_pdf_file_stream(file, number, entries, packed, packed_len, true);
    else
        trc_pdf_file_stream(file, number, entries, bytes, len, false);
    free(packed);
}

void trc_pdf_file_refer(struct trc_bytes *bytes, size_t number)
{
    trc_bytes_uint(bytes, number);
    trc_bytes_text(bytes, " 0 R ");
}

enum trc_status trc_pdf_file_status(const struct trc_pdf_file *file, struct trc_error *error)
{
    if (file->refused)
        return trc_error_set(error, TRC_ERR_IO,
                             _("The PDF could not be written: its target took %llu bytes and refused more. Is the disk "
                               "full, or was the output closed?"),
                             (unsigned long long)file->written);
    if (file->failed || file->waiting.failed)
        return trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out while writing the PDF."));
    if (file->written > OFFSET_MAX)
        return trc_error_set(
            error, TRC_ERR_RANGE,
            _("The PDF has grown beyond 10 GB, which its format does not allow: issue smaller batches, "
              "or a part of the labels at a time."));
    return TRC_OK;
}

static void put_offsets(struct trc_pdf_file *file)
{
    trc_bytes_text(&file->waiting, "xref\n0 ");
    trc_bytes_uint(&file->waiting, file->count + 1);
    trc_bytes_text(&file->waiting, "\n0000000000 65535 f \n");
    for (size_t i = 0; i < file->count; i++) {
        char row[] = "0000000000 00000 n \n";
        uint64_t rest = file->offset[i];
        for (int digit = 9; digit >= 0; digit--, rest /= 10)
            row[digit] = (char)('0' + rest % 10);
        trc_bytes_put(&file->waiting, row, sizeof row - 1);
        if (file->waiting.len >= FLUSH_FROM)
            flush(file);
    }
}

static void put_id(struct trc_bytes *out, const char *id)
{
    trc_bytes_text(out, "<");
    for (size_t i = 0; i < ID_MAX && id[i] != '\0'; i++)
        trc_bytes_hex(out, (unsigned char)id[i]);
    trc_bytes_text(out, ">");
}

enum trc_status trc_pdf_file_finish(struct trc_pdf_file *file, size_t catalog, size_t info, const char *id,
                                    struct trc_error *error)
{
    const uint64_t start = file->written + file->waiting.len;
    put_offsets(file);
    struct trc_bytes *out = &file->waiting;
    trc_bytes_text(out, "trailer\n<</Size ");
    trc_bytes_uint(out, file->count + 1);
    trc_bytes_text(out, "/Root ");
    trc_pdf_file_refer(out, catalog);
    trc_bytes_text(out, "/Info ");
    trc_pdf_file_refer(out, info);
    trc_bytes_text(out, "/ID[");
    put_id(out, id);
    put_id(out, id);
    trc_bytes_text(out, "]>>\nstartxref\n");
    trc_bytes_uint(out, start);
    trc_bytes_text(out, "\n%%EOF\n");
    flush(file);
    return trc_pdf_file_status(file, error);
}
