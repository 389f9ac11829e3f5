/* csv_file.h: opening CSV files as spreadsheets write them. */
#ifndef TRC_COMMON_CSV_FILE_H
#define TRC_COMMON_CSV_FILE_H

#include <stdio.h>

/** Open for reading, behind a byte order mark when there is one. NULL with errno. */
FILE *csv_file_open(const char *path);

#endif
