/* csv_file.c: opening CSV files as spreadsheets write them. */
#include "csv_file.h"

#include <errno.h>
#include <stdbool.h>
#include <sys/stat.h>

#include "interrupt.h"

#define PIPE_BYTES_MAX ((size_t)256 << 20)

/* What comes through a pipe comes in its own time, and the registry is locked while a list is read: have it at hand. */
static bool copy(FILE *from, FILE *into)
{
    char chunk[65536];
    size_t got, all = 0;
    while ((got = fread(chunk, 1, sizeof chunk, from)) > 0) {
        all += got;
        errno = all > PIPE_BYTES_MAX ? EFBIG : EINTR;
        if (all > PIPE_BYTES_MAX || interrupt_asked() || fwrite(chunk, 1, got, into) != got)
            return false;
    }
    return !ferror(from) && fflush(into) == 0 && fseek(into, 0, SEEK_SET) == 0;
}

static FILE *at_hand(FILE *file)
{
    struct stat kind;
    if (fstat(fileno(file), &kind) != 0 || S_ISREG(kind.st_mode) || S_ISDIR(kind.st_mode))
        return file; /* reading a folder fails with its own reason */
    FILE *own = tmpfile();
    const bool copied = own != NULL && copy(file, own);
    const int cause = errno;
    fclose(file);
    if (copied)
        return own;
    if (own != NULL)
        fclose(own);
    errno = cause;
    return NULL;
}

static void skip_mark(FILE *file)
{
    static const unsigned char mark[] = {0xef, 0xbb, 0xbf};
    size_t at = 0;
    int c = 0;
    while (at < sizeof mark && (c = getc(file)) == mark[at])
        at++;
    if (at == sizeof mark)
        return;
    ungetc(c, file);
    while (at > 0)
        ungetc(mark[--at], file);
}

FILE *csv_file_open(const char *path)
{
    FILE *file = fopen(path, "re");
    if (file != NULL)
        file = at_hand(file);
    if (file != NULL)
        skip_mark(file);
    return file;
}

void csv_file_restart(FILE *file)
{
    rewind(file);
    skip_mark(file);
}
