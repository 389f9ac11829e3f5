/* text.h: is a text fit to be stored? Internal to registry/. */
#ifndef TRC_REGISTRY_TEXT_H
#define TRC_REGISTRY_TEXT_H

#include <stddef.h>
#include <trc/error.h>

/**
 * Check that an array of `size` bytes holds NUL-terminated UTF-8.
 *
 * @param name What the text is called in messages, such as "name_zh"; not translated.
 * @return TRC_OK; TRC_ERR_RANGE when there is no NUL; TRC_ERR_SYNTAX ("utf-8") with the offset of the first bad byte.
 */
TRC_MUST_USE enum trc_status trc_text_check(const char *text, size_t size, const char *name, struct trc_error *error);

#endif
