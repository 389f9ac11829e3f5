/* pdf_file.h: the objects of a PDF on their way to a sink, and where each of them begins. Internal. */
#ifndef TRC_SHEET_PDF_FILE_H
#define TRC_SHEET_PDF_FILE_H

#include <trc/label.h>

#include "sheet/bytes.h"

/* After the sink has refused once it is not called again; finish tells. */
struct trc_pdf_file {
    trc_sink *sink;
    void *context;
    uint64_t written; /* bytes the sink has accepted */
    struct trc_bytes waiting;
    uint64_t *offset; /* of object n at n - 1; 0: reserved only */
    size_t count, room;
    bool refused, failed; /* the sink; memory */
};

void trc_pdf_file_open(struct trc_pdf_file *file, trc_sink *sink, void *context);
void trc_pdf_file_close(struct trc_pdf_file *file);

/** A new object's number, to be written later or never referred to. */
size_t trc_pdf_file_reserve(struct trc_pdf_file *file);

/** Between begin and end the caller writes the object's text to what begin returns. */
struct trc_bytes *trc_pdf_file_begin(struct trc_pdf_file *file, size_t number);
void trc_pdf_file_end(struct trc_pdf_file *file);

/** A stream object; `entries` go into its dictionary. Packed: the bytes are deflated already. */
void trc_pdf_file_stream(struct trc_pdf_file *file, size_t number, const char *entries, const void *bytes, size_t len,
                         bool packed);
/** Deflates, and writes it so. */
void trc_pdf_file_deflated(struct trc_pdf_file *file, size_t number, const char *entries, const void *bytes,
                           size_t len);

/** "12 0 R " */
void trc_pdf_file_refer(struct trc_bytes *bytes, size_t number);

/** TRC_OK, TRC_ERR_IO or TRC_ERR_MEMORY: what has happened so far. */
TRC_MUST_USE enum trc_status trc_pdf_file_status(const struct trc_pdf_file *file, struct trc_error *error);

/** The cross-reference table and trailer. `id` tells this document from others. */
TRC_MUST_USE enum trc_status trc_pdf_file_finish(struct trc_pdf_file *file, size_t catalog, size_t info, const char *id,
                                                 struct trc_error *error);

#endif
