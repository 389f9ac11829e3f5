/* pdf_page.c: one page, drawn and deflated while its labels come. */
#include <assert.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/error.h"
#include "sheet/pdf.h"

/* Measured: see docs/decisions/0154-a-page-is-one-deflated-stream.md. */
#define LEVEL 3
#define CHUNK 16384

struct trc_pdf_page {
    const struct trc_pdf *pdf;
    z_stream deflater;
    struct trc_bytes drawn;  /* of one label */
    struct trc_bytes packed; /* of the page so far */
    bool begun;
};

static enum trc_status out_of_memory(struct trc_error *error)
{
    return trc_error_set(error, TRC_ERR_MEMORY, _("Memory ran out while drawing a page of labels."));
}

enum trc_status trc_pdf_page_new(const struct trc_pdf *pdf, struct trc_pdf_page **out, struct trc_error *error)
{
    *out = NULL;
    struct trc_pdf_page *page = calloc(1, sizeof *page);
    if (page == NULL)
        return out_of_memory(error);
    page->pdf = pdf;
    if (deflateInit(&page->deflater, LEVEL) != Z_OK) {
        free(page);
        return out_of_memory(error);
    }
    *out = page;
    return TRC_OK;
}

void trc_pdf_page_free(struct trc_pdf_page *page)
{
    if (page == NULL)
        return;
    deflateEnd(&page->deflater);
    trc_bytes_free(&page->drawn);
    trc_bytes_free(&page->packed);
    free(page);
}

static enum trc_status pack(struct trc_pdf_page *page, int flush, struct trc_error *error)
{
    z_stream *deflater = &page->deflater;
    deflater->next_in = (Bytef *)page->drawn.at;
    deflater->avail_in = (uInt)page->drawn.len;
    do {
        char *to = trc_bytes_reserve(&page->packed, CHUNK);
        if (to == NULL || page->drawn.failed)
            return out_of_memory(error);
        deflater->next_out = (Bytef *)to;
        deflater->avail_out = CHUNK;
        deflate(deflater, flush); /* with input, room and a sound state there is nothing it could fail at */
        page->packed.len += CHUNK - deflater->avail_out;
    } while (deflater->avail_out == 0);
    page->drawn.len = 0;
    return TRC_OK;
}

static void begin(struct trc_pdf_page *page)
{
    if (page->begun)
        return;
    page->begun = true;
    if (page->pdf->crop_marks)
        trc_bytes_text(&page->drawn, "/M Do\n");
}

enum trc_status trc_pdf_page_draw(struct trc_pdf_page *page, const struct trc_label *label, size_t place,
                                  struct trc_error *error)
{
    assert(place < trc_pdf_places(page->pdf));
    begin(page);
    const size_t before = page->drawn.len;
    const enum trc_status status = trc_pdf_label_draw(page->pdf, label, place, &page->drawn, error);
    if (status == TRC_OK)
        return pack(page, Z_NO_FLUSH, error);
    page->drawn.len = before; /* half a label would spoil the page */
    return status;
}

enum trc_status trc_pdf_page_pack(struct trc_pdf_page *page, struct trc_error *error)
{
    begin(page);
    return pack(page, Z_FINISH, error);
}

static void write_page(struct trc_pdf *pdf, const struct trc_pdf_page *page)
{
    struct trc_pdf_file *file = &pdf->file;
    const size_t content = trc_pdf_file_reserve(file), number = trc_pdf_file_reserve(file);
    trc_pdf_file_stream(file, content, "", page->packed.at, page->packed.len, true);
    const size_t parent = trc_pdf_tree_add(&pdf->tree, file, number);
    struct trc_bytes *out = trc_pdf_file_begin(file, number);
    trc_bytes_text(out, "<</Type/Page/Parent ");
    trc_pdf_file_refer(out, parent);
    trc_bytes_text(out, "/Contents ");
    trc_pdf_file_refer(out, content);
    trc_bytes_text(out, ">>");
    trc_pdf_file_end(file);
}

enum trc_status trc_pdf_add(struct trc_pdf *pdf, struct trc_pdf_page *page, struct trc_error *error)
{
    write_page(pdf, page);
    page->packed.len = 0;
    page->begun = false;
    deflateReset(&page->deflater);
    return trc_pdf_file_status(&pdf->file, error);
}
