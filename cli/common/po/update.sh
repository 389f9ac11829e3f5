#!/usr/bin/env bash
# Brings zh.po up to the sources: new messages come in empty, dropped ones go.
#   cli/common/po/update.sh                   and says what is left to translate
#   cli/common/po/update.sh --check [FILE.po] changes nothing; fails when a message has no Chinese or its formats differ
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
po=${2:-$here/zh.po}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$here/extract.sh" "$work/trc.pot"
if [ "${1:-}" != --check ]; then
    msgmerge --quiet --update --backup=none --no-fuzzy-matching --add-location=file "$po" "$work/trc.pot"
    msgattrib --no-obsolete --output-file="$po" "$po"
fi
msgfmt --check --statistics --output-file=/dev/null "$po"
msgcmp "$po" "$work/trc.pot"
