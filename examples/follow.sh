#!/usr/bin/env bash
# What following the advice brought: one server, files sent the way it was and the way that was
# advised, in turns. CPU is the server's, user and system, from /proc; clients run beside it.
#
#   examples/follow.sh tomcat|netty [rounds]
set -euo pipefail
cd "$(dirname "$0")/.."

name=${1:-}
rounds=${2:-12}
case $name in
  tomcat) before=copy/large.bin after=large.bin ;;
  netty) before=chunked/large.bin after=region/large.bin ;;
  *)
    echo "usage: examples/follow.sh tomcat|netty [rounds]" >&2
    exit 2
    ;;
esac
jar=examples/$name/target/$name.jar
[ -e "$jar" ] || { echo "$jar is not there: ./bytetrail build" >&2; exit 1; }

requests=64
work=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null; wait 2>/dev/null; rm -rf "$work"' EXIT
java -XX:+UseSerialGC -Xmx256m -jar "$jar" --serve >"$work/out" 2>"$work/err" &
server=$!
until address=$(grep -oE 'https?://[^ ]+' "$work/out" | head -n 1) && [ -n "$address" ]; do
  kill -0 "$server" 2>/dev/null || { cat "$work/err" >&2; exit 1; }
  sleep 0.1
done
address=${address%/}

# CPU nanoseconds of all of the server's threads but the compiler's.
cpu() {
  local sum=0 nanos task
  for task in /proc/"$server"/task/*; do
    grep -q CompilerThre "$task/comm" 2>/dev/null && continue
    read -r nanos _ <"$task/schedstat" 2>/dev/null && sum=$((sum + nanos))
  done
  echo "$sum"
}

# Fetches a file many times over one connection; prints bytes, CPU and elapsed nanoseconds.
fetch() {
  local url=$address/$1 urls=() i used started bytes
  for ((i = 0; i < requests; i++)); do urls+=(-o /dev/null "$url"); done
  used=$(cpu) started=$(date +%s%N)
  bytes=$(curl -sf -w '%{size_download}\n' "${urls[@]}" | awk '{ sum += $1 } END { printf "%d", sum }')
  echo "$bytes $(($(cpu) - used)) $(($(date +%s%N) - started))"
}

for way in "$before" "$after" "$before" "$after"; do fetch "$way" >/dev/null; done
for ((round = 0; round < rounds; round++)); do
  fetch "$before" >>"$work/before"
  fetch "$after" >>"$work/after"
done

# Medians over the rounds: CPU s/GiB, and GiB/s.
figures() {
  awk '{ print $2 / $1 * 1.073741824, $1 / $3 / 1.073741824 }' "$1" | sort -n | awk '
    { cpu[NR] = $1; speed[NR] = $2 }
    END {
      n = asort_(speed, NR)
      printf "CPU %.3f s/GiB (%.3f to %.3f)   %.2f GiB/s\n", mid(cpu, NR), cpu[1], cpu[NR], mid(speed, NR)
    }
    function mid(a, n) { return n % 2 ? a[(n + 1) / 2] : (a[n / 2] + a[n / 2 + 1]) / 2 }
    function asort_(a, n, i, j, t) {
      for (i = 2; i <= n; i++) {
        t = a[i]
        for (j = i - 1; j > 0 && a[j] > t; j--) a[j + 1] = a[j]
        a[j + 1] = t
      }
      return n
    }'
}
printf '%-28s %s\n' "before, /$before" "$(figures "$work/before")"
printf '%-28s %s\n' "after,  /$after" "$(figures "$work/after")"
