/* interrupt.c: leaving in good order when a person or a system stops the program. */
#include "interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
#define SIGNAL_COUNT (sizeof signals / sizeof *signals)

/* A signal handler can reach nothing else. */
static volatile sig_atomic_t asked;
static volatile int64_t asked_at_ms; /* the handlers do not interrupt each other, and nobody else looks */
static bool held;
static struct sigaction before[SIGNAL_COUNT];

/* A person who is not heard asks again after a while; timeout(1) asks a program and its group in one breath. */
enum { SAME_BREATH_MS = 200 };

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now); /* which a signal handler may call */
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void take_note(int number)
{
    if (asked != 0 && now_ms() - asked_at_ms >= SAME_BREATH_MS) {
        signal(number, SIG_DFL);
        raise(number);
    }
    if (asked == 0)
        asked_at_ms = now_ms();
    asked = number;
}

void interrupt_hold(void)
{
    struct sigaction action = {.sa_handler = take_note};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < SIGNAL_COUNT; i++)
        sigaddset(&action.sa_mask, signals[i]);
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
