/* json_out.h: JSON written member by member to a stream, for output of millions of lines. */
#ifndef TRC_COMMON_JSON_OUT_H
#define TRC_COMMON_JSON_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/** An object being written; nothing is on the stream for sure before json_out_end(). Errors show in ferror(). */
struct json_out {
    FILE *stream;
    bool follows; /* something stands before the next member: a comma is due */
    size_t used;
    char buffer[4096]; /* a call of the C library for each quote and comma costs more than all the rest */
};

/** Begin an object on a line of its own, and end it. */
void json_out_begin(struct json_out *out, FILE *stream);
void json_out_end(struct json_out *out);

/** Open and close an object or array inside. Here and below `key` is plain ASCII, and NULL inside an array. */
void json_out_open(struct json_out *out, const char *key, char bracket);
void json_out_close(struct json_out *out, char bracket);

/** Any bytes: what is not UTF-8 is taken as ISO-8859-1, so that nothing gets lost and the line stays JSON. */
void json_out_bytes(struct json_out *out, const char *key, const char *text, size_t len);

/** The same up to the NUL; null for a NULL or an empty text. */
void json_out_text(struct json_out *out, const char *key, const char *text);
void json_out_number(struct json_out *out, const char *key, int64_t number);
void json_out_bool(struct json_out *out, const char *key, bool value);
void json_out_null(struct json_out *out, const char *key);

#endif
