/* html.h: texts inside a page: nothing that anybody was named can be taken for the page's own. */
#ifndef TRC_CLI_STATS_HTML_H
#define TRC_CLI_STATS_HTML_H

#include <stdio.h>

/** A text between tags or inside a quoted attribute. */
void html_text(FILE *file, const char *text);

/** A text of ours whose "%s" are such texts: markup of `fmt` stays, its arguments are escaped. Only "%s" and "%%". */
void html_format(FILE *file, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
