#!/usr/bin/env bash
# Writes every message of the sources as a template: cli/common/po/extract.sh OUTPUT.pot
# Messages stand in _() and N_(), and in the X-macro tables of the public headers, whose sentence is the last argument
# of each row: X(NAME, "sentence"), X(NAME, "id", "sentence"), X(NAME, "id", SEVERITY, "sentence"), and that of policies.
set -euo pipefail
output=$(realpath -m "${1:?extract.sh OUTPUT.pot}")
cd "$(dirname "$0")/../../.."

formats=()
for format in trc_error_set:3 trc_error_rule:4 trc_error_errno:2 fail:3 fail_errno:2 console_error:1 console_note:1 \
    SAY:1 printf:1 fprintf:2 snprintf:3; do
    formats+=("--flag=$format:c-format")
done
folders=()
for folder in libtrace cli scanner service; do
    [ ! -d "$folder" ] || folders+=("$folder")
done
extract() {
    LC_ALL=C sort | xgettext --files-from=- --output="$output" --language=C --from-code=UTF-8 --add-location=file \
        --package-name=trc --add-comments=Translators: --flag=_:1:pass-c-format --flag=N_:1:pass-c-format \
        "${formats[@]}" "$@"
}
find libtrace/include -name '*.h' | extract --keyword --keyword=X:2,2t --keyword=X:3,3t --keyword=X:4,4t --keyword=X:6,6t
find "${folders[@]}" -name '*.[ch]' | extract --join-existing --keyword --keyword=_ --keyword=N_
# A date would change the file although no message did.
sed -i '/^"POT-Creation-Date:/d' "$output"
