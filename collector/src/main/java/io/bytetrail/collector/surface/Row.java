package io.bytetrail.collector.surface;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * One row of the table: a method that drives one operation, and returns what that moved. Such a
 * method calls the JDK itself, without a lambda between: its name is the site of what is counted.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Row {
  /** The operation, as the table shows it. */
  String value();

  /** The first JDK that has it. */
  int since() default 17;

  /** The first JDK on which it can be seen. */
  int seenSince() default 17;

  /** Why it cannot be seen before; empty where it can. */
  String unseenWhy() default "";
}
