/* formula.h: cells that a spreadsheet would compute. */
#ifndef TRC_COMMON_FORMULA_H
#define TRC_COMMON_FORMULA_H

#include <stdbool.h>
#include <stddef.h>

/** Would a spreadsheet take this cell (UTF-8) for a formula? A ' before it keeps it a text. */
bool formula_begins(const char *text, size_t len);

#endif
