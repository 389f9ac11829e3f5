/* commands.c: the table of commands. The manual page, the completions and --help follow it (tests/arch keeps them). */
#include "commands.h"

#include <stdio.h>
#include <string.h>

#include "common/console.h"
#include "common/text.h"

const struct command commands[] = {
    {"init", "--issuer NAME --host HOST --prefix GS1PREFIX [--db URL] [--secret-file FILE]",
     N_("make a home for one issuer"),
     N_("  --issuer NAME     who issues, as people know the firm\n"
        "  --host HOST       web host printed in codes; more may follow, all are trusted\n"
        "  --prefix DIGITS   GS1 Company Prefix; may be given again\n"
        "  --db URL          registry: sqlite:PATH, counted from the home (default: registry.db),\n"
        "                    or postgresql://USER@HOST/DATABASE\n"
        "  --secret-file FILE\n"
        "                    bring the secrets of key id 0, as `trc key export` writes them\n"),
     cmd_init},
    {"key new", "[--id N] [--type hmac|ed25519] [--secret-file FILE]", N_("make or bring a key"),
     N_("  --id N              key id 0 to 31 (default: the first free one)\n"
        "  --type TYPE         hmac (default) or ed25519, whose seals anyone can check offline\n"
        "  --secret-file FILE  bring a root secret: 64 hex digits; a second line is the PIN root\n"),
     cmd_key_new},
    {"key list", "", N_("list keys and their public facts"), "", cmd_key_list},
    {"key revoke", "ID --from DATE", N_("withdraw a key from a date on"),
     N_("  --from DATE   YYYY-MM-DD, a UTC time such as 2026-09-01T08:00:00Z, or now\n"), cmd_key_revoke},
    {"key public", "ID [--pem]", N_("print the public key of an ed25519 key"),
     N_("  --pem   as a PEM file that OpenSSL reads (default: 64 hex digits)\n"), cmd_key_public},
    {"key export", "ID [--out FILE]", N_("write a key's secrets for a safe"),
     N_("  --out FILE   a new file with mode 0600 (default: stdout)\n"), cmd_key_export},
    {"product add",
     "GTIN --name TEXT [--name-zh TEXT] [--standard TEXT] [--image FILE] [--market REGION,…] [--replace]",
     N_("describe a product to its buyers"),
     N_("  --name TEXT      name in English\n"
        "  --name-zh TEXT   name in Chinese\n"
        "  --standard TEXT  product standard, such as \"GB/T 10781.1\"\n"
        "  --image FILE     picture of the product: PNG, JPEG or WebP, at most 1 MiB\n"
        "  --market LIST    regions it is sold in, comma-separated\n"
        "  --replace        overwrite the product when it is there already\n"),
     cmd_product_add},
    {"product list", "", N_("list products"), "", cmd_product_list},
    {"product show", "GTIN", N_("show one product"), "", cmd_product_show},
    {"product import", "FILE.csv [--replace]", N_("add many products"),
     N_("  FILE.csv    header with gtin and name, and name_zh, standard, market if wanted\n"
        "  --replace   overwrite products that are there already\n"),
     cmd_product_import},
    {"issue", "--gtin GTIN --count N --format csv|png|svg|eps|pdf|zpl|tspl --out PATH [options]",
     N_("issue a batch of codes"),
     N_("  --gtin GTIN       what is issued\n"
        "  --count N         how many units\n"
        "  --serials FILE    own serials, one a row of a CSV file (column \"serial\", or the only one)\n"
        "  --lot LOT         batch or lot, AI 10\n"
        "  --expiry YYMMDD   expiry date, AI 17\n"
        "  --produced YYMMDD  production date, AI 11\n"
        "  --seal KIND       none (default: the serial seals itself), hmac or ed25519\n"
        "  --key ID          key id (default: the first that fits and is not revoked)\n"
        "  --host HOST       web host of the codes (default: the issuer's first)\n"
        "  --pin             also make scratch PINs\n"
        "  --format FORMAT   csv; png, svg or eps: a picture each; pdf: sheets or a roll; zpl or tspl: label printers\n"
        "  --out PATH        a new file, or - for stdout; for pictures a new or empty folder, or a .tar\n"
        "  --jobs N          threads (default: one for each processor)\n"
        "\nCSV:\n"
        "  --rows N          files of N rows each, PATH-0001 and so on, with a manifest of SHA-256\n"
        "  --bom             begin with a byte order mark, which Excel wants for Chinese\n"
        "  --crlf            end lines with CR LF\n"
        "  --raw-cells       leave cells that begin with = + - or @ without the ' that keeps spreadsheets from "
        "computing\n"
        "\nSymbols:\n"
        "  --dpi N           printer dots an inch (default 300)\n"
        "  --module-mm W     wished width of a module (default 0.5); snapped to whole dots\n"
        "  --ec L|M|Q|H      error correction (default M)\n"
        "  --dark RRGGBB     colour of dark modules (default 000000), and --light of light ones (FFFFFF)\n"
        "  --light RRGGBB    colour of light modules and of the quiet zone\n"
        "  --preview -|FILE  draw the first label on the terminal, or into a .png or .svg file; without --out only "
        "this\n"
        "\nLabels (pdf, zpl, tspl), in millimetres:\n"
        "  --label WxH       size of a label (default 50x30)\n"
        "  --text LANGUAGE   none, en or zh beside the symbol (default: zh when the product has a Chinese name)\n"
        "  --font FAMILY     font of the text (default: the system's)\n"
        "  --sheet SIZE      A4 (default), Letter, WxH, or roll for one label a page\n"
        "  --margin M        free edge of a sheet, M or XxY (default 8)\n"
        "  --gap G           between labels, G or XxY (default 2)\n"
        "  --crop-marks      marks in the margins, where to cut\n"
        "  --start N         places of the first sheet that are used up already\n"
        "  --logo FILE       a PNG picture on each label of a pdf\n"
        "  --printer-symbols  let the label printer draw the symbols itself: less data, another mask\n"
        "\nAgain:\n"
        "  --resume BATCH    write the files of a batch again or to their end, with the same codes\n"
        "  --reprint BATCH   write codes of a complete batch once more; recorded, with --actor and --reason\n"
        "  --units A-B       with these two: only these units, or with A- from A on\n"
        "  --actor WHO       who prints (default: the user of this machine)\n"
        "  --reason WHY      why it is printed again\n"),
     cmd_issue},
    {"batch list", "[--gtin GTIN]", N_("list batches"), N_("  --gtin GTIN   only of this product\n"), cmd_batch_list},
    {"batch show", "ID [--check]", N_("show one batch, and what was printed of it"),
     N_("  --check   are the files still what was written? Compares them with the SHA-256 of each print\n"),
     cmd_batch_show},
    {"batch activate", "ID [--units A-B]", N_("release a batch, or some of its units, for sale"),
     N_("  --units A-B   only these units; the numbers stand in the CSV\n"), cmd_batch_activate},
    {"batch ship", "ID --to REGION… [--units A-B] [--actor WHO]", N_("say to which market units go"),
     N_("  --to REGION   ISO 3166 region such as CN-31 (CN-SH) or DE; more may follow\n"
        "  --units A-B   only these units, or with A- from A on\n"
        "  --actor WHO   who says so (default: the user of this machine)\n"),
     cmd_batch_ship},
    {"registry copy", "[--from URL] --to URL [--switch]", N_("copy the registry to another database"),
     N_("  --from URL   registry to copy (default: the one of the home)\n"
        "  --to URL     new one: sqlite:PATH, counted from the home, or postgresql://USER@HOST/DATABASE\n"
        "  --switch     then use the new one from this home, and close the old one\n"),
     cmd_registry_copy},
    {"parse", "CODE… | -", N_("say what codes hold, no key asked"), N_("  -   read codes from stdin, one a line\n"),
     cmd_parse},
    {"verify", "CODE… | - [--typed] [--pin PIN] [--record] [--place PLACE] [options]", N_("judge codes"),
     N_("  -              read codes from stdin, one a line\n"
        "  --typed        a person typed them: fold case, look for slips\n"
        "  --pin PIN      scratch PIN, for a single code; with --record it is used up\n"
        "  --record       record that they were scanned, in the ledger\n"
        "  --place PLACE  where: a region such as CN-31, or a point such as 31.2,121.5, which is rounded\n"
        "  --as KIND      who scans: inspector (default), consumer, trade or bot\n"
        "  --scanner ID   which device (default: this user on this machine); stored as a pseudonym\n"
        "  --scan-id ID   id of the scan: the same one again records nothing\n"),
     cmd_verify},
    {"history", "CODE", N_("show everything known of one unit, as a timeline"), "", cmd_history},
    {"state set", "CODE|- STATE [--actor WHO] [--reason TEXT] [--override]", N_("say what became of a unit"),
     N_("  -              read codes from stdin, one a line, or the CSV of `trc issue`; a line of result for each\n"
        "  STATE          encoded, active, in_transit, sellable_accessible, retail_sold, returned, expired, recalled,\n"
        "                 stolen, destroyed, disposed, inactive, sample or exported\n"
        "  --actor WHO    who says so (default: the user of this machine)\n"
        "  --reason TEXT  why\n"
        "  --override     even if it is recalled, stolen, destroyed or disposed of\n"),
     cmd_state_set},
    {"state undo", "CODE [--actor WHO] [--reason TEXT]", N_("set a unit's last state back"),
     N_("  --actor WHO    who set it, and alone may set it back, for 10 days\n"
        "  --reason TEXT  why\n"),
     cmd_state_undo},
    {"state clear", "CODE --reason TEXT [--actor WHO]", N_("say that a unit was examined and is genuine"),
     N_("  --reason TEXT  who examined it, and how\n"
        "  --actor WHO    who says so (default: the user of this machine)\n"),
     cmd_state_clear},
    {"recall add", "(--gtin GTIN | --lot LOT | --batch ID [--units A-B]) --reason TEXT [--url URL] [--actor WHO]",
     N_("recall products: do not use them"),
     N_("  --gtin GTIN    of this product\n"
        "  --lot LOT      of this lot\n"
        "  --batch ID     of this batch\n"
        "  --units A-B    only these units of the batch\n"
        "  --reason TEXT  why, in words for those who hold the product\n"
        "  --url URL      the public notice\n"
        "  --actor WHO    who recalls (default: the user of this machine)\n"),
     cmd_recall_add},
    {"recall list", "", N_("list recalls"), "", cmd_recall_list},
    {"recall lift", "ID [--reason TEXT] [--actor WHO]", N_("lift a recall"),
     N_("  --reason TEXT  why\n"
        "  --actor WHO    who lifts it (default: the user of this machine)\n"),
     cmd_recall_lift},
    {"policy show", "[--gtin GTIN | --batch ID]", N_("show the thresholds that ask for care"),
     N_("  --gtin GTIN   those of a product\n"
        "  --batch ID    those of a batch\n"),
     cmd_policy_show},
    {"policy set", "RULE VALUE [--gtin GTIN | --batch ID] [--actor WHO]", N_("set a threshold"),
     N_("  RULE VALUE    as `trc policy show` lists them; the value default takes a setting away\n"
        "  --gtin GTIN   only of this product\n"
        "  --batch ID    only of this batch\n"
        "  --actor WHO   who sets it (default: the user of this machine)\n"),
     cmd_policy_set},
    {"stats", "[--from DATE] [--to DATE] [--gtin GTIN] [--top N] [--html FILE]",
     N_("show what was scanned, where, and with which verdict"),
     N_("  --from DATE   first day, in UTC (default: 30 days with --to)\n"
        "  --to DATE     last day (default: today)\n"
        "  --gtin GTIN   only this product\n"
        "  --top N       rows of a ranking (default 15)\n"
        "  --html FILE   write a page with charts instead; an older one is replaced\n"),
     cmd_stats},
    {"ledger verify", "[--checkpoint FILE]… [--key VKEY] [--db URL]",
     N_("is everything that was recorded still as it was?"),
     N_("  --checkpoint FILE  compare with a checkpoint that was kept elsewhere; more may follow\n"
        "  --key VKEY         whose checkpoints are believed, as `trc ledger key` prints it, or a file with it\n"
        "                     (default: this home's own)\n"
        "  --db URL           a registry without its home, such as sqlite:copy.db; it is only read\n"),
     cmd_ledger_verify},
    {"ledger checkpoint", "[--out FILE] [--unverified]", N_("sign where the ledger ends now, to keep elsewhere"),
     N_("  --out FILE     a new file (default: stdout)\n"
        "  --unverified   do not verify the ledger before, which takes long for a large registry\n"),
     cmd_ledger_checkpoint},
    {"ledger key", "", N_("print the key that checks checkpoints, for auditors"), "", cmd_ledger_key},
    {NULL, NULL, NULL, NULL, NULL},
};

static int word_count(const char *words)
{
    return strchr(words, ' ') != NULL ? 2 : 1;
}

static bool words_match(const struct command *command, int argc, char **argv)
{
    const char *space = strchr(command->words, ' ');
    if (space == NULL)
        return argc >= 1 && strcmp(argv[0], command->words) == 0;
    const size_t first = (size_t)(space - command->words);
    return argc >= 2 && strlen(argv[0]) == first && strncmp(argv[0], command->words, first) == 0 &&
           strcmp(argv[1], space + 1) == 0;
}

const struct command *command_find(int argc, char **argv, int *words)
{
    for (const struct command *command = commands; command->words != NULL; command++)
        if (words_match(command, argc, argv)) {
            *words = word_count(command->words);
            return command;
        }
    return NULL;
}

int command_refuse(int argc, char **argv)
{
    char seconds[256] = "";
    const size_t len = strlen(argv[0]);
    for (const struct command *command = commands; command->words != NULL; command++)
        if (strncmp(command->words, argv[0], len) == 0 && command->words[len] == ' ') {
            const size_t used = strlen(seconds);
            snprintf(seconds + used, sizeof seconds - used, "%s%s", used > 0 ? ", " : "", command->words + len + 1);
        }
    const bool asks = argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0);
    if (seconds[0] != '\0' && asks) {
        for (const struct command *command = commands; command->words != NULL; command++)
            if (strncmp(command->words, argv[0], len) == 0 && command->words[len] == ' ')
                printf("  %-18s %s\n", command->words, _(command->summary));
        return EXIT_DONE;
    }
    if (seconds[0] == '\0')
        console_error(_("There is no command \"%s\"; trc --help lists them."), argv[0]);
    else if (argc > 1 && argv[1][0] != '-')
        console_error(_("There is no command \"%s %s\"; after %s comes one of: %s."), argv[0], argv[1], argv[0],
                      seconds);
    else
        console_error(_("After %s comes one of: %s."), argv[0], seconds);
    return EXIT_USAGE;
}

static void print_common(void)
{
    fputs(_("Options of every command:\n"
            "  --home DIR              the issuer's folder (default: $TRC_HOME, else ~/.local/share/trc)\n"
            "  --passphrase-file FILE  first line opens the key file (default: $TRC_PASSPHRASE_FILE, else a prompt)\n"
            "  --json                  one JSON object a line on stdout\n"
            "  --lang en|zh            language of messages\n"
            "  -q, --quiet             no notes and no progress\n"
            "  -h, --help              this text\n"
            "  -V, --version           the version\n"),
          stdout);
}

void command_help(const struct command *command)
{
    if (command != NULL) {
        printf("trc %s %s\n  %s\n\n%s%s", command->words, command->usage, _(command->summary),
               command->help[0] != '\0' ? _(command->help) : "", command->help[0] != '\0' ? "\n" : "");
    } else {
        fputs(_("trc: issue and verify sealed product trace codes\n\nUsage: trc COMMAND [options]\n\n"), stdout);
        for (command = commands; command->words != NULL; command++)
            printf("  %-18s %s\n", command->words, _(command->summary));
        fputs("\n", stdout);
    }
    print_common();
}

int command_options(struct cli *cli, int argc, char **argv, const struct option_row *rows, size_t count, int min,
                    int max, int *exit_code)
{
    const int first = options_parse(argc, argv, rows, count, false, &cli->common);
    *exit_code = EXIT_USAGE;
    if (first < 0)
        return -1;
    console_set_quiet(cli->common.quiet);
    if (cli->common.help) {
        command_help(cli->command);
        *exit_code = EXIT_DONE;
        return -1;
    }
    if (argc - first < min)
        console_error(_("Something is missing after \"trc %s\": it takes %s; --help says more."), cli->command->words,
                      cli->command->usage);
    else if (argc - first > max)
        console_error(_("\"%s\" is one argument too many for \"trc %s\"; --help says what it takes."),
                      argv[first + max], cli->command->words);
    else
        return first;
    return -1;
}
