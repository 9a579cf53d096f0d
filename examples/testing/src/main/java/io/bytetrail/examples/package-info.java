/** What the tests of the examples share: a server under the agent, its report, and strace's. */
package io.bytetrail.examples;
