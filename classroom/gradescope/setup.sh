#!/usr/bin/env bash
# Installs the grader while Gradescope builds the autograder's image. Set the first two before you upload.
set -euo pipefail

GRADER_REPOSITORY="${GRADER_REPOSITORY:-}"  # the teacher's copy, as a URL for git
GRADER_RELEASE="${GRADER_RELEASE:-}"        # a tag of it, like v1.0: nothing but a release judges
TORCH_INDEX="${TORCH_INDEX:-}"              # the package index of PyTorch's CPU-only builds: a much smaller download

if [ -z "$GRADER_REPOSITORY" ] || [ -z "$GRADER_RELEASE" ]; then
    echo "Set GRADER_REPOSITORY and GRADER_RELEASE in setup.sh." >&2
    exit 1
fi
cd "${AUTOGRADER:-/autograder}"

python=python3
recent_enough='import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))'
if ! command -v git > /dev/null || ! python3 -c "$recent_enough" 2> /dev/null; then
    apt-get update -q
    apt-get install -yq git python3-venv
    if ! python3 -c "$recent_enough"; then
        apt-get install -yq python3.11 python3.11-venv
        python=python3.11
    fi
fi

rm -rf grader venv
git clone --quiet --depth 1 --branch "$GRADER_RELEASE" "$GRADER_REPOSITORY" grader
if ! git -C grader show-ref --quiet --verify "refs/tags/$GRADER_RELEASE"; then
    echo "GRADER_RELEASE is not a tag but a branch, which changes. Set it to a tag." >&2
    exit 1
fi
"$python" -m venv venv
if [ -n "$TORCH_INDEX" ]; then
    venv/bin/python -m pip install --quiet --index-url "$TORCH_INDEX" torch torchvision
fi
venv/bin/python -m pip install --quiet -e "grader[grading]"

# The seeds of the tests derive from it. One image, one secret: who submits again is judged in the same way.
(umask 077 && "$python" -c 'import secrets; print(secrets.token_hex(32))' > secret)
