/* interrupt.h: leaving in good order when a person or a system stops the program. */
#ifndef TRC_COMMON_INTERRUPT_H
#define TRC_COMMON_INTERRUPT_H

#include <stdbool.h>

/**
 * From here on SIGINT, SIGTERM and SIGHUP only take note (a blocked read answers EINTR), so that the work at hand can
 * be put in order. A second one, a while after the first and before it is answered, ends the program at once. A signal
 * that was ignored before stays ignored.
 */
void interrupt_hold(void);

/** Has one come since? */
bool interrupt_asked(void);

/** What came so far was what was waited for: it has been answered, and interrupt_release() leaves it at that. */
void interrupt_forget(void);

/** As before interrupt_hold(), if it was called; a signal that came since has its usual effect now, which is the end of
 * the program. */
void interrupt_release(void);

#endif
