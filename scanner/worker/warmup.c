/* warmup.c: what libraries do once and lazily, done before the sandbox forbids it. */
#include "scanner/worker/warmup.h"

#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

static int compare_bytes(const void *a, const void *b)
{
    return *(const unsigned char *)a - *(const unsigned char *)b;
}

/* glibc's qsort() asks the system for its memory size before the first sort of more than 1 KiB. */
static void warm_qsort(void)
{
    unsigned char bytes[2048] = {0};
    qsort(bytes, sizeof bytes, 1, compare_bytes);
}

/* libjpeg-turbo on ARM reads /proc/cpuinfo before its first colour conversion, of whichever direction. */
static void warm_jpeg(void)
{
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    unsigned char *out = NULL;
    unsigned long out_len = 0;
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &out, &out_len);
    jpeg.image_width = jpeg.image_height = 8;
    jpeg.input_components = 3;
    jpeg.in_color_space = JCS_RGB;
    jpeg_set_defaults(&jpeg);
    jpeg_start_compress(&jpeg, TRUE);
    jpeg_destroy_compress(&jpeg);
    free(out);
}

void scan_warmup(void)
{
    warm_qsort();
    warm_jpeg();
}
