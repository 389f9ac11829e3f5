/* csv_file.c: opening CSV files as spreadsheets write them. */
#include "csv_file.h"

FILE *csv_file_open(const char *path)
{
    static const unsigned char mark[] = {0xef, 0xbb, 0xbf};
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return NULL;
    size_t at = 0;
    int c = 0;
    while (at < sizeof mark && (c = getc(file)) == mark[at])
        at++;
    if (at == sizeof mark)
        return file;
    ungetc(c, file);
    while (at > 0)
        ungetc(mark[--at], file);
    return file;
}
