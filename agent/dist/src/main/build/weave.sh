#!/bin/sh
# Weaves the classes of each JDK found here, as the agent does at a first start.
# usage: weave.sh AGENT_JAR DIRECTORY
jar=$1
out=$2
seen=
for release in "$JAVA_HOME"/release /usr/lib/jvm/*/release /opt/*/release; do
  home=$(readlink -f "${release%/release}")
  [ -r "$home/release" ] && [ -x "$home/bin/java" ] || continue
  case $seen in *":$home:"*) continue ;; esac
  seen=$seen:$home:
  # A JDK that is too old for the agent fails here, and weaves as it starts where it does not.
  env -i PATH="$PATH" "$home/bin/java" -Dio.bytetrail.weave.all=true \
    -javaagent:"$jar"=collector=off,weave.cache="$out" -version >/dev/null 2>&1
done
# What the jar has for other builds of a JDK's release is looked for there.
(cd "$out" 2>/dev/null && ls | grep '\.woven$' >index)
exit 0
