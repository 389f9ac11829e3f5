/* text.h: messages in the user's language: _() looks one up now, N_() only marks it for translation. */
#ifndef TRC_COMMON_TEXT_H
#define TRC_COMMON_TEXT_H

#include <libintl.h>

#define _(text) dgettext("trc", text)
#define N_(text) (text)

#endif
