/* main.c: trc, the manufacturer's and inspector's command: a table and a look-up. */
#include <signal.h>
#include <stdio.h>

#include "commands.h"
#include "common/console.h"
#include "common/i18n.h"
#include "common/text.h"

static int finish(int exit_code)
{
    return console_close_stdout() ? exit_code : EXIT_UNDECIDED;
}

int main(int argc, char **argv)
{
    struct cli cli = {0};
    console_claim_descriptors();
    signal(SIGPIPE, SIG_IGN);
    i18n_init(NULL);
    console_set_program("trc");
    const int first = options_parse(argc, argv, NULL, 0, true, &cli.common);
    if (first < 0)
        return EXIT_USAGE;
    if (cli.common.version) {
        printf("trc %s\n", TRC_VERSION);
        return finish(EXIT_DONE);
    }
    if (first == argc) {
        command_help(NULL);
        return finish(cli.common.help ? EXIT_DONE : EXIT_USAGE);
    }
    int words;
    cli.command = command_find(argc - first, argv + first, &words);
    if (cli.command == NULL) {
        return finish(command_refuse(argc - first, argv + first));
    }
    const int last_word = first + words - 1;
    return finish(cli.command->run(&cli, argc - last_word, argv + last_word));
}
