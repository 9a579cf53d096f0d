package io.bytetrail.hooks;

import java.util.HashMap;
import java.util.Map;

/**
 * Whose code a class is, by the longest of the known prefixes of its name.
 *
 * <p>Loggers and embedded databases are not in the table on purpose: which line of an application
 * happens to roll a log file over, or to make a database write, says nothing about that file.
 *
 * <p>The names are lines of one text, for what relocates packages in the agent's jar would take
 * single ones for its own.
 */
final class Frameworks {
  enum Owner {
    /** The application; and everything that is not known. */
    APPLICATION,
    /** Code that calls the application, or works for it in threads of its own. */
    FRAMEWORK,
    /** Code that opens or runs what it is given: its frames say the least. */
    PLUMBING
  }

  private static final String FRAMEWORKS =
      """
      akka
      com.caucho
      com.linecorp.armeria
      io.activej
      io.grpc
      io.helidon
      io.javalin
      io.micronaut
      io.netty
      io.quarkus
      io.undertow
      io.vertx
      jakarta.faces
      jakarta.servlet
      javax.servlet
      kafka
      org.apache.camel
      org.apache.catalina
      org.apache.coyote
      org.apache.jasper
      org.apache.kafka
      org.apache.lucene
      org.apache.mina
      org.apache.pekko
      org.apache.spark
      org.apache.sshd
      org.apache.tomcat
      org.eclipse.jetty
      org.glassfish
      org.jboss.resteasy
      org.springframework
      org.xnio
      play
      ratpack
      """;

  private static final String PLUMBING =
      """
      clojure
      com.google.common
      com.fasterxml.jackson
      groovy
      io.netty.util.concurrent
      io.netty.util.internal
      io.reactivex
      kotlin
      kotlinx
      net.bytebuddy
      okhttp3
      okio
      org.apache.commons.compress
      org.apache.commons.io
      org.apache.commons.lang3
      org.apache.groovy
      org.apache.http
      org.apache.kafka.common.utils
      org.apache.kafka.server.util
      org.apache.tomcat.util.threads
      org.codehaus.groovy
      org.eclipse.jetty.util.thread
      org.jboss.threads
      org.reactivestreams
      org.springframework.aop
      org.springframework.boot.loader
      org.springframework.cglib
      org.springframework.core.task
      org.springframework.scheduling
      org.springframework.util
      reactor
      scala
      """;

  /** Applications that are named like the framework they show. */
  private static final String APPLICATIONS =
      """
      org.springframework.samples
      """;

  private final Map<String, Owner> owners = new HashMap<>();

  /**
   * The known ones and those of the option {@code site.skip}.
   *
   * @param more names of packages or classes, separated by {@code :}, {@code ;} or {@code |}; one
   *     behind a {@code -} is the application's
   */
  Frameworks(String more) {
    put(FRAMEWORKS, Owner.FRAMEWORK);
    put(PLUMBING, Owner.PLUMBING);
    put(APPLICATIONS, Owner.APPLICATION);
    int start = 0;
    for (int i = 0; i <= more.length(); i++) {
      if (i == more.length() || ":;|, ".indexOf(more.charAt(i)) >= 0) {
        add(more.substring(start, i));
        start = i + 1;
      }
    }
  }

  Owner owner(String className) {
    for (int end = className.length(); end > 0; end = lastSeparator(className, end)) {
      Owner owner = owners.get(className.substring(0, end));
      if (owner != null) {
        return owner;
      }
    }
    return Owner.APPLICATION;
  }

  private void add(String word) {
    boolean kept = word.startsWith("-");
    String prefix = kept ? word.substring(1) : word;
    while (prefix.endsWith(".") || prefix.endsWith("*")) {
      prefix = prefix.substring(0, prefix.length() - 1);
    }
    if (!prefix.isEmpty()) {
      owners.put(prefix, kept ? Owner.APPLICATION : Owner.FRAMEWORK);
    }
  }

  private void put(String prefixes, Owner owner) {
    for (String prefix : prefixes.split("\n", -1)) {
      owners.put(prefix, owner);
    }
  }

  /** Nested classes belong to their outer ones. */
  private static int lastSeparator(String className, int end) {
    return Math.max(className.lastIndexOf('.', end - 1), className.lastIndexOf('$', end - 1));
  }
}
