/* csv_file.h: opening CSV files as spreadsheets write them. */
#ifndef TRC_COMMON_CSV_FILE_H
#define TRC_COMMON_CSV_FILE_H

#include <stdio.h>

/** Open for reading, behind a byte order mark when there is one. NULL with errno. */
FILE *csv_file_open(const char *path);

/** Read such a file from its beginning again, also when it came through a pipe. */
void csv_file_restart(FILE *file);

#endif
