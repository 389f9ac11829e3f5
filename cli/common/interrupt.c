/* interrupt.c: leaving in good order when a person or a system stops the program. */
#include "interrupt.h"

#include <signal.h>
#include <stddef.h>

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
#define SIGNAL_COUNT (sizeof signals / sizeof *signals)

/* A signal handler can reach nothing else. */
static volatile sig_atomic_t asked;
static bool held;
static struct sigaction before[SIGNAL_COUNT];

static void take_note(int number)
{
    asked = number;
}

void interrupt_hold(void)
{
    struct sigaction action = {.sa_handler = take_note, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    asked = 0;
    held = true;
    for (size_t i = 0; i < SIGNAL_COUNT; i++) {
        sigaction(signals[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
    }
}

bool interrupt_asked(void)
{
    return asked != 0;
}

void interrupt_forget(void)
{
    asked = 0;
}

void interrupt_release(void)
{
    const int number = asked;
    for (size_t i = 0; held && i < SIGNAL_COUNT; i++)
        sigaction(signals[i], &before[i], NULL);
    asked = 0;
    held = false;
    if (number != 0)
        raise(number);
}
