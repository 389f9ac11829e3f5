/* i18n.h: choosing the language of messages. */
#ifndef TRC_COMMON_I18N_H
#define TRC_COMMON_I18N_H

#include <stdbool.h>
#include <stddef.h>

/** Does this begin with a language we speak: "en" or "zh", also as "zh_CN.UTF-8", "zh-Hans", "zh:en"? */
bool i18n_knows(const char *language);

/**
 * Choose the language: `language` (from --lang), else LANGUAGE, LC_ALL, LC_MESSAGES, LANG; LC_ALL=C is English. Works
 * where no locale is generated, because every text is UTF-8 and only C.UTF-8, which is built in, is ever set.
 */
void i18n_init(const char *language);

/** Was Chinese chosen? For what has names in both languages. */
bool i18n_is_chinese(void);

/** Writes the folder `relative` to the running program's folder, such as "../share/locale". */
bool i18n_program_path(const char *relative, char *path, size_t size);

#endif
