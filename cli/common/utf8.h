/* utf8.h: keeping text whole where bytes are counted. */
#ifndef TRC_COMMON_UTF8_H
#define TRC_COMMON_UTF8_H

/** Take a character off the end of `text` that a full buffer has cut in two. */
void utf8_trim(char *text);

#endif
