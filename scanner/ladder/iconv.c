/* iconv.c: the character conversion that libzbar gets in the worker: none. Bytes stay as they were in the symbol.
 *
 * libzbar opens converters for every picture with a QR code, and for whatever character set the symbol names. The C
 * library's iconv_open() would go and load a file for that, which the sandbox punishes with death, and would run
 * hostile text through rarely used code. These definitions take its place: a program's own symbols go before those of
 * shared libraries, libzbar's calls included. zbar.c makes UTF-8 of the bytes. See docs/decisions/0052. */
#include <errno.h>
#include <stddef.h>
#include <string.h>

/* As <iconv.h> declares them, where iconv_t is void *. Visible, so that a shared libzbar finds them too. */
#pragma GCC visibility push(default)
void *iconv_open(const char *to, const char *from);
size_t iconv(void *conversion, char **in, size_t *in_left, char **out, size_t *out_left);
int iconv_close(void *conversion);
#pragma GCC visibility pop

void *iconv_open(const char *to, const char *from)
{
    static char only;
    (void)to;
    (void)from;
    return &only;
}

size_t iconv(void *conversion, char **in, size_t *in_left, char **out, size_t *out_left)
{
    (void)conversion;
    if (in == NULL || *in == NULL)
        return 0;
    const size_t count = *in_left < *out_left ? *in_left : *out_left;
    memcpy(*out, *in, count);
    *in += count;
    *out += count;
    *in_left -= count;
    *out_left -= count;
    if (*in_left == 0)
        return 0;
    errno = E2BIG;
    return (size_t)-1;
}

int iconv_close(void *conversion)
{
    (void)conversion;
    return 0;
}
