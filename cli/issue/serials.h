/* serials.h: own serials from a CSV file, one after the other. */
#ifndef TRC_CLI_ISSUE_SERIALS_H
#define TRC_CLI_ISSUE_SERIALS_H

#include <trc/registry.h>

struct serial_file;

/** Open a CSV file: column "serial" when its first row names one, else the first column of every row. */
TRC_MUST_USE enum trc_status serial_file_open(const char *path, struct serial_file **out, struct trc_error *error);
void serial_file_close(struct serial_file *file);

/** From the first serial again. The file stays open meanwhile: a pipe can be opened once only. */
TRC_MUST_USE enum trc_status serial_file_restart(struct serial_file *file, struct trc_error *error);

/** The row of the serial given last, counted from 1. */
size_t serial_file_row(const struct serial_file *file);

/** Did any serial so far hold a lower-case letter? */
bool serial_file_has_lower_case(const struct serial_file *file);

/** A trc_serial_next for trc_registry_reserve(); `context` is the struct serial_file. */
enum trc_status serial_file_next(void *context, const char **serial, struct trc_error *error);

#endif
