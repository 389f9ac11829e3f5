# bash completion of trc-scan: options and sources. tests/arch compares it with the program.

_trc_scan() {
    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words=""
    [[ $before != = ]] || before=${COMP_WORDS[COMP_CWORD - 2]}
    [[ $current != = ]] || current=""
    COMPREPLY=()
    case $before in
    --lang) words="en zh" ;;
    --fps | --host | --jobs | --max-pixels | --print-check | --timeout | --units | --until) return ;;
    *)
        if [[ $current != -* || $before == --home || $before == --annotate || $before == --passphrase-file ]]; then
            compopt -o default 2>/dev/null # the shell's own completion of paths
            return
        fi
        words="--annotate --csv --decode-only --print-check --units --host --json --live --until --fps --jobs --max-pixels --timeout --home --passphrase-file --lang --quiet"
        words+=" --help --version"
        ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -F _trc_scan trc-scan
