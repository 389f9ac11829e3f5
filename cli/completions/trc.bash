# bash completion of trc: commands, options, and what the home at hand holds. tests/arch compares it with the program.

_trc_options() { # COMMAND: the options that are its own
    case $1 in
    init) echo --issuer --host --prefix --db --secret-file ;;
    "key new") echo --id --type --secret-file ;;
    "key revoke") echo --from ;;
    "key public") echo --pem ;;
    "key export") echo --out ;;
    "product add") echo --name --name-zh --standard --image --market --replace ;;
    "product import") echo --replace ;;
    issue)
        echo --gtin --count --serials --lot --expiry --produced --seal --key --host --pin --format --out --dpi \
            --module-mm --ec --preview --resume --reprint --units --actor --reason --jobs --rows --bom --crlf --raw-cells \
            --dark --light --label --text --font --sheet --margin --gap --crop-marks --start --logo --printer-symbols
        ;;
    "batch list") echo --gtin ;;
    "batch show") echo --check ;;
    "batch activate") echo --units ;;
    "batch ship") echo --to --units --actor ;;
    "registry copy") echo --from --to --switch ;;
    verify) echo --typed --pin --record --place --as --scanner --scan-id ;;
    "state set") echo --actor --reason --override ;;
    "state undo" | "state clear") echo --actor --reason ;;
    "recall add") echo --gtin --lot --batch --units --reason --url --actor ;;
    "recall lift") echo --reason --actor ;;
    "policy show") echo --gtin --batch ;;
    "policy set") echo --gtin --batch --actor ;;
    "ledger verify") echo --checkpoint --key --db ;;
    "ledger checkpoint") echo --out --unverified ;;
    stats) echo --from --to --gtin --top --html ;;
    esac
}

_trc_ids() { # HOME LISTING: the ids that a listing of this home shows
    local where=()
    [[ -z $1 ]] || where=(--home "$1")
    # shellcheck disable=SC2086 # a listing is two words
    trc $2 --json "${where[@]}" 2>/dev/null | sed -n 's/^{"id":"\{0,1\}\([0-9]*\).*/\1/p'
}

_trc_values() { # COMMAND OPTION HOME: what may stand after an option; @file for a path, nothing for free text
    case $1:$2 in
    *:--home | *:--passphrase-file | *:--secret-file | *:--serials | *:--image | *:--out | *:--preview | *:--logo | \
        *:--html | *:--checkpoint) echo @file ;;
    *:--lang) echo en zh ;;
    *:--type) echo hmac ed25519 ;;
    "registry copy:--from" | "registry copy:--to") ;;
    stats:--from | stats:--to | *:--top) ;;
    *:--from) echo now ;;
    *:--seal) echo none hmac ed25519 ;;
    *:--format) echo csv png svg eps pdf zpl tspl ;;
    *:--text) echo none en zh ;;
    *:--sheet) echo A4 Letter roll ;;
    *:--ec) echo L M Q H ;;
    "ledger verify:--key") echo @file ;;
    issue:--key) _trc_ids "$3" "key list" ;;
    issue:--resume | issue:--reprint) _trc_ids "$3" "batch list" ;;
    *:--gtin) _trc_ids "$3" "product list" ;;
    *:--batch) _trc_ids "$3" "batch list" ;;
    *:--as) echo inspector consumer trade bot ;;
    "verify:--pin" | *:--issuer | *:--host | *:--prefix | *:--db | *:--id | *:--name | *:--name-zh | *:--standard | \
        *:--market | *:--count | *:--lot | *:--expiry | *:--produced | *:--dpi | *:--module-mm | *:--units | \
        *:--actor | *:--reason | *:--jobs | *:--rows | *:--dark | *:--light | *:--label | *:--font | *:--margin | *:--gap | \
        *:--start | *:--to | *:--place | *:--scanner | *:--scan-id | *:--url) ;;
    *) return 1 ;;
    esac
}

_trc_arguments() { # COMMAND HOME: what an argument may be
    case $1 in
    "key revoke" | "key public" | "key export") _trc_ids "$2" "key list" ;;
    "product show") _trc_ids "$2" "product list" ;;
    "product import") echo @file ;;
    "batch show" | "batch activate" | "batch ship") _trc_ids "$2" "batch list" ;;
    "recall lift") _trc_ids "$2" "recall list" ;;
    "state set")
        echo - encoded active in_transit sellable_accessible retail_sold returned expired recalled stolen destroyed \
            disposed inactive sample exported
        ;;
    "policy set")
        echo repeat_s scans_max scanners_max scanners_days scans_many travel_kmh travel_km journeys \
            early_scanners after_sale_s off_market pin_elsewhere_km pin_elsewhere_days undo_days default
        ;;
    parse | verify) echo - ;;
    esac
}

_trc() {
    local common="--home --passphrase-file --json --lang --quiet --help --version"
    local current=${COMP_WORDS[COMP_CWORD]} before="" command="" home=${TRC_HOME-} word words="" i
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ $word == = ]]; then
            continue
        elif [[ -n $before ]]; then
            [[ $before != --home ]] || home=$word
            before=""
        elif [[ $word == -* ]]; then
            ! _trc_values "$command" "$word" "" >/dev/null || before=$word
        elif [[ -z $command || $command =~ ^(key|product|batch|registry|state|recall|policy|ledger)$ ]]; then
            command+=${command:+ }$word
        fi
    done
    [[ $current != = ]] || current=""

    if [[ -n $before ]]; then
        words=$(_trc_values "$command" "$before" "$home")
    elif [[ $current == -* ]]; then
        words="$(_trc_options "$command") $common"
    else
        case $command in
        "") words="init key product issue batch registry parse verify history state recall policy stats ledger" ;;
        key) words="new list revoke public export" ;;
        product) words="add list show import" ;;
        batch) words="list show activate ship" ;;
        registry) words="copy" ;;
        state) words="set undo clear" ;;
        recall) words="add list lift" ;;
        policy) words="show set" ;;
        ledger) words="verify checkpoint key" ;;
        *) words=$(_trc_arguments "$command" "$home") ;;
        esac
    fi
    COMPREPLY=()
    if [[ $words == @file ]]; then
        compopt -o default 2>/dev/null # the shell's own completion of paths
    else
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
    fi
}
complete -F _trc trc
