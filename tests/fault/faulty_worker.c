/* faulty_worker.c: a worker in the real sandbox whose pictures are orders to misbehave. Built from the shipped
 * worker's objects, so that the shipped one needs no switch for tests. */
#include <fcntl.h>
#include <linux/futex.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "scanner/worker/worker.h"

static void send_raw(const void *bytes, size_t len)
{
    if (write(SCAN_WORKER_SOCKET, bytes, len) != (ssize_t)len)
        _exit(4);
}

static void send_message(const struct scan_message *message)
{
    static uint8_t packet[SCAN_PACKET_MAX];
    send_raw(packet, scan_message_encode(message, packet));
}

static void send_symbol(const struct scan_sink *sink, const char *text)
{
    const struct scan_symbol symbol = {.page = 1, .text = text, .text_len = strlen(text)};
    sink->take(sink->context, &symbol);
}

static void crash(void)
{
    *(volatile int *)(uintptr_t)getpid() = 1; /* no page is mapped so low */
}

static void hang(void)
{
    for (;;)
        __asm__ volatile("");
}

/* Waits without computing, for ever when `time` is NULL. */
static void nap(const struct timespec *time)
{
    uint32_t word = 0;
    do
        syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, time);
    while (time == NULL);
}

static void eat_memory(void)
{
    for (;;) {
        char *block = malloc(16 << 20);
        if (block == NULL)
            crash();
        memset(block, 1, 16 << 20);
    }
}

static void flood(const struct scan_request *request)
{
    const struct scan_message symbol = {
        .kind = SCAN_SYMBOL, .id = request->id, .symbol = {.page = 1, .text = "again", .text_len = 5}};
    for (;;)
        send_message(&symbol);
}

/* Texts that are allowed one by one, and far too much together. */
static void flood_texts(const struct scan_request *request)
{
    static char text[SCAN_TEXT_MAX];
    memset(text, 'x', sizeof text);
    const struct scan_message symbol = {
        .kind = SCAN_SYMBOL, .id = request->id, .symbol = {.page = 1, .text = text, .text_len = sizeof text}};
    for (;;)
        send_message(&symbol);
}

/* Which descriptors can be read, apart from the socket. */
static void report_descriptors(const struct scan_sink *sink)
{
    char text[64] = "", byte[1];
    for (int fd = 0; fd < 16; fd++)
        if (fd != SCAN_WORKER_SOCKET && pread(fd, byte, 0, 0) == 0) {
            const char name[] = {(char)('a' + fd), '\0'};
            strcat(text, name);
        }
    send_symbol(sink, text);
}

static void obey(const char *order, const struct scan_request *request, const struct scan_sink *sink,
                 struct scan_outcome *outcome)
{
    const struct scan_message hello = {.kind = SCAN_HELLO, .hello = {.version = SCAN_PROTOCOL_VERSION}};
    const char *secret = getenv("TRC_TEST_SECRET");
    struct scan_message done = {.kind = SCAN_DONE, .id = request->id};
    if (strcmp(order, "crash") == 0)
        crash();
    else if (strcmp(order, "abort") == 0)
        abort();
    else if (strcmp(order, "exit") == 0)
        _exit(7);
    else if (strcmp(order, "open") == 0)
        outcome->offset = (uint64_t)open("/etc/passwd", O_RDONLY);
    else if (strcmp(order, "hang") == 0)
        hang();
    else if (strcmp(order, "sleep") == 0)
        nap(NULL);
    else if (strcmp(order, "nap") == 0) {
        nap(&(struct timespec){.tv_sec = 2});
        send_symbol(sink, order);
    } else if (strcmp(order, "eat") == 0)
        eat_memory();
    else if (strcmp(order, "garbage") == 0)
        send_raw("\xFF\x00garbage", 9);
    else if (strcmp(order, "empty packet") == 0)
        send_raw("", 0);
    else if (strcmp(order, "hello again") == 0)
        send_message(&hello);
    else if (strcmp(order, "hang up") == 0) {
        close(SCAN_WORKER_SOCKET);
        hang();
    } else if (strcmp(order, "wrong id") == 0) {
        done.id++;
        send_message(&done);
    } else if (strcmp(order, "wrong count") == 0) {
        done.done.symbol_count = 3;
        send_message(&done);
    } else if (strcmp(order, "half a symbol") == 0) {
        send_symbol(sink, "lost");
        crash();
    } else if (strcmp(order, "flood") == 0)
        flood(request);
    else if (strcmp(order, "flood of text") == 0)
        flood_texts(request);
    else if (strcmp(order, "file nobody asked for") == 0)
        send_message(&(struct scan_message){
            .kind = SCAN_PART, .id = request->id, .part = {(const uint8_t *)"JPEG", sizeof "JPEG"}});
    else if (strcmp(order, "descriptors") == 0)
        report_descriptors(sink);
    else if (strcmp(order, "environment") == 0)
        send_symbol(sink, secret != NULL ? secret : "none");
    else
        send_symbol(sink, order);
}

static void read_order(int fd, const struct scan_request *request, struct scan_reply *reply)
{
    char order[64];
    const ssize_t len = pread(fd, order, sizeof order - 1, 0);
    order[len > 0 ? len : 0] = '\0';
    reply->outcome.result = SCAN_READ;
    obey(order, request, &reply->sink, &reply->outcome);
}

int main(int argc, char **argv)
{
    return scan_worker_run(argc, argv, read_order);
}
