#!/bin/sh
# Fills the seed corpora: every document of specs/, and with a folder given, the documents of at most 64 KiB in it.
set -eu
cd "$(dirname "$0")"
for target in load generate; do
    mkdir -p "corpus/$target"
    find ../specs ${1:+"$1"} -type f \( -name '*.yaml' -o -name '*.json' \) -size -64k -exec cp {} "corpus/$target/" \;
done
