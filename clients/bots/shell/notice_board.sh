#!/usr/bin/env bash
# A bot with nothing but curl: it posts by an incoming webhook and listens by server-sent events.
#
#     OURPLACE_HOOK=https://hub.example.org/hooks/… notice_board.sh post "The hall is open."
#     OURPLACE_URL=https://hub.example.org OURPLACE_TOKEN=op_… notice_board.sh listen CHANNEL_ID
#
# curl sends a post again when no answer came; it carries the same key each time, so it is posted once. Listening prints
# each Update of the channel as a line of JSON, and goes on where it stopped.
set -euo pipefail

post() {
    curl -sS --fail-with-body --retry 5 --retry-connrefused --data-binary "$1" \
        -H 'Content-Type: text/plain; charset=utf-8' -H "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)" \
        "${OURPLACE_HOOK:?}"
    echo
}

listen() {
    local stream=c.$1 place=${OURPLACE_PLACE:-notice_board.place} kind='' id='' line data status
    while true; do
        local resume=()
        [ ! -s "$place" ] || resume=(-H "Last-Event-ID: $(cat "$place")")
        set +e
        # A line that is silent for a minute is dead: the server says something every 25 seconds.
        curl -sSN --fail-with-body --speed-limit 1 --speed-time 60 -H "Authorization: Bearer ${OURPLACE_TOKEN:?}" \
            "${resume[@]}" "${OURPLACE_URL:?}/updates?stream=$stream&whole=true" |
            while IFS= read -r line; do
                line=${line%$'\r'}
                case $line in
                    'event: '*) kind=${line#event: } id='' ;;
                    'id: '*) id=${line#id: } ;;
                    'data: '*)
                        data=${line#data: }
                        [ "$kind" != update ] || printf '%s\n' "$data"
                        # Only now: whoever is killed while handling an event gets it again. The old place stays until the
                        # new one is whole.
                        [ -z "$id" ] || { printf %s "$id" >"$place.new" && mv "$place.new" "$place"; }
                        ;;
                    '{'*) printf '%s\n' "$line" >&2 ;;
                esac
            done
        status=${PIPESTATUS[0]}
        set -e
        # The server said what is wrong, and it would say so again.
        [ "$status" != 22 ] || exit 1
        sleep 2
    done
}

case ${1-} in
    post) post "${2:?the text}" ;;
    listen) listen "${2:?the id of the channel}" ;;
    *) sed -n '2,/^set/p' "$0" | grep '^#' >&2 && exit 2 ;;
esac
